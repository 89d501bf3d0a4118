"""«Chỉ mục»: in which row of each section's sheet a unit stands, by which other sheets' formulas find its figures.

The sections' sheets may be sorted, so that no formula may count on a unit's row; this sheet is not sorted.
"""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.sheet import Sheet, frame, head, titles
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.excel_style import quoted

HEAD = 5
_FIRST_SECTION = 3


class IndexSheet(Sheet):
    """A line a unit, a column a section."""

    title = "Chỉ mục"
    group = SheetGroup.DATA
    about = "Dòng của từng đơn vị ở mỗi trang tính số liệu, để công thức tìm đúng đơn vị khi đã sắp xếp"

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    @property
    def last_row(self) -> int:
        """The last unit's line."""
        return HEAD + max(1, len(self.layout.unit_rows))

    def prepare(self, sheet: Worksheet) -> None:
        """Titles and head."""
        titles(sheet, self, self.layout.consolidation, "CHỈ MỤC", self.about)
        sections = [section.code for section in self.layout.sections]
        head(sheet, HEAD, ("Mã đơn vị", "Đơn vị", *sections))
        frame(sheet, [14, 44, *[9] * len(sections)], f"C{HEAD + 1}", f"{HEAD}:{HEAD}", None)

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """First the row in which the unit was written is looked at, so that nothing is searched where none moved."""
        text, number = styles.id(look.TEXT), styles.id(look.COUNT_CELL)
        keys = [self.layout.range(section.code, self.layout.keys[section.code]) for section in self.layout.sections]
        for at, code in enumerate(self.layout.unit_rows, 1):
            row = HEAD + at
            cells = [
                xml.text_cell(f"A{row}", text, code),
                xml.text_cell(f"B{row}", text, self.layout.names[code]),
            ]
            for column, key in enumerate(keys, _FIRST_SECTION):
                formula = f"IF(INDEX({key},{at})=$A{row},{at},MATCH($A{row},{key},0))"
                cells.append(xml.formula_cell(f"{xml.LETTERS[column]}{row}", number, formula, at))
            yield xml.row(row, cells)

    def place(self, agency: str, section: str) -> str:
        """The cell that says in which row of a section's units one stands, as formulas refer to it."""
        column = _FIRST_SECTION + [item.code for item in self.layout.sections].index(section)
        row = HEAD + 1 + self.layout.unit_rows[agency] - self.layout.span[0]
        return f"{quoted(self.title)}!${xml.LETTERS[column]}${row}"
