"""An export of a one-stop system as a proposal of figures: read, held against unit and period, shown with its table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.domain.errors import Message, UnreadableError, message
from service.domain.organization.agency import AgencyKind
from service.domain.reading.document import Block, BlockKind, Place, TableCell
from service.domain.reading.export_columns import Confirmed, match_columns
from service.domain.reading.export_figures import (
    ColumnOption,
    ExportSource,
    TableFigures,
    Told,
    added_up,
    file_figures,
    table_figures,
)
from service.domain.reading.export_identity import Wanted, require_fitting
from service.domain.reading.export_rows import RowKind, left_out, rows_of, runs
from service.domain.reading.export_tables import ExportTable, find_tables
from service.domain.reading.exported import ExportFile, ExportSheet, letters
from service.domain.reading.proposal import Choices, ExportPart, Proposal, ProposedFigure, ProposedValue
from service.domain.reporting.draft import figure_as_typed
from service.domain.reporting.export_guide import ExportGuide

_MOST_SHOWN = 300  # rows of a sheet that the page shows


def propose_export(
    files: Sequence[ExportFile], guide: ExportGuide, wanted: Wanted, confirmed: Mapping[str, Confirmed]
) -> Proposal:
    """What exports of one system, or of two whose dossiers are different ones, offer for a unit's report.

    Raises UnreadableError where a file has no table of dossiers, or is of another unit or other days.
    """
    sources = _sources(files, guide, wanted, confirmed)
    misfits = [said for item in sources for said in require_fitting(item.name, item.table, item.rows, wanted, guide)]
    tables = [table_figures(source, guide, wanted.agency.kind, confirmed) for source in sources]
    told = added_up(
        [
            (file.name, file_figures([item for item in tables if item.source.file == at]))
            for at, file in enumerate(files)
        ]
    )
    return Proposal(
        blocks=tuple(_blocks(files, sources)),
        figures={code: _proposed(item) for code, item in told.items()},
        narratives={},
        documents=(),
        notices=tuple(_notices(files, tables)),
        misfits=tuple(_distinct(misfits)),
        export=ExportPart(
            guide.asked(wanted.agency.kind),
            tuple(_value(option) for item in tables for option in item.spare),
            {item.table.layout: item.name for item in sources},
        ),
    )


def confirmed_columns(proposal: Proposal, choices: Choices) -> dict[str, dict[str, tuple[str, ...]]]:
    """The heads of the columns that figures were taken from, by the layout of their table and by figure."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for code, value in choices.figures.items():
        for layout, key in _heads(proposal, choices, code, value):
            known = found.setdefault(layout, {})
            known[code] = (*known.get(code, ()), key)
    return found


def _heads(proposal: Proposal, choices: Choices, code: str, value: str) -> tuple[tuple[str, str], ...]:
    """The columns of a number that was chosen; none where it was typed."""
    assert proposal.export is not None
    if code in choices.columns:
        return proposal.export.spare[choices.columns[code]].heads
    offered = proposal.figures[code].values if code in proposal.figures else ()
    return next((item.heads for item in offered if value and item.value == value), ())


def _sources(
    files: Sequence[ExportFile], guide: ExportGuide, wanted: Wanted, confirmed: Mapping[str, Confirmed]
) -> list[ExportSource]:
    """The tables of all files that tell a figure; raises UnreadableError where a file has none."""
    found: list[ExportSource] = []
    block = 0
    for at, file in enumerate(files):
        tables: list[ExportTable] = []
        for sheet in file.sheets:
            block += 2
            some = [table for table in find_tables(sheet, guide) if _tells(table, guide, wanted.agency.kind, confirmed)]
            found += [ExportSource(at, file.name, table, rows_of(table, guide, wanted.is_own), block) for table in some]
            tables += some
        if not tables:
            raise UnreadableError(
                message(
                    "Tệp «{file}» không có bảng hồ sơ nào đọc được: cần bảng có các cột như «Kỳ trước chuyển sang», "
                    "«Đã giải quyết đúng hạn», «Đang giải quyết quá hạn», mỗi dòng một lĩnh vực hoặc một đơn vị.",
                    file=file.name,
                )
            )
    return found


def _tells(table: ExportTable, guide: ExportGuide, kind: AgencyKind, confirmed: Mapping[str, Confirmed]) -> bool:
    return bool(match_columns(table, guide, kind, confirmed.get(table.layout, {})))


def _notices(files: Iterable[ExportFile], tables: Iterable[TableFigures]) -> Iterator[Message]:
    for file in files:
        yield from file.notices
    for item in tables:
        yield _added(item.source)
        hidden = [row.number for row in item.source.rows if row.kind is RowKind.DATA and row.is_hidden]
        if hidden:
            yield message("Tệp «{file}» có dòng bị ẩn vẫn được cộng: {rows}.", file=item.source.name, rows=runs(hidden))
        yield from item.notices


def _added(source: ExportSource) -> Message:
    """Which rows of a table were added up and which were not."""
    data = [row.number for row in source.rows if row.kind is RowKind.DATA]
    name = f"{source.name}, {source.table.sheet.title}" if source.table.sheet.title else source.name
    rest = left_out(source.rows)
    if rest is None:
        return message("«{name}»: cộng {count} dòng ({rows}).", name=name, count=len(data), rows=runs(data))
    return message(
        "«{name}»: cộng {count} dòng ({rows}); không cộng {rest}.", name=name, count=len(data), rows=runs(data) or "–",
        rest=rest,
    )  # fmt: skip


def _proposed(told: Told) -> ProposedFigure:
    return ProposedFigure(tuple(_value(option) for option in told.options), told.sure, known=told.known)


def _value(option: ColumnOption) -> ProposedValue:
    block, row, column = option.at
    return ProposedValue(
        figure_as_typed(option.value), option.said, block, row + 1, column + 1, (0, 0), option.note, option.heads
    )


def _distinct(said: Iterable[Message]) -> Iterator[Message]:
    """Each message once, in their order."""
    seen: set[str] = set()
    for item in said:
        if str(item) not in seen:
            seen.add(str(item))
            yield item


def _blocks(files: Iterable[ExportFile], sources: Iterable[ExportSource]) -> Iterator[Block]:
    """Each sheet that was used as a table with its letters and row numbers, below its name."""
    used = {item.block for item in sources}
    number = 0
    for file in files:
        for sheet in file.sheets:
            number += 2
            if number in used:
                name = f"{file.name} › {sheet.title}" if sheet.title else file.name
                yield Block(BlockKind.HEADING, name, Place(number - 1), 1)
                yield Block(BlockKind.TABLE, "", Place(number), cells=tuple(_cells(sheet)))


def _cells(sheet: ExportSheet) -> Iterator[TableCell]:
    yield TableCell("", 1, 1)
    for column in range(1, sheet.width + 1):
        yield TableCell(letters(column), 1, column + 1)
    for row in list(sheet.rows)[:_MOST_SHOWN]:
        yield TableCell(str(row), row + 1, 1)
        for column in range(1, sheet.width + 1):
            area = sheet.area(row, column)
            if area is None or (area.top, area.left) == (row, column):
                cell = sheet.cells.get((row, column))
                spans = (1, 1) if area is None else (area.bottom - row + 1, min(area.right, sheet.width) - column + 1)
                yield TableCell("" if cell is None else cell.text, row + 1, column + 1, *spans)
