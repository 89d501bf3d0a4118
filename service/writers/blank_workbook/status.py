"""The first sheet, which says what is still missing and wrong, and the marks beside the figures that it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openpyxl.cell import Cell, MergedCell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.reporting.expression import Operand, value_formula
from service.domain.reporting.form_names import NOT_APPLICABLE
from service.domain.reporting.indicator import Aggregate, Indicator, ValueType
from service.domain.validation.checks import THOUSAND_AND_MORE
from service.writers.blank_workbook.form import Form, head_row, lines, page, protect, put, title_rows
from service.writers.excel_style import AMBER_FILL, BLUE, BOX, CENTER, GREEN_FILL, LEFT, RED_FILL, font, quoted

TITLE = "Còn thiếu"
MARK_HEAD = "Trạng thái"
GIVEN, MISSING, WRONG, DOUBTFUL = "✓", "Thiếu", "Sai", "Hỏi lại"
COLOURS = {GIVEN: GREEN_FILL, MISSING: RED_FILL, WRONG: RED_FILL, DOUBTFUL: AMBER_FILL}
HINT = "Trang này tự tính khi nhập số liệu. Bấm vào số mục để đến chỗ cần điền hoặc cần sửa."
WIDTHS = (12.0, 62.0, 14.0, 14.0, 14.0, 16.0, 18.0)
HEAD = 9
_HEADS = ("Mục", "Tên mục", "Bắt buộc còn thiếu", "Số liệu sai", "Cần hỏi lại", "Quy tắc chưa khớp", "Chưa giải trình")
CellOf = Callable[[Operand], str]
# For each kind of figure what makes a number in {c} wrong.
_WRONG = {
    ValueType.COUNT: "INT({c})<>{c}",
    ValueType.MONEY: "FALSE",
    ValueType.DECIMAL: "FALSE",
    ValueType.PERCENT: "{c}>100",
}


@dataclass(frozen=True)
class Marks:
    """Where the marks of a section's sheet stand: those of its figures, and of its rules the first and last row."""

    figures: Mapping[str, int]
    rules: tuple[int, int] | None


def mark_figure(cell: Cell, indicator: Indicator, cell_of: CellOf) -> None:
    """Write beside a figure whether it is there and can be one; `cell` is the mark's, two columns behind the input."""
    given, before = f"E{cell.row}", f"D{cell.row}"
    nothing = _nothing(indicator, cell_of)
    spared = ",".join(f'TRIM({given})="{word}"' for word in sorted(NOT_APPLICABLE))
    number = f'ISNUMBER(_xlfn.NUMBERVALUE(SUBSTITUTE({given},"%",""),",","."))'
    text = f'IF(TRIM({given})="",{nothing},IF(OR({spared},{number}),"{GIVEN}","{WRONG}"))'
    wrong = f"OR({given}<0,{_WRONG[indicator.kind].format(c=given)})"
    right = f'"{GIVEN}"'
    if indicator.kind is ValueType.MONEY:
        # With nothing to compare with, exactly three decimals of a small number are what a dot typed on another PC is.
        plain = f"AND(NOT(ISNUMBER({before})),{given}<1000,ROUND({given},3)={given})"
        far = f"AND(ISNUMBER({before}),N({before})>={THOUSAND_AND_MORE}*{given})"
        right = f'IF(AND(ROUND({given},2)<>{given},OR({plain},{far})),"{DOUBTFUL}","{GIVEN}")'
    formula = f'IF(ISBLANK({given}),{nothing},IF(ISTEXT({given}),{text},IF({wrong},"{WRONG}",{right})))'
    put(cell, f"={formula}", border=BOX, alignment=CENTER)
    cell.data_type = "f"


def _nothing(indicator: Indicator, cell_of: CellOf) -> str:
    """What the mark of an empty cell is: a ratio of which both parts are there is computed."""
    if not indicator.required:
        return '""'
    if indicator.aggregate is not Aggregate.RATIO:
        return f'"{MISSING}"'
    assert indicator.numerator is not None and indicator.denominator is not None
    parts = ",".join(value_formula(side, cell_of).known for side in (indicator.numerator, indicator.denominator))
    return f'IF(AND({parts}),"{GIVEN}","{MISSING}")'


def colour_marks(sheet: Worksheet, cells: str) -> None:
    """Each mark says by a word what its colour says too."""
    for mark, colour in COLOURS.items():
        fill = PatternFill("solid", bgColor=colour)
        sheet.conditional_formatting.add(cells, CellIsRule("equal", [f'"{mark}"'], fill=fill))  # type: ignore[no-untyped-call]


