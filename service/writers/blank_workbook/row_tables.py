"""A sheet a table with rows: inputs row by row, sums as formulas, and beside them what they are held against."""

from __future__ import annotations

from datetime import date

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.errors import Level
from service.domain.reporting.expression import Operand, value_formula
from service.domain.reporting.form_names import (
    EXPLANATION_HEAD,
    META_SHEET,
    RULE_HEAD,
    explanation_name,
    indicator_name,
    table_name,
)
from service.domain.reporting.row_table import Cell, ColumnKind, RowColumn, RowTable, TableSum
from service.writers.blank_workbook.figures import BROKEN, HOLDS, SKIPPED
from service.writers.blank_workbook.form import (
    LOCKED_FILL,
    RIGHT,
    Form,
    head_row,
    lines,
    make_input,
    make_text_input,
    page,
    protect,
    put,
    title_rows,
)
from service.writers.blank_workbook.hints import hint_at_choices, hint_at_counts
from service.writers.excel_style import BOX, CENTER, COUNT_SHAPE, DAY, HEAD_FILL, LEFT, font, quoted

HEAD = 7
TOTALS = "Tổng số"
# Where the hidden sheet has the choices of tables, one column each from here on.
_CHOICES_FROM = 8
_WIDTHS = {ColumnKind.COUNT: 13.0, ColumnKind.DATE: 14.0, ColumnKind.CHOICE: 38.0, ColumnKind.TEXT: 44.0}


def asked_tables(form: Form) -> tuple[RowTable, ...]:
    """The tables that the unit may give."""
    return tuple(item for item in form.template.tables if form.template.asks_table(item, form.agency, form.exempt))


def write_row_tables(form: Form) -> None:
    """A sheet for each table that the unit may give; the sheets of figures are there already."""
    for number, table in enumerate(asked_tables(form), 1):
        sheet = form.workbook.create_sheet(f"Bảng {number}")
        owed = "Bắt buộc." if table.required else "Không bắt buộc; đã ghi thì tổng các cột được đối chiếu với chỉ tiêu."
        title_rows(form, sheet, table.title, f"{owed} Cột tổng và dòng tổng tự tính; không đủ dòng thì chèn thêm dòng.")
        head_row(sheet, HEAD, ("STT", *(column.title for column in table.columns)))
        sheet.row_dimensions[HEAD].height = 15.5 * max(
            lines(column.title, _WIDTHS[column.kind]) for column in table.columns
        ) + 6  # fmt: skip
        first = HEAD + (2 if table.totals else 1)
        last = first + table.max_rows - 1
        if table.totals:
            _totals(sheet, table, first, last)
        _rows(form, sheet, table, first, last)
        form.name(table_name(table.code), sheet, f"$B${first}:${get_column_letter(1 + len(table.columns))}${last}")
        widths = (6.0, *(_WIDTHS[column.kind] for column in table.columns))
        if table.sums:
            _sums(form, sheet, table, first, last)
            widths = (*widths, 4.0, 9.0, 46.0, 11.0, 12.0, 44.0)
        page(sheet, widths, HEAD)
        protect(sheet)
        sheet.protection.insertRows = False


def _totals(sheet: Worksheet, table: RowTable, first: int, last: int) -> None:
    """The line of sums stands above the rows, where rows that are inserted do not reach."""
    look = {"font": font(bold=True), "fill": HEAD_FILL, "border": BOX}
    put(sheet.cell(first - 1, 1), None, **look)
    for at, column in enumerate(table.columns, 2):
        cell = put(sheet.cell(first - 1, at), TOTALS if at == 2 else None, **look)
        if column.is_count:
            letter = get_column_letter(at)
            _formula(sheet, cell.coordinate, f"=SUM({letter}{first}:{letter}{last})")


def _rows(form: Form, sheet: Worksheet, table: RowTable, first: int, last: int) -> None:
    given = form.prefill.tables.get(table.code, ()) if form.prefill else ()
    letters = {column.code: get_column_letter(at) for at, column in enumerate(table.columns, 2)}
    for row in range(first, last + 1):
        put(sheet.cell(row, 1), row - first + 1, border=BOX, alignment=CENTER)
        known = given[row - first] if row - first < len(given) else {}
        for at, column in enumerate(table.columns, 2):
            cell = sheet.cell(row, at)
            if column.parts:
                parts = ",".join(f"{letters[code]}{row}" for code in column.parts)
                put(cell, None, border=BOX, fill=LOCKED_FILL, alignment=RIGHT)
                _formula(sheet, cell.coordinate, f'=IF(COUNT({parts})=0,"",SUM({parts}))')
            else:
                _input(sheet, row, at, column, known.get(column.code))
    for at, column in enumerate(table.typed):
        letter = letters[column.code]
        if column.choices:
            hint_at_choices(sheet, f"{letter}{first}:{letter}{last}", column.title, _choices(form, table, at, column))
        elif column.is_count:
            hint_at_counts(sheet, letter, first, last, column.title)


