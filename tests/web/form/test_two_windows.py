"""Two people, or two windows of one, in the same cell: nobody is interrupted, nothing is overwritten unasked."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Route, expect

from service.domain.reporting.draft import DOCUMENTS
from tests.support.browser import Person as Account
from tests.support.chromium import complaints
from tests.support.drafts import COLLEAGUE, opened, write
from tests.support.form_window import STATE, Window
from tests.support.installation import OFFICER
from tests.support.web import Web
from tests.web.form.conftest import Opening
from tests.web.form.test_in_sight import is_seen

FIRST, SECOND, THIRD = "bo_may.co_quan_hanh_chinh", "bo_may.don_vi_su_nghiep", "bien_che.duoc_giao"
TEXT = "narratives.V"
NOTICE = ".clash-notice"
NO_LINE = "() => { window.fetch = () => Promise.reject(new TypeError('no line')); }"


def held(web: Web, code: str) -> str:
    """The figure that the server holds."""
    return opened(web.context).draft.values.get(f"indicators.{code}", "")


@pytest.fixture
def clashing(web: Web, window: Window) -> Window:
    """A window with 71 typed in a cell in which a colleague has just written 61."""
    write(web.context, {f"indicators.{FIRST}": "61"}, COLLEAGUE)
    window.click(FIRST)
    window.type("71")
    return window


def test_a_clash_takes_no_key_from_who_is_typing(web: Web, clashing: Window) -> None:
    clashing.press("Enter")
    clashing.wait_for_state("clash")
    clashing.type("5")
    clashing.press("Enter")
    clashing.type("120")
    clashing.press("Enter")
    assert clashing.values(FIRST, SECOND, THIRD) == ["71", "5", "120"]
    notice = clashing.page.locator(NOTICE)
    expect(notice).to_contain_text(COLLEAGUE.name)
    expect(notice).to_contain_text("61")
    assert complaints(clashing.page) == []


def test_until_one_chooses_the_state_says_so_and_nothing_is_overwritten(web: Web, clashing: Window) -> None:
    clashing.press("Enter")
    clashing.wait_for_state("clash")
    clashing.press("Escape")
    clashing.click(FIRST)
    clashing.type("72")
    clashing.press("Enter")
    clashing.type("5")
    with clashing.page.expect_response("**/luu"):
        clashing.press("Control+s")
    expect(clashing.page.locator(STATE)).to_have_attribute("data-state", "clash")
    clashing.page.get_by_role("button", name="Xem lại và trình lãnh đạo").click()
    expect(clashing.page.locator(f"{NOTICE} button").first).to_be_focused()
    assert (held(web, FIRST), held(web, SECOND)) == ("61", "5")
    clashing.open()
    clashing.wait_for_state("clash")
    assert (clashing.value(FIRST), held(web, FIRST)) == ("72", "61")
    clashing.page.get_by_role("button", name="Giữ bản đang nhập").click()
    clashing.wait_until_saved()
    assert (clashing.value(FIRST), held(web, FIRST)) == ("72", "72")
    expect(clashing.page.locator(NOTICE)).to_have_count(0)


def test_the_others_value_may_be_kept_and_that_be_undone(web: Web, clashing: Window) -> None:
    clashing.press("Enter")
    clashing.page.get_by_role("button", name=f"Giữ của {COLLEAGUE.name}").click()
    clashing.wait_until_saved()
    assert (clashing.value(FIRST), held(web, FIRST)) == ("61", "61")
    clashing.press("Control+z")
    clashing.save()
    assert (clashing.value(FIRST), held(web, FIRST)) == ("71", "71")


def test_typing_what_the_other_has_written_settles_it(web: Web, clashing: Window) -> None:
    clashing.press("Enter")
    clashing.wait_for_state("clash")
    clashing.click(FIRST)
    clashing.type("61")
    clashing.press("Enter")
    clashing.wait_until_saved()
    assert (clashing.page.locator(NOTICE).count(), held(web, FIRST)) == (0, "61")


def test_of_two_texts_both_can_be_kept(web: Web, window: Window) -> None:
    write(web.context, {TEXT: "Bố trí kinh phí."}, COLLEAGUE)
    window.page.locator("#o-narratives-V").fill("Tăng biên chế.")
    window.press("Control+s")
    window.page.get_by_role("button", name="Giữ cả hai").click()
    window.wait_until_saved()
    assert opened(web.context).draft.values[TEXT] == "Bố trí kinh phí.\nTăng biên chế."


def test_two_tables_of_documents_are_chosen_between(web: Web, window: Window) -> None:
    theirs = [["Công văn", "5/SGTVT", "", "Trả lời"]]
    write(web.context, {DOCUMENTS: json.dumps(theirs, ensure_ascii=False)}, COLLEAGUE)
    window.page.locator("[name='documents.0.title']").fill("Kế hoạch năm")
    window.press("Control+s")
    notice = window.page.locator(NOTICE)
    expect(notice).to_contain_text("Công văn; 5/SGTVT; Trả lời")
    notice.get_by_role("button", name="Giữ của").click()
    window.wait_until_saved()
    expect(window.page.locator("[name='documents.0.number']")).to_have_value("5/SGTVT")


def test_of_two_notes_both_are_kept_on_one_line(web: Web, window: Window) -> None:
    note = f"notes.{FIRST}"
    write(web.context, {note: "theo Quyết định 5"}, COLLEAGUE)
    window.page.locator(f"[data-path='{note}']").fill("chưa kiểm tra")
    window.press("Control+s")
    window.page.get_by_role("button", name="Giữ cả hai").click()
    window.wait_until_saved()
    both = "theo Quyết định 5; chưa kiểm tra"
    assert opened(web.context).draft.values[note] == both
    expect(window.page.locator(f"[data-path='{note}']")).to_have_value(both)


def test_of_two_lists_of_documents_all_can_be_kept(web: Web, window: Window) -> None:
    shared, theirs = ["Kế hoạch", "9/KH-SGTVT", "01/03/2023", "Kế hoạch năm"], ["Công văn", "5/SGTVT", "", "Trả lời"]
    write(web.context, {DOCUMENTS: json.dumps([shared], ensure_ascii=False)})
    window.open()
    write(web.context, {DOCUMENTS: json.dumps([shared, theirs], ensure_ascii=False)}, COLLEAGUE)
    window.page.locator("[name='documents.1.title']").fill("Báo cáo quý")
    window.press("Control+s")
    window.page.get_by_role("button", name="Giữ cả hai").click()
    window.wait_until_saved()
    assert json.loads(opened(web.context).draft.values[DOCUMENTS]) == [shared, theirs, ["", "", "", "Báo cáo quý"]]


def test_a_person_in_two_windows_is_told_in_both_until_one_is_closed(window: Window) -> None:
    other = window.second()
    for one in (window, other):
        expect(one.page.locator("#loi-nhan")).to_contain_text("cũng đang mở ở cửa sổ khác")
    assert complaints(other.page) == []
    other.page.close()
    expect(window.page.locator("#loi-nhan")).not_to_contain_text("cửa sổ khác")


def test_what_arrived_without_an_answer_is_not_taken_for_somebody_elses(web: Web, window: Window) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    window.page.route("**/luu", lose)
    window.type_figure(FIRST, "41")
    window.wait_for_state("offline")
    assert held(web, FIRST) == "41"
    window.type_figure(FIRST, "42")
    window.page.unroute("**/luu")
    window.save()
    assert (window.page.locator(NOTICE).count(), held(web, FIRST)) == (0, "42")


def test_what_a_colleague_writes_comes_in_when_one_looks_at_the_window_again(web: Web, window: Window) -> None:
    write(web.context, {f"indicators.{FIRST}": "61"}, COLLEAGUE)
    window.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(window.page.locator(window.figure(FIRST))).to_have_value("61")
    expect(window.page.locator(".news-mark")).to_contain_text(COLLEAGUE.name)


def test_saving_that_waits_behind_a_look_for_news_is_not_called_saved_yet(web: Web, window: Window) -> None:
    window.type_figure(SECOND, "5")
    window.wait_until_saved()
    held_up: list[Route] = []

    def hold_up(route: Route) -> None:
        held_up.append(route)

    window.page.route("**/luu", hold_up)
    with window.page.expect_request("**/luu"):
        window.page.evaluate("dispatchEvent(new Event('focus'))")
    window.press("Control+s")
    expect(window.page.locator(STATE)).to_have_attribute("data-state", "saving")
    with window.page.expect_request("**/luu"):
        held_up[0].continue_()
    write(web.context, {f"indicators.{FIRST}": "61"}, COLLEAGUE)
    expect(window.page.locator(STATE)).to_have_attribute("data-state", "saving")
    held_up[1].continue_()
    window.wait_until_saved()
    assert window.values(FIRST, SECOND) == ["61", "5"]


def test_ones_own_other_window_is_called_that(web: Web, window: Window) -> None:
    other = window.second()
    window.type_figure(FIRST, "41")
    window.wait_until_saved()
    other.page.bring_to_front()
    other.click(FIRST)
    other.type("51")
    other.press("Enter")
    expect(other.page.locator(NOTICE)).to_contain_text("Cửa sổ khác của đồng chí")
    assert OFFICER.name not in other.page.locator(NOTICE).inner_text()
    other.page.get_by_role("button", name="Giữ bản ở cửa sổ kia").click()
    other.wait_until_saved()
    assert (other.value(FIRST), held(web, FIRST)) == ("41", "41")


def keep_without_a_line(window: Window, *typed: tuple[str, str]) -> None:
    """Two windows type a figure each without a line and go; nothing reaches the server, not even on leaving."""
    windows = (window, window.second())
    window.window.set_offline(True)
    for one, (code, text) in zip(windows, typed, strict=True):
        one.page.bring_to_front()
        one.type_figure(code, text)
        one.wait_for_state("offline")
    for one in windows:
        # Without this the browser may still send what a closing page asks for: it goes past the missing line.
        one.page.evaluate(NO_LINE)
        one.page.close()


def reopen(window: Window) -> None:
    """The form in a new window, with a line."""
    window.window.set_offline(False)
    window.page = window.window.new_page()
    window.open()


def test_what_two_windows_keep_without_a_line_all_comes_back(web: Web, window: Window) -> None:
    keep_without_a_line(window, (FIRST, "502"), (SECOND, "7"))
    reopen(window)
    window.wait_until_saved()
    expect(window.page.locator("#loi-nhan")).to_contain_text("Đã khôi phục")
    assert window.values(FIRST, SECOND) == [held(web, FIRST), held(web, SECOND)] == ["502", "7"]


def test_that_something_was_brought_back_stays_said_until_one_closes_it_and_is_said_once(
    web: Web, window: Window
) -> None:
    keep_without_a_line(window, (FIRST, "502"), (SECOND, "7"))
    reopen(window)
    said = window.page.locator("#loi-nhan [data-kind=restored]")
    window.wait_until_saved()
    window.type_figure(THIRD, "9")
    window.save()
    expect(said).to_contain_text("Đã khôi phục nội dung gõ lúc mất kết nối")
    assert is_seen(window.page, "#loi-nhan [data-kind=restored]")
    expect(window.page.locator(STATE)).to_contain_text("Đã lưu lúc")
    said.get_by_role("button", name="Đóng").click()
    expect(said).to_have_count(0)
    window.open()
    window.wait_until_saved()
    expect(said).to_have_count(0)
    assert [held(web, code) for code in (FIRST, SECOND, THIRD)] == ["502", "7", "9"]


def test_who_comes_back_by_the_browsers_button_sees_what_the_server_holds(web: Web, window: Window) -> None:
    window.click(FIRST)
    window.type("5")
    window.press("Enter")
    window.save()
    window.page.get_by_role("button", name="Xem lại và trình lãnh đạo").click()
    window.page.wait_for_url("**/xem-lai")
    write(web.context, {f"indicators.{FIRST}": "7"}, COLLEAGUE)
    window.page.go_back()
    expect(window.page.locator(window.figure(FIRST))).to_have_value("7")
    window.type_figure(SECOND, "8")
    window.save()
    assert (window.value(FIRST), held(web, FIRST), held(web, SECOND)) == ("7", "7", "8")


@pytest.mark.parametrize("arrived", ["", "502", "503"], ids=["neither", "the older", "the newer"])
def test_of_two_values_kept_for_one_cell_neither_is_dropped_unasked(web: Web, window: Window, arrived: str) -> None:
    keep_without_a_line(window, (FIRST, "502"), (FIRST, "503"))
    if arrived:
        write(web.context, {f"indicators.{FIRST}": arrived})
    reopen(window)
    assert window.value(FIRST) == "503"
    expect(window.page.locator(NOTICE)).to_contain_text("502")
    window.page.get_by_role("button", name="Giữ bản đang nhập").click()
    window.wait_until_saved()
    assert held(web, FIRST) == "503"


def test_a_third_value_that_came_meanwhile_is_asked_about_as_well(web: Web, window: Window) -> None:
    keep_without_a_line(window, (FIRST, "502"), (FIRST, "503"))
    write(web.context, {f"indicators.{FIRST}": "61"}, COLLEAGUE)
    reopen(window)
    window.page.get_by_role("button", name="Giữ bản đang nhập").click()
    expect(window.page.locator(NOTICE)).to_contain_text(COLLEAGUE.name)
    assert held(web, FIRST) == "61"
    window.page.get_by_role("button", name="Giữ bản đang nhập").click()
    window.wait_until_saved()
    assert held(web, FIRST) == "503"


def test_a_colleagues_news_does_not_move_or_unselect_the_cell_one_stands_in(
    web: Web, opening: Opening, officer: Account, window: Window
) -> None:
    window.click(SECOND)
    write(web.context, {f"indicators.{FIRST}": "61", f"indicators.{SECOND}": "62"}, COLLEAGUE)
    before = window.page.locator(window.figure(SECOND)).bounding_box()
    with window.page.expect_response("**/luu"):
        window.press("Control+s")
    expect(window.page.locator(window.figure(SECOND))).to_have_value("62")
    after = window.page.locator(window.figure(SECOND)).bounding_box()
    assert before and after and abs(before["y"] - after["y"]) < 2
    window.type("9")
    assert window.values(FIRST, SECOND) == ["61", "9"]
