"""The laws of merging: a union of filings from which every figure follows."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.consolidation.merge import empty, merge, merge_all
from service.domain.errors import ConflictError
from service.domain.reporting.indicator import Aggregate
from service.domain.reporting.report import NA, CountedElsewhere, Report, Source, SubmittedReport
from tests.support.domain import PERIOD, TEMPLATE, report

CODES = ("ho_so.tiep_nhan", "ho_so.dung_han", "ho_so.da_giai_quyet_qua_han", "tai_chinh.dau_tu_cong_ke_hoach",
         "tai_chinh.dau_tu_cong_giai_ngan", "so_hoa.ty_le_may_tinh")  # fmt: skip
FIGURES = st.one_of(st.just(NA), st.decimals(0, 10**9, places=1, allow_nan=False, allow_infinity=False))
FILINGS = st.builds(
    lambda agency, revision, figures: SubmittedReport(
        Source(agency, revision, f"{agency}-{revision}-{sorted(figures)}"), figures
    ),
    st.sampled_from("ABCDEF"),
    st.integers(1, 3),
    st.dictionaries(st.sampled_from(CODES), FIGURES),
)
# The same with figures that other agencies tell too, among them circles and agencies that are not there.
TOLD_TWICE = st.builds(
    lambda filing, told: replace(
        filing,
        elsewhere={
            code: CountedElsewhere(1, tuple(sorted(by - {filing.source.agency})), "một bên", "bên kia", "trùng")
            for code, by in told.items()
        },
    ),
    FILINGS,
    st.dictionaries(st.sampled_from(CODES[:5]), st.frozensets(st.sampled_from("ABCDEF"), max_size=3)),
)


def all_of(filings: list[SubmittedReport]) -> Report:
    return merge_all(TEMPLATE, PERIOD, [Report(TEMPLATE, PERIOD, {f.source.agency: f}) for f in filings])


REPORTS = st.lists(FILINGS, max_size=5).map(all_of)
WITH_PAIRS = st.lists(TOLD_TWICE, max_size=5).map(all_of)
NOTHING = empty(TEMPLATE, PERIOD)


def seen(item: Report) -> tuple[object, ...]:
    """All that can be told of a report."""
    lineage = {code: tuple(item.lineage(code)) for code in CODES}
    return dict(item.totals), lineage, tuple(item.filings)


@given(WITH_PAIRS)
def test_merging_with_nothing_changes_nothing(one: Report) -> None:
    assert seen(merge(one, NOTHING)) == seen(one) == seen(merge(NOTHING, one))


@given(WITH_PAIRS, WITH_PAIRS, WITH_PAIRS)
def test_merging_is_associative(one: Report, two: Report, three: Report) -> None:
    left, right = merge(merge(one, two), three), merge(one, merge(two, three))
    assert {a: f.source for a, f in left.filings.items()} == {a: f.source for a, f in right.filings.items()}


@given(
    st.lists(TOLD_TWICE, max_size=8, unique_by=lambda f: (f.source.agency, f.source.revision, f.source.submission)),
    st.randoms(),
)
def test_order_does_not_matter(filings: list[SubmittedReport], draw: random.Random) -> None:
    reports = [Report(TEMPLATE, PERIOD, {filing.source.agency: filing}) for filing in filings]
    shuffled = list(reports)
    draw.shuffle(shuffled)
    assert seen(merge_all(TEMPLATE, PERIOD, reports))[0] == seen(merge_all(TEMPLATE, PERIOD, shuffled))[0]


@given(WITH_PAIRS, st.sampled_from(CODES[:5]))
def test_what_is_left_out_is_told_by_somebody_who_is_added_up(one: Report, code: str) -> None:
    left_out = one.left_out.get(code, frozenset())
    added = {
        filing.source.agency: filing.number(code) for filing in one.ordered if filing.source.agency not in left_out
    }
    for agency in left_out:
        assert any(added.get(other) is not None for other in one.filings[agency].elsewhere[code].by)
    numbers = [number for number in added.values() if number is not None]
    assert (one.number(code), one.totals[code].contributing) == (sum(numbers) if numbers else None, len(numbers))
    assert {part.source.agency for part in one.lineage(code) if not part.counted} == left_out


@given(WITH_PAIRS)
def test_merging_a_report_with_itself_changes_nothing(one: Report) -> None:
    assert seen(merge(one, one)) == seen(one)


@given(REPORTS)
def test_sums_count_numbers_and_tell_missing_from_not_applicable(one: Report) -> None:
    given_figures = [filing.figures.get("ho_so.tiep_nhan") for filing in one.ordered]
    numbers = [figure for figure in given_figures if isinstance(figure, Decimal)]
    total = one.totals["ho_so.tiep_nhan"]
    assert total.contributing == len(numbers)
    assert total.applicable == sum(figure is not NA for figure in given_figures)
    if numbers:
        assert total.figure == sum(numbers)
    elif given_figures and all(figure is NA for figure in given_figures):
        assert total.figure is NA
    else:
        assert total.figure is None


@given(REPORTS)
def test_ratios_come_from_the_units_that_gave_both(one: Report) -> None:
    top, bottom = "tai_chinh.dau_tu_cong_giai_ngan", "tai_chinh.dau_tu_cong_ke_hoach"
    both = [f for f in one.ordered if f.number(top) is not None and f.number(bottom) is not None]
    total = one.totals["tai_chinh.ty_le_giai_ngan"]
    planned = sum(f.number(bottom) or 0 for f in both)
    assert total.contributing == len(both)
    if planned:
        spent = sum(f.number(top) or 0 for f in both)
        assert total.figure is not None
        assert abs(Decimal(str(total.figure)) - 100 * Decimal(spent) / Decimal(planned)) <= Decimal("0.005")
    else:
        assert total.figure is None


def test_ratios_are_never_averaged() -> None:
    one = report({"tai_chinh.dau_tu_cong_giai_ngan": 1, "tai_chinh.dau_tu_cong_ke_hoach": 1}, "A")
    two = report({"tai_chinh.dau_tu_cong_giai_ngan": 0, "tai_chinh.dau_tu_cong_ke_hoach": 99}, "B")
    assert merge(one, two).figure("tai_chinh.ty_le_giai_ngan") == Decimal("1.00")


def test_a_numerator_of_several_figures_takes_missing_optional_ones_for_zero() -> None:
    one = report({"ho_so.dung_han": 90}, "A")
    two = report({"ho_so.dung_han": 0, "ho_so.da_giai_quyet_qua_han": 10}, "B")
    total = merge(one, two).totals["ho_so.ty_le_dung_han"]
    assert (total.figure, total.contributing) == (Decimal("90.00"), 2)


def test_a_figure_that_cannot_be_added_has_no_total() -> None:
    code = "so_hoa.ty_le_may_tinh"
    assert TEMPLATE.by_code[code].aggregate is Aggregate.NONE
    assert merge(report({code: 100}, "A"), report({code: 90}, "B")).figure(code) is None
    assert report({code: 100}, "A").figure(code) == 100


def test_the_later_revision_stands() -> None:
    old, new = report({"ho_so.tiep_nhan": 1}, "A", revision=1), report({"ho_so.tiep_nhan": 2}, "A", revision=2)
    assert merge(old, new).figure("ho_so.tiep_nhan") == merge(new, old).figure("ho_so.tiep_nhan") == 2


def test_a_child_whose_parent_includes_it_is_shown_and_not_added() -> None:
    parent = report({"ho_so.tiep_nhan": 100}, "HUYEN")
    child = report({"ho_so.tiep_nhan": 30}, "XA", included_in="HUYEN")
    both = merge(parent, child)
    assert both.figure("ho_so.tiep_nhan") == 100
    assert [(part.source.agency, part.figure, part.counted) for part in both.lineage("ho_so.tiep_nhan")] == [
        ("HUYEN", 100, True),
        ("XA", 30, False),
    ]
    assert child.figure("ho_so.tiep_nhan") == 30  # while the parent has not filed


def test_reports_of_different_periods_are_not_merged() -> None:
    with pytest.raises(ConflictError, match="2023-H1"):
        merge(report({}), report({}, period="2023-H1"))


def test_a_single_report_keeps_the_ratio_as_it_was_stated() -> None:
    given_figures = {
        "tai_chinh.ty_le_giai_ngan": "28.4",
        "tai_chinh.dau_tu_cong_giai_ngan": 1174,
        "tai_chinh.dau_tu_cong_ke_hoach": "4135.9",
    }
    one = report(given_figures)
    assert one.stated("tai_chinh.ty_le_giai_ngan") == Decimal("28.4")
    assert one.figure("tai_chinh.ty_le_giai_ngan") == Decimal("28.39")
