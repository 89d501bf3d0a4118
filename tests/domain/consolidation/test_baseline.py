"""An earlier period as today's units see it: predecessors, ratios, changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.consolidation.baseline import Baseline, change, predecessors_of, total_change, unlike_counts
from service.domain.consolidation.scope import Scope
from service.domain.notation.numbers import percent_of
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.report import NA, Figure, Report
from tests.support.domain import PERIOD, TEMPLATE, report

DAY = date(2023, 6, 14)
NOW = date(2025, 9, 14)
COUNT, TOP, BOTTOM, RATIO = (
    "ho_so.tiep_nhan", "tai_chinh.dau_tu_cong_giai_ngan", "tai_chinh.dau_tu_cong_ke_hoach", "tai_chinh.ty_le_giai_ngan",
)  # fmt: skip


def unit(code: str, ended: date | None = None, begun: date = date(2000, 1, 1), into: tuple[str, ...] = ()) -> Agency:
    return Agency(code, f"Đơn vị {code}", AgencyKind.HUYEN, begun, ended, successors=into)


OLD = (
    unit("A", date(2025, 6, 30), into=("C",)),
    unit("B", date(2025, 6, 30), into=("C", "D")),
    unit("A0", date(2010, 1, 1), into=("A",)),
)
NEW = (unit("C", begun=date(2025, 7, 1)), unit("D"), unit("E"))
EVERYBODY = (*OLD, *NEW)


def past(*reports: Report) -> Baseline:
    filings = {code: filing for item in reports for code, filing in item.filings.items()}
    merged = Report(TEMPLATE, "2025-H1", filings)
    day = date(2025, 6, 14)
    then = {each.code: each for each in EVERYBODY if each.is_valid_on(day)}
    return Baseline(TEMPLATE.schedule.period("2025-H1"), merged, predecessors_of(EVERYBODY, NOW, day), then)


def test_a_units_past_is_that_of_the_units_it_came_from() -> None:
    found = predecessors_of(EVERYBODY, NOW, date(2025, 6, 14))
    assert {code: [agency.code for agency in units] for code, units in found.items()} == {
        "C": ["A", "B"],
        "D": ["B", "D"],
    }


def test_of_a_chain_those_count_that_were_there_then() -> None:
    found = predecessors_of(EVERYBODY, NOW, date(2009, 12, 14))
    assert [agency.code for agency in found["C"]] == ["A", "A0", "B"]
    assert predecessors_of(EVERYBODY, NOW, NOW) == {}


def test_figures_of_predecessors_are_added_and_ratios_recomputed() -> None:
    then = past(
        report({COUNT: 10, TOP: 1, BOTTOM: 4}, "A"), report({COUNT: 5, TOP: 3, BOTTOM: 4}, "B"), report({COUNT: 7}, "D")
    )
    assert then.figure("C", COUNT) == 15
    assert then.figure("C", RATIO) == Decimal("50.00")
    assert then.figure("D", COUNT) == 12
    assert then.origin("C") == "Tổng của: Đơn vị A; Đơn vị B (nay chia cho 2 đơn vị, không so sánh)"
    assert then.total(COUNT) == 22


def test_a_renamed_unit_has_the_figures_of_one_and_no_sum() -> None:
    units = (unit("CU", date(2025, 6, 30), into=("MOI",)), unit("MOI", begun=date(2025, 7, 1)))
    day = date(2025, 6, 14)
    merged = Report(TEMPLATE, "2025-H1", report({COUNT: 8}, "CU").filings)
    then = Baseline(TEMPLATE.schedule.period("2025-H1"), merged, predecessors_of(units, NOW, day), {"CU": units[0]})
    assert (then.figure("MOI", COUNT), then.origin("MOI")) == (Decimal(8), f"Số liệu của: {units[0].name}")


def test_a_predecessor_without_a_report_is_named() -> None:
    then = past(report({COUNT: 10}, "A"), report({COUNT: 1, RATIO: 30, TOP: 1, BOTTOM: 3}, "E"))
    assert then.figure("C", COUNT) == 10
    assert "Đơn vị B (không có báo cáo)" in then.origin("C")
    assert then.figure("D", COUNT) is None
    assert (then.figure("E", RATIO), then.origin("E")) == (Decimal(30), "")
    assert then.figure("E", "khong.co") is None and then.total("khong.co") is None


def test_a_part_of_the_units_has_its_own_past() -> None:
    then = past(report({COUNT: 10}, "A"), report({COUNT: 5}, "B"), report({COUNT: 7}, "E"))
    assert then.of_units({"C"}).total(COUNT) == 15
    assert then.of_units({"E"}).total(COUNT) == 7


@pytest.mark.parametrize(
    ("now", "before", "difference", "percent"),
    [
        (Decimal(110), Decimal(100), Decimal(10), Decimal("10.0")),
        (Decimal(90), Decimal(100), Decimal(-10), Decimal("-10.0")),
        (Decimal(1), Decimal(3), Decimal(-2), Decimal("-66.7")),
        (Decimal(10248), Decimal(10000), Decimal(248), Decimal("2.5")),
        (Decimal(9755), Decimal(10000), Decimal(-245), Decimal("-2.5")),
        (Decimal(100249), Decimal(100000), Decimal(249), Decimal("0.2")),
        (Decimal(5), Decimal(0), Decimal(5), None),
        (Decimal(-5), Decimal(-10), Decimal(5), Decimal("50.0")),
    ],
)
def test_a_change_is_a_difference_and_a_percentage(
    now: Decimal, before: Decimal, difference: Decimal, percent: Decimal | None
) -> None:
    found = change(now, before)
    assert found is not None
    assert (found.difference, found.percent) == (difference, percent)


@pytest.mark.parametrize(
    ("now", "before"), [(None, Decimal(1)), (Decimal(1), None), (NA, Decimal(1)), (Decimal(1), NA)]
)
def test_what_is_no_number_did_not_change(now: Figure | None, before: Figure | None) -> None:
    assert change(now, before) is None


def test_a_report_recomputes_a_ratio_that_the_unit_did_not_state() -> None:
    stated, silent = report({TOP: 1, BOTTOM: 4, RATIO: 26}), report({TOP: 1, BOTTOM: 4})
    assert stated.figure_of("SGTVT", RATIO) == 26
    assert silent.figure_of("SGTVT", RATIO) == Decimal("25.00")
    assert silent.figure_of("SGTVT", COUNT) is None and silent.figure_of("X", COUNT) is None
    assert report({TOP: 1, BOTTOM: 0}).figure_of("SGTVT", RATIO) is None
    assert report({TOP: 1, BOTTOM: 4, RATIO: "n/a"}, period=PERIOD).figure_of("SGTVT", RATIO) is NA


def merged(period: str, *reports: Report) -> Report:
    return Report(TEMPLATE, period, {code: filing for item in reports for code, filing in item.filings.items()})


def test_totals_of_unlike_numbers_of_units_are_told_apart() -> None:
    then = merged("2023-H1", report({COUNT: 10, TOP: 1, BOTTOM: 4}, "A"), report({COUNT: 5, TOP: 3, BOTTOM: 4}, "B"))
    now = merged(PERIOD, report({COUNT: 9, TOP: 1, BOTTOM: 4}, "A"), report({TOP: 2, BOTTOM: 4}, "B"))
    assert unlike_counts(now, then, COUNT) == (2, 1)
    assert unlike_counts(now, then, RATIO) is None
    assert unlike_counts(merged(PERIOD, report({TOP: 1, BOTTOM: 4}, "A")), then, RATIO) == (2, 1)


def test_what_is_not_compared_has_no_unlike_numbers_of_units() -> None:
    now = merged(PERIOD, report({COUNT: 9}, "A"))
    assert unlike_counts(now, None, COUNT) is None
    assert unlike_counts(now, merged("2023-H1", report({COUNT: "n/a"}, "A"), report({}, "B")), COUNT) is None
    assert unlike_counts(now, merged("2023-H1", report({COUNT: 9}, "A"), report({COUNT: 1}, "B")), TOP) is None


def test_a_percentage_is_rounded_once_from_the_exact_figures() -> None:
    found = change(Decimal(7266), Decimal(7248))
    assert found is not None and found.percent == Decimal("0.2")  # 0,248: by way of 0,25 it would be 0,3
    assert percent_of(Decimal(12345), Decimal(10**6), 2) == Decimal("1.23")


SIZES = st.decimals(-(10**15), 10**15, places=3)


@given(part=SIZES, whole=SIZES.filter(bool), decimals=st.integers(0, 4))
def test_a_percentage_is_the_exact_quotient_half_up(part: Decimal, whole: Decimal, decimals: int) -> None:
    exact = 100 * Fraction(part) / abs(Fraction(whole))
    off = Fraction(percent_of(part, whole, decimals)) - exact
    half = Fraction(1, 2 * 10**decimals)
    assert abs(off) <= half
    if abs(off) == half:  # away from zero
        assert (off > 0) == (exact > 0)


def test_the_whole_past_does_not_depend_on_who_owes_now() -> None:
    gone = unit("G", date(2025, 7, 31))
    then = replace(past(report({COUNT: 10}, "A"), report({COUNT: 5}, "G")), units={"A": OLD[0], "G": gone})
    assert then.within(Scope(), {"E"}).total(COUNT) == 15
    assert then.within(Scope(sections=("II.2",)), set()).total(COUNT) == 15


def test_a_chosen_kind_is_all_that_were_of_it_then() -> None:
    other = replace(OLD[0], kind=AgencyKind.SO)
    then = replace(past(report({COUNT: 10}, "A"), report({COUNT: 5}, "B")), units={"A": other, "B": OLD[1]})
    assert then.within(Scope(kinds=(AgencyKind.HUYEN,)), {"C"}).total(COUNT) == 5
    assert then.within(Scope(kinds=(AgencyKind.HUYEN,), units=("C",)), {"C"}).total(COUNT) == 15


def test_what_was_divided_among_several_is_no_ones_past_alone() -> None:
    then = past(report({COUNT: 10}, "A"), report({COUNT: 5}, "B"), report({COUNT: 7}, "D"))
    assert then.divided == {"C", "D"}
    now = merged("2026-H1", report({COUNT: 9}, "C"))
    assert total_change(now, then.of_units({"C"}), COUNT) is None
    both = then.of_units({"C", "D"})
    assert both.is_matched and total_change(now, both, COUNT) is not None
    assert past(report({COUNT: 10}, "A")).divided == frozenset()


def test_whoever_owes_nothing_now_hands_its_past_to_nobody() -> None:
    stays = unit("W", date(2025, 12, 31), into=("E",))
    assert "E" not in predecessors_of((*EVERYBODY, stays), NOW, date(2025, 6, 14))
    assert "E" in predecessors_of((*EVERYBODY, stays), date(2026, 3, 14), date(2025, 6, 14))
