"""Days late are days begun; days left are those of the calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from service.domain.reporting.deadline import days_between, days_late
from service.domain.reporting.period import VIETNAM

DUE = datetime(2023, 9, 20, 17, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("late", "days"),
    [
        (timedelta(days=-3), 0),
        (timedelta(), 0),
        (timedelta(microseconds=1), 1),
        (timedelta(hours=1), 1),
        (timedelta(hours=24), 1),
        (timedelta(hours=24, seconds=1), 2),
        (timedelta(days=4, hours=15), 5),
    ],
)
def test_a_day_that_has_begun_is_a_day_late(late: timedelta, days: int) -> None:
    assert days_late(DUE, DUE + late) == days


@pytest.mark.parametrize(("hours", "days"), [(0, 0), (6, 0), (7, 1), (31, 2)])
def test_days_between_are_those_of_vietnam(hours: int, days: int) -> None:
    assert days_between(DUE, DUE + timedelta(hours=hours)) == days
