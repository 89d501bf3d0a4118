"""The sheets for narratives and documents, the short guide, and the hidden sheet that says what the file is."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.utils import get_column_letter

from service.domain.reporting.expression import Past
from service.domain.reporting.form_names import (
    DOCUMENT_COLUMNS,
    DOCUMENT_HEADS,
    DOCUMENTS,
    FORMAT,
    META_SHEET,
    NARRATIVE_HEAD,
    SECTION_HEAD,
    narrative_name,
)
from service.writers.blank_workbook.form import (
    LAST_YEAR_COLUMN,
    Form,
    figure_value,
    head_row,
    lines,
    make_text_input,
    page,
    protect,
    put,
    stated_before,
    title_rows,
)
from service.writers.blank_workbook.hints import hint_at_documents
from service.writers.blank_workbook.row_tables import asked_tables, write_choices
from service.writers.excel_style import BOX, CENTER, DAY, HEAD_FILL, LEFT, TOP, font, quoted

HEAD = 7
DOCUMENT_ROWS = 100
GUIDE = (
    "Mỗi trang tính I, II.1 … II.6 là một mục số liệu; điền cột «Kỳ này» (ô màu vàng). Chỉ tiêu có (*) là bắt buộc; "
    "trang tính «Còn thiếu» đếm những gì còn thiếu và sai.",
    "Không phát sinh thì ghi 0. Chỉ tiêu không áp dụng với đơn vị thì ghi «Không áp dụng». "
    "Chưa có số liệu thì để trống.",
    "Phần thập phân sau dấu phẩy, hàng nghìn có thể ngăn bằng dấu chấm: 4.135,9. Tỷ lệ ghi 28,4 (không cần dấu %).",
    "Dưới mỗi bảng, cột «Kết quả» cho biết số liệu có khớp không: ✓ khớp, ✗ chưa khớp, – chưa đủ số liệu để so.",
    "Quy tắc mức «Lỗi» phải sửa trước khi nộp. Quy tắc mức «Cảnh báo» thì ghi lý do vào cột «Giải trình».",
    "Nội dung báo cáo ở trang tính «Nội dung báo cáo», danh mục văn bản đã ban hành ở trang tính «Văn bản».",
    "Không đổi tên, không xóa các trang tính; riêng trang tính «Văn bản» chèn thêm dòng được. Lưu dạng .xlsx.",
)


def write_guide(form: Form) -> None:
    """How to fill this in, in seven sentences."""
    sheet = form.workbook.create_sheet("Hướng dẫn")
    title_rows(form, sheet, "Cách điền", f"Mã đơn vị {form.agency.code}, kỳ {form.period.code}")
    for row, sentence in enumerate(GUIDE, HEAD):
        put(sheet.cell(row, 1), f"{row - HEAD + 1}.", alignment=CENTER)
        put(sheet.cell(row, 2), sentence, alignment=LEFT)
        sheet.row_dimensions[row].height = 15.5 * lines(sentence, 105) + 4
    page(sheet, (6.0, 110.0), HEAD - 1)
    sheet.freeze_panes = None
    protect(sheet)


def write_narratives(form: Form) -> Mapping[str, str]:
    """A row a section; headings and what is asked for stand out. The cells of the texts, as formulas refer to them."""
    sheet = form.workbook.create_sheet("Nội dung báo cáo")
    title_rows(form, sheet, "Nội dung báo cáo", "Ghi theo từng mục; không có thì ghi «Không».")
    head_row(sheet, HEAD, (SECTION_HEAD, "Tiêu đề", NARRATIVE_HEAD))
    for row, section in enumerate(form.template.sections, HEAD + 1):
        applies = form.agency.kind in section.applies_to
        bold = applies and (section.parent is None or section.required)
        look = font(bold=bold)
        put(sheet.cell(row, 1), section.code, font=look, border=BOX, alignment=CENTER)
        title = section.title + ((" (*)" if section.required else "") if applies else " (không yêu cầu)")
        put(sheet.cell(row, 2), title, font=look, border=BOX, alignment=LEFT)
        text = form.prefill.narratives.get(section.code) if form.prefill else None
        make_text_input(put(sheet.cell(row, 3), text, border=BOX, alignment=TOP))
        height = max(lines(title, 36), lines(text or "", 105), 2)
        sheet.row_dimensions[row].height = min(400.0, 15.5 * height + 4)
        form.name(narrative_name(section.code), sheet, f"$C${row}")
    page(sheet, (9.0, 38.0, 110.0), HEAD)
    protect(sheet)
    return {
        section.code: f"{quoted(sheet.title)}!$C${row}" for row, section in enumerate(form.template.sections, HEAD + 1)
    }


def write_documents(form: Form) -> None:
    """A table to list the documents that the unit issued."""
    sheet = form.workbook.create_sheet("Văn bản")
    title_rows(form, sheet, "Danh mục văn bản đã ban hành", "Ngày ghi dạng 03/02/2023; chưa có số thì để trống.")
    head_row(sheet, HEAD, ("STT", *DOCUMENT_HEADS.values()))
    documents = form.prefill.documents if form.prefill else ()
    last = HEAD + max(DOCUMENT_ROWS, len(documents))
    for row in range(HEAD + 1, last + 1):
        put(sheet.cell(row, 1), row - HEAD, border=BOX, alignment=CENTER)
        for column in range(2, 2 + len(DOCUMENT_COLUMNS)):
            make_text_input(put(sheet.cell(row, column), None, border=BOX, alignment=LEFT))
    for row, document in enumerate(documents, HEAD + 1):
        for column, text in ((2, document.kind), (3, document.number or None), (5, document.title)):
            make_text_input(put(sheet.cell(row, column), text, border=BOX, alignment=LEFT))
        if document.date is not None:
            sheet.cell(row, 4).value, sheet.cell(row, 4).number_format = document.date, DAY
        sheet.row_dimensions[row].height = 15.5 * lines(document.title, 76) + 3
    form.name(DOCUMENTS, sheet, f"$B${HEAD + 1}:${get_column_letter(1 + len(DOCUMENT_COLUMNS))}${last}")
    hint_at_documents(sheet, HEAD + 1, last, form.template.documents, _kinds_range(form))
    page(sheet, (6.0, 18.0, 22.0, 15.0, 80.0), HEAD)
    protect(sheet)
    sheet.protection.insertRows = False  # more documents than there are rows take rows that are inserted


def write_meta(form: Form) -> None:
    """The hidden sheet by which a wrong period, a wrong unit or an old form is recognised."""
    sheet = form.workbook.create_sheet(META_SHEET)
    exempt = " ".join(indicator.code for indicator in form.template.indicators if form.is_exempt(indicator))
    values = {
        "format": FORMAT,
        "template": form.template.code,
        "template_version": form.template.version,
        "digest": form.template.digest,
        "period": form.period.code,
        "agency": form.agency.code,
        "exempt": exempt,
        "tables": " ".join(table.code for table in asked_tables(form)),
    }
    for row, (key, value) in enumerate(values.items(), 1):
        put(sheet.cell(row, 1), key, fill=HEAD_FILL)
        put(sheet.cell(row, 2), value)
    for row, kind in enumerate(form.template.documents.kinds, 1):
        put(sheet.cell(row, 4), kind)
    for row, indicator in enumerate(form.template.indicators, 1):
        put(sheet[f"{LAST_YEAR_COLUMN}{row}"], figure_value(stated_before(form, indicator, Past.SAME_PERIOD_LAST_YEAR)))
    write_choices(form, sheet)
    sheet.sheet_state = "veryHidden"
    protect(sheet)


def _kinds_range(form: Form) -> str:
    return f"{quoted(META_SHEET)}!$D$1:$D${len(form.template.documents.kinds)}"
