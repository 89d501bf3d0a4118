"""People who watch the province, signed in."""

from __future__ import annotations

import pytest

from tests.support.browser import Person
from tests.support.installation import AUDITOR, HOME_AFFAIRS
from tests.support.web import Web


@pytest.fixture
def watcher(web: Web) -> Person:
    """Somebody of Home Affairs."""
    return Person(web.app, web.context, HOME_AFFAIRS, "van.cuong.5@snv.gov.vn")


@pytest.fixture
def auditor(web: Web) -> Person:
    """Somebody who only looks."""
    return Person(web.app, web.context, AUDITOR, "kiem.tra.6@snv.gov.vn")
