"""Figures that two sides tell for the same thing: one counts, and what they tell is kept beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from service.domain.consolidation.merge import merge_all
from service.domain.consolidation.overlaps import (
    Overlap,
    OverlapSide,
    counted_elsewhere,
    following,
    overlap_stories,
    require_added_up,
    require_no_clash,
    require_two_sides,
)
from service.domain.errors import EntryError
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.report import Report
from tests.support.domain import PERIOD, TEMPLATE, report

CODE, RATIO = "ho_so.tiep_nhan", "ho_so.ty_le_dung_han"
UNITS = tuple(
    Agency(code, f"Đơn vị {code}", kind, date(2000, 1, 1))
    for code, kind in (("A", AgencyKind.SO), ("B", AgencyKind.SO), ("C", AgencyKind.XA), ("D", AgencyKind.XA))
)


def units(counting: str, leaving: str, code: str = CODE) -> Overlap:
    return Overlap(code, OverlapSide(counting), OverlapSide(leaving), "Cùng một đợt")


def kinds(counting: str, leaving: str) -> Overlap:
    return Overlap(CODE, OverlapSide(counting, is_kind=True), OverlapSide(leaving, is_kind=True), "Cùng hồ sơ")


def merged(pairs: Mapping[int, Overlap], **given: Mapping[str, object]) -> Report:
    """The report of these units' figures with these pairs."""
    told = counted_elsewhere(pairs, UNITS, TEMPLATE)
    parts = [report(figures, agency) for agency, figures in given.items()]
    return merge_all(
        TEMPLATE,
        PERIOD,
        (
            replace(one, filings={code: replace(filing, elsewhere=told.get(code, {}))})
            for one in parts
            for code, filing in one.filings.items()
        ),
    )


def counted(one: Report, code: str = CODE) -> tuple[object, int, int]:
    total = one.totals[code]
    return total.figure, total.contributing, total.applicable


def test_the_side_that_counts_is_added_up_and_the_other_one_is_shown() -> None:
    one = merged({1: units("A", "B")}, A={CODE: 100}, B={CODE: 90}, C={CODE: 5})
    assert counted(one) == (105, 2, 2)
    assert [(part.source.agency, part.figure, part.counted) for part in one.lineage(CODE)] == [
        ("A", 100, True), ("B", 90, False), ("C", 5, True),
    ]  # fmt: skip
    told = next(part.elsewhere for part in one.lineage(CODE) if part.source.agency == "B")
    assert told is not None and (told.counting, told.reason) == ("Đơn vị A", "Cùng một đợt")
    assert one.figure_of("B", CODE) == 90
    (story,) = overlap_stories(one)
    assert (story.counted, story.left_out, story.difference, story.differs) == (100, 90, -10, True)


@pytest.mark.parametrize("without", [{}, {CODE: "n/a"}])
def test_while_the_side_that_counts_gave_no_number_the_other_one_is_added_up(without: dict[str, object]) -> None:
    one = merged({1: units("A", "B")}, A=without, B={CODE: 90})
    assert counted(one)[:2] == (90, 1)
    (story,) = overlap_stories(one)
    assert (story.counted, story.left_out, story.differs) == (None, 90, False)


def test_a_side_without_a_report_or_left_out_itself_does_not_count_for_the_other() -> None:
    assert counted(merged({1: units("A", "B")}, B={CODE: 90})) == (90, 1, 1)
    both = merged({1: units("A", "B")}, A={CODE: 100}, B={CODE: 90})
    filing = both.filings["A"]
    excluded = replace(filing, source=replace(filing.source, excluded="Chưa thống nhất"))
    assert counted(replace(both, filings={**both.filings, "A": excluded})) == (90, 1, 1)


def test_zero_is_a_figure_that_counts() -> None:
    one = merged({1: units("A", "B")}, A={CODE: 0}, B={CODE: 90})
    assert counted(one) == (0, 1, 1) and overlap_stories(one)[0].difference == 90


def test_a_ratio_leaves_out_whoever_has_a_part_left_out_and_keeps_the_units_own() -> None:
    figures = {"ho_so.dung_han": 40, "ho_so.da_giai_quyet_qua_han": 60}
    one = merged(
        {1: units("A", "B", "ho_so.dung_han")}, A={"ho_so.dung_han": 80, "ho_so.da_giai_quyet_qua_han": 20}, B=figures
    )
    assert counted(one, RATIO) == (Decimal("80.00"), 1, 1)
    assert one.figure_of("B", RATIO) == Decimal("40.00")
    assert (one.figure("ho_so.dung_han"), one.figure("ho_so.da_giai_quyet_qua_han")) == (80, 80)


