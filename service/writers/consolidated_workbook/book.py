"""The workbook as a whole: openpyxl makes the frame, the rows are streamed into it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import BinaryIO

from openpyxl import Workbook

from service.domain.consolidation import Consolidation
from service.domain.period import VIETNAM
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.overview import OverviewSheet
from service.writers.consolidated_workbook.section import SectionSheet
from service.writers.consolidated_workbook.sheet import Sheet
from service.writers.consolidated_workbook.styles import StyleBook
from service.writers.consolidated_workbook.summary import SummarySheet
from service.writers.consolidated_workbook.tables import (
    DocumentSheet,
    FindingSheet,
    NarrativeSheet,
    ProgressSheet,
    RefusedSheet,
)
from service.writers.fixed_zip import fixed_entry, fixed_properties

Progress = Callable[[Decimal], None]
CHUNK = 400
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_LAST_CELL = re.compile(rb'<dimension ref="[A-Z]+\d+(?::([A-Z]+)\d+)?"')


def sheets_of(consolidation: Consolidation) -> list[Sheet]:
    """Every sheet in order; a new one is added here."""
    layout = Layout(consolidation)
    others: list[Sheet] = [
        SummarySheet(layout),
        *(SectionSheet(layout, section) for section in consolidation.report.template.indicator_sections),
        ProgressSheet(consolidation),
        FindingSheet(consolidation),
        NarrativeSheet(consolidation),
        DocumentSheet(consolidation),
    ]
    if consolidation.refused:
        others.append(RefusedSheet(consolidation))
    return [OverviewSheet(consolidation, others), *others]


def write_consolidated(
    consolidation: Consolidation,
    target: BinaryIO,
    *,
    progress: Progress | None = None,
    compress_level: int = 6,
) -> None:
    """Write the province's workbook; the same consolidation gives the same bytes on any machine and day.

    `progress` is told the share that is done, from 0 to 1.
    """
    sheets = sheets_of(consolidation)
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    frames = [workbook.create_sheet(sheet.title) for sheet in sheets]
    styles = StyleBook(workbook)
    for sheet, prepared in zip(sheets, frames, strict=True):
        sheet.prepare(prepared)
    # Rows use looks that no cell of the frame has; asking for the first rows makes them known before saving.
    for sheet in sheets:
        next(iter(sheet.rows(styles)), None)
    styles.close()
    workbook.active = 0
    workbook.properties.creator = "tonghop"
    workbook.properties.title = f"{consolidation.report.template.title}, {consolidation.period.title}"
    raw = io.BytesIO()
    workbook.save(raw)
    _stream(raw, sheets, styles, target, _moment(consolidation), progress, compress_level)


def _moment(consolidation: Consolidation) -> datetime:
    """The newest filing's moment, or the period's end: a workbook knows no other time."""
    ended = datetime.combine(consolidation.period.window.last, time(), VIETNAM)
    return (consolidation.report.newest or ended).astimezone(UTC)


def _stream(
    raw: BinaryIO, sheets: list[Sheet], styles: StyleBook, target: BinaryIO, moment: datetime,
    progress: Progress | None, compress_level: int,
) -> None:  # fmt: skip
    by_part = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, 1)}
    total = sum(max(1, sheet.last_row) for sheet in sheets)
    done = 0
    with (
        zipfile.ZipFile(raw) as frame,
        zipfile.ZipFile(target, "w") as book,
    ):
        for name in frame.namelist():
            part = frame.read(name)
            entry = fixed_entry(name, compress_level)
            if name not in by_part:
                book.writestr(entry, fixed_properties(part, moment) if name == "docProps/core.xml" else part)
                continue
            sheet = by_part[name]
            with book.open(entry, "w") as out:
                for chunk, count in _sheet_chunks(part, sheet, styles):
                    out.write(chunk)
                    done += count
                    if progress is not None:
                        progress(min(Decimal(1), Decimal(done) / total))
    if progress is not None:
        progress(Decimal(1))


def _sheet_chunks(part: bytes, sheet: Sheet, styles: StyleBook) -> Iterator[tuple[bytes, int]]:
    """The sheet's XML piece by piece, with how many rows each piece holds."""
    closing = part.find(b"</sheetData>")
    head, tail = (part[:closing], part[closing:]) if closing >= 0 else _opened(part)
    yield _with_dimension(head, sheet.last_row), 0
    chunk: list[str] = []
    for row in sheet.rows(styles):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield "".join(chunk).encode(), len(chunk)
            chunk.clear()
    yield "".join(chunk).encode(), len(chunk)
    yield tail, 0


def _opened(part: bytes) -> tuple[bytes, bytes]:
    """A sheet whose frame has no row at all."""
    head, _, tail = part.partition(b"<sheetData/>")
    return head + b"<sheetData>", b"</sheetData>" + tail


def _with_dimension(head: bytes, last_row: int) -> bytes:
    found = _LAST_CELL.search(head)
    column = (found and found[1]) or b"A"
    return _DIMENSION.sub(b'<dimension ref="A1:%s%d"' % (column, max(1, last_row)), head, count=1)
