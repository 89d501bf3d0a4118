"""Keys in the form: going from cell to cell, typing over what is there, and saying that a figure does not apply."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.chromium import complaints
from tests.support.drafts import opened, write
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
    assert filled.value(FIRST) == "n/a"
    filled.box(FIRST).uncheck()
    assert filled.value(FIRST) == "12"
    filled.box(SECOND).check()
    filled.press("Control+z")
    assert (filled.value(SECOND), filled.is_ticked(SECOND)) == ("5", False)
    filled.save()
    assert opened(web.context).draft.values[f"indicators.{SECOND}"] == "5"


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


def test_what_is_said_of_a_broken_rule_stands_once_and_the_other_figures_lead_there(window: Window) -> None:
    window.type_figure("tthc.tong", "10")
    window.type_figure("tthc.cap_tinh", "4")
    window.type_figure("tthc.cap_huyen", "4")
    window.type_figure("tthc.cap_xa", "4")
    said = [window.beside(code) for code in ("tthc.tong", "tthc.cap_tinh", "tthc.cap_huyen", "tthc.cap_xa")]
    assert sum("lệch" in text for text in said) == 1 and all(said)
    window.page.locator("#f-indicators-tthc-cap_xa a").click()
    expect(window.page.locator(window.figure("tthc.tong"))).to_be_focused()
    assert complaints(window.page) == []


def test_what_the_server_said_of_a_figure_goes_away_when_the_figure_is_corrected(window: Window) -> None:
    window.type_figure("so_hoa.ty_le_may_tinh", "101")
    window.save()
    expect(window.page.locator("#f-indicators-so_hoa-ty_le_may_tinh")).to_contain_text("101")
    window.window.set_offline(True)
    window.type_figure("so_hoa.ty_le_may_tinh", "99")
    assert window.beside("so_hoa.ty_le_may_tinh") == ""


def test_a_button_leads_to_the_next_field_that_is_missing(window: Window) -> None:
    window.page.get_by_role("button", name="Đến ô bắt buộc tiếp theo").click()
    first = window.page.evaluate("document.activeElement.id")
    window.page.get_by_role("button", name="Đến ô bắt buộc tiếp theo").click()
    assert first.startswith("o-") and window.page.evaluate("document.activeElement.id") != first
