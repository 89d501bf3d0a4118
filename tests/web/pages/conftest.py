"""More people who are signed in."""

from __future__ import annotations

import pytest

from tests.support.browser import Person
from tests.support.drafts import STRANGER
from tests.support.installation import LEADER
from tests.support.web import Web


@pytest.fixture
def leader(web: Web) -> Person:
    """The unit's leader."""
    return Person(web.app, web.context, LEADER, "thi.binh.3@sgtvt.gov.vn")


@pytest.fixture
def stranger(web: Web) -> Person:
    """An officer of another unit."""
    return Person(web.app, web.context, STRANGER, "van.em.4@stc.gov.vn")
