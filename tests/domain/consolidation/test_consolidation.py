"""The merged report of a period: who is in it, who is missing, who was late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from service.domain.consolidation.consolidation import (
    AgencyState,
    AgencyStatus,
    Completeness,
    Consolidation,
    completeness,
)
from service.domain.consolidation.merge import empty, merge_all
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM
from tests.support.domain import PERIOD, TEMPLATE, report

DUE = datetime(2023, 9, 20, 17, 0, tzinfo=VIETNAM)
AFTER = DUE + timedelta(microseconds=1)
DATES = TEMPLATE.schedule.period(PERIOD)


def unit(code: str, state: AgencyState = AgencyState.MISSING, first: datetime | None = None) -> AgencyStatus:
    agency = Agency(code, f"Đơn vị {code}", AgencyKind.SO, date(2000, 1, 1))
    return AgencyStatus(agency, DUE, state, valid_at=first)


def consolidation(*filed: str, owing: tuple[str, ...] = ("A", "B", "C")) -> Consolidation:
    reports = [report({"ho_so.tiep_nhan": 1}, agency=code) for code in filed]
    units = tuple(unit(code, AgencyState.VALID if code in filed else AgencyState.MISSING) for code in owing)
    return Consolidation(merge_all(TEMPLATE, PERIOD, reports), DATES, units)


@pytest.mark.parametrize(("first", "late"), [(None, False), (DUE, False), (AFTER, True)])
def test_a_unit_is_late_by_the_filing_that_counts(first: datetime | None, late: bool) -> None:
    assert unit("A", AgencyState.VALID, first).is_late is late


def test_a_later_deadline_of_its_own_makes_a_unit_punctual() -> None:
    assert not replace(unit("A", AgencyState.VALID, AFTER), due_at=DUE + timedelta(days=1)).is_late


def test_those_who_owe_and_filed_nothing_are_missing() -> None:
    found = consolidation("B")
    assert [item.agency.code for item in found.missing] == ["A", "C"]
    assert (found.contributing, found.is_final) == (1, False)


def test_with_every_unit_in_it_it_is_final() -> None:
    found = consolidation("A", "B", "C")
    assert (found.contributing, found.missing, found.is_final) == (3, (), True)


def test_the_filing_of_a_unit_that_owes_nothing_is_not_counted_as_contributing() -> None:
    found = consolidation("A", "X", owing=("A", "B"))
    assert found.contributing == 1
    assert [item.agency.code for item in found.missing] == ["B"]


def test_a_period_that_nobody_owes_is_never_final() -> None:
    found = Consolidation(empty(TEMPLATE, PERIOD), DATES, ())
    assert (found.contributing, found.is_final) == (0, False)


def test_each_unit_is_counted_once() -> None:
    units = [
        unit("A", AgencyState.VALID, DUE),
        unit("B", AgencyState.VALID, AFTER),
        unit("C", AgencyState.RETURNED, DUE),
        unit("D", AgencyState.INVALID),
        unit("E", AgencyState.CHECKING),
        unit("F"),
    ]
    found = completeness(iter(units))
    assert found == Completeness(expected=6, valid=3, on_time=2, late=1, returned=1, missing=3)
    assert found.valid + found.missing == found.expected
    assert found.on_time + found.late == found.valid


def test_nobody_owes_nothing() -> None:
    assert completeness([]) == Completeness(0, 0, 0, 0, 0, 0)
