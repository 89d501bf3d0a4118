"""Where every figure stands: the same rows in each section's sheet, a column an indicator.

Totals and subtotals stand above the units and apart from them, so that whoever sorts or filters the units moves no
total, and takes every figure along with its unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation
from service.domain.consolidation.corrections import LONGEST_BESIDE, exclusion_words
from service.domain.consolidation.scope import WorkbookFormat
from service.domain.errors import Level
from service.domain.notation.numbers import format_vietnamese
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.expression import Operand
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.report import Report
from service.domain.reporting.target import Target
from service.domain.reporting.template import Section
from service.domain.validation.explanations import is_explained
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook.rows import LETTERS
from service.writers.excel_style import quoted

HEAD_ROW = 5
TOTAL_ROW, COUNT_ROW, FIRST_SUBTOTAL_ROW = 8, 9, 10
FIRST_COLUMN = 5
SOURCE_ROW = 9
KIND, FLAG = "C", "D"
# What a sheet of A3 holds beside each other at full size, and what its first columns take.
PAGE_WIDTH = 205.0
NAME_WIDTH, KIND_WIDTH = 44.0, 12.0
NARROW, WIDE = 9.5, 14.5
_PADDING = 1.0
ONE_LINE = xml.tall(xml.height_of_lines(1, padding=_PADDING))  # the height of a unit's row whose name takes one line
_SUBJECT = "$.indicators."


@dataclass(frozen=True)
class AgencyGroup:
    """The units of one kind, and the row of their subtotal."""

    kind: AgencyKind
    row: int
    units: tuple[AgencyStatus, ...]
    owing: int


@dataclass(frozen=True)
class Column:
    """An indicator's place; a ratio has two helper columns with its parts.

    `flag` is the column that says whose figure is added up: that of the units, or one of its own where a unit's figure
    counts with another one.
    """

    indicator: Indicator
    sheet: str
    letter: str
    helpers: tuple[str, str] | None = None
    flag: str = FLAG

    @property
    def hidden(self) -> tuple[str, ...]:
        """The columns of its own that nobody looks at."""
        return (*(self.helpers or ()), *((self.flag,) if self.flag != FLAG else ()))


@dataclass(frozen=True)
class Layout:
    """The places of a consolidation's figures."""

    consolidation: Consolidation

    @cached_property
    def owing(self) -> Mapping[AgencyKind, tuple[AgencyStatus, ...]]:
        """All units that owe a report by kind, in table order."""
        by_kind = groupby(self.consolidation.units, key=lambda unit: unit.agency.kind)
        return {kind: tuple(members) for kind, members in by_kind}

    @cached_property
    def groups(self) -> tuple[AgencyGroup, ...]:
        """The kinds of unit that have rows, in table order."""
        found: list[AgencyGroup] = []
        for kind, owing in self.owing.items():
            units = tuple(unit for unit in owing if self._is_shown(unit))
            if units:
                found.append(AgencyGroup(kind, FIRST_SUBTOTAL_ROW + len(found), units, len(owing)))
        return tuple(found)

    @cached_property
    def filter_row(self) -> int:
        """The head of the units, by which they are sorted; the row above is empty, which parts them from the totals."""
        return FIRST_SUBTOTAL_ROW + len(self.groups) + 1

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first and the last row of units; one empty row where there is none."""
        first = self.filter_row + 1
        return first, first + max(1, sum(len(group.units) for group in self.groups)) - 1

    def _is_shown(self, unit: AgencyStatus) -> bool:
        return not self.is_print or unit.agency.code in self.consolidation.report.filings

    @property
    def is_print(self) -> bool:
        """Whether units without a report and indicators without a figure are left out."""
        return self.consolidation.scope.file_format is WorkbookFormat.PDF

    @cached_property
    def unit_rows(self) -> Mapping[str, int]:
        """Each unit's row in every section's sheet."""
        units = (unit for group in self.groups for unit in group.units)
        return {unit.agency.code: row for row, unit in enumerate(units, self.span[0])}

    @cached_property
    def sources(self) -> Mapping[str, int]:
        """Each counted filing's row in the list of sources, by unit."""
        filings = self.consolidation.report.filings
        counted = [unit.agency.code for unit in self.consolidation.units if unit.agency.code in filings]
        return {code: row for row, code in enumerate(counted, SOURCE_ROW)}

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections that have a sheet."""
        return tuple(
            section
            for section in self.consolidation.report.template.indicator_sections
            if self.consolidation.shows(section.code) and self.indicators_of(section.code)
        )

    def indicators_of(self, section: str) -> tuple[Indicator, ...]:
        """The indicators that have a column in a section's sheet."""
        every = self.consolidation.report.template.indicators_of(section)
        return tuple(item for item in every if not self.is_print or item.code in self._given)

    @cached_property
    def _given(self) -> frozenset[str]:
        filings = self.consolidation.report.filings.values()
        given = {code for filing in filings for code, figure in filing.figures.items() if isinstance(figure, Decimal)}
        # A ratio has figures where its parts have.
        return frozenset(given | {code for code, pairs in self.consolidation.report.pairs.items() if pairs})

    @cached_property
    def parts(self) -> Mapping[AgencyKind, Report]:
        """The report of each kind of unit, of the filings that are added up."""
        whole = self.consolidation.report
        counted = {filing.source.agency: filing for filing in whole.counted}
        return {
            group.kind: whole.within(
                {unit.agency.code: counted[unit.agency.code] for unit in group.units if unit.agency.code in counted}
            )
            for group in self.groups
        }

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The units' names by code."""
        return {unit.agency.code: unit.agency.name for unit in self.consolidation.units}

    @cached_property
    def counted(self) -> frozenset[str]:
        """The units whose figures are added up."""
        return frozenset(filing.source.agency for filing in self.consolidation.report.counted)

    @cached_property
    def name_cells(self) -> Mapping[str, tuple[str, str]]:
        """By unit the height of its row in a section's sheet, and its name with what is to be known of its filing."""
        return {
            code: (xml.tall(xml.height_of([(name, NAME_WIDTH)], padding=_PADDING)), xml.text_tail(name))
            for code, name in self.marked_names.items()
        }

    @cached_property
    def marked_names(self) -> Mapping[str, str]:
        """The units' names by code, with what is to be known of their filings."""
        return {unit.agency.code: self._marked(unit) for unit in self.consolidation.units}

    def range(self, sheet: str, letter: str) -> str:
        """All units' cells of a column of a section's sheet, as formulas of other sheets refer to them."""
        first, last = self.span
        return f"{quoted(sheet)}!${letter}${first}:${letter}${last}"

    def _marked(self, unit: AgencyStatus) -> str:
        filing = self.consolidation.report.filings.get(unit.agency.code)
        marks = []
        if filing is None:
            marks.append("chưa có báo cáo hợp lệ")
        if unit.is_late:
            marks.append("nộp muộn")
        if unit.state is AgencyState.RETURNED:
            marks.append("trả lại")
        if filing is not None and filing.source.excluded:
            marks.append(exclusion_words(filing.source.excluded, LONGEST_BESIDE))
        elif filing is not None and unit.agency.code not in self.counted:
            including = filing.source.included_in or ""
            marks.append(f"đã gộp trong {self.names.get(including, including)}")
        if filing is not None and filing.adjusted:
            marks.append(f"{len(filing.adjusted)} số liệu đã điều chỉnh")
        left_out = self.left_out_of(unit.agency.code)
        if left_out:
            marks.append(f"{len(left_out)} số liệu đã tính ở nơi khác")
        return f"{unit.agency.name} ({', '.join(marks)})" if marks else unit.agency.name

    def left_out_of(self, agency: str) -> frozenset[str]:
        """The indicators of which a unit's figure counts with another one."""
        return frozenset(code for code, units in self.consolidation.report.left_out.items() if agency in units)

    @cached_property
    def warned(self) -> Mapping[str, frozenset[str]]:
        """The indicators of each unit that a warning without explanation concerns; only units with findings."""
        return {unit.agency.code: _warned(unit) for unit in self.consolidation.units if unit.findings}

    def width(self, column: Column, beside: int) -> float:
        """How wide an indicator's column is that shares a page with so many: its total always fits."""
        total = self.consolidation.report.number(column.indicator.code)
        needed = 0 if total is None else len(format_vietnamese(total)) + 3.5
        share = (PAGE_WIDTH - NAME_WIDTH - KIND_WIDTH) / beside
        return max(NARROW, min(WIDE, round(share, 1)), needed)

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Every indicator's column."""
        found: dict[str, Column] = {}
        for section in self.sections:
            indicators = self.indicators_of(section.code)
            helper = FIRST_COLUMN + len(indicators)
            for index, indicator in enumerate(indicators, FIRST_COLUMN):
                helpers = None
                if indicator.aggregate is Aggregate.RATIO:
                    helpers = (LETTERS[helper], LETTERS[helper + 1])
                    helper += 2
                flag = FLAG
                if indicator.code in self.consolidation.report.left_out:
                    flag = LETTERS[helper]
                    helper += 1
                found[indicator.code] = Column(indicator, section.code, LETTERS[index], helpers, flag)
        return found

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """By sheet the hidden column with the units' codes, by which formulas of other sheets find their rows."""
        found = {}
        for section in self.sections:
            shown = self.indicators_of(section.code)
            results = sum(item.code in self.results for item in shown)
            found[section.code] = LETTERS[self._first_result(section.code) + results]
        return found

    @cached_property
    def results(self) -> Mapping[str, str]:
        """By indicator with a target of the year the column that says who reaches it; the printout has none."""
        found: dict[str, str] = {}
        for section in () if self.is_print else self.sections:
            aimed = (item.code for item in self.indicators_of(section.code) if self._has_target(item.code))
            found |= {code: LETTERS[at] for at, code in enumerate(aimed, self._first_result(section.code))}
        return found

    def target(self, code: str, kind: AgencyKind | None) -> Target | None:
        """What the indicator should reach in the period's year, for a kind of unit or for the province."""
        return self.consolidation.report.template.target(code, self.consolidation.period.year, kind)

    def _has_target(self, code: str) -> bool:
        return any(self.target(code, kind) is not None for kind in (None, *self.owing))

    def _first_result(self, section: str) -> int:
        """The column behind the figures and what is hidden of them."""
        shown = self.indicators_of(section)
        return FIRST_COLUMN + len(shown) + sum(len(self.columns[item.code].hidden) for item in shown)

    def last_letter(self, section: str) -> str:
        """The last column of a section's sheet, hidden ones included."""
        return self.keys[section]

    def cell(self, operand: Operand, row: str, sheet: str) -> str:
        """The cell of a figure in a unit's row, as a formula in `sheet` refers to it.

        In another sheet the unit is looked up, since either sheet may be sorted.
        """
        column = self.columns[operand.code]
        if column.sheet == sheet:
            return f"{column.letter}{row}"
        figures, units = (self.range(column.sheet, letter) for letter in (column.letter, self.keys[column.sheet]))
        return f"INDEX({figures},MATCH(${self.keys[sheet]}{row},{units},0))"


def _warned(unit: AgencyStatus) -> frozenset[str]:
    return frozenset(
        subject.removeprefix(_SUBJECT)
        for finding in unit.findings
        if finding.level is Level.WARNING and not is_explained(finding)
        for subject in finding.subjects
        if subject.startswith(_SUBJECT)
    )
