"""What one agency may hand in: told in words, with the wait after which the same thing is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.organization.quota import NO_QUOTA, HandedIn, Quota, QuotaError, require_quota

NOW = datetime(2023, 9, 18, 8, 0, tzinfo=UTC)
MEGABYTE = 1024 * 1024
THREE = Quota(3, 0)
TEN = Quota(0, 10 * MEGABYTE)


def filed(minutes: float, size: int = 1, *, is_submission: bool = True) -> HandedIn:
    """Handed in so many minutes ago, of so many MB."""
    return HandedIn(NOW - timedelta(minutes=minutes), size * MEGABYTE, is_submission)


def refused(quota: Quota, *earlier: HandedIn, size: int = 1, is_submission: bool = True) -> QuotaError:
    with pytest.raises(QuotaError) as error:
        require_quota(quota, earlier, NOW, size * MEGABYTE, is_submission=is_submission)
    return error.value


def test_the_next_submission_waits_until_the_first_of_as_many_as_may_be_is_an_hour_old() -> None:
    require_quota(THREE, [filed(59), filed(5)], NOW, MEGABYTE, is_submission=True)
    error = refused(THREE, filed(50), filed(5), filed(20))
    assert error.seconds == 10 * 60
    assert str(error).startswith("Đơn vị đã nộp 3 lần trong một giờ qua") and "chờ 10 phút" in str(error)
    require_quota(THREE, [filed(60), filed(5), filed(20)], NOW, MEGABYTE, is_submission=True)


def test_after_a_rush_beyond_the_quota_all_but_as_many_as_may_be_have_to_be_an_hour_old() -> None:
    assert refused(THREE, filed(50), filed(40), filed(30), filed(20), filed(10)).seconds == 30 * 60


def test_files_count_by_their_bytes_only_and_submissions_by_both() -> None:
    require_quota(THREE, [filed(5, is_submission=False)] * 9, NOW, MEGABYTE, is_submission=True)
    require_quota(THREE, [filed(5)] * 9, NOW, MEGABYTE)
    error = refused(TEN, filed(120, 6), filed(60, 3, is_submission=False), size=2, is_submission=False)
    assert error.seconds == 22 * 3600
    assert "đã gửi 9 MB trong 24 giờ qua" in str(error) and "chờ 22 giờ" in str(error)


def test_only_as_much_has_to_be_a_day_old_as_makes_room() -> None:
    earlier = (filed(23 * 60, 1), filed(22 * 60, 4), filed(60, 5))
    assert refused(TEN, *earlier, size=1).seconds == 3600
    assert refused(TEN, *earlier, size=2).seconds == 2 * 3600
    assert refused(TEN, *earlier, size=6).seconds == 23 * 3600


def test_whoever_has_handed_in_nothing_may_hand_in_one_thing_however_large() -> None:
    require_quota(TEN, [], NOW, 50 * MEGABYTE)
    assert refused(TEN, filed(60, 1), size=50).seconds == 23 * 3600


def test_what_bears_a_later_moment_does_not_count_since_the_clock_was_set_back() -> None:
    require_quota(THREE, [filed(-30)] * 9, NOW, MEGABYTE, is_submission=True)


def test_nought_sets_no_limit() -> None:
    require_quota(NO_QUOTA, [filed(5, 500)] * 500, NOW, 500 * MEGABYTE, is_submission=True)


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 12)), max_size=30),
    st.integers(1, 5), st.integers(1, 20), st.integers(0, 25),
)  # fmt: skip
def test_whoever_waits_as_long_as_they_are_told_is_let_in(
    earlier: list[tuple[int, int]], most: int, largest: int, size: int
) -> None:
    known, quota = [filed(*item) for item in earlier], Quota(most, largest * MEGABYTE)
    waits, now = 0, NOW
    while True:
        try:
            require_quota(quota, known, now, size * MEGABYTE, is_submission=True)
        except QuotaError as error:
            assert error.seconds >= 1
            now += timedelta(seconds=error.seconds)
            # Once for either limit; what was handed in meanwhile is nobody's but theirs.
            waits += 1
            assert waits <= 2
        else:
            break
    assert now - NOW <= timedelta(days=1)
