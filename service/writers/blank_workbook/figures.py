"""A sheet a section: its indicators with last period's figures, inputs, notes, and the rules as live formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.errors import Level
from service.domain.notation.numbers import format_vietnamese
from service.domain.reporting.expression import Operand, Past, condition_formula, in_words, operands
from service.domain.reporting.form_names import (
    EXPLANATION_HEAD,
    NOTE_HEAD,
    NUMBER_HEAD,
    RULE_HEAD,
    VALUE_HEAD,
    explanation_name,
    indicator_name,
    note_name,
)
from service.domain.reporting.indicator import Indicator, ValueType
from service.domain.reporting.report import NA, Figure, Source, SubmittedReport, report_of
from service.domain.reporting.template import Rule, Section
from service.domain.validation.rules import concerns, is_comparable
from service.writers.blank_workbook.form import (
    LOCKED_FILL,
    RIGHT,
    SMALL_RATE,
    Form,
    figure_value,
    head_row,
    last_year_cell,
    lines,
    make_input,
    make_text_input,
    page,
    protect,
    put,
    stated_before,
    title_rows,
)
from service.writers.blank_workbook.hints import hint_at_figures
from service.writers.blank_workbook.status import MARK_HEAD, Marks, colour_marks, mark_figure
from service.writers.excel_style import BOX, CENTER, GREEN_FILL, LEFT, MUTED, RED_FILL, TYPED_SHAPES, font, quoted

HEAD = 7
HOLDS, BROKEN, SKIPPED = "✓", "✗", "–"
HINT = (
    "Điền các ô màu vàng. Không phát sinh thì ghi 0; không áp dụng thì ghi «Không áp dụng»; chưa có số liệu thì để "
    "trống. Phần thập phân sau dấu phẩy: 4.135,9."
)
WIDTHS = (10.0, 62.0, 12.0, 15.0, 16.0, 42.0, 11.0)
_PREVIOUS, _INPUT, _NOTE, _MARK = 4, 5, 6, 7


def write_sections(form: Form) -> Mapping[str, Marks]:
    """All sections with indicators, then marks and rules, whose formulas reach across sheets; where the marks are."""
    rows: dict[str, tuple[Worksheet, int]] = {}
    ends: dict[str, int] = {}
    for section in form.template.indicator_sections:
        sheet = form.workbook.create_sheet(section.code)
        title_rows(form, sheet, f"{section.code}. {section.title}", HINT)
        head_row(
            sheet, HEAD, (NUMBER_HEAD, "Chỉ tiêu", "Đơn vị tính", form.previous_head, VALUE_HEAD, NOTE_HEAD, MARK_HEAD)
        )
        inputs: list[tuple[int, ValueType]] = []
        for row, indicator in enumerate(form.template.indicators_of(section.code), HEAD + 1):
            rows[indicator.code] = (sheet, row)
            _indicator(form, sheet, row, indicator)
            if not form.is_exempt(indicator):
                inputs.append((row, indicator.kind))
        hint_at_figures(sheet, get_column_letter(_INPUT), inputs)
        ends[section.code] = HEAD + len(form.template.indicators_of(section.code))
        page(sheet, WIDTHS, HEAD)
        protect(sheet)
    return {
        section.code: Marks(_marks(form, section, rows), _rules(form, section, ends[section.code] + 2, rows))
        for section in form.template.indicator_sections
    }


def _marks(form: Form, section: Section, rows: dict[str, tuple[Worksheet, int]]) -> dict[str, int]:
    """A mark beside each figure that the unit is asked for; the rows by indicator."""

    def cell_of(operand: Operand) -> str:
        sheet, row = rows[operand.code]
        return f"{quoted(sheet.title)}!$E${row}"

    sheet = form.workbook[section.code]
    found: dict[str, int] = {}
    for indicator in form.template.indicators_of(section.code):
        row = rows[indicator.code][1]
        cell = put(sheet.cell(row, _MARK), None, border=BOX)
        if not form.is_exempt(indicator):
            mark_figure(cell, indicator, cell_of)
            found[indicator.code] = row
    colour_marks(sheet, f"G{HEAD + 1}:G{HEAD + len(form.template.indicators_of(section.code))}")
    return found


def _indicator(form: Form, sheet: Worksheet, row: int, indicator: Indicator) -> None:
    name = _asked_name(form, indicator) if not form.is_exempt(indicator) else str(indicator.name)
    put(sheet.cell(row, 1), indicator.number, border=BOX, alignment=CENTER)
    put(sheet.cell(row, 2), name, border=BOX, alignment=LEFT)
    put(sheet.cell(row, 3), indicator.unit, border=BOX, alignment=CENTER)
    shape = TYPED_SHAPES[indicator.kind]
    before = stated_before(form, indicator, Past.PREVIOUS)
    muted = font(colour=MUTED)
    put(sheet.cell(row, _PREVIOUS), figure_value(before), border=BOX, number_format=shape, font=muted, alignment=RIGHT)
    cell = put(sheet.cell(row, _INPUT), None, border=BOX, number_format=shape, alignment=RIGHT)
    note = put(sheet.cell(row, _NOTE), None, border=BOX, alignment=LEFT)
    sheet.row_dimensions[row].height = 15.5 * max(1, lines(name, WIDTHS[1])) + 3
    if form.is_exempt(indicator):
        put(cell, figure_value(NA), border=BOX, fill=LOCKED_FILL, font=muted, alignment=CENTER)
        note.fill = LOCKED_FILL
        return
    make_input(cell)
    make_text_input(note)
    form.name(indicator_name(indicator.code), sheet, f"$E${row}")
    form.name(note_name(indicator.code), sheet, f"$F${row}")
    if form.prefill is not None:
        _prefill(cell, form.prefill.indicators.get(indicator.code), indicator)
        put(note, form.prefill.notes.get(indicator.code), border=BOX, alignment=LEFT)


def _prefill(cell: Cell, figure: Figure | None, indicator: Indicator) -> None:
    """A rate of one per cent or less is shown with its sign: as a bare number it could be a share of one."""
    cell.value = figure_value(figure)
    if indicator.kind is ValueType.PERCENT and isinstance(figure, Decimal) and 0 < figure <= 1:
        cell.value, cell.number_format = figure / 100, SMALL_RATE


def _asked_name(form: Form, indicator: Indicator) -> str:
    """Its name with all that helps to fill it in, and whether it must be."""
    hints = filter(None, (_ratio_hint(form, indicator), _handed_over_hint(form, indicator)))
    return "\n".join((indicator.name, *hints)) + (" (*)" if indicator.required else "")


def _handed_over_hint(form: Form, indicator: Indicator) -> str:
    """What the last reports say was handed over, in the one period in which the unit states that."""
    found = (item.reported for item in form.handed_over if item.indicator.code == indicator.code)
    reported = next((number for number in found if number is not None), None)
    if reported is None:
        return ""
    return (
        f"Số bàn giao theo báo cáo gần nhất của đơn vị và các đơn vị đã nhận: {format_vietnamese(reported)}; "
        "khác số này thì ghi lý do vào ghi chú"
    )


def _ratio_hint(form: Form, indicator: Indicator) -> str:
    if indicator.numerator is None or indicator.denominator is None:
        return ""
    top, bottom = (
        in_words(side, lambda operand: form.template.by_code[operand.code].number)
        for side in (indicator.numerator, indicator.denominator)
    )
    return f"= 100 × ({top}) / ({bottom}); để trống thì hệ thống tự tính"


def _rules(
    form: Form, section: Section, top: int, rows: dict[str, tuple[Worksheet, int]]
) -> tuple[int, int] | None:  # fmt: skip
    """The first and the last row of the section's rules, None where it has none."""
    sheet = form.workbook[section.code]
    rules = list(_rules_of(form, section))
    if not rules:
        return None
    put(sheet.cell(top, 1), "Kiểm tra", font=font(12, bold=True))
    head_row(sheet, top + 1, (RULE_HEAD, "Quy tắc", "Mức", "Kết quả", "", EXPLANATION_HEAD))
    _join_mark(sheet, top + 1)
    for row, rule in enumerate(rules, top + 2):
        _rule(form, sheet, row, rule, rows)
    marks = f"D{top + 2}:D{top + 1 + len(rules)}"
    for mark, colour in ((HOLDS, GREEN_FILL), (BROKEN, RED_FILL)):
        fill = PatternFill("solid", bgColor=colour)
        sheet.conditional_formatting.add(marks, CellIsRule("equal", [f'"{mark}"'], fill=fill))  # type: ignore[no-untyped-call]
    return top + 2, top + 1 + len(rules)


