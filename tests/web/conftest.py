"""The application over installations of both kinds, and those of Sở Giao thông vận tải who write the report."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from tests.support.browser import Person
from tests.support.drafts import COLLEAGUE
from tests.support.installation import OFFICER
from tests.support.web import Web


@pytest.fixture
def web(sqlite_context: Context) -> Web:
    """The application over SQLite."""
    return Web(sqlite_context)


@pytest.fixture
def any_web(context: Context) -> Web:
    """The application over each kind of database, for what depends on it."""
    return Web(context)


@pytest.fixture
def officer(web: Web) -> Person:
    """The officer who writes."""
    return Person(web.app, web.context, OFFICER, "van.an.1@sgtvt.gov.vn")


@pytest.fixture
def colleague(web: Web) -> Person:
    """Another officer of the unit."""
    return Person(web.app, web.context, COLLEAGUE, "thi.dung.2@sgtvt.gov.vn")
