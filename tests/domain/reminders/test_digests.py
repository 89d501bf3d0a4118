"""When digests are due: once a working day, once a week, whoever looks however often."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.organization.account import Subscription
from service.domain.reminders.digests import digest_before, planned_digest
from service.domain.reminders.working_time import WorkingTime
from service.domain.reporting.period import VIETNAM
from service.public_holidays import public_holidays

WORKING = WorkingTime(public_holidays())
START = datetime(2023, 12, 1, tzinfo=VIETNAM)
MINUTES = st.integers(0, 120 * 24 * 60)


def there(*parts: int) -> datetime:
    """A moment in Vietnam."""
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        (there(2023, 12, 11, 7, 29), None, None),
        (there(2023, 12, 11, 7, 30), there(2023, 12, 11, 7, 30), None),
        (there(2023, 12, 11, 8), there(2023, 12, 11, 7, 30), there(2023, 12, 11, 8)),
        (there(2023, 12, 15, 17), there(2023, 12, 15, 7, 30), there(2023, 12, 11, 8)),
        (there(2023, 12, 15, 17, 1), None, None),
        (there(2023, 12, 16, 9), None, None),
        # The new year's Monday is free, and so is Tết until Wednesday.
        (there(2024, 1, 2, 7, 59), there(2024, 1, 2, 7, 30), None),
        (there(2024, 1, 2, 8), there(2024, 1, 2, 7, 30), there(2024, 1, 2, 8)),
        (there(2024, 2, 15, 8), there(2024, 2, 15, 7, 30), there(2024, 2, 15, 8)),
    ],
)
def test_the_digest_that_is_due(now: datetime, daily: datetime | None, weekly: datetime | None) -> None:
    assert planned_digest(Subscription.DAILY, WORKING, now) == daily
    assert planned_digest(Subscription.WEEKLY, WORKING, now) == weekly


def test_the_digest_before_is_the_working_day_before() -> None:
    assert digest_before(WORKING, there(2024, 1, 2, 7, 30)) == there(2023, 12, 29, 7, 30)


def test_in_a_week_without_a_working_day_none_is_due_and_the_next_has_one() -> None:
    free = {date(2023, 12, 11) + timedelta(days=number): False for number in range(5)}
    working = WorkingTime(public_holidays(), free)
    hours = (there(2023, 12, 11) + timedelta(hours=number) for number in range(14 * 24))
    due = {planned_digest(Subscription.WEEKLY, working, moment) for moment in hours} - {None}
    assert due == {there(2023, 12, 18, 8)}


@given(st.lists(MINUTES, max_size=60).map(sorted))
def test_whoever_looks_whenever_finds_one_a_day_and_one_a_week_at_most(minutes: list[int]) -> None:
    moments = [START + timedelta(minutes=number) for number in minutes]
    for wish, last in ((Subscription.DAILY, "%Y-%m-%d"), (Subscription.WEEKLY, "%G-%V")):
        found = [(moment, planned) for moment in moments if (planned := planned_digest(wish, WORKING, moment))]
        assert all(planned <= moment and WORKING.is_open(moment) for moment, planned in found)
        # One for each day or week in which somebody looked in time, and in order.
        kept = list(dict.fromkeys(planned for _, planned in found))
        assert kept == sorted(kept)
        assert len({planned.strftime(last) for planned in kept}) == len(kept)
        assert {planned.strftime(last) for planned in kept} == {moment.strftime(last) for moment, _ in found}