def test_of_two_kinds_all_units_of_the_one_are_left_out_once_any_of_the_other_gave_it() -> None:
    pair = {4: kinds("so", "xa")}
    one = merged(pair, A={CODE: 10}, B={CODE: 20}, C={CODE: 7}, D={CODE: 8})
    assert counted(one) == (30, 2, 2)
    (story,) = overlap_stories(one)
    assert (story.number, story.counted, story.left_out, story.difference) == (4, 30, 15, -15)
    assert counted(merged(pair, C={CODE: 7}, D={CODE: 8})) == (15, 2, 2)


def test_what_follows_later_from_changed_kinds_never_leaves_out_both_sides() -> None:
    """Two pairs in a circle are refused when they are declared; a unit may become of another kind afterwards."""
    one = merged({1: units("A", "B"), 2: units("B", "A")}, A={CODE: 100}, B={CODE: 90})
    assert counted(one) == (190, 2, 2)
    chain = merged({1: units("A", "B"), 2: units("B", "C")}, A={CODE: 100}, B={CODE: 90}, C={CODE: 80})
    assert counted(chain) == (180, 2, 2), "A counts for B, and nobody for C"


def test_a_pair_of_an_indicator_or_a_side_that_is_not_there_does_nothing() -> None:
    assert counted_elsewhere({1: units("A", "B", "x"), 2: units("Z", "B"), 3: units("A", "Z")}, UNITS, TEMPLATE) == {}


@pytest.mark.parametrize(
    ("code", "said"),
    [("x", "Chọn chỉ tiêu"), (RATIO, "tính từ số liệu khác"), ("so_hoa.ty_le_may_tinh", "không cộng giữa")],
)
def test_only_what_is_added_up_can_be_counted_twice(code: str, said: str) -> None:
    with pytest.raises(EntryError, match=said) as refused:
        require_added_up(TEMPLATE, code)
    assert refused.value.field == "indicator"


@pytest.mark.parametrize(
    ("pair", "field"),
    [
        (units("A", "A"), "leaving"), (kinds("so", "so"), "leaving"), (units("Z", "A"), "counting"),
        (units("A", ""), "leaving"), (kinds("x", "so"), "counting"), (kinds("so", "huyen"), "leaving"),
        (Overlap(CODE, OverlapSide("A"), OverlapSide("xa", is_kind=True), "w"), "leaving"),
    ],
)  # fmt: skip
def test_a_pair_has_two_sides_of_the_period(pair: Overlap, field: str) -> None:
    with pytest.raises(EntryError) as refused:
        require_two_sides(pair, UNITS)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("pair", "field", "said"),
    [
        (units("A", "B"), "leaving", "Đơn vị B đã không được cộng theo cặp số 7"),
        (units("C", "B"), "leaving", "đã không được cộng"),
        (units("B", "A"), "counting", "Đơn vị B không được cộng theo cặp số 7"),
        (units("B", "C"), "counting", "không tính thay"), (units("C", "A"), "leaving", "đang được tính thay"),
        (kinds("so", "xa"), "counting", "Đơn vị B"), (kinds("xa", "so"), "leaving", "đã không được cộng"),
    ],
)  # fmt: skip
def test_no_figure_is_left_out_twice_and_none_counts_and_is_left_out(pair: Overlap, field: str, said: str) -> None:
    with pytest.raises(EntryError, match=said) as refused:
        require_no_clash(pair, {7: units("A", "B")}, UNITS)
    assert refused.value.field == field


def test_one_unit_may_count_for_several_and_other_indicators_do_not_matter() -> None:
    require_no_clash(units("A", "C"), {7: units("A", "B")}, UNITS)
    require_no_clash(units("B", "A", "ho_so.dung_han"), {7: units("A", "B")}, UNITS)


def test_what_came_after_a_unit_takes_its_place_and_a_divided_one_has_none() -> None:
    old = {
        "A": replace(UNITS[0], valid_to=date(2023, 6, 30), successors=("M",)),
        "M": replace(UNITS[0], code="M", valid_to=date(2023, 8, 31), successors=("N",)),
        "P": replace(UNITS[0], code="P", valid_to=date(2023, 8, 31), successors=("B", "N")),
        "N": replace(UNITS[0], code="N"), "B": UNITS[1],
    }  # fmt: skip
    present = {"N", "B"}
    assert following(units("A", "B"), old, present) == units("N", "B")
    assert following(units("B", "A"), old, present) == units("B", "N")
    assert following(units("A", "B"), old, {"A", "N", "B"}) == units("A", "B")
    # Divided, one with the other side by now, unknown, or a kind: as it was declared.
    for pair in (units("P", "B"), units("A", "N"), units("X", "B"), kinds("so", "xa")):
        assert following(pair, old, present) == pair
