"""The workbook as a whole: openpyxl makes the frame, the rows are streamed into it."""

from __future__ import annotations

import html
import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import BinaryIO

from openpyxl.workbook.defined_name import DefinedName

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.formatting import money_decimals
from service.domain.consolidation.scope import PrintPart
from service.domain.consolidation.workbook_changes import WorkbookChanges
from service.domain.notation.fingerprint import UNSEALED
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.period import VIETNAM
from service.writers.consolidated_workbook.change_sheet import ChangeSheet
from service.writers.consolidated_workbook.chart_data import ChartSheet
from service.writers.consolidated_workbook.comparison import ComparisonSheet, comparison_sheets
from service.writers.consolidated_workbook.contents import ContentsSheet, NoteSheet
from service.writers.consolidated_workbook.correction_sheet import CorrectionSheet, has_corrections
from service.writers.consolidated_workbook.data_sheet import data_sheets
from service.writers.consolidated_workbook.gaps import GapSheet
from service.writers.consolidated_workbook.index_sheet import IndexSheet
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.overview import OverviewSheet
from service.writers.consolidated_workbook.parallel_zip import Output, tuned_interpreter
from service.writers.consolidated_workbook.properties import describe, with_alt_texts, with_organization
from service.writers.consolidated_workbook.row_table_sheets import TableRowSheet, TableTotalSheet, row_table_sheets
from service.writers.consolidated_workbook.rule_sheet import RuleSheet
from service.writers.consolidated_workbook.section import SectionSheet
from service.writers.consolidated_workbook.sheet import SOURCES, Sheet, leading_back
from service.writers.consolidated_workbook.sources import FINGERPRINT, FINGERPRINT_CELL, SourceSheet
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.summary import SummarySheet
from service.writers.consolidated_workbook.tables import (
    DocumentSheet,
    FindingSheet,
    NarrativeSheet,
    ProgressSheet,
    RefusedSheet,
)
from service.writers.excel_style import quoted
from service.writers.fonts import new_workbook
from service.writers.reproducible_zip import fixed_properties

Progress = Callable[[Decimal], None]
CHUNK = 400
MAX_LINKS = 65_530
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_LAST_CELL = re.compile(rb'<dimension ref="[A-Z]+\d+(?::([A-Z]+)\d+)?"')


def sheets_of(
    consolidation: Consolidation,
    verify_at: str = "",
    changes: WorkbookChanges | None = None,
    pages: Mapping[str, int] | None = None,
) -> list[Sheet]:
    """Every sheet in order; a new one is added here. `pages` says on which page of a print each begins."""
    layout = Layout(consolidation)
    charts, summary, gaps = ChartSheet(layout), SummarySheet(layout), GapSheet(layout)
    contents = ContentsSheet(consolidation, pages)
    first = [] if changes is None else [ChangeSheet(layout, changes)]
    sheets: list[Sheet] = [
        *first,
        OverviewSheet(consolidation, summary, charts, gaps),
        contents,
        NoteSheet(consolidation, verify_at),
        summary,
        *(SectionSheet(layout, section) for section in layout.sections),
        *row_table_sheets(layout, TableTotalSheet),
        ProgressSheet(layout),
        gaps,
        FindingSheet(layout),
        *([CorrectionSheet(layout)] if has_corrections(consolidation) else []),
        NarrativeSheet(layout),
        DocumentSheet(layout),
        *row_table_sheets(layout, TableRowSheet),
        *comparison_sheets(layout),
        *data_sheets(layout),
        SourceSheet(layout, verify_at),
        RuleSheet(layout),
        *([RefusedSheet(layout)] if consolidation.refused else []),
        charts,
        IndexSheet(layout),
    ]
    if layout.is_print:
        sheets = _printed(sheets, consolidation.scope.parts)
    contents.others = [sheet for sheet in sheets if sheet is not contents and not sheet.is_hidden]
    return sheets


def _printed(sheets: Sequence[Sheet], parts: Sequence[PrintPart]) -> list[Sheet]:
    """The annex on paper: what is signed, and the parts that were asked for.

    What its formulas look at, and what says its fingerprint, goes along unseen.
    """
    shown: tuple[type[Sheet], ...] = (*_ON_PAPER, *(_BY_CHOICE[part] for part in parts))
    found: list[Sheet] = []
    for sheet in sheets:
        if isinstance(sheet, (*shown, *_LOOKED_AT)):
            sheet.back, sheet.is_hidden = "", not isinstance(sheet, shown)
            found.append(sheet)
    return found


