"""What is said of a table: of its cells, its rows, and of sums that are not the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from service.domain.errors import Finding, Level
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.report import Source, SubmittedReport
from service.domain.reporting.row_table import Row
from service.domain.validation.explanations import asks_explanation
from service.domain.validation.row_tables import check_tables
from tests.support.domain import TODAYS
from tests.support.row_tables import CIVIL, CODE, FIGURES, LAND, ROWS, TABLE, row

UNIT = Agency("STC", "Sở Tài chính", AgencyKind.SO, date(2000, 1, 1))


def said(rows: tuple[Row, ...], agency: Agency = UNIT, exempt: tuple[str, ...] = (), **moved: int) -> list[Finding]:
    figures = {code: Decimal(number) for code, number in FIGURES.items()}
    figures |= {f"ho_so.{code}": Decimal(number) for code, number in moved.items()}
    return list(check_tables(SubmittedReport(Source("STC"), figures, tables={CODE: rows}), TODAYS, agency, exempt))


def words(found: list[Finding]) -> list[str]:
    return [f"{item.rule} {item.level.value}: {item.message}" for item in found]


def test_a_table_that_adds_up_says_nothing_and_none_is_owed() -> None:
    assert said(ROWS) == []
    assert said(()) == []


def test_a_sum_that_is_not_the_figure_names_both_and_asks_for_an_explanation() -> None:
    (found,) = said(ROWS, moi_truc_tuyen=1266)
    assert words([found]) == [
        "B02 warning: Bảng «Tình hình, kết quả giải quyết TTHC theo lĩnh vực (biểu II.06a)»: tổng cột «Tiếp nhận trực "
        "tuyến trong kỳ» là 1.000, chỉ tiêu II.2.12.2.1 là 1.266: chênh lệch 266."
    ]
    assert found.subjects == (f"$.tables.{CODE}.truc_tuyen", "$.indicators.ho_so.moi_truc_tuyen")
    assert asks_explanation(found, TODAYS)


def test_several_figures_may_be_one_column() -> None:
    (found,) = said(ROWS, moi_buu_chinh=6)
    assert (found.rule, found.operands) == ("B03", {"total": "95", "value": "96"})


def test_a_total_is_compared_where_its_parts_are_not() -> None:
    figures = {"ho_so.tiep_nhan": Decimal(1200)}
    filing = SubmittedReport(Source("STC"), figures, tables={CODE: ROWS})
    assert [item.rule for item in check_tables(filing, TODAYS, UNIT, ())] == ["B01"]
    assert [item.rule for item in said(ROWS, tiep_nhan=1200)] == []


@pytest.mark.parametrize(
    ("changed", "rule", "level", "place"),
    [
        ({"truc_tuyen": Decimal(-900)}, "range", Level.ERROR, "[0].truc_tuyen"),
        ({"truc_tuyen": Decimal("1.5")}, "range", Level.ERROR, "[0].truc_tuyen"),
        ({"truc_tuyen": Decimal(10**15)}, "range", Level.ERROR, "[0].truc_tuyen"),
        ({"linh_vuc": "Vũ trụ"}, "kind", Level.WARNING, "[0].linh_vuc"),
        ({"linh_vuc": "Đ" * 1001}, "length", Level.ERROR, "[0].linh_vuc"),
    ],
)
def test_a_cell_is_said_with_its_place(changed: Row, rule: str, level: Level, place: str) -> None:
    found = said(({**LAND, **changed}, CIVIL))
    assert (rule, level, f"$.tables.{CODE}{place}") in [(item.rule, item.level, item.subjects[0]) for item in found]


def test_a_row_without_its_field_is_an_error_and_twice_the_same_a_warning() -> None:
    nameless = {code: cell for code, cell in LAND.items() if code != "linh_vuc"}
    assert "required error" in words(said((nameless, CIVIL)))[0]
    twice = said((LAND, CIVIL, row("ĐẤT ĐAI")))
    assert [item.rule for item in twice if item.rule == "duplicate"] == ["duplicate"]


def test_rows_are_bounded_and_told_in_one_sentence() -> None:
    (found,) = said((LAND,) * 101)
    assert words([found])[0].endswith("có 101 dòng: tối đa 100.")


def test_who_does_not_report_its_figures_does_not_give_the_table() -> None:
    assert [item.rule for item in said(ROWS, replace(UNIT, code="TTT"))] == ["exempt"]
    assert [item.rule for item in said(ROWS, exempt=("ho_so.*",))] == ["exempt"]
    assert TODAYS.asks_table(TABLE, UNIT)
