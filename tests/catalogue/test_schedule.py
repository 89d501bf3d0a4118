"""Deadlines in working days, the province's own date, and rows of the schedule that do or do not meet."""

from __future__ import annotations

import tomllib
from datetime import date, datetime

import pytest

from service.actions.context import Context
from service.actions.periods.lifecycle import open_period
from service.actions.periods.working_days import add_free_day
from service.catalogue.schedule import load_schedule_of
from service.catalogue.table import CsvTable
from service.clock import FixedClock
from service.domain.errors import CatalogueError
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM, Schedule
from tests.support.domain import CATALOGUE, TEMPLATE
from tests.support.installation import HOME_AFFAIRS
from tests.support.templates import SHIPPED

MONTHLY = """
[[periods]]
code = "M{month}"
title = "Tháng {month} năm {year}"
first = "-1:15"
last = "14"
every = "month"
official = "{year}{month}"

[documents]"""


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 17, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2025-Q3", at(2025, 9, 16)),  # the cut-off is a Sunday
        ("2025-Y", at(2025, 12, 16)),
        ("2026-Q1", at(2026, 3, 17)),  # a Saturday
        ("2026-H1", at(2026, 6, 16)),
        ("2026-Q3", at(2026, 9, 16)),  # a Monday: it is not counted itself
        ("2026-9M", at(2026, 9, 16)),
        ("2026-10M", at(2026, 10, 16)),
        ("2028-H1", at(2028, 6, 16)),  # a Wednesday
    ],
)
def test_reports_are_owed_two_working_days_after_the_cut_off(period: str, due: datetime) -> None:
    _, found = CATALOGUE.for_period(period)
    assert set(found.deadlines.items()) == {(AgencyKind.SO, due), (AgencyKind.XA, due)}


@pytest.mark.parametrize(("period", "due"), [("2026-H1", at(2026, 6, 20)), ("2026-Y", at(2026, 12, 20))])
def test_the_province_owes_the_ministry_on_the_20th(period: str, due: datetime) -> None:
    assert CATALOGUE.for_period(period)[1].province_due == due


def test_deadlines_of_the_version_of_2022_are_what_they_were() -> None:
    found = CATALOGUE.for_period("2023-Q3")[1]
    assert {kind.value: due for kind, due in found.deadlines.items()} == {
        "so": at(2023, 9, 20), "huyen": at(2023, 9, 20), "xa": at(2023, 9, 17)
    }  # fmt: skip
    assert (found.province_due, found.official) == (None, "")


def test_public_holidays_are_no_working_days() -> None:
    """The 30th of April and the 1st of May 2026 are a Thursday and a Friday: two days after the 29th is a Tuesday."""
    rule = CATALOGUE.get("cchc", "2025").schedule.deadlines[AgencyKind.SO]
    free = {date(2026, 4, 30), date(2026, 5, 1)}
    window = CATALOGUE.for_period("2026-Q1")[1].window
    shifted = type(window)(window.first, date(2026, 4, 29))
    assert rule.due(shifted, lambda day: day.weekday() < 5 and day not in free) == at(2026, 5, 5)


def test_the_provinces_own_day_off_puts_the_deadline_off(sqlite_context: Context) -> None:
    now = FixedClock(moment=at(2026, 9, 1))
    context = Context(**{**sqlite_context.__dict__, "clock": now})
    add_free_day(context, HOME_AFFAIRS, date(2026, 9, 15), "Nghỉ bão", is_worked=False)
    assert open_period(context, "2026-Q3").deadline(AgencyKind.SO) == at(2026, 9, 17)


@pytest.mark.parametrize(
    ("period", "previous", "official"),
    [
        ("2025-Q3", "2025-H1", "20253"), ("2026-Q1", "2025-Y", "20261"), ("2026-9M", "2025-Y", ""),
        ("2026-Y", "2025-Y", "2026"), ("2026-Q3", "2026-H1", "20263"),
    ],
)  # fmt: skip
def test_new_rows_change_no_periods_predecessor(period: str, previous: str, official: str) -> None:
    found = CATALOGUE.for_period(period)[1]
    assert (found.previous, found.official) == (previous, official)


def changed(old: str, new: str) -> Schedule:
    """The schedule of 2022 with one thing changed in its file."""
    text = (SHIPPED / "report.toml").read_text(encoding="utf-8")
    assert old in text
    return load_schedule_of(CsvTable("report.toml", "", tomllib.loads(text.replace(old, new, 1))))


def test_one_line_makes_every_month() -> None:
    schedule = changed("\n[documents]", MONTHLY)
    first, third = schedule.period("2026-M01"), schedule.period("2026-M03")
    assert (first.window.first, first.window.last) == (date(2025, 12, 15), date(2026, 1, 14))
    assert (third.title, third.previous, third.last_year) == ("Tháng 3 năm 2026", "2026-M02", "2025-M03")
    assert (first.previous, first.official) == ("2025-M12", "202601")
    assert schedule.period("2026-Q3").previous == "2026-H1"  # and not the month that ends on the same day


def test_a_month_may_be_that_of_the_calendar() -> None:
    monthly = MONTHLY.replace('"-1:15"', '"01"').replace('"14"', '"31"')
    schedule = changed("\n[documents]", monthly)
    assert [schedule.period(f"{year}-M02").window.last.day for year in (2027, 2028)] == [28, 29]


def test_a_report_for_an_occasion_follows_none() -> None:
    row = MONTHLY.replace('code = "M{month}"', 'code = "DX"').replace("Tháng {month} năm", "Đột xuất năm")
    row = row.replace('"-1:15"', '"07-03"').replace('"14"', '"07-20"').replace('every = "month"', "ad_hoc = true")
    found = changed("\n[documents]", row.replace("{year}{month}", "{year}")).period("2026-DX")
    assert (found.previous, found.last_year) == ("", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('first = "06-15"', 'first = "06-16"', "mục periods[3].first: kỳ Q3 hở 1 ngày so với cuối kỳ H1"),
        ('first = "06-15"', 'first = "06-10"', "mục periods[3].first: kỳ Q3 chồng 5 ngày so với cuối kỳ H1"),
        ("so = { days_after = 6,", "so = { days_after = 6, working_days_after = 2,",
         "mục deadlines.so.days_after: cần đúng một trong hai khóa"),
        ("so = { days_after = 6,", "so = {", "mục deadlines.so.days_after: cần đúng một trong hai khóa"),
        ("so = { days_after = 6,", "so = { working_days_after = -1,", "mục deadlines.so.working_days_after: cần từ 0"),
        ("so = { days_after = 6,", "so = { days_after = 3650,", "cần từ 0 đến 31 ngày, đang là 3650"),
        ("\n[documents]", MONTHLY.replace("M{month}", "M"), "mục periods[5].every: cần «month»"),
        ("\n[documents]", MONTHLY.replace('"14"', '"32"'), "mục periods[5].last: cần ngày trong tháng"),
        ("\n[documents]", MONTHLY.replace('"14"', '"16"'), "kỳ M01 chồng 2 ngày so với cuối kỳ M12"),
        ("\n[documents]", MONTHLY.replace('"14"', '"13"'), "kỳ M01 hở 1 ngày so với cuối kỳ M12"),
    ],
)  # fmt: skip
def test_gaps_overlaps_and_odd_deadlines_are_refused_with_their_place(old: str, new: str, said: str) -> None:
    assert TEMPLATE.schedule.province is None
    with pytest.raises(CatalogueError) as refused:
        changed(old, new)
    assert said in str(refused.value)
