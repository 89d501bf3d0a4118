"""Who is urged: the late ones without a valid filing, but for whom a filing is being looked at, and the issuer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reminders.overdue_notice import ISSUER, late_agencies
from service.domain.reporting.period import VIETNAM

DUE = datetime(2023, 9, 20, 17, tzinfo=VIETNAM)
LATE = DUE + timedelta(minutes=1)
UNIT = AgencyStatus(Agency("STP", "Sở Tư pháp", AgencyKind.SO, date(2000, 1, 1)), DUE, AgencyState.MISSING)


@pytest.mark.parametrize("state", [AgencyState.MISSING, AgencyState.INVALID])
def test_who_is_past_the_deadline_without_a_valid_filing_is_urged(state: AgencyState) -> None:
    unit = replace(UNIT, state=state)
    assert late_agencies([unit], LATE) == (unit,)
    assert late_agencies([unit], DUE) == ()


def test_who_filed_however_late_or_is_being_checked_is_not() -> None:
    for unit in (
        replace(UNIT, state=AgencyState.VALID, valid_at=LATE),
        replace(UNIT, state=AgencyState.RETURNED, valid_at=LATE),
        replace(UNIT, state=AgencyState.CHECKING),
        replace(UNIT, due_at=DUE + timedelta(days=1)),
    ):
        assert late_agencies([unit], LATE) == ()


def test_home_affairs_does_not_write_to_itself() -> None:
    assert late_agencies([replace(UNIT, agency=replace(UNIT.agency, code="SNV", name=ISSUER))], LATE) == ()


def test_only_some_may_be_asked_about() -> None:
    other = replace(UNIT, agency=replace(UNIT.agency, code="STC"))
    assert late_agencies([UNIT, other], LATE, {"STC"}) == (other,)
    assert late_agencies([UNIT, other], LATE, set()) == ()
