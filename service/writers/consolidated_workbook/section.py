"""A section's sheet: a column an indicator, live totals and subtotals, and apart from them a row a unit."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.template import Section
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.figures import Figures
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import (
    COUNT_ROW,
    FIRST_COLUMN,
    FLAG,
    HEAD_ROW,
    KIND,
    KIND_WIDTH,
    NAME_WIDTH,
    ONE_LINE,
    TOTAL_ROW,
    Layout,
)
from service.writers.consolidated_workbook.results import RESULT_WIDTH, Results
from service.writers.consolidated_workbook.sheet import SOURCES, Sheet, frame, titles, write
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.subtotals import Subtotals
from service.writers.consolidated_workbook.wording import KINDS, NOT_APPLICABLE
from service.writers.excel_style import quoted

_TWICE = " Chữ nghiêng, màu xám: số liệu hai nơi cùng báo cáo, đã tính ở nơi khác, không cộng."
_CLICK = " Bấm vào tên đơn vị để đến báo cáo đã nộp."
HINT = (
    f"Ô gạch chéo (nền xám): chưa có số liệu; «{NOT_APPLICABLE}»: không phải chỉ tiêu của đơn vị; 0: không phát sinh. "
    "Nền vàng, dấu *: số liệu có cảnh báo chưa giải trình. Tên màu nâu: nộp muộn."
)
_HEADING_LINE = 14.5
FILTER_HEIGHT = 33.0  # points: the number, and below it the button


class SectionSheet(Sheet):
    """The figures of one section."""

    group = SheetGroup.FIGURES

    def __init__(self, layout: Layout, section: Section) -> None:
        self.title = section.code
        self.about = section.title
        self.layout = layout
        self.section = section
        self.consolidation = layout.consolidation
        self.report = layout.consolidation.report
        indicators = layout.indicators_of(section.code)
        self.columns = tuple(layout.columns[indicator.code] for indicator in indicators)
        self.subtotals = Subtotals(layout, self.columns)
        self.results = Results(layout, self.columns)
        # A unit that has not filed counts as soon as somebody enters a figure of it.
        given = f"{self.columns[0].letter}{xml.ANY_ROW}:{self.columns[-1].letter}{xml.ANY_ROW}"
        self._waiting = xml.formula_tail(f"IF(COUNT({given})>0,1,0)", 0)

    @property
    def last_row(self) -> int:
        """The last unit's row."""
        return self.layout.span[1]

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, the three rows of the head, the units' own head, and the helper columns out of sight."""
        titles(
            sheet,
            self,
            self.consolidation,
            f"{self.section.code}. {self.section.title}",
            f"{HINT}{_TWICE if any(item.flag != FLAG for item in self.columns) else ''}"
            f"{'' if self.layout.is_print else _CLICK}",
        )
        for column, name in enumerate(("STT", "Đơn vị", "Cấp", "Tính (1: cộng vào tổng)"), 1):
            for row in (HEAD_ROW, HEAD_ROW + 1, HEAD_ROW + 2):
                write(sheet, row, column, name if row == HEAD_ROW else None, look.HEADING)
            sheet.merge_cells(start_row=HEAD_ROW, end_row=HEAD_ROW + 2, start_column=column, end_column=column)
        names: list[tuple[str, str, str]] = [
            (c.indicator.number, c.indicator.name, c.indicator.unit) for c in self.columns
        ]
        widths = [self.layout.width(column, len(self.columns)) for column in self.columns]
        height = max(_heading_height(three[1], width) for three, width in zip(names, widths, strict=True))
        names += self._further_names()
        hidden = sum(len(column.hidden) for column in self.columns)
        widths += [look.HELPER_WIDTH] * hidden + [RESULT_WIDTH] * len(self.results.names) + [look.HELPER_WIDTH]
        for column, three in enumerate(names, FIRST_COLUMN):
            for row, text in enumerate(three, HEAD_ROW):
                write(sheet, row, column, text, look.HEADING)
        sheet.row_dimensions[HEAD_ROW + 1].height = height
        sheet.row_dimensions[HEAD_ROW + 2].height = max(
            _heading_height(n[2], w) for n, w in zip(names, widths, strict=True)
        )
        begin = self.layout.filter_row
        sortable = f"A{begin}:{self.layout.last_letter(self.title)}{self.last_row}"
        # The heads stay in sight and the totals do not, so that small screens have room for units.
        panes, head = f"C{TOTAL_ROW}", f"{HEAD_ROW}:{HEAD_ROW + 2}"
        frame(sheet, [5, NAME_WIDTH, KIND_WIDTH, 6, *widths], panes, head, sortable)
        self._hide_helpers(sheet)
        self.results.colour(sheet)

    def _further_names(self) -> list[tuple[str, str, str]]:
        """The heads of the columns behind the figures, helpers and results: number, name and unit of measure."""
        found = []
        for item in self.columns:
            parts = (*(("tử số", "mẫu số") if item.helpers else ()), *(("tính",) if item.flag != FLAG else ()))
            for part in parts:
                found.append((f"{item.indicator.number} ({part})", f"{item.indicator.name} ({part})", ""))
        return [*found, *self.results.names, ("Mã", "Mã đơn vị", "")]

    def links(self) -> Iterator[tuple[str, str]]:
        """From each unit to its line in the list of sources; where its name takes several lines, from its number.

        LibreOffice writes a linked text on one line, and cuts it.
        """
        for code, row in self.layout.unit_rows.items():
            if code in self.layout.sources:
                height, _ = self.layout.name_cells[code]
                column = "B" if height == ONE_LINE else "A"
                yield f"{column}{row}", f"{quoted(SOURCES)}!A{self.layout.sources[code]}"

    def _hide_helpers(self, sheet: Worksheet) -> None:
        sheet.column_dimensions[FLAG].hidden = True
        for item in self.columns:
            for letter in item.hidden:
                sheet.column_dimensions[letter].hidden = True
        sheet.column_dimensions[self.layout.keys[self.title]].hidden = True

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """Total, count, subtotals, and after an empty row the units below a head of one row."""
        paint = _Paint(styles)
        figures = Figures(self.layout, self.columns, self.title, self.subtotals, styles)
        total = [*self.subtotals.total(paint.total, paint.total_name), *self.results.total(paint.middle)]
        yield xml.row(TOTAL_ROW, total, self.subtotals.height())
        yield xml.row(COUNT_ROW, self.subtotals.count(paint.count, paint.total_name), look.TALL)
        for group in self.layout.groups:
            cells = self.subtotals.group(group, paint.group, paint.group_name)
            yield xml.row(group.row, cells, self.subtotals.height(group))
        yield xml.row(self.layout.filter_row, self._filter_head(paint.filter_head), FILTER_HEIGHT)
        units = (unit for group in self.layout.groups for unit in group.units)
        template = self._template(paint)
        for number, (row, unit) in enumerate(enumerate(units, self.layout.span[0]), 1):
            yield xml.numbered(self._unit(template, number, unit, figures, paint), row)

    def _template(self, paint: _Paint) -> str:
        """A unit's row, to be filled in."""
        return xml.template(
            [
                ("A", f'{paint.middle}"><v>'), ("B", ""), (KIND, f'{paint.text}"'), (FLAG, f'{paint.middle}"'),
                *((column.letter, "") for column in self.columns),
            ]
        )  # fmt: skip

    def _unit(self, template: str, number: int, unit: AgencyStatus, figures: Figures, paint: _Paint) -> str:
        code = unit.agency.code
        filing = self.report.filings.get(code)
        height, name = self.layout.name_cells[code]
        key = self.layout.keys[self.title]
        parts = f"{figures.helpers(code, filing)}{self.results.of(code, unit.agency.kind, paint.middle)}"
        return template % (
            height,
            f"{number}</v></c>",
            f'{paint.name(unit)}"{name}',
            xml.text_tail(KINDS[unit.agency.kind]),
            self._waiting if filing is None else f"><v>{int(code in self.layout.counted)}</v></c>",
            *(figures.missing() if filing is None else figures.of(filing)),
            f"{parts}{xml.text_cell(f'{key}{xml.ANY_ROW}', paint.text, code)}",
        )

    def _filter_head(self, style: int) -> list[str]:
        """A name a column and no cell that is merged, as sorting and pivot tables need."""
        names = ("STT", "Đơn vị", "Cấp", "Tính", *(column.indicator.number for column in self.columns))
        every = (*names, *(name for name, _, _ in self._further_names()))
        return [
            xml.text_cell(f"{xml.LETTERS[n]}{self.layout.filter_row}", style, name) for n, name in enumerate(every, 1)
        ]


