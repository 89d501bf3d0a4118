"""Who presses a button twice in haste does the thing once."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from playwright.sync_api import Browser, expect

from service.actions.organization.tokens import list_tokens
from tests.support.browser import Person
from tests.support.chromium import Person as Window
from tests.support.form_window import serving
from tests.support.installation import ADMIN
from tests.support.web import Web

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LATE = 1.0


def answering_late(app: Flask) -> None:
    """What is asked for is done at once and answered a moment later, as over a slow line."""
    at_once = app.wsgi_app

    def late(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        answer = at_once(environ, start)
        if environ["REQUEST_METHOD"] == "POST":
            time.sleep(LATE)
        return answer

    app.wsgi_app = late  # type: ignore[method-assign]


def test_a_double_press_issues_one_token(browser: Browser, web: Web) -> None:
    admin = Person(web.app, web.context, ADMIN, "quan.tri@hungyen.gov.vn")
    cookie = admin.client.get_cookie("tonghop", domain="127.0.0.1")
    assert cookie is not None
    with serving(web.app) as address:
        window = Window(browser, address)
        window.window.add_cookies([{"name": "tonghop", "value": cookie.value, "url": address}])
        window.page.goto("/quan-tri/ma-truy-cap")
        window.page.locator("select[name=role]").select_option("auditor")
        window.page.locator("input[name=name]").fill("Phần mềm giám sát")
        answering_late(web.app)
        window.page.get_by_role("button", name="Tạo mã").dblclick(delay=LATE * 200)
        expect(window.page.get_by_text("Phần mềm giám sát").first).to_be_visible()
        window.leave()
    assert [row.name for row in list_tokens(web.context)] == ["Phần mềm giám sát"]
