"""One unit's terms are the same asked for alone as among all units, and cost no more the more units there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from service.actions.context import Context
from service.actions.intake.validate import validate_submission
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import extend, set_obligation
from service.actions.periods.obligations import (
    ReportingObligation,
    obligations_of_period,
    outstanding_obligations,
    standing_report,
)
from service.actions.periods.status import period_snapshot
from service.domain.errors import NotFoundError
from service.domain.organization.agency import AgencyKind
from service.storage.organization.agencies import get_agency
from tests.support.filings import hand_in, hand_in_and_check, real_report
from tests.support.installation import MORNING, PERIOD
from tests.support.units import units_csv

LATER = MORNING + timedelta(days=30)
CHILD = "SGTVT1,Chi cục một,,so,SGTVT,2020-01-01,,"


def alone(context: Context, agency: str, period: str = PERIOD) -> ReportingObligation:
    with context.database.reading() as session:
        return obligations_of_period(session, context.catalogue, period, get_agency(session, agency))


def test_asked_for_alone_they_are_those_among_all(context: Context) -> None:
    import_agencies(context, units_csv(CHILD))
    set_obligation(context, PERIOD, "SGTVT", includes_children=True)
    set_obligation(context, PERIOD, "STC", exempt=("ho_so.*",))
    extend(context, PERIOD, "SYT", LATER, "Nội vụ", "bão")
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, PERIOD)
    assert len(view.agencies) > 20
    for agency in view.agencies:
        assert alone(context, agency.code) == view.terms(agency)
    assert alone(context, "SGTVT1").included_in == "SGTVT"
    assert alone(context, "SGTVT").included_in is None
    assert alone(context, "STC").obligation.exempt == ("ho_so.*",)
    assert alone(context, "SYT").due == LATER
    assert alone(context, "SXD").due == view.period.deadline(AgencyKind.SO)


def test_who_owes_nothing_has_no_terms_to_fill_in(context: Context) -> None:
    import_agencies(context, units_csv("CU,Sở cũ,,so,,2000-01-01,2020-12-31,"))
    with context.database.reading() as session:
        assert outstanding_obligations(session, context.catalogue, PERIOD, "SGTVT").agency.code == "SGTVT"
        with pytest.raises(NotFoundError, match="Sở cũ không thuộc diện báo cáo"):
            outstanding_obligations(session, context.catalogue, PERIOD, "CU")
        with pytest.raises(NotFoundError, match="«KHONG»"):
            outstanding_obligations(session, context.catalogue, PERIOD, "KHONG")
        with pytest.raises(NotFoundError, match="chưa được mở"):
            outstanding_obligations(session, context.catalogue, "2019-Q1", "SGTVT")


def test_the_report_that_stands_is_the_newest_valid_one(context: Context) -> None:
    def standing(period: str) -> list[int]:
        with context.database.reading() as session:
            report = standing_report(session, context.catalogue, period, get_agency(session, "SGTVT"))
        return [] if report is None else [filing.source.revision for filing in report.ordered]

    assert standing(PERIOD) == []
    hand_in_and_check(context, real_report())
    assert standing(PERIOD) == [1]
    hand_in(context, {**real_report(), "indicators": {}})
    assert standing(PERIOD) == [1]
    assert standing("2019-Q1") == []  # never opened


def test_a_filing_is_checked_without_reading_all_units(sqlite_context: Context) -> None:
    """Else a rush would cost the square of the number of units."""
    submission = hand_in(sqlite_context, real_report())
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(sqlite_context.database.engine, "before_cursor_execute", note)
    validate_submission(sqlite_context, submission)
    event.remove(sqlite_context.database.engine, "before_cursor_execute", note)
    of_units = [text for text in asked if "FROM agency" in text or "FROM obligation" in text]
    of_one = (
        "agency.code = ?",
        "obligation.agency = ?",
        "agency_successor.agency IN (?)",
        "agency_successor.successor = ?",
        "agency_version.agency IN (?)",
    )
    assert len(of_units) >= 3
    assert [text for text in of_units if not any(part in text for part in of_one)] == []
