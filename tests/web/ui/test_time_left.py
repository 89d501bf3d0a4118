"""How long there is to a deadline, in words that one takes in at a glance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.domain.reporting.period import VIETNAM
from service.web.ui.time_left import time_left

DUE = datetime(2023, 9, 20, 17, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=30, hours=5), "30 ngày"),
        (timedelta(days=3), "3 ngày"),
        (timedelta(days=3) - timedelta(seconds=1), "2 ngày 23 giờ"),
        (timedelta(days=2, hours=9), "2 ngày 9 giờ"),
        (timedelta(days=1), "1 ngày 0 giờ"),
        (timedelta(days=1) - timedelta(seconds=1), "23 giờ 59 phút"),
        (timedelta(hours=1), "1 giờ 0 phút"),
        (timedelta(minutes=59, seconds=59), "59 phút"),
        (timedelta(seconds=59), "0 phút"),
    ],
)
def test_it_is_said_in_the_two_units_that_matter(left: timedelta, said: str) -> None:
    assert time_left(DUE, DUE - left) == f"còn {said}"


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (timedelta(seconds=1), "1 ngày"),
        (timedelta(hours=1), "1 ngày"),
        (timedelta(days=1), "1 ngày"),
        (timedelta(days=2, hours=9), "3 ngày"),
    ],
)
def test_afterwards_it_is_the_days_begun_as_in_letters_and_in_the_workbook(late: timedelta, said: str) -> None:
    assert time_left(DUE, DUE + late) == f"quá hạn {said}"


def test_at_the_very_moment_it_is_not_too_late() -> None:
    assert time_left(DUE, DUE) == "còn 0 phút"


def test_moments_of_other_time_zones_are_the_same_moments() -> None:
    assert time_left(DUE, datetime(2023, 9, 20, 9, 0, tzinfo=UTC)) == "còn 1 giờ 0 phút"
