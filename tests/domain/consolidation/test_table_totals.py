"""Tables of many units: rows keep their unit, and sums honour what is decided about figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from service.domain.consolidation.table_totals import table_totals, unit_rows
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Adjustment, CountedElsewhere, Report, Source, SubmittedReport
from service.domain.reporting.row_table import Row
from tests.support.domain import TODAYS
from tests.support.row_tables import CODE, FIGURES, LAND, ROWS, TABLE, row

NOW = datetime(2025, 9, 20, tzinfo=VIETNAM)
OTHER = (row("đất  ĐAI", 10, 0, 0, 0, 10), row("Lâm nghiệp", 3, 1))


def filing(agency: str, rows: tuple[Row, ...], **source: str) -> SubmittedReport:
    figures = {code: Decimal(number) for code, number in FIGURES.items()}
    return SubmittedReport(Source(agency, **source), figures, tables={CODE: rows})  # type: ignore[arg-type]


def report(*filings: SubmittedReport) -> Report:
    return Report(TODAYS, "2025-Q3", {item.source.agency: item for item in filings})


def keys(item: Report, column: str = "truc_tuyen") -> dict[str, Decimal | None]:
    return {total.key: total.sums.get(column) for total in table_totals(item, TABLE).keys}


def test_units_are_added_up_by_field_however_they_write_it() -> None:
    merged = report(filing("STC", ROWS), filing("SNV", OTHER))
    assert keys(merged) == {"Hộ tịch": 100, "Đất đai": 910, "Lâm nghiệp": 3}
    found = table_totals(merged, TABLE)
    assert (found.whole["truc_tuyen"], found.whole["tiep_nhan"], found.units) == (1013, 1134, 2)
    assert {total.key: total.units for total in found.keys} == {"Hộ tịch": 1, "Đất đai": 2, "Lâm nghiệp": 1}


def test_rows_stand_below_each_other_with_their_unit() -> None:
    found = list(unit_rows(report(filing("STC", ROWS), filing("SNV", OTHER, excluded="chưa rõ")), TABLE))
    assert [(item.agency, item.number, item.counted) for item in found] == [
        ("SNV", 1, False), ("SNV", 2, False), ("STC", 1, True), ("STC", 2, True),
    ]  # fmt: skip
    assert found[2].row == LAND


def test_what_is_left_out_of_figures_is_left_out_here() -> None:
    assert keys(report(filing("STC", ROWS), filing("SNV", OTHER, excluded="chưa rõ"))) == {
        "Hộ tịch": 100, "Đất đai": 900,
    }  # fmt: skip
    assert keys(report(filing("STC", ROWS), filing("SNV", OTHER, included_in="STC"))) == {
        "Hộ tịch": 100, "Đất đai": 900,
    }  # fmt: skip


def test_an_adjusted_figure_is_a_line_of_its_own() -> None:
    made = Adjustment(Decimal(1020), "CV 12", "đối chiếu", "Lê An", NOW, Decimal(1000))
    moved = replace(filing("STC", ROWS), adjusted={"ho_so.moi_truc_tuyen": made})
    moved = replace(moved, figures={**moved.figures, "ho_so.moi_truc_tuyen": Decimal(1020)})
    found = table_totals(report(moved), TABLE)
    assert found.adjusted == {"truc_tuyen": 20}
    assert found.whole["truc_tuyen"] == report(moved).number("ho_so.moi_truc_tuyen") == 1020
    assert keys(report(moved)) == {"Hộ tịch": 100, "Đất đai": 900}


def test_a_column_whose_figure_is_told_elsewhere_does_not_count() -> None:
    told = CountedElsewhere(1, ("SNV",), "Sở Nội vụ", "Sở Tài chính", "trùng")
    twice = replace(filing("STC", ROWS), elsewhere={"ho_so.moi_truc_tuyen": told})
    merged = report(twice, filing("SNV", OTHER))
    assert keys(merged) == {"Hộ tịch": None, "Đất đai": 10, "Lâm nghiệp": 3}
    assert table_totals(merged, TABLE).whole["ky_truoc"] == 25