class _Paint:
    """The style numbers that rows of this sheet need beside those of figures, looked up once."""

    def __init__(self, styles: StyleRegistry) -> None:
        self.middle = styles.id(look.MIDDLE)
        self.filter_head = styles.id(look.FILTER_HEAD)
        self.text = styles.id(look.TEXT)
        self.total_name = styles.id(look.TOTAL_NAME)
        self.group_name = styles.id(look.GROUP_NAME)
        self.absent = styles.id(look.ABSENT_NAME)
        self.late = styles.id(look.LATE_NAME)
        self.link = styles.id(look.LINK)
        self.total = {unit: styles.id(look.number(unit, bold=True, fill=look.TOTAL)) for unit in ValueType}
        self.group = {unit: styles.id(look.number(unit, bold=True, fill=look.GROUP)) for unit in ValueType}
        self.count = dict.fromkeys(ValueType, styles.id(look.number(ValueType.COUNT, fill=look.TOTAL)))

    def name(self, unit: AgencyStatus) -> int:
        """A unit's name."""
        if unit.valid_at is None and unit.state is not AgencyState.VALID:
            return self.absent
        return self.late if unit.is_late else self.link


def _heading_height(text: str, width: float) -> float:
    """The height of a bold heading, whose lines break between words."""
    return _HEADING_LINE * max(1, len(textwrap.wrap(text, max(6, int(width * 0.95))))) + 6
