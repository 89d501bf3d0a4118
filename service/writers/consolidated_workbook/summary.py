"""«Biểu tổng hợp»: a line an indicator with the province's value, linked to its total."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.report import NA
from service.domain.template import Aggregate, Indicator, Unit
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.layout import COUNT_ROW, TOTAL_ROW, Layout
from service.writers.consolidated_workbook.sheet import frame, head, quoted, titles
from service.writers.consolidated_workbook.styles import StyleBook
from service.writers.consolidated_workbook.subtotals import NOT_ADDED

HEAD = 5
HOW = {
    Aggregate.SUM: "Cộng số liệu các đơn vị",
    Aggregate.RATIO: "Tính lại từ tổng tử số và tổng mẫu số của các đơn vị có cả hai",
    Aggregate.NONE: "Không cộng giữa các đơn vị",
}


class SummarySheet:
    """The table that Home Affairs copies into its own report."""

    title = "Biểu tổng hợp"
    about = "Mỗi chỉ tiêu một dòng: giá trị toàn tỉnh và số đơn vị có số liệu"

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.report = layout.consolidation.report

    @property
    def last_row(self) -> int:
        """The last line."""
        sections = len(self.report.template.indicator_sections)
        return HEAD + sections + len(self.report.template.indicators)

    def prepare(self, sheet: Worksheet) -> None:
        """Titles and head."""
        hint = (
            "Giá trị liên kết với dòng TOÀN TỈNH của từng mục; «Đơn vị có số liệu» trên số đơn vị thuộc phạm vi đã nộp."
        )
        titles(sheet, self.layout.consolidation, "Biểu tổng hợp toàn tỉnh", hint)
        names = (
            "Số",
            "Chỉ tiêu",
            "Đơn vị tính",
            "Toàn tỉnh",
            "Đơn vị có số liệu",
            "Đơn vị thuộc phạm vi",
            "Thời gian",
            "Cách tổng hợp",
        )
        head(sheet, HEAD, names)
        frame(sheet, (11, 80, 13, 18, 12, 12, 28, 64), f"C{HEAD + 1}", f"{HEAD}:{HEAD}", None)

    def rows(self, styles: StyleBook) -> Iterator[str]:
        """Section by section in the template's order."""
        ids = {
            "group": styles.id(look.GROUP_NAME), "text": styles.id(look.TEXT), "middle": styles.id(look.MIDDLE),
            "count": styles.id(look.COUNT_CELL), "small": styles.id(look.SMALL),
        }  # fmt: skip
        figures = {unit: styles.id(look.number(unit, bold=True)) for unit in Unit}
        row = HEAD
        for section in self.report.template.indicator_sections:
            row += 1
            first = [
                xml.text_cell(f"A{row}", ids["group"], section.code),
                xml.text_cell(f"B{row}", ids["group"], section.title),
            ]
            yield xml.row(row, [*first, *(xml.empty_cell(f"{letter}{row}", ids["group"]) for letter in "CDEFGH")])
            for indicator in self.report.template.indicators_of(section.code):
                row += 1
                height = xml.height_of([(indicator.name, 80), (HOW[indicator.aggregate], 64)])
                yield xml.row(row, self._line(row, indicator, ids, figures[indicator.kind]), height)

    def _line(self, row: int, indicator: Indicator, ids: dict[str, int], figure: int) -> list[str]:
        total = self.report.totals[indicator.code]
        column = self.layout.columns[indicator.code]
        sheet = quoted(column.sheet)
        return [
            xml.text_cell(f"A{row}", ids["middle"], indicator.number),
            xml.text_cell(f"B{row}", ids["text"], indicator.name),
            xml.text_cell(f"C{row}", ids["middle"], indicator.unit),
            self._value(f"D{row}", figure, indicator, f"{sheet}!{column.letter}{TOTAL_ROW}", ids),
            xml.formula_cell(f"E{row}", ids["count"], f"{sheet}!{column.letter}{COUNT_ROW}", total.contributing),
            xml.number_cell(f"F{row}", ids["count"], total.applicable),
            xml.text_cell(f"G{row}", ids["small"], indicator.time.label),
            xml.text_cell(f"H{row}", ids["small"], HOW[indicator.aggregate]),
        ]

    def _value(self, place: str, style: int, indicator: Indicator, source: str, ids: dict[str, int]) -> str:
        figure = self.report.figure(indicator.code)
        if indicator.aggregate is Aggregate.NONE and figure is None:
            return xml.text_cell(place, ids["middle"], NOT_ADDED)
        return xml.formula_cell(place, style, source, NA.value if figure is NA else figure)
