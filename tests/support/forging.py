"""Ways in which somebody changes a workbook, each at a place that chance chooses, and ways of saving it honestly."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from copy import copy
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.support.workbooks import edited, parts, zipped

SECTIONS = ("I", "II.1", "II.2", "II.3", "II.4", "II.5", "II.6")
TABLES = (
    "Mục lục", "Ghi chú", "Thiếu và muộn", "Tiến độ nộp", "Nội dung báo cáo", "So sánh", "Quy tắc", "Nguồn số liệu",
    "Văn bản",
)  # fmt: skip
Chance = random.Random
Forge = Callable[[bytes, Chance], bytes]


def cells(book: Any, chance: Chance, kind: str, *sheets: str) -> Any:
    """A cell that holds a number (`n`), a formula (`f`) or a text (`s`) in one of these sheets."""
    names = list(sheets or (*SECTIONS, "Biểu tổng hợp"))
    chance.shuffle(names)
    for name in names:
        found = [
            cell
            for row in book[name].iter_rows(min_row=9)
            for cell in row
            if cell.value not in (None, "")
            and (cell.data_type == kind or (kind == "s" and cell.data_type == "inlineStr"))
        ]
        if found:
            return chance.choice(found)
    raise AssertionError(kind)


def by_hand(edit: Callable[[Any, Chance], None]) -> Forge:
    """A change made in the opened workbook."""
    return lambda raw, chance: edited(raw, lambda book: edit(book, chance))


def _value(kind: str, make: Callable[[Any, Chance], object], *sheets: str) -> Forge:
    def edit(book: Any, chance: Chance) -> None:
        cell = cells(book, chance, kind, *sheets)
        cell.value = make(cell, chance)

    return by_hand(edit)


def _look(change: Callable[[Any], None], kind: str = "n") -> Forge:
    return by_hand(lambda book, chance: change(cells(book, chance, kind)))


def _white(cell: Any) -> None:
    cell.font, cell.fill = Font(color="FFFFFFFF"), PatternFill()


def _unit_row(book: Any, chance: Chance) -> tuple[Any, int]:
    sheet = book[chance.choice(SECTIONS)]
    return sheet, chance.randrange(int(re.findall(r"\d+", sheet.auto_filter.ref)[0]) + 1, sheet.max_row - 1)


def _row(act: Callable[[Any, int], None]) -> Forge:
    return by_hand(lambda book, chance: act(*_unit_row(book, chance)))


def _swap(book: Any, chance: Chance) -> None:
    sheet, row = _unit_row(book, chance)
    one, other = sheet.cell(row, 2), sheet.cell(row + 1, 2)
    one.value, other.value = other.value, one.value


def _insert(book: Any, chance: Chance) -> None:
    sheet, row = _unit_row(book, chance)
    sheet.insert_rows(row)
    sheet.cell(row, 2).value, sheet.cell(row, 5).value = "Đơn vị lạ", 7


def _hide_column(book: Any, chance: Chance) -> None:
    book[chance.choice(SECTIONS)].column_dimensions[chance.choice("EFGH")].hidden = True


def _hide(state: str) -> Forge:
    def edit(book: Any, chance: Chance) -> None:
        book[chance.choice((*SECTIONS, *TABLES))].sheet_state = state

    return by_hand(edit)


def _rename(book: Any, chance: Chance) -> None:
    book[chance.choice((*SECTIONS, *TABLES))].title = "Bản của tôi"


def _series(book: Any, chance: Chance) -> None:
    series = chance.choice(book["Tổng quan"]._charts).series[0].val.numRef
    series.f = re.sub(r"\$[CFG]\$", "$D$", series.f) if "$D$" not in series.f else series.f.replace("$D$", "$E$")


def _name(book: Any, chance: Chance) -> None:
    book.defined_names["dau_van_tay"] = DefinedName("dau_van_tay", attr_text="'Nguồn số liệu'!$C$5")


def _validate(book: Any, chance: Chance) -> None:
    check = DataValidation("whole", formula1="0", formula2="9")
    check.add("F20")
    book[chance.choice(SECTIONS)].add_data_validation(check)


def _condition(book: Any, chance: Chance) -> None:
    rule = FormulaRule(formula=["TRUE"], font=Font(color="FFFFFFFF"))
    book[chance.choice(SECTIONS)].conditional_formatting.add("F15:F30", rule)


def _comment(book: Any, chance: Chance) -> None:
    cells(book, chance, "n").comment = Comment("Số đã được duyệt", "ai đó")


def _merge(book: Any, chance: Chance) -> None:
    cell = cells(book, chance, "n", *SECTIONS)
    sheet = cell.parent
    sheet.merge_cells(start_row=cell.row, end_row=cell.row + 1, start_column=cell.column, end_column=cell.column)


def _link(book: Any, chance: Chance) -> None:
    cells(book, chance, "n").hyperlink = "https://example.vn/so-lieu"


def _title(book: Any, chance: Chance) -> None:
    book.properties.title = "Bảng khác"


def _print_area(book: Any, chance: Chance) -> None:
    book[chance.choice((*SECTIONS, *TABLES))].print_area = "A1:D10"


def _heat(book: Any, chance: Chance) -> None:
    book[chance.choice(("Tổng quan", "Thiếu và muộn"))].conditional_formatting = ConditionalFormattingList()


def _contents(book: Any, chance: Chance) -> None:
    line = chance.randrange(6, book["Mục lục"].max_row)
    book["Mục lục"].cell(line, 2).hyperlink = "https://example.vn/bang-khac"


def _cached(raw: bytes, chance: Chance) -> bytes:
    """Another number stored beside an untouched formula."""
    content = parts(raw)
    name = f"xl/worksheets/sheet{chance.randrange(5, 11)}.xml"
    found = list(re.finditer(rb"</f><v>(\d[\d.]*)</v>", content[name]))
    one = chance.choice(found)
    changed = content[name][: one.start(1)] + b"987654" + content[name][one.end(1) :]
    return zipped({**content, name: changed})


def _disguised(raw: bytes, chance: Chance) -> bytes:
    """A figure made a formula whose stored number is the figure."""
    content = parts(raw)
    name = f"xl/worksheets/sheet{chance.randrange(5, 11)}.xml"
    found = list(re.finditer(rb'<c r="[E-H](?:1[5-9]|2\d)" s="\d+">(<v>)[\d.]+</v></c>', content[name]))
    one = chance.choice(found)
    return zipped({**content, name: content[name][: one.start(1)] + b"<f>1+1</f>" + content[name][one.start(1) :]})


def _text_box(raw: bytes, chance: Chance) -> bytes:
    content = parts(raw)
    name = next(name for name in content if name.startswith("xl/drawings/drawing"))
    box = (
        b'<xdr:absoluteAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        b'<xdr:pos x="0" y="0"/><xdr:ext cx="9" cy="9"/>'
        b'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="99" name="o"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr/>'
        b"<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>99</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/>"
        b"</xdr:absoluteAnchor>"
    )
    end = content[name].rindex(b"</")
    return zipped({**content, name: content[name][:end] + box + content[name][end:]})


def _external(raw: bytes, chance: Chance) -> bytes:
    content = parts(raw)
    name = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = f'<Relationship Id="rIdX" Type="{kind}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    return zipped(
        {
            **content,
            name: content[name].replace(b"</Relationships>", link.encode()),
            "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        }
    )


FORGERIES: dict[str, Forge] = {
    "a number": _value("n", lambda cell, chance: float(cell.value) + chance.randrange(1, 999)),
    "a number by a little": _value("n", lambda cell, chance: float(cell.value) + 0.001),
    "a number made text": _value("n", lambda cell, chance: str(cell.value)),
    "a number made a formula": _value("n", lambda cell, chance: f"={cell.value}"),
    "a number deleted": _value("n", lambda cell, chance: None),
    "a formula made another": _value("f", lambda cell, chance: "=SUM(1,2)"),
    "a formula with another range": _value("f", lambda cell, chance: f"{cell.value}+0*1"),
    "a formula made a number": _value("f", lambda cell, chance: 5),
    "a formula deleted": _value("f", lambda cell, chance: None),
    "a text": _value("s", lambda cell, chance: f"{cell.value} *", *TABLES),
    "a unit's name": _value("s", lambda cell, chance: f"{cell.value} khác", *SECTIONS),
    "two names exchanged": by_hand(_swap),
    "a format that shows another number": _look(lambda cell: setattr(cell, "number_format", '"9.999,9"')),
    "a format that shows thousands": _look(lambda cell: setattr(cell, "number_format", "#,##0,")),
    "a format that shows nothing": _look(lambda cell: setattr(cell, "number_format", ";;;")),
    "a format of percent": _look(lambda cell: setattr(cell, "number_format", "0%")),
    "white letters": _look(_white),
    "letters too small": _look(lambda cell: setattr(cell, "font", Font(size=1))),
    "a row deleted": _row(lambda sheet, row: sheet.delete_rows(row)),
    "a row inserted": by_hand(_insert),
    "a row hidden": _row(lambda sheet, row: setattr(sheet.row_dimensions[row], "hidden", True)),
    "a row too low": _row(lambda sheet, row: setattr(sheet.row_dimensions[row], "height", 0.5)),
    "a column deleted": by_hand(lambda book, chance: book[chance.choice(SECTIONS)].delete_cols(chance.randrange(5, 9))),
    "a column hidden": by_hand(_hide_column),
    "a sheet hidden": _hide("hidden"),
    "a sheet very hidden": _hide("veryHidden"),
    "a sheet deleted": by_hand(lambda book, chance: book.remove(book[chance.choice((*SECTIONS, "Quy tắc"))])),
    "a sheet added": by_hand(lambda book, chance: book.create_sheet("Thêm").append([1])),
    "a sheet renamed": by_hand(_rename),
    "a chart removed": by_hand(lambda book, chance: book["Tổng quan"]._charts.pop()),
    "a chart of other cells": by_hand(_series),
    "a name that means another cell": by_hand(_name),
    "a check of data": by_hand(_validate),
    "a conditional format": by_hand(_condition),
    "a comment": by_hand(_comment),
    "cells merged": by_hand(_merge),
    "a print that leaves out rows": by_hand(_print_area),
    "a heat map that shows nothing": by_hand(_heat),
    "a way to another sheet": by_hand(_contents),
    "a link to elsewhere": by_hand(_link),
    "the title": by_hand(_title),
    "a stored result": _cached,
    "a figure disguised": _disguised,
    "a text box": _text_box,
    "a link to another file": _external,
}


def again(raw: bytes) -> bytes:
    """Opened and saved as Excel does: shared texts, results computed anew, styles in another order."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    book.active = 1
    for sheet in book:
        sheet.sheet_view.zoomScale = 85
        sheet.column_dimensions["B"].width = 50
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def styles_in_another_order(raw: bytes) -> bytes:
    """Every cell's style made anew, so that the numbers of styles differ."""

    def edit(book: Any) -> None:
        for sheet in reversed(book.worksheets):
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.has_style:
                        cell.font = copy(cell.font)
        book.active = 0

    return edited(raw, edit)
