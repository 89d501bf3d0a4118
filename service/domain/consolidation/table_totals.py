"""Tables with rows of many units: the rows below each other with whose they are, and added up by their key.

What counts is what counts of figures: rows of a filing that is left out, or included in another, are shown and not
added; a column that is held against figures counts where those do, and what Home Affairs adjusted of them is a line of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from service.domain.consolidation.consolidation import Consolidation
from service.domain.notation.labelled import Labelled
from service.domain.notation.text import sort_key
from service.domain.reporting.expression import Operand, value_of
from service.domain.reporting.report import Figure, Report, SubmittedReport
from service.domain.reporting.row_table import Row, RowColumn, RowTable, same_key


class TotalKind(Labelled):
    """What a line of sums is of: the rows of one key, what was adjusted, or all together."""

    KEY = "key", "cộng theo dòng"
    ADJUSTED = "adjusted", "Sở Nội vụ điều chỉnh"
    WHOLE = "whole", "Tổng cộng"


@dataclass(frozen=True)
class UnitRow:
    """A row of a unit's table; `counted` says whether its filing is added up."""

    agency: str
    number: int
    row: Row
    counted: bool


@dataclass(frozen=True)
class KeyTotal:
    """What the units gave under one key: the sums by column, and how many units have such a row."""

    key: str
    sums: Mapping[str, Decimal]
    units: int


@dataclass(frozen=True)
class TotalLine:
    """A line of sums as every output shows it; of what was adjusted nobody counts the units."""

    kind: TotalKind
    name: str
    units: int | None
    sums: Mapping[str, Decimal]


@dataclass(frozen=True)
class TableTotals:
    """A table of the merged report: sums by key, what was adjusted beside the rows, and all together.

    `units` are those whose rows are added up.
    """

    table: RowTable
    keys: tuple[KeyTotal, ...]
    adjusted: Mapping[str, Decimal]
    whole: Mapping[str, Decimal]
    units: int

    @property
    def ends(self) -> tuple[TotalLine, ...]:
        """The lines below the rows: what was adjusted, where anything was, and all together."""
        adjusted = (_end(TotalKind.ADJUSTED, None, self.adjusted),) if self.adjusted else ()
        return (*adjusted, _end(TotalKind.WHOLE, self.units, self.whole))

    @property
    def lines(self) -> tuple[TotalLine, ...]:
        """The sums by key, by the table's own choices, then others by name, and what stands below them."""
        keys = (TotalLine(TotalKind.KEY, item.key, item.units, item.sums) for item in self.keys)
        return (*keys, *self.ends)


def _end(kind: TotalKind, units: int | None, sums: Mapping[str, Decimal]) -> TotalLine:
    return TotalLine(kind, kind.label, units, sums)


def shown_tables(item: Consolidation) -> Iterator[tuple[int, RowTable]]:
    """The tables of the sections that are shown in which somebody wrote a row, each with its number, from 1."""
    for number, table in enumerate(item.report.template.tables, 1):
        if item.shows(table.section) and any(filing.tables.get(table.code) for filing in item.report.ordered):
            yield number, table


def unit_rows(report: Report, table: RowTable) -> Iterator[UnitRow]:
    """All rows, by unit code and in the order of each unit."""
    for filing in report.ordered:
        counted = report.is_counted(filing.source)
        for number, row in enumerate(filing.tables.get(table.code, ()), 1):
            yield UnitRow(filing.source.agency, number, row, counted)


def table_totals(report: Report, table: RowTable) -> TableTotals:
    """The sums over the units that count; a table without a key is added up as a whole only."""
    counted = [filing for filing in report.counted if filing.tables.get(table.code)]
    sums = _Sums(table)
    for filing in counted:
        columns = counting_columns(report, filing, table)
        for row in filing.tables[table.code]:
            sums.take(filing.source.agency, row, columns)
    adjusted: dict[str, Decimal] = {}
    for filing in counted:
        _add(adjusted, adjusted_sums(filing, table, counting_columns(report, filing, table)))
    _add(sums.whole, adjusted)
    return TableTotals(table, sums.ordered(), adjusted, sums.whole, len(counted))


class _Sums:
    """Adds up rows by what stands in the key column; the first spelling by the alphabet names them."""

    def __init__(self, table: RowTable) -> None:
        self._table = table
        self._names: dict[str, str] = {}
        self._sums: dict[str, dict[str, Decimal]] = {}
        self._units: dict[str, set[str]] = {}
        self.whole: dict[str, Decimal] = {}

    def take(self, agency: str, row: Row, columns: Mapping[str, RowColumn]) -> None:
        """One row of a unit, of which these columns count."""
        name = str(row.get(self._table.key, ""))
        key = same_key(name)
        self._names[key] = min(self._names.get(key, name), name)
        self._units.setdefault(key, set()).add(agency)
        numbers = dict(counted_numbers(self._table, row, columns))
        _add(self._sums.setdefault(key, {}), numbers)
        _add(self.whole, numbers)

    def ordered(self) -> tuple[KeyTotal, ...]:
        """The known choices in their order, then others by name; nothing where rows have no key."""
        if not self._table.key:
            return ()
        places = {same_key(name): at for at, name in enumerate(self._table.by_code[self._table.key].choices)}
        keys = sorted(self._names, key=lambda key: (places.get(key, len(places)), sort_key(self._names[key])))
        return tuple(KeyTotal(self._names[key], self._sums[key], len(self._units[key])) for key in keys)


def _add(sums: dict[str, Decimal], more: Mapping[str, Decimal]) -> None:
    for code, number in more.items():
        sums[code] = sums.get(code, Decimal(0)) + number


def counted_numbers(table: RowTable, row: Row, columns: Mapping[str, RowColumn]) -> Iterator[tuple[str, Decimal]]:
    """The numbers of a row that are added up; a sum of columns is that of those which count."""
    counting = {code: row[code] for code in row if code in columns}
    for column in table.columns:
        cell = table.cell(counting, column) if column.is_count else None
        if isinstance(cell, Decimal):
            yield column.code, cell


def counting_columns(report: Report, filing: SubmittedReport, table: RowTable) -> dict[str, RowColumn]:
    """The columns of a unit that are added up: not those held against a figure that is told elsewhere."""
    agency = filing.source.agency
    told = {item.column for item in table.sums for code in item.indicators if agency in report.left_out.get(code, ())}
    return {column.code: column for column in table.columns if column.code not in told}


def adjusted_sums(filing: SubmittedReport, table: RowTable, columns: Mapping[str, RowColumn]) -> dict[str, Decimal]:
    """By column how far Home Affairs moved the figures that it is held against."""
    moved: dict[str, Decimal] = {}
    for item in table.sums:
        if item.column in columns and not filing.adjusted.keys().isdisjoint(item.indicators):
            now = value_of(item.equals, lambda operand: filing.number(operand.code))
            then = value_of(item.equals, lambda operand: _filed(filing, operand))
            if now is not None and then is not None and now != then:
                moved[item.column] = now - then
    return moved


def _filed(filing: SubmittedReport, operand: Operand) -> Decimal | None:
    """A figure as it was filed, whatever stands in its place."""
    known = filing.adjusted.get(operand.code)
    figure: Figure | None = filing.figures.get(operand.code) if known is None else known.filed
    return figure if isinstance(figure, Decimal) else None
