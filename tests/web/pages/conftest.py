"""People of Sở Giao thông vận tải who are signed in."""

from __future__ import annotations

import pytest

from tests.support.browser import Person
from tests.support.drafts import COLLEAGUE, STRANGER
from tests.support.installation import LEADER, OFFICER
from tests.support.web import Web


@pytest.fixture
def officer(web: Web) -> Person:
    """The officer who writes."""
    return Person(web.app, web.context, OFFICER, "van.an.1@sgtvt.gov.vn")


@pytest.fixture
def colleague(web: Web) -> Person:
    """Another officer of the unit."""
    return Person(web.app, web.context, COLLEAGUE, "thi.dung.2@sgtvt.gov.vn")


@pytest.fixture
def leader(web: Web) -> Person:
    """The unit's leader."""
    return Person(web.app, web.context, LEADER, "thi.binh.3@sgtvt.gov.vn")


@pytest.fixture
def stranger(web: Web) -> Person:
    """An officer of another unit."""
    return Person(web.app, web.context, STRANGER, "van.em.4@stc.gov.vn")