def _input(sheet: Worksheet, row: int, at: int, column: RowColumn, known: Cell | None) -> None:
    cell = sheet.cell(row, at)
    if column.is_count:
        make_input(put(cell, known, border=BOX, number_format=COUNT_SHAPE, alignment=RIGHT))
    elif column.kind is ColumnKind.DATE:
        make_text_input(put(cell, None, border=BOX, alignment=CENTER))
        if isinstance(known, str):
            cell.value, cell.number_format = date.fromisoformat(known), DAY
    else:
        make_text_input(put(cell, known, border=BOX, alignment=LEFT))


def _choices(form: Form, table: RowTable, at: int, column: RowColumn) -> str:
    """Where the hidden sheet, which is written last, will have the choices of a column."""
    place = choice_columns(form).index((table.code, column.code)) + _CHOICES_FROM
    letter = get_column_letter(place)
    return f"{quoted(META_SHEET)}!${letter}$1:${letter}${len(column.choices)}"


def choice_columns(form: Form) -> list[tuple[str, str]]:
    """The columns with choices, by table and column, in their order on the hidden sheet."""
    return [(table.code, column.code) for table in asked_tables(form) for column in table.typed if column.choices]


def write_choices(form: Form, sheet: Worksheet) -> None:
    """The choices on the hidden sheet."""
    for place, (table, column) in enumerate(choice_columns(form), _CHOICES_FROM):
        for row, choice in enumerate(form.template.table_by_code[table].by_code[column].choices, 1):
            put(sheet.cell(row, place), choice)


def _sums(form: Form, sheet: Worksheet, table: RowTable, first: int, last: int) -> None:
    """Right of the rows what the sums are held against, with room to explain a difference."""
    start = len(table.columns) + 3
    for at, title in enumerate((RULE_HEAD, "Đối chiếu", "Mức", "Kết quả", EXPLANATION_HEAD), start):
        put(sheet.cell(HEAD, at), title, font=font(bold=True), fill=HEAD_FILL, border=BOX, alignment=CENTER)
    for row, item in enumerate(_sums_of(form, table), HEAD + 1):
        put(sheet.cell(row, start), item.id, border=BOX, alignment=CENTER)
        numbers = ", ".join(form.template.by_code[code].number for code in item.indicators)
        said = f"Tổng cột «{table.by_code[item.column].title}» = chỉ tiêu {numbers}"
        put(sheet.cell(row, start + 1), said, border=BOX, alignment=LEFT)
        level = "Lỗi" if item.level is Level.ERROR else "Cảnh báo"
        put(sheet.cell(row, start + 2), level, border=BOX, alignment=CENTER)
        mark = put(sheet.cell(row, start + 3), SKIPPED, border=BOX, alignment=CENTER)
        formula = _mark(form, table, item, first, last)
        if formula:
            _formula(sheet, mark.coordinate, formula)
        explanation = put(sheet.cell(row, start + 4), None, border=BOX, alignment=LEFT)
        sheet.row_dimensions[row].height = 15.5 * lines(said, 46) + 3
        if item.level is Level.WARNING:
            if form.prefill is not None:
                put(explanation, form.prefill.explanations.get(item.id), border=BOX, alignment=LEFT)
            make_text_input(explanation)
            letter = get_column_letter(start + 4)
            form.name(explanation_name(item.id), sheet, f"${letter}${row}")


def _sums_of(form: Form, table: RowTable) -> list[TableSum]:
    """The sums that are held against a figure that the unit is asked for."""
    known = form.template.by_code
    return [item for item in table.sums if any(not form.is_exempt(known[code]) for code in item.indicators)]


def _mark(form: Form, table: RowTable, item: TableSum, first: int, last: int) -> str:
    """Whether sum and figures are the same; empty where the unit is not asked for one of the figures."""
    names = form.workbook.defined_names
    if any(indicator_name(code) not in names for code in item.indicators):
        return ""

    def cell_of(operand: Operand) -> str:
        return str(names[indicator_name(operand.code)].attr_text)

    letter = get_column_letter(2 + table.columns.index(table.by_code[item.column]))
    column, key = f"{letter}{first}:{letter}{last}", f"B{first}:B{last}"
    figure = value_formula(item.equals, cell_of)
    known = f"AND(COUNTA({key})>0,{figure.known})"
    return f'=IF({known},IF(ROUND(SUM({column})-({figure.value}),6)=0,"{HOLDS}","{BROKEN}"),"{SKIPPED}")'


def _formula(sheet: Worksheet, place: str, formula: str) -> None:
    cell = sheet[place]
    cell.value, cell.data_type, cell.number_format = formula, "f", COUNT_SHAPE
