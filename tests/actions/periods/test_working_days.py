"""Days off and make-up days that the province sets, and what they do to reminders."""

from __future__ import annotations

from datetime import date

import pytest

from service.actions.context import Context
from service.actions.periods.lifecycle import open_period
from service.actions.periods.working_days import add_free_day, free_days, remove_free_day, working_time
from service.actions.reminders.send import plan_due_batches
from service.domain.errors import ConflictError, NotFoundError
from tests.support.installation import at
from tests.support.reminding import YEAR, there

WHO = "Lê Văn Cường"


@pytest.fixture
def year(context: Context) -> Context:
    """The year's period, due on Wednesday 20 December at 17:00."""
    opened = at(context, there(2023, 12, 1, 8))
    open_period(opened, YEAR)
    return opened


def due(context: Context, *moment: int) -> set[str]:
    """The steps that go out at a moment."""
    climbs = plan_due_batches(at(context, there(*moment)))
    return {item.step.name for climb in climbs for item in climb.due if item.owed.period == YEAR}


def test_a_day_off_puts_reminders_off_and_a_make_up_day_takes_them(year: Context) -> None:
    assert due(year, 2023, 12, 13, 8) == {"before_7"}
    add_free_day(year, WHO, date(2023, 12, 13), " Nghỉ bão ", is_worked=False)
    assert due(year, 2023, 12, 13, 9) == set() and due(year, 2023, 12, 14, 8) == {"before_7"}
    assert due(year, 2023, 12, 23, 8) == set()
    add_free_day(year, WHO, date(2023, 12, 23), "Làm bù", is_worked=True)
    assert due(year, 2023, 12, 23, 8) == {"late_3"}
    shown = free_days(year, "vi")
    assert [(item.year, [(own.day.day, own.is_worked, own.name) for own in item.own]) for item in shown] == [
        (2023, [(13, False, "Nghỉ bão"), (23, True, "Làm bù")]), (2024, []),
    ]  # fmt: skip
    remove_free_day(year, WHO, date(2023, 12, 13))
    assert due(year, 2023, 12, 13, 9) == {"before_7"}
    with year.database.reading() as session:
        assert working_time(session).exceptions == {date(2023, 12, 23): True}


def test_public_holidays_are_named_in_the_readers_language(sqlite_context: Context) -> None:
    for language, name in (("vi", "Quốc khánh"), ("en", "National Day")):
        first, second = free_days(sqlite_context, language)
        assert (first.year, second.year) == (2023, 2024)
        assert name in first.holidays[date(2023, 9, 2)] and date(2024, 2, 10) in second.holidays
        assert list(first.holidays) == sorted(first.holidays)


@pytest.mark.parametrize(
    ("day", "name", "is_worked", "said"),
    [
        (date(2023, 12, 13), " ", False, "Cần ghi tên ngày"),
        (date(2023, 12, 13), "x" * 201, False, "tối đa 200 ký tự"),
        (date(2025, 1, 6), "Nghỉ", False, "năm 2023 và 2024"),
        (date(2023, 12, 16), "Nghỉ", False, "16/12/2023 vốn là ngày nghỉ"),
        (date(2024, 1, 1), "Nghỉ", False, "01/01/2024 vốn là ngày nghỉ"),
        (date(2023, 12, 13), "Làm bù", True, "13/12/2023 vốn là ngày làm việc"),
    ],
)
def test_what_will_not_do_is_said(sqlite_context: Context, day: date, name: str, is_worked: bool, said: str) -> None:
    with pytest.raises(ConflictError, match=said):
        add_free_day(sqlite_context, WHO, day, name, is_worked=is_worked)
    assert [year.own for year in free_days(sqlite_context, "vi")] == [(), ()]


def test_a_day_is_set_once_and_removed_once(sqlite_context: Context) -> None:
    add_free_day(sqlite_context, WHO, date(2023, 12, 13), "Nghỉ", is_worked=False)
    with pytest.raises(ConflictError, match="đã được đặt"):
        add_free_day(sqlite_context, WHO, date(2023, 12, 13), "Nghỉ", is_worked=False)
    remove_free_day(sqlite_context, WHO, date(2023, 12, 13))
    with pytest.raises(NotFoundError, match="không có trong danh sách"):
        remove_free_day(sqlite_context, WHO, date(2023, 12, 13))
