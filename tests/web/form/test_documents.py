"""Pasting documents: a list becomes rows, a text goes into its field, and no date is made up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.form_window import Window

DOCUMENT = "Ban hành Kế hoạch A"


def rows(window: Window) -> list[list[str]]:
    """The table's rows that hold something."""
    found: list[list[str]] = window.page.evaluate(
        "[...document.getElementById('van-ban-dong').rows]"
        ".map((row) => [...row.querySelectorAll('input, textarea')].map((cell) => cell.value))"
        ".filter((row) => row.some(Boolean))"
    )
    return found


def table(*lines: str) -> str:
    """Lines of cells as a table of Word."""
    cells = "".join(f"<tr>{''.join(f'<td><p>{text}</p></td>' for text in line.split('|'))}</tr>" for line in lines)
    return f"<table>{cells}</table>"


def test_a_list_is_read_whatever_its_columns_and_dates(window: Window) -> None:
    lines = (
        "TT|Loại|Số, ký hiệu|Ngày|Trích yếu",
        f"1|Quyết định|74/QĐ-SCT|3-Feb-23|{DOCUMENT}",
        f"2|QĐ|Số: 75/QĐ-SCT|2022-09-29|{DOCUMENT}",
        f"3||Kế hoạch số 9/KH-SCT|16/01/23|{DOCUMENT}",
        "4|Công văn|398/SCT-VP|4/2/23|Kiểm soát<br>thủ tục</p><p>hành chính",
    )
    window.paste_into("[name='documents.0.kind']", "\n".join(lines), table(*lines))
    assert rows(window) == [
        ["Quyết định", "74/QĐ-SCT", "03/02/2023", DOCUMENT],
        ["Quyết định", "75/QĐ-SCT", "29/09/2022", DOCUMENT],
        ["Kế hoạch", "9/KH-SCT", "16/01/2023", DOCUMENT],
        ["Công văn", "398/SCT-VP", "4/2/23", "Kiểm soát thủ tục hành chính"],
    ]
    expect(window.page.locator("[name='documents.0.kind']")).to_be_focused()
    expect(window.page.locator("#loi-nhan")).to_contain_text("Đã thêm 4 văn bản")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quyết định số 74/QĐ-SGTVT ngày 03/02/2023 về việc kiện toàn\nCông văn số 5/SGTVT-VP ngày 04/02/2023: trả lời",
         [["Quyết định", "74/QĐ-SGTVT", "03/02/2023", "về việc kiện toàn"],
          ["Công văn", "5/SGTVT-VP", "04/02/2023", "trả lời"]]),
        (f"- Quyết định số 74/QĐ-SGTVT ngày 03 tháng 02 năm 2023 {DOCUMENT};\n"
         "+ Công văn số 5/SGTVT-VP (ngày 4/2/2023), trả lời.",
         [["Quyết định", "74/QĐ-SGTVT", "03/02/2023", DOCUMENT], ["Công văn", "5/SGTVT-VP", "04/02/2023", "trả lời."]]),
        (f"·\tQĐ\t74/QĐ-SCT\tngày 3 tháng 2 năm 2023\t{DOCUMENT}\n·\tCông văn\t5/SCT\tngày 04/02/2023\tTrả lời",
         [["Quyết định", "74/QĐ-SCT", "03/02/2023", DOCUMENT], ["Công văn", "5/SCT", "04/02/2023", "Trả lời"]]),
        (f"3-Feb-23\t74/QĐ-SCT {DOCUMENT}\tQuyết định", [["Quyết định", "", "03/02/2023", f"74/QĐ-SCT {DOCUMENT}"]]),
    ],
)  # fmt: skip
def test_lines_that_name_documents_become_rows(window: Window, text: str, expected: list[list[str]]) -> None:
    window.paste_into("[name='documents.0.title']", text)
    assert rows(window) == expected


def test_a_text_of_two_lines_goes_into_its_field(window: Window) -> None:
    window.page.locator("[name='documents.0.number']").fill("74/QĐ-SCT")
    window.paste_into("[name='documents.0.title']", "Ban hành Kế hoạch\nkiểm soát thủ tục")
    assert rows(window) == [["", "74/QĐ-SCT", "", "Ban hành Kế hoạch\nkiểm soát thủ tục"]]


def test_what_is_wrong_with_a_document_stands_in_its_row_and_a_link_leads_there(window: Window) -> None:
    page = window.page
    for column, text in (("kind", "Thư ngỏ"), ("number", "74/QĐ-SGTVT"), ("title", DOCUMENT)):
        page.locator(f"[name='documents.1.{column}']").fill(text)
    window.save()
    row, kind = page.locator("#van-ban-dong tr").nth(1), page.locator("[name='documents.1.kind']")
    expect(row.locator(".finding")).to_contain_text("không có trong danh mục")
    expect(kind).to_have_attribute("aria-invalid", "true")
    page.locator("#can-xem a", has_text="không có trong danh mục").click()
    expect(kind).to_be_focused()
    kind.fill("Quyết định")
    kind.blur()
    expect(row.locator(".finding")).to_have_count(0)
