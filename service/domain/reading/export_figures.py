"""The figures that exports tell: by table, then by file, then of all files together, which are added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

from service.domain.errors import Message, message
from service.domain.notation.numbers import format_vietnamese
from service.domain.organization.agency import AgencyKind
from service.domain.reading.export_columns import Confirmed, Way, figure_columns, match_columns
from service.domain.reading.export_rows import ExportRow
from service.domain.reading.export_sums import ColumnSum, column_sum
from service.domain.reading.export_tables import ExportTable
from service.domain.reading.exported import letters
from service.domain.reporting.export_guide import ExportGuide

_MOST_OPTIONS = 9
# A column by the layout of its table and its heads, as it is remembered.
Head = tuple[str, str]


@dataclass(frozen=True)
class ExportSource:
    """A table with its rows, in the file of that number and name; `block` is where it is shown."""

    file: int
    name: str
    table: ExportTable
    rows: tuple[ExportRow, ...]
    block: int


@dataclass(frozen=True)
class ColumnOption:
    """A number for a figure: where it is from in the words of the file, and what is to be known of it."""

    value: Decimal
    said: str
    at: tuple[int, int, int]
    heads: tuple[Head, ...]
    note: Message | None = None


@dataclass(frozen=True)
class Told:
    """The numbers for a figure, the best first; `known` says that its columns were confirmed before."""

    options: tuple[ColumnOption, ...]
    sure: bool
    known: bool = False


@dataclass(frozen=True)
class TableFigures:
    """What a table tells: figures by code, columns that no figure is known for, and what is to be said of columns."""

    source: ExportSource
    figures: Mapping[str, Told]
    spare: tuple[ColumnOption, ...]
    notices: tuple[Message, ...]


def table_figures(
    source: ExportSource, guide: ExportGuide, kind: AgencyKind, confirmed: Mapping[str, Confirmed]
) -> TableFigures:
    """The figures of a table."""
    matched = match_columns(source.table, guide, kind, confirmed.get(source.table.layout, {}))
    columns = figure_columns(source.table, guide)
    sums = {column.number: column_sum(source.table, source.rows, column) for column in columns}
    found: dict[str, Told] = {}
    for code, item in matched.items():
        told = [_told(source, way, sums) for way in item.ways]
        options = tuple(option for each in told for option in each.options)[:_MOST_OPTIONS]
        if options:
            found[code] = Told(options, len(told) == 1 and told[0].sure, item.known)
    used = {column.number for item in matched.values() for way in item.ways for column in way}
    free = [_told(source, (column,), sums) for column in columns if column.number not in used]
    spare = tuple(told.options[0] for told in free if told.options)
    wanted = [sums[number] for number in sorted(used)]
    return TableFigures(source, found, spare, tuple(notice for item in wanted for notice in item.notices))


def file_figures(tables: Sequence[TableFigures]) -> dict[str, Told]:
    """The figures of a file: of one table as it is; several tables may say the same twice, or each a part."""
    codes = dict.fromkeys(code for table in tables for code in table.figures)
    return {code: _of_tables([table for table in tables if code in table.figures], code) for code in codes}


def added_up(files: Sequence[tuple[str, Mapping[str, Told]]]) -> dict[str, Told]:
    """The figures of all files together, given by name: two systems that hold different dossiers."""
    codes = dict.fromkeys(code for _name, figures in files for code in figures)
    return {code: _of_files(files, code) for code in codes}


def joined(said: Sequence[ColumnOption], note: Message | None = None) -> ColumnOption:
    """Several numbers as the one that they add up to."""
    if len(said) == 1:
        return said[0]
    return ColumnOption(
        sum((item.value for item in said), Decimal(0)),
        " + ".join(f"{item.said} ({format_vietnamese(item.value)})" for item in said),
        said[0].at,
        tuple(dict.fromkeys(head for item in said for head in item.heads)),
        note or next((item.note for item in said if item.note), None),
    )


def _told(source: ExportSource, way: Way, sums: Mapping[int, ColumnSum]) -> Told:
    """What the columns of a way say together."""
    table = source.table
    each = []
    for column in way:
        place = f"{table.sheet.title}!{letters(column.number)}" if table.sheet.title else letters(column.number)
        each.append(
            [
                ColumnOption(
                    value, f"{place}: {column.path}", (source.block, table.heads[1], column.number),
                    ((table.layout, column.path),), note,
                )
                for value, note in sums[column.number].values
            ]
        )  # fmt: skip
    options = tuple(joined(choice) for choice in islice(product(*each), _MOST_OPTIONS))
    return Told(options, all(sums[column.number].sure for column in way))


def _of_tables(tables: Sequence[TableFigures], code: str) -> Told:
    told = [table.figures[code] for table in tables]
    if len(told) == 1:
        return told[0]
    firsts = [item.options[0] for item in told]
    if len({item.value for item in firsts}) == 1:
        return Told((firsts[0],), all(item.sure for item in told), all(item.known for item in told))
    whole = joined(firsts, message("cộng {count} bảng của tệp", count=len(firsts)))
    return Told((whole, *firsts)[:_MOST_OPTIONS], sure=False)


def _of_files(files: Sequence[tuple[str, Mapping[str, Told]]], code: str) -> Told:
    if len(files) == 1:
        return files[0][1][code]
    telling = [(name, figures[code]) for name, figures in files if code in figures]
    choices = islice(product(*(_named(name, told) for name, told in telling)), _MOST_OPTIONS)
    missing = [name for name, figures in files if code not in figures]
    note = message("tệp «{name}» không có cột này", name=", ".join(missing)) if missing else None
    options = tuple(
        joined(choice, note) if len(choice) > 1 or note is None else _noted(choice[0], note) for choice in choices
    )
    sure = not missing and all(told.sure for _name, told in telling)
    return Told(options, sure, not missing and all(told.known for _name, told in telling))


def _named(name: str, told: Told) -> list[ColumnOption]:
    return [ColumnOption(item.value, f"{name}, {item.said}", item.at, item.heads, item.note) for item in told.options]


def _noted(option: ColumnOption, note: Message) -> ColumnOption:
    return ColumnOption(option.value, option.said, option.at, option.heads, note)
