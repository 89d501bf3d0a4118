"""Which rows a sheet's filter hides, by every kind of criterion that spreadsheet programs write."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.consolidation.sheet_filters import (
    Average,
    Compared,
    Criterion,
    Extremes,
    Listed,
    NotJudged,
    SheetFilter,
    Value,
)

COLUMN = [Decimal(number) for number in (1, 2, 3, 4, 10)] + [""]


def listed(*texts: str, blank: bool = False, days: tuple[tuple[int, ...], ...] = ()) -> Listed:
    return Listed(frozenset(texts), blank, frozenset(days))


@pytest.mark.parametrize(
    ("criterion", "value", "is_shown"),
    [
        (listed("Cấp huyện"), "Cấp huyện", True),
        (listed("CẤP HUYỆN"), "Cấp huyện", True),
        (listed("Cấp huyện"), "Cấp xã", False),
        (listed("Cấp huyện"), "", False),
        (listed(blank=True), "", True),
        (listed(blank=True), Decimal(0), False),
        (listed("1.234"), Decimal(1234), True),
        (listed("1,234"), Decimal(1234), True),
        (listed("1.234,5"), Decimal("1234.46"), True),
        (listed("97,5%"), Decimal("0.975"), True),
        (listed("140 *"), Decimal(140), True),
        (listed("140"), Decimal(141), False),
        (listed("20/09/2023 17:00"), Decimal(45189), None),
        (listed(days=((2023, 9),)), Decimal("45189.7"), True),
        (listed(days=((2023, 9, 20),)), Decimal("45189.7"), True),
        (listed(days=((2023, 10),)), Decimal("45189.7"), False),
        (Compared((("equal", "*Sở T*"),)), "Sở Tài chính", True),
        (Compared((("equal", "*Sở T*"),)), "Sở Nội vụ", False),
        (Compared((("equal", "S? *"),)), "Sở Nội vụ", True),
        (Compared((("equal", "~*[1]"),)), "*[1]", True),
        (Compared((("notEqual", "*huyện*"),)), "Cấp huyện", False),
        (Compared((("notEqual", " "),)), "", False),
        (Compared((("notEqual", " "),)), Decimal(0), True),
        (Compared((("equal", ""),)), "", True),
        (Compared((("equal", "5"),)), Decimal(5), True),
        (Compared((("greaterThan", "5"),)), Decimal(5), False),
        (Compared((("greaterThanOrEqual", "5"),)), Decimal(5), True),
        (Compared((("lessThan", "5"),)), "", False),
        (Compared((("greaterThan", "5"), ("lessThan", "9")), needs_all=True), Decimal(10), False),
        (Compared((("greaterThan", "5"), ("lessThan", "3"))), Decimal(2), True),
        (Compared((("equal", "*5*"),)), Decimal(5), None),
        (Compared((("greaterThan", "b"),)), "c", None),
        (Extremes(2), Decimal(4), True),
        (Extremes(2), Decimal(3), False),
        (Extremes(2), "", False),
        (Extremes(1, is_top=False), Decimal(1), True),
        (Extremes(1, is_top=False), Decimal(2), False),
        (Extremes(40, is_percent=True), Decimal(4), True),
        (Extremes(40, is_percent=True), Decimal(3), False),
        (Average(is_above=True), Decimal(10), True),
        (Average(is_above=True), Decimal(4), False),
        (Average(is_above=False), Decimal(3), True),
        (NotJudged(), Decimal(1), None),
    ],
)
def test_a_row_is_shown_as_the_program_that_set_the_filter_shows_it(
    criterion: Criterion, value: Value, is_shown: bool | None
) -> None:
    assert criterion.admits(value, COLUMN) is is_shown


def test_one_column_that_says_no_hides_a_row_whatever_cannot_be_judged() -> None:
    both = SheetFilter(5, 9, {"C": listed("Cấp xã"), "D": NotJudged()})
    assert both.hides({"C": "Cấp sở"}, {}) is True
    assert both.hides({"C": "Cấp xã"}, {}) is None
    assert (both.covers(5), both.covers(6), both.covers(9), both.covers(10)) == (False, True, True, False)
