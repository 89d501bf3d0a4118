"""A section's sheet: a row a unit grouped by kind, a column an indicator, live subtotals and totals."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation import UnitState, UnitStatus
from service.domain.errors import Level
from service.domain.report import NA, Filing
from service.domain.template import Section, Unit
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.layout import (
    COUNT_ROW,
    FIRST_COLUMN,
    FIRST_ROW,
    FLAG,
    HEAD_ROW,
    TOTAL_ROW,
    Column,
    Group,
    Layout,
    Pair,
)
from service.writers.consolidated_workbook.ratios import ANY_ROW, part_formulas
from service.writers.consolidated_workbook.sheet import frame, titles, write
from service.writers.consolidated_workbook.styles import StyleBook
from service.writers.consolidated_workbook.subtotals import Subtotals

HINT = (
    "Ô gạch chéo: chưa có số liệu; n/a: không áp dụng; 0: không phát sinh. "
    "Nền vàng: số liệu có cảnh báo chưa giải trình. Tên màu nâu: nộp muộn."
)


class SectionSheet:
    """The figures of one section."""

    def __init__(self, layout: Layout, section: Section) -> None:
        self.title = section.code
        self.layout = layout
        self.section = section
        self.consolidation = layout.consolidation
        self.report = layout.consolidation.report
        indicators = self.report.template.indicators_of(section.code)
        self.columns = tuple(layout.columns[indicator.code] for indicator in indicators)
        self.subtotals = Subtotals(layout, self.columns)
        self._formulas = {
            column.indicator.code: part_formulas(layout, column.indicator, self.title)
            for column in self.columns
            if column.helpers
        }

    @property
    def last_row(self) -> int:
        """The last unit's row."""
        return self.layout.last_row

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, the three rows of the head, and the helper columns out of sight."""
        titles(sheet, self.consolidation, f"{self.section.code}. {self.section.title}", HINT)
        for column, name in enumerate(("STT", "Đơn vị", "Loại", "Tính"), 1):
            for row in (HEAD_ROW, HEAD_ROW + 1, HEAD_ROW + 2):
                write(sheet, row, column, name if row == HEAD_ROW else None, look.HEADING)
            sheet.merge_cells(start_row=HEAD_ROW, end_row=HEAD_ROW + 2, start_column=column, end_column=column)
        names = [(c.indicator.number, c.indicator.name, c.indicator.unit) for c in self.columns]
        for item in self.columns:
            for part in ("tử số", "mẫu số") if item.helpers else ():
                names.append((item.indicator.number, f"{item.indicator.name} ({part})", ""))
        for column, three in enumerate(names, FIRST_COLUMN):
            for row, text in enumerate(three, HEAD_ROW):
                write(sheet, row, column, text, look.HEADING)
        sheet.row_dimensions[HEAD_ROW + 1].height = max(60, xml.height_of([(n[1], 13) for n in names]))
        widths = [5, 44, 19, 6, *([14.5] * len(names))]
        frame(sheet, widths, f"C{FIRST_ROW}", f"{HEAD_ROW}:{HEAD_ROW + 2}", f"A{HEAD_ROW + 2}:C{self.last_row}")
        sheet.column_dimensions[FLAG].hidden = True
        for item in self.columns:
            for letter in item.helpers or ():
                sheet.column_dimensions[letter].hidden = True

    def rows(self, styles: StyleBook) -> Iterator[str]:
        """Total, count, and for each kind its subtotal and units."""
        paint = _Paint(styles)
        yield xml.row(TOTAL_ROW, self.subtotals.total(paint.total, paint.total_name))
        yield xml.row(COUNT_ROW, self.subtotals.count(paint.count, paint.total_name))
        number = 0
        for group in self.layout.groups:
            yield xml.row(group.row, self.subtotals.group(group, paint.group, paint.group_name))
            for row, unit in enumerate(group.units, group.first):
                number += 1
                yield xml.row(row, self._unit(row, number, unit, group, paint))

    def _unit(self, row: int, number: int, unit: UnitStatus, group: Group, paint: _Paint) -> list[str]:
        filing = self.report.filings.get(unit.agency.code)
        counted = filing is not None and self.report.is_counted(filing.source)
        cells = [
            xml.number_cell(f"A{row}", paint.middle, number),
            xml.text_cell(f"B{row}", paint.name(unit), self._name(unit, filing, counted)),
            xml.text_cell(f"C{row}", paint.text, group.kind.label),
            xml.number_cell(f"{FLAG}{row}", paint.middle, int(counted)),
        ]
        if filing is None:
            return [*cells, *(xml.empty_cell(f"{column.letter}{row}", paint.missing) for column in self.columns)]
        warned = _warned(unit)
        cells += [self._figure(row, column, filing, paint, column.indicator.code in warned) for column in self.columns]
        for column in self.columns:
            if column.helpers:
                cells += self._parts(row, column, filing, paint)
        return cells

    def _name(self, unit: UnitStatus, filing: Filing | None, counted: bool) -> str:
        marks = [
            "chưa có báo cáo hợp lệ" if filing is None else "",
            "nộp muộn" if unit.is_late else "",
            "trả lại" if unit.state is UnitState.RETURNED else "",
            f"đã gộp trong {filing.source.included_in}" if filing is not None and not counted else "",
        ]
        said = ", ".join(mark for mark in marks if mark)
        return f"{unit.agency.name} ({said})" if said else unit.agency.name

    def _figure(self, row: int, column: Column, filing: Filing, paint: _Paint, warned: bool) -> str:
        place = f"{column.letter}{row}"
        figure = filing.figures.get(column.indicator.code)
        if figure is None:
            pair = self._pair(column, filing)
            if pair is None or column.helpers is None:
                return xml.empty_cell(place, paint.missing)
            formula = self.subtotals.ratio(f"{column.helpers[0]}{row}", f"{column.helpers[1]}{row}")
            style = paint.figure(column.indicator.kind, warned)
            return xml.formula_cell(place, style, formula, self.subtotals.ratio_value(pair))
        if figure is NA:
            return xml.text_cell(place, paint.na, "n/a")
        return xml.number_cell(place, paint.figure(column.indicator.kind, warned), figure)

    def _parts(self, row: int, column: Column, filing: Filing, paint: _Paint) -> Iterator[str]:
        """The numerator and denominator of a unit that gave both; empty where it gave one only."""
        indicator = column.indicator
        assert column.helpers
        pair = self._pair(column, filing)
        if filing.figures.get(indicator.code) is NA:
            yield from (xml.empty_cell(f"{letter}{row}", paint.helper) for letter in column.helpers)
            return

        for index, letter in enumerate(column.helpers):
            formula = self._formulas[indicator.code][index].replace(ANY_ROW, str(row))
            yield xml.formula_cell(f"{letter}{row}", paint.helper, formula, None if pair is None else pair[index])

    def _pair(self, column: Column, filing: Filing) -> Pair | None:
        known = self.layout.pairs.get(column.indicator.code)
        return None if known is None else known.get(filing.source.agency)


class _Paint:
    """The style numbers that rows of this sheet need, looked up once."""

    def __init__(self, styles: StyleBook) -> None:
        self.middle = styles.id(look.MIDDLE)
        self.text = styles.id(look.TEXT)
        self.na = styles.id(look.NA_CELL)
        self.missing = styles.id(look.MISSING_CELL)
        self.helper = styles.id(look.number(Unit.MONEY))
        self.total_name = styles.id(look.TOTAL_NAME)
        self.group_name = styles.id(look.GROUP_NAME)
        self.absent = styles.id(look.ABSENT_NAME)
        self.late = styles.id(look.LATE_NAME)
        self.total = {unit: styles.id(look.number(unit, bold=True, fill=look.TOTAL)) for unit in Unit}
        self.group = {unit: styles.id(look.number(unit, bold=True, fill=look.GROUP)) for unit in Unit}
        self.count = dict.fromkeys(Unit, styles.id(look.number(Unit.COUNT, fill=look.TOTAL)))
        self._plain = {unit: styles.id(look.number(unit)) for unit in Unit}
        self._warned = {unit: styles.id(look.number(unit, fill=look.WARNED)) for unit in Unit}

    def figure(self, unit: Unit, warned: bool) -> int:
        """A unit's figure."""
        return (self._warned if warned else self._plain)[unit]

    def name(self, unit: UnitStatus) -> int:
        """A unit's name."""
        if unit.first_valid_at is None and unit.state is not UnitState.VALID:
            return self.absent
        return self.late if unit.is_late else self.text


def _warned(unit: UnitStatus) -> frozenset[str]:
    """The indicators that a warning without explanation concerns."""
    return frozenset(
        subject.removeprefix("$.indicators.")
        for finding in unit.findings
        if finding.level is Level.WARNING and not finding.explanation
        for subject in finding.subjects
    )
