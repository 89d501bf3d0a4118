"""A total is unusual that moved by half, or by twenty points, over the units that are in both periods."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.catalogue import load_catalogue
from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.unusual_totals import unusual_totals
from service.domain.reporting.report import Figure, Report, Source, SubmittedReport

TEMPLATE = load_catalogue().get("cchc", "2022")
NOW, THEN = "2023-Q3", "2022-Q3"


def merged(period: str, *figures: dict[str, int]) -> Report:
    filings = {}
    for number, given in enumerate(figures):
        values: dict[str, Figure] = {code: Decimal(value) for code, value in given.items()}
        filings[f"U{number}"] = SubmittedReport(Source(f"U{number}"), values)
    return Report(TEMPLATE, period, filings)


def found(now: Report, then: Report) -> set[str]:
    past = Baseline(TEMPLATE.schedule.period(THEN), then, {}, {})
    return {item.indicator.code for item in unusual_totals(now, (past, None))}


@pytest.mark.parametrize(
    ("before", "after", "is_unusual"),
    [
        (100, 149, False),
        (100, 150, True),
        (100, 50, True),
        (100, 51, False),
        (0, 9, False),
        (0, 10, True),
        (4, 9, False),
    ],
)
def test_a_number_is_unusual_that_moved_by_half_unless_it_is_small(before: int, after: int, is_unusual: bool) -> None:
    code = "ho_so.tiep_nhan"
    assert (code in found(merged(NOW, {code: after}), merged(THEN, {code: before}))) is is_unusual


@pytest.mark.parametrize(("after", "is_unusual"), [(69, False), (70, True), (30, True), (31, False)])
def test_a_share_is_unusual_that_moved_by_twenty_points(after: int, is_unusual: bool) -> None:
    parts = "tai_chinh.dau_tu_cong_ke_hoach", "tai_chinh.dau_tu_cong_giai_ngan"
    now, then = (
        merged(period, dict(zip(parts, (100, part), strict=True))) for period, part in ((NOW, after), (THEN, 50))
    )
    assert ("tai_chinh.ty_le_giai_ngan" in found(now, then)) is is_unusual


def test_units_that_are_in_one_period_only_make_nothing_unusual() -> None:
    code = "ho_so.tiep_nhan"
    assert found(merged(NOW, {code: 100}), merged(THEN, {code: 100}, {code: 900})) == set()
