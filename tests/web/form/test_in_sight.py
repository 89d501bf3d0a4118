"""What one must see while one types stays in the window: the state of saving, the contents, what is to be looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.chromium import complaints, is_too_wide
from tests.support.drafts import COLLEAGUE, write
from tests.support.form_window import FORM, STATE, Window
from tests.support.web import Web

SIZES = [(1101, 800), (1280, 720), (1366, 768), (1920, 1080), (1000, 700), (390, 844)]
WIDE = 1101
TEXT = "\n".join(["Đã ban hành kế hoạch."] * 30)
NARROWER = [(1280, 720), (1366, 768), (390, 844)]
# What the head and the foot of the form take of a window of that width.
ROOM = {1280: 90, 1366: 90, 390: 340}
# A cell and the one below it: some of each table, and where one table ends.
PAIRS = """() => {
    const cells = [...document.querySelectorAll("input.figure")];
    const pairs = cells.slice(1).map((cell, at) => [cells[at], cell]);
    const isLast = ([one, next]) => one.closest("table") !== next.closest("table");
    return pairs.filter((pair, at) => at % 5 === 0 || isLast(pair)).map((pair) => pair.map(({ id }) => id));
}"""
# How far it is from the top of what is said of a cell to the end of the next one.
DISTANCE = """([one, next]) => {
    const box = (id) => document.getElementById(id).closest("tr").querySelector(".figure").getBoundingClientRect();
    const said = document.querySelector(`#f${one.slice(1)} .finding`).getBoundingClientRect();
    return Math.max(box(next).bottom, said.bottom) - Math.min(said.top, box(one).top);
}"""
SHOWS_ALL = "box => box.scrollHeight <= box.clientHeight"
# An old browser, before its page's first script.
WITHOUT_FIELD_SIZING = """const knows = CSS.supports.bind(CSS);
CSS.supports = (name, ...more) => name !== "field-sizing" && knows(name, ...more);
document.addEventListener("readystatechange", () => {
    const rule = "textarea { field-sizing: fixed !important; }";
    document.head.append(Object.assign(document.createElement("style"), { textContent: rule }));
}, { once: true });"""
SEEN = """selector => {
    const element = document.querySelector(selector);
    if (!element) return false; // not yet said
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight || left < 0 || right > innerWidth || bottom - top < 8) return false;
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return element.contains(there) || there.contains(element);
}"""


def is_seen(page: Page, selector: str) -> bool:
    """Whether an element stands whole in the window, with nothing over it."""
    return bool(page.evaluate(SEEN, selector))


def height(page: Page) -> int:
    """How high the page is."""
    return int(page.evaluate("document.documentElement.scrollHeight"))


@pytest.mark.parametrize(("width", "depth"), SIZES)
def test_the_state_and_what_is_to_be_looked_at_stay_in_sight(web: Web, window: Window, width: int, depth: int) -> None:
    write(
        web.context, {"indicators.ho_so.tiep_nhan": "bảy", "indicators.tthc.tong": "10", "indicators.tthc.cap_xa": "4"}
    )
    page = window.page
    page.set_viewport_size({"width": width, "height": depth})
    window.open()
    around = (
        ("#cac-muc summary", "#can-xem-tieu-de")
        if width >= WIDE
        else (".side-jumps a:first-child", ".side-jumps a:last-child")
    )
    assert not is_too_wide(page)
    for at in (900, 3000, 6000, height(page) - 2 * depth):
        page.evaluate("at => scrollTo({ top: at, behavior: 'instant' })", at)
        jumps = ("[data-jump=missing]", "[data-jump=error]")
        assert [place for place in (STATE, *around, *jumps, "#hoan-tac") if not is_seen(page, place)] == []
    window.click("dvctt.tong_tthc")
    window.type("x")
    window.press("Enter")
    expect(page.locator("#can-xem")).to_contain_text("«x»")
    assert is_seen(page, STATE)


@pytest.mark.parametrize(("width", "depth"), [(1280, 720), (390, 844)])
def test_no_cell_that_one_goes_to_hides_below_what_stays_in_sight(window: Window, width: int, depth: int) -> None:
    page = window.page
    page.set_viewport_size({"width": width, "height": depth})
    window.open()
    window.click("the_che.vbqppl_ban_hanh")
    for key in ("Enter", "Shift+Enter"):
        for _step in range(12):
            window.press(key)
            assert is_seen(page, f"#{page.evaluate('document.activeElement.id')}")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_cell_under_the_hands_does_not_move_whatever_appears_or_goes_away(
    web: Web, window: Window, width: int
) -> None:
    page = window.page
    page.set_viewport_size({"width": width, "height": 844})
    window.open()
    first, second = "chi_dao.nhiem_vu_ke_hoach", "chi_dao.nhiem_vu_hoan_thanh"

    def top() -> float:
        return float(page.evaluate("document.activeElement.getBoundingClientRect().top"))

    for wrong, right in (("x", "5"), ("9y", "7")):
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        for text in (wrong, right):
            window.click(first)
            window.type(text)
            page.locator(window.figure(second)).evaluate("field => (field.placed = field.getBoundingClientRect().top)")
            window.press("Enter")
            assert abs(top() - float(page.evaluate("document.activeElement.placed"))) < 2
    window.click("tthc.tong")
    before = top()
    write(web.context, {"indicators.tthc.cap_xa": "4"}, COLLEAGUE)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(window.figure("tthc.cap_xa"))).to_have_value("4")
    assert abs(top() - before) < 2
    second_window = window.second()
    page.bring_to_front()
    expect(page.locator("#loi-nhan")).to_contain_text("cửa sổ khác")
    page.wait_for_function(
        "before => Math.abs(document.activeElement.getBoundingClientRect().top - before) < 2", arg=before
    )
    second_window.page.close()


@pytest.mark.parametrize("place", ["#o-narratives-V", "[name='documents.0.title']"])
def test_a_text_box_is_as_high_as_its_text_up_to_half_a_window(window: Window, place: str) -> None:
    box = window.page.locator(place)
    empty = box.bounding_box()
    box.click()
    window.type("Ban hành kế hoạch tuyên truyền cải cách hành chính năm 2023 của đơn vị. " * 10)
    grown = box.bounding_box()
    assert empty and grown and grown["height"] > empty["height"]
    assert box.evaluate(SHOWS_ALL)
    box.fill("một dòng\n" * 500)
    highest = box.bounding_box()
    assert highest and highest["height"] <= 450


def test_a_text_box_grows_in_a_browser_without_field_sizing_as_well(web: Web, window: Window) -> None:
    """With the text that it came with, with what is typed, and back when that is taken away."""
    write(web.context, {"narratives.V": TEXT[:200]})
    window.page.add_init_script(WITHOUT_FIELD_SIZING)
    window.open()
    box = window.page.locator("#o-narratives-V")
    assert box.evaluate(SHOWS_ALL) and not window.page.evaluate("CSS.supports('field-sizing', 'content')")
    title = window.page.locator("[name='documents.0.title']")
    height = "box => box.offsetHeight"
    empty = title.evaluate(height)
    title.fill("Ban hành kế hoạch tuyên truyền cải cách hành chính năm 2023 của đơn vị. " * 10)
    assert title.evaluate(height) > empty and title.evaluate(SHOWS_ALL)
    title.fill("")
    assert title.evaluate(height) == empty


def test_a_colleagues_long_text_above_does_not_move_the_cell_one_stands_in(web: Web, window: Window) -> None:
    window.click("tthc.tong")
    top = "document.activeElement.getBoundingClientRect().top"
    before = window.page.evaluate(top)
    write(web.context, {"narratives.I.a": TEXT}, COLLEAGUE)
    with window.page.expect_response("**/luu"):
        window.press("Control+s")
    expect(window.page.locator("#o-narratives-I-a")).to_have_value(TEXT)
    assert abs(window.page.evaluate(top) - before) < 2


@pytest.mark.parametrize("width", [1280, 390])
def test_a_link_to_a_cell_shows_its_row_with_what_is_said_of_it(window: Window, width: int) -> None:
    page = window.page
    page.set_viewport_size({"width": width, "height": 844})
    window.open()
    window.type_figure("tthc.tong", "1x")
    page.locator("#can-xem a").first.click()
    assert is_seen(page, "#o-indicators-tthc-tong") and is_seen(page, "#f-indicators-tthc-tong .finding")
    window.save()
    page.goto("about:blank")
    page.goto(f"{FORM}#o-indicators-tthc-tong")
    expect(page.locator("#o-indicators-tthc-tong")).to_be_focused()
    page.wait_for_function(SEEN, arg="#f-indicators-tthc-tong .finding")


@pytest.mark.parametrize(("width", "depth"), NARROWER)
def test_a_faulty_cell_that_one_goes_on_from_is_seen_without_scrolling(window: Window, width: int, depth: int) -> None:
    """With what is said of it; where the next cell is a window further down, what is said and the way back are."""
    page = window.page
    page.set_viewport_size({"width": width, "height": depth})
    window.open()
    gaps = 0
    for cell, following in page.evaluate(PAIRS):
        page.locator(f"#{cell}").click()
        window.type("1x")
        window.press("Enter")
        if page.evaluate(DISTANCE, [cell, following]) < depth - ROOM[width]:
            page.wait_for_function(SEEN, arg=f"#{cell}")
            assert is_seen(page, f"#f{cell[1:]} .finding"), cell
        else:
            gaps += 1
            page.wait_for_function(SEEN, arg=f"#loi-nhan li:has(a[href='#{cell}'])")
        assert is_seen(page, f"#{page.evaluate('document.activeElement.id')}"), cell
    assert gaps == 6


@pytest.mark.parametrize(("width", "depth"), NARROWER)
def test_from_what_is_said_of_a_faulty_cell_out_of_sight_one_gets_there_and_it_goes_away(
    window: Window, width: int, depth: int
) -> None:
    page = window.page
    page.set_viewport_size({"width": width, "height": depth})
    window.open()
    first, second = "pakn.da_xu_ly", "vien_chuc.co_mat"
    notice = page.locator("#loi-nhan [data-kind=unseen]")
    for code in (first, second):
        window.click(code)
        window.type("1x")
        window.press("Enter")
    expect(notice.get_by_role("link")).to_have_count(2)
    notice.get_by_role("link").first.click()
    expect(page.locator(window.figure(second))).to_be_focused()
    page.wait_for_function(SEEN, arg=window.figure(second))
    expect(notice.get_by_role("link")).to_have_count(1)
    window.type("12")
    window.press("Enter")
    notice.get_by_role("link").click()
    expect(page.locator(window.figure(first))).to_be_focused()
    expect(notice).to_have_count(0)
    assert window.values(first, second) == ["1x", "12"]


@pytest.mark.parametrize("width", [1280, 390])
def test_what_the_server_finds_once_one_has_gone_on_is_said_where_one_looks(window: Window, width: int) -> None:
    page = window.page
    page.set_viewport_size({"width": width, "height": 844})
    window.open()
    window.click("so_hoa.ty_le_may_tinh")
    window.type("101")
    window.click("the_che.vbqppl_ban_hanh")
    window.type("5")
    window.save()
    window.press("Enter")
    expect(page.locator("#loi-nhan li")).to_have_count(1)
    page.wait_for_function(SEEN, arg="#loi-nhan li:has(a[href='#o-indicators-so_hoa-ty_le_may_tinh'])")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_form_with_all_that_it_may_say_is_accessible(web: Web, window: Window, width: int) -> None:
    window.page.set_viewport_size({"width": width, "height": 800})
    window.open()
    window.paste_at("buu_chinh.tra_ket_qua", "5\r\n6\r\n7x\r\n")
    window.type_figure("tthc.tong", "1x")
    expect(window.page.locator("#loi-nhan")).to_contain_text("chưa có chỗ")
    assert is_seen(window.page, STATE) and not is_too_wide(window.page)
    assert complaints(window.page) == []


def test_the_account_menu_closes_by_escape_and_by_a_press_beside_it(window: Window) -> None:
    menu, summary = window.page.locator("details.person"), window.page.locator("details.person summary")
    summary.click()
    window.press("Tab", "Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    window.page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")
