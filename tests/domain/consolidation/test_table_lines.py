"""Rows of many units as data: the counted lines add up to the merged table, as a whole and by key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation
from service.domain.consolidation.table_lines import TableLine, TableLineState, table_lines
from service.domain.consolidation.table_totals import table_totals
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Adjustment, CountedElsewhere, Report, Source, SubmittedReport
from service.domain.reporting.row_table import Row, same_key
from tests.support.domain import TODAYS
from tests.support.row_tables import CODE, FIGURES, ROWS, TABLE, row

NOW = datetime(2025, 9, 20, tzinfo=VIETNAM)
OTHER = (row("đất  ĐAI", 10, 0, 0, 0, 10), row("Lâm nghiệp", 3, 1))
ONLINE = "ho_so.moi_truc_tuyen"
MADE = Adjustment(Decimal(1020), "CV 12", "đối chiếu", "Lê An", NOW, Decimal(1000))
TOLD = CountedElsewhere(1, ("SNV",), "Sở Nội vụ", "Sở Tài chính", "trùng")


def filing(agency: str, rows: tuple[Row, ...], **source: str) -> SubmittedReport:
    figures = {code: Decimal(number) for code, number in FIGURES.items()}
    return SubmittedReport(Source(agency, **source), figures, tables={CODE: rows})  # type: ignore[arg-type]


def merged(*filings: SubmittedReport) -> Consolidation:
    """The agencies in the order of their codes turned round, as a table's order is not that of codes."""
    period = TODAYS.schedule.period("2025-Q3")
    units = tuple(
        AgencyStatus(Agency(code, f"Đơn vị {code}", AgencyKind.SO, date(2000, 1, 1)), NOW, AgencyState.VALID)
        for code in sorted((item.source.agency for item in filings), reverse=True)
    )
    return Consolidation(Report(TODAYS, period.code, {item.source.agency: item for item in filings}), period, units)


def adjusted() -> SubmittedReport:
    made = filing("STC", ROWS)
    return replace(made, adjusted={ONLINE: MADE}, figures={**made.figures, ONLINE: MADE.figure})


def told() -> SubmittedReport:
    return replace(filing("STC", ROWS), elsewhere={ONLINE: TOLD})


def shown(lines: Iterator[TableLine]) -> list[tuple[object, ...]]:
    return [
        (line.unit.agency.code, line.number, line.state.value, line.is_counted, line.cells.get("linh_vuc"),
         line.cells.get("truc_tuyen"), line.cells.get("tiep_nhan"), line.note)
        for line in lines
    ]  # fmt: skip


def test_rows_are_in_the_order_of_agencies_with_their_sums() -> None:
    assert shown(table_lines(merged(filing("STC", ROWS), filing("SNV", OTHER, excluded="chưa rõ")), TABLE)) == [
        ("STC", 1, "given", True, "Đất đai", 900, 1000, ""), ("STC", 2, "given", True, "Hộ tịch", 100, 120, ""),
        ("SNV", 1, "excluded", False, "đất  ĐAI", 10, 10, "không cộng: chưa rõ"),
        ("SNV", 2, "excluded", False, "Lâm nghiệp", 3, 4, "không cộng: chưa rõ"),
    ]  # fmt: skip
    included = list(table_lines(merged(filing("STC", ROWS), filing("SNV", OTHER, included_in="STC")), TABLE))
    assert [line.state for line in included[2:]] == [TableLineState.INCLUDED] * 2


def test_what_was_adjusted_is_a_line_that_belongs_to_no_row() -> None:
    *_, line = shown(table_lines(merged(adjusted()), TABLE))
    assert line[:7] == ("STC", None, "adjusted", True, None, 20, None)
    assert "điều chỉnh" in str(line[7]) and "CV 12" in str(line[7])


def test_what_is_told_elsewhere_is_taken_off_below_its_row() -> None:
    why = "không cộng: đã tính ở Sở Nội vụ (trùng)"
    assert shown(table_lines(merged(told(), filing("SNV", OTHER)), TABLE))[:4] == [
        ("STC", 1, "given", True, "Đất đai", 900, 1000, ""),
        ("STC", 1, "counted_elsewhere", True, "Đất đai", -900, -900, why),
        ("STC", 2, "given", True, "Hộ tịch", 100, 120, ""),
        ("STC", 2, "counted_elsewhere", True, "Hộ tịch", -100, -100, why),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "filings",
    [
        (filing("STC", ROWS), filing("SNV", OTHER)),
        (filing("STC", ROWS), filing("SNV", OTHER, excluded="chưa rõ")),
        (filing("STC", ROWS), filing("SNV", OTHER, included_in="STC")),
        (adjusted(), filing("SNV", OTHER)),
        (told(), filing("SNV", OTHER)),
    ],
    ids=["all", "excluded", "included", "adjusted", "told elsewhere"],
)
def test_counted_lines_add_up_to_the_merged_table(filings: tuple[SubmittedReport, ...]) -> None:
    item = merged(*filings)
    totals = table_totals(item.report, TABLE)
    lines = [line for line in table_lines(item, TABLE) if line.is_counted]
    for column in TABLE.counts:
        assert added(lines, column.code) == totals.whole.get(column.code, 0), column.code
        for key in totals.keys:
            own = [line for line in lines if same_key(str(line.cells.get("linh_vuc", ""))) == same_key(key.key)]
            assert added(own, column.code) == key.sums.get(column.code, 0), (column.code, key.key)


def added(lines: list[TableLine], column: str) -> Decimal:
    return sum((cell for line in lines if isinstance(cell := line.cells.get(column), Decimal)), Decimal(0))