def _rules_of(form: Form, section: Section) -> Iterator[Rule]:
    """The rules that the unit can break and whose first figure of this period stands in the section."""
    for rule in form.template.rules:
        if not concerns(rule, form.template, form.is_exempt):
            continue
        first = next(operand.code for operand in operands(rule.condition) if not operand.past)
        if form.template.by_code[first].section == section.code:
            yield rule


def _rule(form: Form, sheet: Worksheet, row: int, rule: Rule, rows: dict[str, tuple[Worksheet, int]]) -> None:
    level = "Lỗi" if rule.level is Level.ERROR else "Cảnh báo"
    put(sheet.cell(row, 1), rule.id, border=BOX, alignment=CENTER)
    put(sheet.cell(row, 2), rule.requirement, border=BOX, alignment=LEFT)
    put(sheet.cell(row, 3), level, border=BOX, alignment=CENTER)
    mark = put(sheet.cell(row, 4), SKIPPED, border=BOX, alignment=CENTER)
    if _is_comparable(form, rule):
        mark.value = _formula(form, rule, rows)
        mark.data_type = "f"
    put(sheet.cell(row, _INPUT), None, border=BOX)
    _join_mark(sheet, row)
    explanation = put(sheet.cell(row, _NOTE), None, border=BOX, alignment=LEFT)
    sheet.row_dimensions[row].height = 15.5 * lines(rule.requirement, WIDTHS[1]) + 3
    if rule.level is Level.WARNING:
        if form.prefill is not None:
            put(explanation, form.prefill.explanations.get(rule.id), border=BOX, alignment=LEFT)
        make_text_input(explanation)
        form.name(explanation_name(rule.id), sheet, f"$F${row}")


