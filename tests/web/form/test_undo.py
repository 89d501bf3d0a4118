"""Undoing and redoing in the form: what is undone is what is shown and what is saved, and no number is made up."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from service.domain.reporting.draft import DOCUMENTS
from tests.support.browser import Person as Account
from tests.support.drafts import COLLEAGUE, opened, write
from tests.support.form_window import Window
from tests.support.web import Web

FIRST, SECOND, THIRD = "the_che.vbqppl_ban_hanh", "the_che.vbqppl_kiem_tra", "the_che.vbqppl_xu_ly_sau_kiem_tra"
TEXT = "#o-narratives-V"
ROW = ["Quyết định", "74/QĐ-SGTVT", "03/02/2023", "Ban hành Kế hoạch"]


def saved(web: Web, *codes: str) -> list[str]:
    """The figures that the server holds."""
    return [opened(web.context).draft.values.get(f"indicators.{code}", "") for code in codes]


def test_typing_and_pasting_are_undone_step_by_step_and_done_again(web: Web, window: Window) -> None:
    window.click(FIRST)
    for text in ("7266", "989", "6277"):
        window.type(text)
        window.press("Enter")
    window.click(FIRST)
    window.press("Control+a", "Delete")
    window.paste_at(FIRST, "1234\r\n1000\r\n234\r\n")
    window.apply()
    assert window.values(FIRST, SECOND, THIRD) == ["1234", "1000", "234"]
    states = []
    for _step in range(6):
        window.press("Control+z")
        states.append(window.values(FIRST, SECOND, THIRD))
    assert states == [
        ["", "989", "6277"], ["7266", "989", "6277"], ["7266", "989", ""], ["7266", "", ""], ["", "", ""], ["", "", ""],
    ]  # fmt: skip
    window.press("Control+y", "Control+y", "Control+Shift+z")
    window.save()
    assert window.values(FIRST, SECOND, THIRD) == saved(web, FIRST, SECOND, THIRD) == ["7266", "989", "6277"]
    window.press("Control+y", "Control+y", "Control+y")
    window.save()
    assert window.values(FIRST, SECOND, THIRD) == saved(web, FIRST, SECOND, THIRD) == ["1234", "1000", "234"]


def test_a_new_step_forgets_what_was_undone(window: Window) -> None:
    window.click(FIRST)
    window.type("1")
    window.press("Enter", "Control+z")
    window.click(SECOND)
    window.type("2")
    window.press("Enter", "Control+y")
    assert window.values(FIRST, SECOND) == ["", "2"]


def test_a_text_is_undone_word_by_word_with_the_caret_where_it_changed(window: Window) -> None:
    window.page.locator(TEXT).click()
    window.type("Đề nghị bố trí kinh phí")
    window.press("Control+z")
    expect(window.page.locator(TEXT)).to_have_value("Đề nghị bố trí kinh ")
    window.type("nghiệm")
    expect(window.page.locator(TEXT)).to_have_value("Đề nghị bố trí kinh nghiệm")
    window.paste_into(TEXT, " và nhân lực")
    window.press("Control+z")
    expect(window.page.locator(TEXT)).to_have_value("Đề nghị bố trí kinh nghiệm")


def test_deleted_and_pasted_rows_of_documents_come_back(web: Web, officer: Account, window: Window) -> None:
    write(web.context, {DOCUMENTS: json.dumps([ROW, ["Công văn", "5/SGTVT", "", "Trả lời"]], ensure_ascii=False)})
    window.open()
    window.page.get_by_role("button", name="Xóa dòng 1", exact=True).click()
    expect(window.page.locator("[name='documents.0.number']")).to_have_value("5/SGTVT")
    window.press("Control+z")
    expect(window.page.locator("[name='documents.0.number']")).to_have_value("74/QĐ-SGTVT")
    window.paste_into("[name='documents.2.kind']", "Kế hoạch\t9/KH-SGTVT\t01/03/2023\tKế hoạch năm\r\n")
    expect(window.page.locator("[name='documents.2.number']")).to_have_value("9/KH-SGTVT")
    window.press("Control+z")
    expect(window.page.locator("[name='documents.2.number']")).to_have_value("")
    window.press("Control+y")
    window.save()
    rows = json.loads(opened(web.context).draft.values[DOCUMENTS])
    assert [row[1] for row in rows] == ["74/QĐ-SGTVT", "5/SGTVT", "9/KH-SGTVT"]


def test_the_menu_and_the_buttons_undo_as_the_keys_do(window: Window) -> None:
    window.click(FIRST)
    window.type("12")
    window.press("Enter")
    window.type("5")
    window.page.evaluate("document.execCommand('undo')")
    assert window.values(FIRST, SECOND) == ["12", ""]
    window.page.get_by_role("button", name="Hoàn tác").click()
    assert window.values(FIRST, SECOND) == ["", ""]
    window.page.get_by_role("button", name="Làm lại").click()
    assert window.values(FIRST, SECOND) == ["12", ""]


def test_undoing_leaves_what_somebody_else_has_written_since(web: Web, window: Window) -> None:
    window.click(FIRST)
    window.type("12")
    window.press("Enter")
    window.save()
    write(web.context, {f"indicators.{FIRST}": "13"}, COLLEAGUE)
    window.save()
    assert window.value(FIRST) == "13"
    window.press("Control+z")
    expect(window.page.get_by_text("1 ô không hoàn tác được")).to_be_visible()
    window.save()
    assert window.value(FIRST) == saved(web, FIRST)[0] == "13"


@pytest.mark.parametrize("text", ["12\r\n", " 12 ", "12"])
def test_one_pasted_value_takes_the_place_of_the_old_one(window: Window, text: str) -> None:
    window.click(FIRST)
    window.type("345")
    window.press("Enter")
    window.paste_at(FIRST, text)
    assert window.value(FIRST) == "12"
    window.press("Control+z")
    assert window.value(FIRST) == "345"
