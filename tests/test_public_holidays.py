"""The days that the government swaps or announces beside the country's holidays."""

from __future__ import annotations

from datetime import date

import pytest

from service.public_holidays import announced_days, country_working_time, public_holidays


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 1, 1), False), (date(2026, 1, 2), False), (date(2026, 1, 5), True), (date(2026, 1, 10), True),
        (date(2026, 1, 17), False), (date(2026, 8, 22), True), (date(2026, 8, 29), False), (date(2026, 8, 31), False),
        (date(2026, 9, 1), False), (date(2026, 9, 3), True), (date(2026, 11, 24), True),
    ],
)  # fmt: skip
def test_l11_days_that_are_swapped_are_off_and_made_up_for(day: date, is_worked: bool) -> None:
    assert country_working_time().is_working_day(day) is is_worked


def test_l11_what_a_province_sets_goes_before_what_was_announced() -> None:
    own = country_working_time({date(2026, 11, 24): False, date(2026, 1, 10): False})
    assert [own.is_working_day(date(2026, *day)) for day in ((11, 24), (1, 10), (8, 22))] == [False, False, True]


def test_each_announced_day_is_told_once_with_its_source_and_is_news() -> None:
    days = announced_days()
    assert len({item.day for item in days}) == len(days)
    for item in days:
        assert item.name and item.name_in_english and item.source
        is_usual = item.day.weekday() < 5 and item.day not in public_holidays()
        assert is_usual is not item.is_worked, item.day