_LOOKED_AT = (ChartSheet, GapSheet, IndexSheet, SourceSheet)
_ON_PAPER = (
    ChangeSheet, OverviewSheet, ContentsSheet, NoteSheet, SummarySheet, SectionSheet, ProgressSheet, DocumentSheet,
    RefusedSheet, CorrectionSheet, TableTotalSheet,
)  # fmt: skip
_BY_CHOICE: Mapping[PrintPart, type[Sheet]] = {
    PrintPart.FINDINGS: FindingSheet, PrintPart.GAPS: GapSheet, PrintPart.NARRATIVES: NarrativeSheet,
    PrintPart.COMPARISON: ComparisonSheet, PrintPart.SOURCES: SourceSheet, PrintPart.RULES: RuleSheet,
}  # fmt: skip


def write_consolidated(
    consolidation: Consolidation,
    target: BinaryIO,
    *,
    progress: Progress | None = None,
    compress_level: int = 6,
    verify_at: str = "",
    changes: WorkbookChanges | None = None,
    pages: Mapping[str, int] | None = None,
) -> str:
    """Write the province's workbook and return its fingerprint.

    The same consolidation gives the same bytes on any machine and day. The fingerprint is the SHA-256 of all parts,
    with UNSEALED where it stands itself. `progress` is told the share that is done, from 0 to 1; `verify_at`
    is the address where a copy can be verified, `changes` those since an earlier workbook, and `pages` on which
    page of a print each sheet begins.
    """
    with tuned_interpreter():
        return _written(
            sheets_of(consolidation, verify_at, changes, pages), consolidation, target, progress, compress_level
        )


def _written(
    sheets: list[Sheet],
    consolidation: Consolidation,
    target: BinaryIO,
    progress: Progress | None,
    compress_level: int,
) -> str:
    workbook = new_workbook()
    frames = [workbook.create_sheet(sheet.title) for sheet in sheets]
    styles = StyleRegistry(workbook, _money_decimals(consolidation))
    for sheet, prepared in zip(sheets, frames, strict=True):
        sheet.prepare(prepared)
        prepared.sheet_properties.tabColor = sheet.group.colour
        if sheet.is_hidden:
            prepared.sheet_state = "hidden"
    # Rows use looks that no cell of the frame has; asking for the first rows makes them known before saving.
    for sheet in sheets:
        next(iter(sheet.rows(styles)), None)
    styles.close()
    workbook.active = 0
    workbook.defined_names[FINGERPRINT] = DefinedName(FINGERPRINT, attr_text=f"{quoted(SOURCES)}!{FINGERPRINT_CELL}")
    describe(workbook, consolidation)
    raw = io.BytesIO()
    workbook.save(raw)
    with Output(target, compress_level) as output:
        return _Stream(sheets, styles, consolidation, progress).write(raw, output)


def _money_decimals(consolidation: Consolidation) -> int:
    """How many decimals amounts of money are shown with: alike, so that they stand below each other."""
    reports = [past.report for past in (consolidation.previous, consolidation.last_year) if past is not None]
    filings = [filing for report in (consolidation.report, *reports) for filing in report.filings.values()]
    return money_decimals(
        figure
        for indicator in consolidation.report.template.indicators
        if indicator.kind is ValueType.MONEY
        for filing in filings
        if (figure := filing.number(indicator.code)) is not None
    )


def _moment(consolidation: Consolidation) -> datetime:
    """The newest filing's moment, or the period's end: a workbook knows no other time."""
    ended = datetime.combine(consolidation.period.window.last, time(), VIETNAM)
    return (consolidation.report.newest or ended).astimezone(UTC)


