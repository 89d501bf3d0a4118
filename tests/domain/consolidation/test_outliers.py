"""Values lie around their median; how far is usual is the median absolute deviation, worked out by hand here."""

from __future__ import annotations

import pytest

from service.domain.consolidation.outliers import spread_of


def test_the_median_and_its_deviation_are_those_worked_out_by_hand() -> None:
    # Median 92; deviations 2, 0, 3, 5, 72, in order 0, 2, 3, 5, 72: their median is 3.
    spread = spread_of([90, 92, 95, 97, 20])
    assert spread is not None
    assert spread.median == 92
    assert spread.deviation == pytest.approx(3 * 1.4826)


@pytest.mark.parametrize(("value", "is_far"), [(20, True), (76, True), (77, False), (107, False), (108, True)])
def test_three_and_a_half_deviations_are_far(value: float, is_far: bool) -> None:
    # 3.5 · 3 · 1.4826 = 15.57: from 92 that is 76.43 and 107.57.
    spread = spread_of([90, 92, 95, 97, 20])
    assert spread is not None
    assert spread.is_far(value) is is_far


def test_one_wild_value_does_not_make_itself_usual() -> None:
    spread = spread_of([10, 11, 12, 13, 10_000])
    assert spread is not None
    assert spread.is_far(10_000)


def test_where_most_are_alike_the_mean_of_the_deviations_says_what_is_far() -> None:
    # Nine times 100 and once 20: the deviations' median is 0, their mean 8; 3.5 · 8 · 1.2533 = 35.1.
    spread = spread_of([100] * 9 + [20])
    assert spread is not None
    assert spread.deviation == pytest.approx(8 * 1.2533)
    assert spread.is_far(64.8)
    assert not spread.is_far(65)


def test_nothing_is_far_where_all_are_alike() -> None:
    spread = spread_of([100] * 5)
    assert spread is not None
    assert not spread.is_far(100)


def test_of_fewer_than_five_nobody_can_say_what_is_usual() -> None:
    assert spread_of([1, 2, 3, 10_000]) is None
