"""A department's and the administrator's pages are there for everybody: by keyboard, on a phone, with large letters, on
paper, without scripts."""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import Browser, expect

from service.actions.context import build_context
from service.actions.notifications.preferences import stop_address
from service.actions.operations.demo import PASSWORD
from service.domain.organization.account import Subscription
from service.settings import settings_from
from tests.support.chromium import DESK, LIGHT, PHONE, Person, complaints, fits, shown_in_print, weight
from tests.support.stack import Stack

OFFICER, ADMIN = "canbo@sgtvt.demo.vn", "quantri@demo.vn"
FORM, REVIEW, FILE = "/bao-cao/2023-Q3/nhap", "/bao-cao/2023-Q3/xem-lai", "/bao-cao/2023-Q3/tep"
NOT_ON_PAPER = ".main-nav, .no-print, .btn, .person"
WIDTHS = (DESK, 1024, 768, DESK // 2, PHONE, 360)  # the half is a desk at 200 %
NAME_OF_FOCUS = """() => {
    const element = document.activeElement;
    return (element.matches("input, textarea") && element.name) || element.textContent.trim();
}"""
FOCUS_IS_SEEN = """() => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
    return getComputedStyle(element).outlineStyle !== "none" && (element.contains(there) || there?.contains(element));
}"""


def test_every_page_is_accessible_and_fits(browser: Browser, stack: Stack) -> None:
    ending = stop_address(build_context(replace(settings_from({}, stack.data), address="")), 1, Subscription.DAILY)
    pages = {
        "": [ending, "/", "/dang-nhap", "/quen-mat-khau", "/xac-minh/0", "/xac-minh", "/huong-dan",
             "/huong-dan/nhap-bao-cao", "/huong-dan/trinh-va-nop", "/khong-co"],
        OFFICER: [
            "/bao-cao", FORM, "/bao-cao/2023-H1/nhap", REVIEW, FILE, "/bien-nhan/2023-Q3-SGTVT-1",
            "/lan-nop/2023-Q3-SGTVT-1", "/tai-khoan", "/thong-bao", "/xac-thuc/thiet-lap", "/lich",
        ],
        ADMIN: [
            "/quan-tri/don-vi", "/quan-tri/don-vi/SGTVT", "/quan-tri/nguoi-dung", "/quan-tri/nguoi-dung/1",
            "/quan-tri/nguoi-dung/danh-sach", "/quan-tri/nguoi-dung/danh-sach/don-vi-chua-co-nguoi",
            "/quan-tri/ma-truy-cap", "/quan-tri/hop-thu", "/quan-tri/ky", "/quan-tri/ky/2023-Q3",
            "/quan-tri/ky/2023-H1", "/quan-tri/ngay-nghi", "/ky/2022-Q3/an-ban", "/ky/2023-Q3/nhac-nop",
            "/ky/2023-Q3/nhac-nop/khong-den-duoc", "/ky/2023-Q3/nhac-nop/xem-truoc?buoc=late_3",
        ],
    }  # fmt: skip
    for email, addresses in pages.items():
        person = Person(browser, stack.address)
        if email:
            person.sign_in(email)
        for address in addresses:
            person.page.goto(address)
            assert complaints(person.page) == [], address
            assert fits(person.page, *WIDTHS), address
            assert fits(person.page, PHONE, text=2), address
            assert 0 < weight(person.page) <= LIGHT, address
            assert shown_in_print(person.page, "h1") and not shown_in_print(person.page, NOT_ON_PAPER), address
        assert person.faults == []
        person.leave()


def test_the_calendars_address_is_made_copied_and_leads_to_the_calendar(browser: Browser, stack: Stack) -> None:
    person = Person(browser, stack.address).sign_in(OFFICER)
    page = person.page
    page.goto("/bao-cao")
    page.get_by_role("link", name="Thêm hạn nộp vào lịch").click()
    page.get_by_role("button", name="Tạo địa chỉ lịch").click()
    assert complaints(page) == []
    assert fits(page, *WIDTHS) and fits(page, PHONE, text=2)
    page.get_by_role("button", name="Chép địa chỉ").click()
    expect(page.get_by_text("Đã chép địa chỉ.")).to_be_visible()
    address = page.locator("#dia-chi").input_value()
    assert "BEGIN:VEVENT" in page.request.get(address).text()
    assert person.faults == []
    person.leave()


def test_with_the_keyboard_alone_a_report_is_reached_written_and_sent_on(browser: Browser, stack: Stack) -> None:
    person = Person(browser, stack.address)
    page, keys = person.page, person.page.keyboard

    def go_to(*names: str) -> None:
        """Press the tabulator until the element of such a name is reached, which must then be seen to be reached."""
        for _ in range(100):
            keys.press("Tab")
            if page.evaluate(NAME_OF_FOCUS).startswith(names):
                assert page.evaluate(FOCUS_IS_SEEN), names
                return
        raise AssertionError(f"{names} is not reached")

    page.goto("/dang-nhap")
    for field, text in (("email", OFFICER), ("password", PASSWORD)):
        go_to(field)
        keys.type(text)
    keys.press("Enter")
    expect(page.locator(".person")).to_be_visible()
    go_to("Nhập tiếp", "Sửa và nộp lại", "Sửa và trình lại")
    keys.press("Enter")
    page.wait_for_url(re.compile(FORM))
    go_to("Đến nội dung chính")
    keys.press("Enter")
    go_to("indicators.chi_dao.nhiem_vu_ke_hoach")
    keys.press("Enter")
    keys.type("88")
    expect(page.locator(person.figure("chi_dao.nhiem_vu_hoan_thanh"))).to_be_focused()
    keys.press("Tab")
    keys.press("Space")
    expect(page.locator(person.figure("chi_dao.nhiem_vu_hoan_thanh"))).to_have_value("không áp dụng")
    person.wait_until_saved()
    page.get_by_label("Trích yếu, dòng 1", exact=True).focus()
    go_to("Xem lại và trình lãnh đạo")
    keys.press("Enter")
    page.wait_for_url(re.compile(REVIEW))
    go_to("Quay lại sửa")
    assert person.faults == []
    person.leave()


def test_without_scripts_a_report_is_written_and_reviewed(browser: Browser, stack: Stack) -> None:
    person = Person(browser, stack.address, scripts=False).sign_in(OFFICER)
    page = person.page
    page.goto(FORM)
    page.locator(person.figure("chi_dao.nhiem_vu_hoan_thanh")).fill("62")
    page.get_by_role("button", name="Xem lại và trình lãnh đạo").click()
    expect(page.get_by_role("heading", name=re.compile("Xem lại và trình lãnh đạo"))).to_be_visible()
    assert re.search(r"đã hoàn thành\s+nhiệm vụ\s+\S+\s+62", page.get_by_role("main").inner_text())
    person.leave()
