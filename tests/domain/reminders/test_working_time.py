"""Working days and hours in Vietnam, holidays and their exceptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.reminders.working_time import CLOSES, OPENS, WorkingTime
from service.domain.reporting.period import VIETNAM
from service.public_holidays import public_holidays

WORKING = WorkingTime(public_holidays())


def there(*parts: int) -> datetime:
    """A moment in Vietnam."""
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (there(2023, 9, 20, 7, 29), False),
        (there(2023, 9, 20, 7, 30), True),
        (there(2023, 9, 20, 17, 0), True),
        (there(2023, 9, 20, 17, 1), False),
        (there(2023, 9, 23, 9), False),  # Saturday
        (there(2023, 9, 4, 9), False),  # Monday in lieu of National Day
        (there(2024, 2, 12, 9), False),  # Tết
        (datetime(2023, 9, 20, 0, 30, tzinfo=UTC), True),  # 07:30 in Vietnam
    ],
)
def test_hours_and_days(moment: datetime, is_open: bool) -> None:
    assert WORKING.is_open(moment) is is_open


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (there(2023, 9, 20, 9, 15), there(2023, 9, 20, 9, 15)),
        (there(2023, 9, 20, 3), there(2023, 9, 20, 7, 30)),
        (there(2023, 9, 20, 18), there(2023, 9, 21, 7, 30)),
        (there(2023, 9, 22, 18), there(2023, 9, 25, 7, 30)),
        (there(2024, 2, 7, 18), there(2024, 2, 15, 7, 30)),
    ],
)
def test_the_next_opening(moment: datetime, opening: datetime) -> None:
    assert WORKING.next_opening(moment) == opening


def test_an_exception_makes_a_day_free_or_worked() -> None:
    made_up = WorkingTime(public_holidays(), {date(2023, 9, 23): True, date(2023, 9, 20): False})
    assert made_up.is_open(there(2023, 9, 23, 9)) and not made_up.is_open(there(2023, 9, 20, 9))


def test_the_last_hour_before_a_limit() -> None:
    assert WORKING.last_before(there(2023, 9, 24, 17), time(8)) == there(2023, 9, 22, 8)
    assert WORKING.last_before(there(2023, 9, 20, 7), time(8)) == there(2023, 9, 19, 8)
    assert WORKING.last_before(there(2023, 9, 20, 8), time(8)) == there(2023, 9, 20, 8)


def test_a_year_without_a_working_day_is_a_mistake() -> None:
    class Always:
        def __contains__(self, day: object) -> bool:
            return True

    with pytest.raises(ValueError, match="no working day"):
        WorkingTime(Always()).next_opening(there(2023, 9, 20, 3))


@given(st.datetimes(datetime(2022, 1, 1), datetime(2027, 12, 1)))  # noqa: DTZ001 - the zone comes below
def test_an_opening_is_open_never_before_and_stays_itself(naive: datetime) -> None:
    moment = naive.replace(tzinfo=VIETNAM)
    opening = WORKING.next_opening(moment)
    assert opening >= moment and WORKING.is_open(opening) and WORKING.next_opening(opening) == opening
    assert OPENS <= opening.time() <= CLOSES
