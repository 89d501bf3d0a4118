"""The form of Sở Giao thông vận tải in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import Person as Account
from tests.support.form_window import Window, serving
from tests.support.web import Web

Opening = Callable[..., Window]


@pytest.fixture
def address(web: Web) -> Iterator[str]:
    """Where the application is served."""
    with serving(web.app) as found:
        yield found


@pytest.fixture
def opening(browser: Browser, address: str) -> Iterator[Opening]:
    """Opens the form for somebody; at the end no script may have complained."""
    opened: list[Window] = []

    def form(account: Account, width: int = 1280) -> Window:
        opened.append(Window(browser, address, account, width))
        return opened[-1]

    yield form
    assert [window.faults for window in opened] == [[] for _ in opened]
    for window in opened:
        window.leave()


@pytest.fixture
def window(opening: Opening, officer: Account) -> Window:
    """The officer's window."""
    return opening(officer)