def write_status(form: Form, sheet: Worksheet, marks: Mapping[str, Marks], narratives: Mapping[str, str]) -> None:
    """The counts by section, and below them every figure that is asked for; `narratives` are the cells of texts."""
    title_rows(form, sheet, "Còn thiếu gì, sai ở đâu", HINT)
    head_row(sheet, HEAD, _HEADS)
    row = HEAD
    for section in form.template.indicator_sections:
        row += 1
        _link(put(sheet.cell(row, 1), section.code, border=BOX, alignment=CENTER), section.code, "A1")
        put(sheet.cell(row, 2), section.title, border=BOX, alignment=LEFT)
        sheet.row_dimensions[row].height = 15.5 * lines(section.title, WIDTHS[1]) + 3
        for column, formula in enumerate(_counts(section.code, marks[section.code]), 3):
            _live(sheet.cell(row, column), formula)
    row += 1
    _link(put(sheet.cell(row, 1), "Nội dung", border=BOX, alignment=CENTER), "Nội dung báo cáo", "A1")
    put(sheet.cell(row, 2), "Nội dung báo cáo của các mục bắt buộc", border=BOX, alignment=LEFT)
    _live(sheet.cell(row, 3), _missing_texts(form, narratives))
    for column in range(4, len(_HEADS) + 1):
        _live(sheet.cell(row, column), "0")
    _say_in_sum(sheet, row)
    _list_figures(form, sheet, row + 2, marks)
    page(sheet, WIDTHS, HEAD)
    sheet.freeze_panes = None
    protect(sheet)


def _counts(section: str, marks: Marks) -> list[str]:
    rows = marks.figures.values()
    figures = f"{quoted(section)}!$G${min(rows)}:$G${max(rows)}"
    found = [f'COUNTIF({figures},"{mark}")' for mark in (MISSING, WRONG, DOUBTFUL)]
    if marks.rules is None:
        return [*found, "0", "0"]
    levels, results, answers = (f"{quoted(section)}!${c}${marks.rules[0]}:${c}${marks.rules[1]}" for c in "CDF")
    broken = f'COUNTIFS({levels},"Lỗi",{results},"✗")'
    # Counted as those that are broken less those with an answer, since programs differ in what an empty cell equals.
    warned = f'COUNTIFS({levels},"Cảnh báo",{results},"✗")'
    return [*found, broken, f'{warned}-COUNTIFS({levels},"Cảnh báo",{results},"✗",{answers},"?*")']


def _missing_texts(form: Form, narratives: Mapping[str, str]) -> str:
    """How many required sections have no text, nor any section below them."""
    found = []
    for section in form.template.sections:
        if section.required and form.agency.kind in section.applies_to:
            below = [code for code in narratives if section.code in (code, *form.template.ancestors(code))]
            found.append(f"IF(COUNTA({','.join(narratives[code] for code in below)})=0,1,0)")
    return "+".join(found) or "0"


def _say_in_sum(sheet: Worksheet, last: int) -> None:
    """One sentence above the table."""
    missing, wrong, doubtful, broken, unexplained = (f"SUM({c}{HEAD + 1}:{c}{last})" for c in "CDEFG")
    said = (
        f'IF({missing}+{wrong}+{broken}=0,"Không còn thiếu số liệu bắt buộc, không có lỗi","Còn thiếu "&{missing}&'
        f'" số liệu, nội dung bắt buộc; "&{wrong}&" số liệu sai; "&{broken}&" quy tắc chưa khớp")'
        f'&"; "&{doubtful}&" số liệu cần hỏi lại; "&{unexplained}&" cảnh báo chưa giải trình."'
    )
    cell = put(sheet["A7"], f"={said}", font=font(12, bold=True))
    cell.data_type = "f"


def _list_figures(form: Form, sheet: Worksheet, top: int, marks: Mapping[str, Marks]) -> None:
    head_row(sheet, top, ("Số", "Chỉ tiêu", MARK_HEAD))
    row = top
    for section in form.template.indicator_sections:
        for code, at in marks[section.code].figures.items():
            row += 1
            indicator = form.template.by_code[code]
            _link(put(sheet.cell(row, 1), indicator.number, border=BOX, alignment=CENTER), section.code, f"E{at}")
            name = indicator.name + (" (*)" if indicator.required else "")
            put(sheet.cell(row, 2), name, border=BOX, alignment=LEFT)
            sheet.row_dimensions[row].height = 15.5 * lines(name, WIDTHS[1]) + 3
            _live(sheet.cell(row, 3), f"{quoted(section.code)}!$G${at}")
    colour_marks(sheet, f"C{top + 1}:C{row}")


def _live(cell: Cell | MergedCell, formula: str) -> None:
    put(cell, f"={formula}", border=BOX, alignment=CENTER).data_type = "f"


def _link(cell: Cell, sheet: str, place: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quoted(sheet)}!{place}")
    cell.font = font(colour=BLUE, underline="single")
