"""A table of many units as data: every row with whose it is, and beside the rows what makes them add up.

The counted lines of a column add up to what the merged report has of it, as a whole and by key: what of a row is told
elsewhere is a line with the opposite sign, and what Home Affairs adjusted is a line that belongs to no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from service.domain.consolidation.consolidation import AgencyStatus, Consolidation
from service.domain.consolidation.corrections import adjustment_words, elsewhere_words, exclusion_words
from service.domain.consolidation.table_totals import adjusted_sums, counted_numbers, counting_columns
from service.domain.notation.labelled import Labelled
from service.domain.reporting.report import SubmittedReport
from service.domain.reporting.row_table import Cell, Row, RowTable


class TableLineState(Labelled):
    """What a line is; one that is included stands in another agency's figures already, an excluded one counts not."""

    GIVEN = "given", "số liệu"
    INCLUDED = "included", "gộp"
    EXCLUDED = "excluded", "không cộng"
    COUNTED_ELSEWHERE = "counted_elsewhere", "đã tính ở nơi khác"
    ADJUSTED = "adjusted", "Sở Nội vụ điều chỉnh"


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a unit; `number` is that of its row, from 1, None where it belongs to none."""

    unit: AgencyStatus
    number: int | None
    state: TableLineState
    is_counted: bool
    cells: Mapping[str, Cell]
    note: str


def table_lines(item: Consolidation, table: RowTable) -> Iterator[TableLine]:
    """The lines of all units in table order, each unit's in the order of its rows."""
    for unit in item.units:
        filing = item.report.filings.get(unit.agency.code)
        if filing is not None and filing.tables.get(table.code):
            yield from _lines_of(item, unit, filing, table)


def _lines_of(
    item: Consolidation, unit: AgencyStatus, filing: SubmittedReport, table: RowTable
) -> Iterator[TableLine]:  # fmt: skip
    is_counted = item.report.is_counted(filing.source)
    counting = counting_columns(item.report, filing, table)
    told = "; ".join(_elsewhere(item, filing, table))
    for number, row in enumerate(filing.tables[table.code], 1):
        cells = {column.code: cell for column, cell in table.cells(row) if cell is not None}
        yield TableLine(unit, number, _state(filing, is_counted=is_counted), is_counted, cells, _note(filing))
        taken = _taken(cells, dict(counted_numbers(table, row, counting))) if is_counted else {}
        if taken:
            cells = {**_key(table, row), **taken}
            yield TableLine(unit, number, TableLineState.COUNTED_ELSEWHERE, True, cells, told)
    adjusted = adjusted_sums(filing, table, counting) if is_counted else {}
    if adjusted:
        yield TableLine(unit, None, TableLineState.ADJUSTED, True, adjusted, "; ".join(_adjusted(item, filing, table)))


def _state(filing: SubmittedReport, *, is_counted: bool) -> TableLineState:
    if is_counted:
        return TableLineState.GIVEN
    return TableLineState.EXCLUDED if filing.source.excluded else TableLineState.INCLUDED


def _note(filing: SubmittedReport) -> str:
    return exclusion_words(filing.source.excluded) if filing.source.excluded else ""


def _taken(cells: Mapping[str, Cell], counted: Mapping[str, Decimal]) -> dict[str, Cell]:
    """By how much less counts of each number than was given."""
    numbers = {code: cell for code, cell in cells.items() if isinstance(cell, Decimal)}
    found = {code: counted.get(code, Decimal(0)) - number for code, number in numbers.items()}
    return {code: number for code, number in found.items() if number}


def _key(table: RowTable, row: Row) -> dict[str, Cell]:
    return {table.key: row[table.key]} if table.key in row else {}


def _elsewhere(item: Consolidation, filing: SubmittedReport, table: RowTable) -> Iterator[str]:
    """Why columns are left out, each reason once."""
    codes = dict.fromkeys(code for each in table.sums for code in each.indicators)
    found = (item.report.elsewhere(filing.source.agency, code) for code in codes)
    yield from dict.fromkeys(elsewhere_words(why) for why in found if why is not None)


def _adjusted(item: Consolidation, filing: SubmittedReport, table: RowTable) -> Iterator[str]:
    """What was adjusted of the figures that the table's columns are held against."""
    for code in dict.fromkeys(code for each in table.sums for code in each.indicators):
        if code in filing.adjusted:
            indicator = item.report.template.by_code[code]
            yield f"{indicator.number}: {adjustment_words(filing.adjusted[code], indicator)}"
