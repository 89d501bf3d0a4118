"""Keys in the form: going from cell to cell, typing over what is there, and saying that a figure does not apply."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from service.domain.reporting.draft import DOCUMENTS
from tests.support.chromium import complaints
from tests.support.drafts import EXPLAINED, file_previous, opened, real_values, write
from tests.support.form_window import Window
from tests.support.web import Web

FIRST, SECOND, THIRD, FOURTH = (
    "the_che.vbqppl_ban_hanh", "the_che.vbqppl_kiem_tra", "the_che.vbqppl_xu_ly_sau_kiem_tra", "the_che.vbqppl_ra_soat",
)  # fmt: skip
LAST_OF_SECTION, FIRST_OF_NEXT = "the_che.vbqppl_xu_ly_sau_ra_soat", "tthc.cong_bo_moi"


@pytest.fixture
def filled(web: Web, window: Window) -> Window:
    """A form with three figures in it."""
    write(web.context, {f"indicators.{FIRST}": "12", f"indicators.{SECOND}": "5", f"indicators.{THIRD}": "119"})
    window.open()
    return window


@pytest.mark.parametrize(("key", "back"), [("Enter", "Shift+Enter"), ("ArrowDown", "ArrowUp"), ("Tab", "Shift+Tab")])
def test_going_to_the_next_cell_selects_it_so_that_typing_replaces_the_old_number(
    filled: Window, key: str, back: str
) -> None:
    times = 3 if key == "Tab" else 1
    filled.click(FIRST)
    filled.press(*[key] * times)
    filled.type("6")
    filled.press(*[key] * times)
    filled.type("120")
    assert filled.values(FIRST, SECOND, THIRD) == ["12", "6", "120"]
    filled.press(*[back] * times)
    filled.type("7")
    assert filled.values(FIRST, SECOND, THIRD) == ["12", "7", "120"]
    filled.save()


def test_arrows_to_the_sides_select_the_cell_beside_and_stop_at_the_edge_of_the_table(filled: Window) -> None:
    filled.click(FIRST)
    filled.press("ArrowLeft")
    filled.type("6")
    filled.press("ArrowRight", "Space", "ArrowRight")
    filled.type("theo Quyết định 5")
    assert (filled.value(FIRST), filled.is_ticked(FIRST)) == ("không áp dụng", True)
    filled.press("ArrowLeft", "Space", "ArrowLeft", "ArrowDown")
    filled.type("7")
    assert filled.values(FIRST, SECOND) == ["6", "7"]
    expect(filled.page.locator(f"tr[data-code='{FIRST}'] .note")).to_have_value("theo Quyết định 5")


def test_in_a_cell_that_is_edited_the_arrows_move_the_caret(filled: Window) -> None:
    filled.click(THIRD)
    filled.press("F2", "ArrowLeft", "ArrowLeft")
    filled.type("0")
    filled.press("Enter", "Shift+Enter", "Home")
    filled.press("ArrowRight")
    filled.type("5")
    assert filled.value(THIRD) == "15019"


def test_escape_takes_back_what_was_just_typed(web: Web, filled: Window) -> None:
    filled.click(FIRST)
    filled.type("999")
    filled.press("Escape")
    assert filled.value(FIRST) == "12"
    filled.press("Escape")
    filled.type("8")
    filled.press("Enter", "Escape")
    filled.save()
    assert filled.values(FIRST, SECOND) == ["8", "5"]
    assert opened(web.context).draft.values[f"indicators.{FIRST}"] == "8"


def test_enter_goes_down_in_the_table_of_documents_as_well(window: Window) -> None:
    number = "[name='documents.{}.number']"
    window.page.locator(number.format(0)).click()
    window.type("74/QĐ-SGTVT")
    window.press("Enter")
    window.type("5/SGTVT")
    window.press("Shift+Enter")
    window.type("75/QĐ-SGTVT")
    expect(window.page.locator(number.format(0))).to_have_value("75/QĐ-SGTVT")
    expect(window.page.locator(number.format(1))).to_have_value("5/SGTVT")


def test_the_state_says_that_something_is_not_saved_as_soon_as_it_is_typed(web: Web, filled: Window) -> None:
    filled.click(FIRST)
    filled.type("6")
    assert filled.page.locator("#trang-thai").get_attribute("data-state") in {"waiting", "saving"}
    filled.save()
    expect(filled.page.locator("#trang-thai")).to_contain_text("Đã lưu lúc")


@pytest.mark.parametrize("events", [["input", "change"], ["change"]])
def test_what_a_program_fills_in_is_saved_judged_and_undone_as_typing_is(
    web: Web, filled: Window, events: list[str]
) -> None:
    fill = """(field, [text, events]) => {
        field.value = text;
        for (const name of events) field.dispatchEvent(new Event(name, { bubbles: true }));
    }"""
    filled.page.locator(filled.figure(FIRST)).evaluate(fill, ["n/a", events])
    filled.page.locator("[name='documents.0.title']").evaluate(fill, ["Kế hoạch năm", events])
    assert filled.is_ticked(FIRST)
    filled.save()
    held = opened(web.context).draft.values
    assert (held[f"indicators.{FIRST}"], json.loads(held[DOCUMENTS])[0][3]) == ("n/a", "Kế hoạch năm")
    filled.press("Control+z", "Control+z")
    assert (filled.value(FIRST), filled.is_ticked(FIRST)) == ("12", False)


def test_what_an_input_method_composes_is_one_text_that_is_undone_and_saved(web: Web, filled: Window) -> None:
    keyboard = filled.window.new_cdp_session(filled.page)

    def compose(*steps: str) -> None:
        for step in steps:
            keyboard.send(
                "Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)}
            )
        keyboard.send("Input.insertText", {"text": steps[-1]})

    filled.click(FIRST)
    compose("k", "kh", "khô", "không")
    filled.press("Enter")
    filled.type("7")
    filled.press("Enter")
    filled.page.locator("#o-narratives-V").click()
    compose("d", "đ", "đê", "đề")
    filled.type(" ")
    compose("n", "ng", "ngh", "nghi", "nghị")
    filled.press("Control+z")
    expect(filled.page.locator("#o-narratives-V")).to_have_value("đề ")
    filled.press("Control+y")
    filled.save()
    held = opened(web.context).draft.values
    assert (held[f"indicators.{FIRST}"], held[f"indicators.{SECOND}"], held["narratives.V"]) == (
        "không",
        "7",
        "đề nghị",
    )


def test_a_text_that_was_emptied_can_be_copied_from_the_period_before(web: Web, window: Window) -> None:
    file_previous(web.context)
    write(web.context, {"narratives.I.a": "Đã có."})
    window.open()
    button = window.page.locator("[value='copy:I.a']")
    expect(button).to_be_hidden()
    window.page.locator("#o-narratives-I-a").fill("")
    expect(button).to_be_visible()
    button.click()
    expect(window.page.locator(".is-copied #o-narratives-I-a")).to_have_value(re.compile("đơn vị đã ban hành kế hoạch"))


def test_enter_goes_on_across_the_end_of_a_section_and_stops_at_the_last_cell(window: Window) -> None:
    window.click(LAST_OF_SECTION)
    window.press("Enter")
    expect(window.page.locator(window.figure(FIRST_OF_NEXT))).to_be_focused()
    window.click("buu_chinh.tra_ket_qua")
    window.press("Enter")
    expect(window.page.locator(window.figure("buu_chinh.tra_ket_qua"))).to_be_focused()


def test_a_click_selects_the_cell_and_a_second_click_or_f2_puts_the_caret_in(filled: Window) -> None:
    filled.click(THIRD)
    filled.type("8")
    assert filled.value(THIRD) == "8"
    filled.click(FIRST)
    filled.press("F2")
    filled.type("3")
    assert filled.value(FIRST) == "123"
    filled.press("ArrowUp", "Home")
    filled.type("9")
    assert filled.value(FIRST) == "9123"
    filled.press("Enter")
    filled.type("4")
    assert filled.values(FIRST, SECOND) == ["9123", "4"]


def test_the_notes_are_a_column_of_their_own(window: Window) -> None:
    note = window.page.locator(f"tr[data-code='{FIRST}'] .note")
    note.fill("Theo báo cáo quý")
    note.press("Enter")
    expect(window.page.locator(f"tr[data-code='{SECOND}'] .note")).to_be_focused()


def test_a_tick_takes_the_figure_away_and_taking_the_tick_away_gives_it_back(web: Web, filled: Window) -> None:
    filled.box(FIRST).check()
    assert filled.value(FIRST) == "không áp dụng"
    filled.box(FIRST).uncheck()
    assert filled.value(FIRST) == "12"
    filled.box(SECOND).check()
    filled.press("Control+z")
    assert (filled.value(SECOND), filled.is_ticked(SECOND)) == ("5", False)
    filled.save()
    assert opened(web.context).draft.values[f"indicators.{SECOND}"] == "5"


def test_typing_over_a_tick_is_undone_to_the_tick_and_then_to_the_figure(web: Web, filled: Window) -> None:
    filled.box(FIRST).check()
    filled.click(FIRST)
    filled.type("22")
    shown = []
    for _step in range(2):
        filled.press("Control+z")
        shown.append((filled.value(FIRST), filled.is_ticked(FIRST)))
    assert shown == [("không áp dụng", True), ("12", False)]
    filled.save()
    assert opened(web.context).draft.values[f"indicators.{FIRST}"] == "12"


def test_a_figure_typed_over_a_ticked_box_unticks_it(web: Web, filled: Window) -> None:
    filled.box(FIRST).check()
    filled.click(FIRST)
    filled.type("22")
    assert (filled.value(FIRST), filled.is_ticked(FIRST)) == ("22", False)
    filled.press("Enter")
    filled.type("KTPV")
    assert filled.is_ticked(SECOND)
    filled.save()
    filled.open()
    assert (filled.values(FIRST, SECOND), filled.is_ticked(FIRST), filled.is_ticked(SECOND)) == (
        ["22", "KTPV"], False, True,
    )  # fmt: skip


def test_a_pasted_figure_unticks_not_applicable_and_a_pasted_not_applicable_ticks_it(web: Web, window: Window) -> None:
    window.box(SECOND).check()
    window.paste_at(FIRST, "11\r\n22\r\n33\r\nn/a\r\nkhông áp dụng\r\n")
    window.apply()
    boxes = [window.is_ticked(code) for code in (FIRST, SECOND, THIRD, FOURTH, LAST_OF_SECTION)]
    assert boxes == [False, False, False, True, True]
    window.page.get_by_role("button", name="Xem lại và trình lãnh đạo").click()
    window.page.wait_for_url("**/xem-lai")
    figures = opened(web.context).draft.values
    assert [figures[f"indicators.{code}"] for code in (FIRST, SECOND, THIRD, FOURTH, LAST_OF_SECTION)] == [
        "11", "22", "33", "n/a", "không áp dụng",
    ]  # fmt: skip


def test_a_cell_stays_where_it_is_while_one_types_and_is_judged_on_leaving_it(window: Window) -> None:
    window.click("ho_so.tiep_nhan")
    window.type("9")
    window.press("Enter")
    window.click("ho_so.tiep_nhan_moi")
    field = window.page.locator(window.figure("ho_so.tiep_nhan_moi"))
    before = field.bounding_box()
    for sign in "6277x":
        window.type(sign)
        assert field.bounding_box() == before
    assert "không phải là số" not in window.beside("ho_so.tiep_nhan_moi")
    window.press("Enter")
    assert "không phải là số" in window.beside("ho_so.tiep_nhan_moi")
    window.press("Shift+Enter")
    window.type("12")
    window.press("Enter")
    assert "không phải là số" not in window.beside("ho_so.tiep_nhan_moi")


def test_a_broken_rule_is_said_once_beside_the_figure_entered_last_and_the_others_lead_there(window: Window) -> None:
    codes = ("tthc.tong", "tthc.cap_tinh", "tthc.cap_huyen", "tthc.cap_xa")
    for code, text in zip(codes, ("10", "4", "4", "4"), strict=True):
        window.type_figure(code, text)

    def said_at() -> list[str]:
        said = [window.beside(code) for code in codes]
        assert all(said)
        return [code for code, text in zip(codes, said, strict=True) if "lệch" in text]

    assert said_at() == ["tthc.cap_xa"]
    window.page.locator("#f-indicators-tthc-tong a").click()
    expect(window.page.locator(window.figure("tthc.cap_xa"))).to_be_focused()
    window.type_figure("tthc.tong", "11")
    assert said_at() == ["tthc.tong"]
    window.paste_at("tthc.cap_huyen", "5")
    window.press("Enter")
    assert said_at() == ["tthc.cap_huyen"]
    assert complaints(window.page) == []


def test_what_the_server_said_of_a_figure_goes_away_when_the_figure_is_corrected(window: Window) -> None:
    window.type_figure("so_hoa.ty_le_may_tinh", "101")
    window.save()
    expect(window.page.locator("#f-indicators-so_hoa-ty_le_may_tinh")).to_contain_text("101")
    window.window.set_offline(True)
    window.type_figure("so_hoa.ty_le_may_tinh", "99")
    assert window.beside("so_hoa.ty_le_may_tinh") == ""


def test_what_is_said_beside_a_cell_is_read_aloud_once(window: Window) -> None:
    spoken = window.page.locator("#doc-len")
    window.type_figure("tthc.tong", "1x")
    expect(spoken).to_contain_text("Lỗi II.2.3: «1x» không phải là số")
    window.type_figure("tthc.cap_xa", "2x")
    expect(spoken).to_contain_text("«2x»")
    assert "«1x»" not in spoken.inner_text()


def test_f8_and_the_counts_lead_to_the_next_cell_that_is_empty_wrong_or_warned_of(window: Window) -> None:
    window.type_figure("the_che.vbqppl_ra_soat", "x")
    window.type_figure("dvctt.tong_tthc", "10")
    window.type_figure("dvctt.muc_do_3", "4")
    window.type_figure("dvctt.muc_do_4", "4")
    window.save()
    page = window.page

    def at() -> str:
        return str(page.evaluate("document.activeElement.id"))

    page.get_by_role("button", name="Đến lỗi tiếp theo").click()
    assert at() == "o-indicators-the_che-vbqppl_ra_soat"
    page.get_by_role("button", name="Đến cảnh báo tiếp theo").click()
    assert at() == "o-indicators-dvctt-muc_do_4"
    missing = page.get_by_role("button", name="Đến ô bắt buộc tiếp theo")
    before = int(missing.inner_text().split()[1])
    window.click("the_che.vbqppl_ra_soat")
    window.press("F8")
    field = at()
    assert page.evaluate("document.activeElement.value") == "" and field == "o-narratives-II-1"
    window.type("Không")
    window.press("F8")
    assert at() not in {field, "o-indicators-the_che-vbqppl_ra_soat"}
    assert int(missing.inner_text().split()[1]) == before - 1
    window.save()
    assert int(missing.inner_text().split()[1]) == before - 1
    window.click("the_che.vbqppl_kiem_tra")
    window.press("F8")
    assert at() == "o-indicators-the_che-vbqppl_ra_soat"


def test_a_button_leads_to_the_next_field_that_is_missing(window: Window) -> None:
    window.page.get_by_role("button", name="Đến ô bắt buộc tiếp theo").click()
    first = window.page.evaluate("document.activeElement.id")
    window.page.get_by_role("button", name="Đến ô bắt buộc tiếp theo").click()
    assert first.startswith("o-") and window.page.evaluate("document.activeElement.id") != first


def test_room_for_an_explanation_goes_and_comes_with_its_warning_and_says_the_figures(web: Web, window: Window) -> None:
    write(web.context, real_values())
    window.open()
    box, total = window.page.locator("[data-rule='R06']"), "dvctt.tong_tthc"
    for typed, difference in (("120", None), ("121", "1"), ("120", None), ("125", "5")):
        window.click(total)
        window.type(typed)
        window.press("Enter")
        if difference is None:
            expect(box).to_be_hidden()
        else:
            expect(box.locator("label")).to_contain_text(f"trực tuyến ({typed}) khác")
            expect(box.locator("label")).to_contain_text(f"chênh lệch {difference}")
            expect(box.locator("textarea")).to_have_value(EXPLAINED["explanations.R06"])
    window.save()
