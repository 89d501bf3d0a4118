"""What one must see while one types stays in the window: the state of saving, the contents, what is to be looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.chromium import complaints, is_too_wide
from tests.support.drafts import write
from tests.support.form_window import STATE, Window
from tests.support.web import Web

SIZES = [(1101, 800), (1280, 720), (1366, 768), (1920, 1080), (1000, 700), (390, 844)]
WIDE = 1101
SEEN = """selector => {
    const element = document.querySelector(selector);
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
        assert [place for place in (STATE, *around, "#hoan-tac") if not is_seen(page, place)] == []
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
def test_the_form_with_all_that_it_may_say_is_accessible(web: Web, window: Window, width: int) -> None:
    window.page.set_viewport_size({"width": width, "height": 800})
    window.open()
    window.paste_at("buu_chinh.tra_ket_qua", "5\r\n6\r\n7x\r\n")
    window.type_figure("tthc.tong", "1x")
    expect(window.page.locator("#loi-nhan")).to_contain_text("chưa có chỗ")
    assert is_seen(window.page, STATE) and not is_too_wide(window.page)
    assert complaints(window.page) == []