class _Stream:
    """Puts the frame's parts into the workbook, with the rows of each sheet put into its own."""

    def __init__(
        self, sheets: list[Sheet], styles: StyleRegistry, consolidation: Consolidation, progress: Progress | None
    ) -> None:  # fmt: skip
        self.consolidation = consolidation
        self.alt_texts = [text for sheet in sheets for text in sheet.alt_texts()]
        self.by_part = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, 1)}
        self.styles = styles
        self.progress = progress
        self.total = sum(max(1, sheet.last_row) for sheet in sheets)
        self.done = 0
        self.fingerprint = ""

    def write(self, raw: BinaryIO, output: Output) -> str:
        """All parts, in their order but for two; returns the fingerprint."""
        with zipfile.ZipFile(raw) as frame:
            for name in sorted(frame.namelist(), key=self._turn):
                part = frame.read(name)
                if name in self.by_part:
                    self._sheet(name, part, self.by_part[name], output)
                else:
                    output.part(name, [self._framed(name, part)], hashed=True)
        if self.progress is not None:
            self.progress(Decimal(1))
        return self.fingerprint

    def _framed(self, name: str, part: bytes) -> bytes:
        """A part beside the sheets, with what openpyxl does not say itself."""
        if name == "docProps/core.xml":
            return fixed_properties(part, _moment(self.consolidation))
        if name == "docProps/app.xml":
            return with_organization(part, self.consolidation)
        return with_alt_texts(part, self.alt_texts) if name.startswith("xl/drawings/drawing") else part

    def _turn(self, name: str) -> int:
        """The long texts go first, of whose compression much would be left at the end; last what says the fingerprint.

        Before them stand the small parts, by whose names programs tell the kind of file.
        """
        match self.by_part.get(name):
            case None:
                return 0
            case NarrativeSheet():
                return 1
            case SourceSheet():
                return 3
            case _:
                return 2

    def _sheet(self, name: str, part: bytes, sheet: Sheet, output: Output) -> None:
        pieces = self._told(_sheet_chunks(part, sheet, self.styles))
        if not isinstance(sheet, SourceSheet):
            output.part(name, pieces, hashed=True)
            return
        # Made twice, since the fingerprint that stands at its beginning is also over its end.
        unsealed = (piece for piece, _ in _sheet_chunks(part, sheet, self.styles))
        self.fingerprint = output.fingerprint(unsealed)
        output.part(name, _sealed(pieces, self.fingerprint), hashed=False)

    def _told(self, chunks: Iterator[tuple[bytes, int]]) -> Iterator[bytes]:
        """The pieces; how far it is gets told where a hundredth more is done, since telling takes time too."""
        for piece, count in chunks:
            yield piece
            before = self.done * 100 // self.total
            self.done += count
            if self.progress is not None and self.done * 100 // self.total > before:
                self.progress(min(Decimal(1), Decimal(self.done) / self.total))


def _sheet_chunks(part: bytes, sheet: Sheet, styles: StyleRegistry) -> Iterator[tuple[bytes, int]]:
    """The sheet's XML piece by piece, with how many rows each piece holds."""
    closing = part.find(b"</sheetData>")
    head, tail = (part[:closing], part[closing:]) if closing >= 0 else _opened(part)
    yield _with_dimension(head, sheet), 0
    chunk: list[str] = []
    for row in sheet.rows(styles):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield "".join(chunk).encode(), len(chunk)
            chunk.clear()
    yield "".join(chunk).encode(), len(chunk)
    yield _with_links(tail, sheet), 0


def _sealed(pieces: Iterator[bytes], fingerprint: str) -> Iterator[bytes]:
    """The pieces with the fingerprint once where nothing stood for it."""
    for piece in pieces:
        head, unsealed, rest = piece.partition(UNSEALED.encode())
        if unsealed:
            yield head + fingerprint.encode() + rest
            break
        yield piece
    yield from pieces


def _with_links(tail: bytes, sheet: Sheet) -> bytes:
    """The sheet's links stand before what is said of its printing; so many as a spreadsheet takes."""
    links = "".join(
        f'<hyperlink ref="{cell}" location="{html.escape(place)}"/>'
        for cell, place in itertools.islice(_links(sheet), MAX_LINKS)
    )
    if not links:
        return tail
    before, printing, after = tail.partition(b"<printOptions")
    return before + f"<hyperlinks>{links}</hyperlinks>".encode() + printing + after


def _links(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The way back first, then those of the rows."""
    if sheet.back:
        yield leading_back(sheet)
    yield from sheet.links()


def _opened(part: bytes) -> tuple[bytes, bytes]:
    """A sheet whose frame has no row at all."""
    head, _, tail = part.partition(b"<sheetData/>")
    return head + b"<sheetData>", b"</sheetData>" + tail


def _with_dimension(head: bytes, sheet: Sheet) -> bytes:
    found = _LAST_CELL.search(head)
    column = sheet.last_letter.encode() or (found and found[1]) or b"A"
    return _DIMENSION.sub(b'<dimension ref="A1:%s%d"' % (column, max(1, sheet.last_row)), head, count=1)
