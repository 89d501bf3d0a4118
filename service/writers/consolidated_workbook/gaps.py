"""«Thiếu và muộn»: what each unit left out of each section, and how it filed in each of the last periods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.earlier_period import Punctuality
from service.domain.consolidation.history import punctuality_of
from service.domain.reporting.report import share_of
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.index_sheet import IndexSheet
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.sheet import LIST_HEAD, Sheet, frame, head, titles
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.wording import KINDS
from service.writers.excel_style import AMBER_FILL, CENTER, GREEN_FILL, RED_FILL, fill

HEAD = LIST_HEAD
KIND, FIRST_SECTION = "B", 3
COLOURS = {Punctuality.ON_TIME: GREEN_FILL, Punctuality.LATE: AMBER_FILL, Punctuality.MISSING: RED_FILL}


class GapSheet(Sheet):
    """A line a unit: a column a section with how many figures are missing, and a column a period."""

    title = "Thiếu và muộn"
    group = SheetGroup.REPORTING
    about = "Từng đơn vị: số chỉ tiêu chưa có số liệu ở mỗi mục, và nộp đúng hạn, muộn hay thiếu ở các kỳ gần đây"

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.item = layout.consolidation
        self.index = IndexSheet(layout)
        template = layout.consolidation.report.template
        self.sections = [item for item in template.indicator_sections if layout.consolidation.shows(item.code)]
        is_all, chosen = not self.item.scope.chooses_units, {unit.agency.code for unit in self.item.units}
        self.periods = [
            *(
                (
                    str(earlier.period.title),
                    {code: how for code, how in earlier.filings.items() if is_all or code in chosen},
                )
                for earlier in self.item.history
            ),
            (str(self.item.period.title), {unit.agency.code: punctuality_of(unit) for unit in self.item.units}),
        ]

    @property
    def last_row(self) -> int:
        """The last unit's line."""
        return HEAD + max(1, len(self.item.units))

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, head, and the colours of what is missing; the numbers say the same."""
        titles(sheet, self, self.item, "THIẾU VÀ MUỘN", f"{self.about}. Ô trống ở cột kỳ: khi đó không phải báo cáo.")
        head(
            sheet,
            HEAD,
            ("Đơn vị", "Cấp", *(f"Mục {item.code}" for item in self.sections), *(p for p, _ in self.periods)),
        )
        widths = [44, 12, *[9] * len(self.sections), *[14] * len(self.periods)]
        last = xml.LETTERS[len(widths)]
        frame(sheet, widths, f"B{HEAD + 1}", f"{HEAD}:{HEAD}", f"A{HEAD}:{last}{self.last_row}")
        if self.sections:
            first, end = xml.LETTERS[FIRST_SECTION], xml.LETTERS[FIRST_SECTION + len(self.sections) - 1]
            place = f"{first}{HEAD + 1}:{end}{self.last_row}"
            amber = PatternFill("solid", bgColor=AMBER_FILL)
            rule = Rule("cellIs", operator="greaterThan", formula=["0"], dxf=DifferentialStyle(fill=amber))
            sheet.conditional_formatting.add(place, rule)

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """In table order."""
        text, number = styles.id(look.TEXT), styles.id(look.COUNT_CELL)
        blank = styles.id(look.MIDDLE)
        states = {
            state: styles.id(replace(look.MIDDLE, fill=fill(c), alignment=CENTER)) for state, c in COLOURS.items()
        }
        if not self.item.units:
            yield xml.row(HEAD + 1, [xml.text_cell(f"A{HEAD + 1}", text, "Không có.")])
        for row, unit in enumerate(self.item.units, HEAD + 1):
            code = unit.agency.code
            cells = [
                xml.text_cell(f"A{row}", text, unit.agency.name),
                xml.text_cell(f"{KIND}{row}", text, KINDS[unit.agency.kind]),
            ]
            for column, section in enumerate(self.sections, FIRST_SECTION):
                cells.append(self._cell(f"{xml.LETTERS[column]}{row}", number, code, section.code))
            for column, (_, filings) in enumerate(self.periods, FIRST_SECTION + len(self.sections)):
                place, state = f"{xml.LETTERS[column]}{row}", filings.get(code)
                cells.append(
                    xml.empty_cell(place, blank) if state is None else xml.text_cell(place, states[state], state.label)
                )
            yield xml.row(row, cells)

    def _cell(self, place: str, style: int, agency: str, section: str) -> str:
        """How many are missing; a print, where rows and columns without figures are left out, has the number alone."""
        count = self.missing(agency, section)
        if self.layout.is_print:
            return xml.number_cell(place, style, count)
        return xml.formula_cell(place, style, self._formula(agency, section), count)

    def letter(self, section: str) -> str:
        """A section's column."""
        return xml.LETTERS[FIRST_SECTION + [item.code for item in self.sections].index(section)]

    def missing(self, agency: str, section: str) -> int:
        """How many of the section's figures the unit has not given; what does not apply is not missing."""
        filing = self.item.report.filings.get(agency)
        columns = self._columns[section]
        if filing is None:
            return len(columns)
        absent = [code for code in columns if code not in filing.figures]
        return sum(self._share(agency, code) is None for code in absent)

    def _share(self, agency: str, code: str) -> object:
        pair = self.item.report.pairs.get(code, {}).get(agency)
        return None if pair is None else share_of(pair)

    @cached_property
    def _columns(self) -> dict[str, list[str]]:
        template = self.item.report.template
        return {section.code: [item.code for item in template.indicators_of(section.code)] for section in self.sections}

    @cached_property
    def _blocks(self) -> dict[str, str]:
        """All units' figures of each section, as formulas refer to them."""
        found = {}
        for section, codes in self._columns.items():
            first, last = (self.layout.columns[codes[at]].letter for at in (0, -1))
            found[section] = (
                self.layout.range(section, first).partition(":")[0] + ":$" + last + f"${self.layout.span[1]}"
            )
        return found

    def _formula(self, agency: str, section: str) -> str:
        return f"COUNTBLANK(INDEX({self._blocks[section]},{self.index.place(agency, section)},0))"
