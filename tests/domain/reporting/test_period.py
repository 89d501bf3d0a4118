"""Periods after the calendar of the administrative-reform report, checked against a table written by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from service.domain.errors import NotFoundError
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM, with_deadlines
from tests.support.consolidations import TEMPLATE

SCHEDULE = TEMPLATE.schedule
CALENDAR = [
    ("2023-Q1", "Quý I năm 2023", date(2022, 12, 15), date(2023, 3, 14), "2022-Y", "2022-Q1"),
    ("2023-H1", "6 tháng đầu năm 2023", date(2022, 12, 15), date(2023, 6, 14), "2022-Y", "2022-H1"),
    ("2023-Q3", "Quý III năm 2023", date(2023, 6, 15), date(2023, 9, 14), "2023-H1", "2022-Q3"),
    ("2023-Y", "Năm 2023", date(2022, 12, 15), date(2023, 12, 14), "2022-Y", "2022-Y"),
    ("2024-Q1", "Quý I năm 2024", date(2023, 12, 15), date(2024, 3, 14), "2023-Y", "2023-Q1"),
]


@pytest.mark.parametrize(("code", "title", "first", "last", "previous", "last_year"), CALENDAR)
def test_the_calendar(code: str, title: str, first: date, last: date, previous: str, last_year: str) -> None:
    period = SCHEDULE.period(code)
    assert (period.title, period.window.first, period.window.last) == (title, first, last)
    assert (period.previous, period.last_year) == (previous, last_year)


@pytest.mark.parametrize(("kind", "day"), [(AgencyKind.SO, 20), (AgencyKind.HUYEN, 20), (AgencyKind.XA, 17)])
def test_each_kind_of_unit_has_its_deadline(kind: AgencyKind, day: int) -> None:
    assert SCHEDULE.period("2023-Q3").deadline(kind) == datetime(2023, 9, day, 17, 0, tzinfo=VIETNAM)


def test_a_window_counts_both_of_its_ends() -> None:
    assert SCHEDULE.period("2023-Q3").window.days == 92
    assert SCHEDULE.period("2024-Q1").window.days == 91  # with 29 February


@pytest.mark.parametrize(
    "code", ["2023-Q2", "2023-Q5", "1999-Q3", "23-Q3", "2023Q3", "2023-q3", " 2023-Q3", "２023-Q3", ""]
)
def test_a_code_outside_the_schedule_is_refused_with_the_codes_that_there_are(code: str) -> None:
    with pytest.raises(NotFoundError, match="2023-Q1, 2023-H1, 2023-Q3, 2023-Y"):
        SCHEDULE.period(code)
    assert not SCHEDULE.has(code)


def test_other_deadlines_replace_single_kinds() -> None:
    later = datetime(2023, 9, 28, 8, 0, tzinfo=VIETNAM)
    period = with_deadlines(SCHEDULE.period("2023-Q3"), {AgencyKind.XA: later})
    assert period.deadline(AgencyKind.XA) == later
    assert period.deadline(AgencyKind.SO).day == 20


@pytest.mark.parametrize(
    ("first", "last", "owes"),
    [
        (date(2020, 1, 1), None, True),
        (date(2023, 9, 14), None, True),
        (date(2023, 9, 15), None, False),
        (date(2020, 1, 1), date(2023, 9, 14), True),
        (date(2020, 1, 1), date(2023, 9, 13), False),
    ],
)
def test_the_units_of_a_period_are_those_valid_on_its_last_day(first: date, last: date | None, owes: bool) -> None:
    agency = Agency("X", "Đơn vị X", AgencyKind.SO, first, last, successors=("Y",))
    assert SCHEDULE.period("2023-Q3").is_owed_by(agency) is owes