def _is_comparable(form: Form, rule: Rule) -> bool:
    empty = SubmittedReport(Source(form.agency.code), {})
    return is_comparable(rule, report_of(form.template, form.period.code, empty), form.earlier)


def _join_mark(sheet: Worksheet, row: int) -> None:
    """A mark is as wide as both columns of figures above it."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=_PREVIOUS, end_column=_INPUT)


def _formula(form: Form, rule: Rule, rows: dict[str, tuple[Worksheet, int]]) -> str:
    def cell_of(operand: Operand) -> str:
        if operand.past is Past.SAME_PERIOD_LAST_YEAR:
            return last_year_cell(form, operand.code)
        sheet, row = rows[operand.code]
        return f"{quoted(sheet.title)}!${'D' if operand.past else 'E'}${row}"

    def required(operand: Operand) -> bool:
        return form.template.by_code[operand.code].required

    formula = condition_formula(rule.condition, cell_of, required)
    # What does not apply compares with no earlier figure.
    compared = dict.fromkeys(cell_of(operand) for operand in operands(rule.condition)) if rule.is_retrospective else {}
    known = f"AND({','.join([*(f'NOT(ISTEXT({cell}))' for cell in compared), formula.known])})"
    return f'=IF({known},IF({formula.value},"{HOLDS}","{BROKEN}"),"{SKIPPED}")'
