"""Home Affairs gets a period in, checks, returns, accepts and downloads: in Chromium, on the whole installation."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from service.actions.organization.import_agencies import import_agencies
from service.domain.consolidation.states import MergeState
from service.domain.notation.numbers import format_vietnamese, parse_vietnamese
from service.storage.engine.database import Database
from service.storage.models import PeriodRow
from service.web.media_types import XLSX
from tests.support.chromium import DESK, LIGHT, PHONE, Person, complaints, fits, shown_in_print, weight
from tests.support.consolidations import real_payload
from tests.support.databases import sqlite_url
from tests.support.filings import real_report
from tests.support.from_paper import explain_the_rest, hand_in
from tests.support.installation import standing
from tests.support.processes import wait_until
from tests.support.stack import Stack
from tests.support.units import units_csv
from tests.support.workbooks import form

OFFICER, LEADER, HOME = "canbo@sgtvt.demo.vn", "lanhdao@sgtvt.demo.vn", "chuyenvien@snv.demo.vn"
BOARD, TOTALS, BUILDS = "/ky/2023-Q3", "/ky/2023-Q3/tong-hop", "/ky/2023-Q3/bang-tong-hop"
FIGURE = "ho_so.tiep_nhan"
NOT_ON_PAPER = ".main-nav, .no-print, .btn, .person"


@pytest.fixture(scope="module")
def session(browser: Browser, stack: Stack) -> StorageState:
    """The sign-in of somebody of Home Affairs."""
    person = Person(browser, stack.address).sign_in(HOME)
    kept = person.session
    person.leave()
    return kept


@pytest.fixture
def watcher(browser: Browser, stack: Stack, session: StorageState) -> Iterator[Person]:
    """Somebody of Home Affairs, signed in."""
    person = Person(browser, stack.address, session=session)
    yield person
    assert person.faults == []
    person.leave()


def file(stack: Stack, agency: str, **changes: Any) -> str:
    """A filing of a unit over the API, checked."""
    report = real_report()
    report["agency"] = agency
    report["indicators"] |= changes
    to = f"/periods/2023-Q3/agencies/{agency}/submissions?reason=Mat+mang"
    status, receipt = stack.call("POST", to, "demo-snv", report)
    assert status == 202
    path = f"/submissions/{receipt['id']}"
    wait_until(lambda: stack.call("GET", path, "demo-snv")[1]["state"] in {"valid", "invalid"}, 60, receipt["id"])
    return str(receipt["id"])


def merged(stack: Stack, wanted: str) -> dict[str, Any]:
    """The consolidation once it holds the value of a figure that is waited for."""

    def has_it() -> bool:
        found = stack.call("GET", "/periods/2023-Q3/consolidation", "demo-snv")[1]
        return str(found["indicators"][FIGURE]["value"]) == wanted

    wait_until(has_it, 60, f"{FIGURE} = {wanted}")
    found: dict[str, Any] = stack.call("GET", "/periods/2023-Q3/consolidation", "demo-snv")[1]
    return found


def settled(stack: Stack) -> dict[str, Any]:
    """The consolidation once no merge is asked for or under way."""
    database = Database(sqlite_url(stack.data))

    def is_idle() -> bool:
        with database.reading() as session:
            period = session.get(PeriodRow, "2023-Q3")
            return period is not None and period.merge_state == MergeState.IDLE

    wait_until(is_idle, 60, "the end of merging")
    database.dispose()
    found: dict[str, Any] = stack.call("GET", "/periods/2023-Q3/consolidation", "demo-snv")[1]
    return found


def unit(page: Page, name: str) -> Locator:
    """The board's row of a unit."""
    return page.locator("table.board tr", has_text=name)


def test_a_period_is_opened_for_the_units_that_there_are_at_its_end_or_whose_last_days_nobody_else_tells_of(
    watcher: Person, stack: Stack
) -> None:
    context = standing(stack.data, sqlite_url(stack.data))
    import_agencies(
        context,
        units_csv(
            "MOI,Ban mới,,so,,2023-11-01,,",
            "CU,Ban cũ,,so,,2023-09-15,2023-12-13,NAY",
            "NAY,Ban nay,,so,,2023-09-15,2023-12-14,",
            "BO,Ban bỏ,,so,,2023-09-15,2023-12-13,",
        ),
    )
    page = watcher.page
    page.goto("/quan-tri/ky")
    page.get_by_label("Kỳ", exact=True).select_option("2023-Y")
    page.get_by_role("button", name="Mở kỳ báo cáo").click()
    page.goto("/ky/2023-Y")
    expect(page.locator(".tile").first).to_contain_text("0/31")
    assert [unit(page, name).count() for name in ("Ban mới", "Ban nay", "Ban cũ", "Ban bỏ")] == [1, 1, 0, 1]


def test_the_board_changes_without_reloading_when_reports_come(watcher: Person, stack: Stack) -> None:
    """By API and as an Excel file; what was ticked and what has the focus stay so."""
    page = watcher.page
    page.goto(BOARD)
    expect(unit(page, "Sở Công Thương")).to_contain_text("lỗi")
    expect(unit(page, "Sở Xây dựng").locator(".num")).to_have_text("1")
    page.get_by_label("Chọn Sở Tư pháp").check()
    page.get_by_role("link", name="Sở Tài chính").focus()
    file(stack, "SCT")
    book = form(replace(real_payload(), agency="SXD"), "SXD")
    sent = page.request.post(
        f"{stack.address}/api/v1/periods/2023-Q3/agencies/SXD/submissions?reason=Mat+mang",
        headers={"Authorization": "Bearer demo-snv"},
        multipart={"file": {"name": "bieu-mau.xlsx", "mimeType": XLSX, "buffer": book}},
    )
    assert sent.status == 202
    expect(unit(page, "Sở Công Thương")).to_contain_text("chờ tiếp nhận", timeout=30_000)
    expect(unit(page, "Sở Xây dựng").locator(".num")).to_have_text("2", timeout=30_000)
    expect(page.get_by_label("Chọn Sở Tư pháp")).to_be_checked()
    expect(page.locator("#so-chon")).to_have_text("1 đơn vị")
    expect(page.get_by_role("link", name="Sở Tài chính")).to_be_focused()


def test_a_board_that_cannot_be_renewed_says_so(watcher: Person) -> None:
    page, notice = watcher.page, watcher.page.locator(".live-notice")
    page.clock.install()
    page.goto(BOARD)
    for is_offline, said in ((True, re.compile("^Mất kết nối với máy chủ")), (False, "")):
        watcher.window.set_offline(is_offline)
        page.clock.run_for(5_000)
        expect(notice).to_have_text(said)
    watcher.window.clear_cookies()
    page.clock.run_for(5_000)
    expect(notice).to_have_text(re.compile("^Phiên làm việc đã hết hạn"))


def test_whole_pages_are_selected_and_the_number_is_told(watcher: Person) -> None:
    page = watcher.page
    page.goto(f"{BOARD}?cap=huyen")
    page.get_by_label("Chọn cả trang").check()
    expect(page.locator("#so-chon")).to_have_text("10 đơn vị")
    assert page.locator("input[name=unit]:checked").count() == 10
    page.get_by_label("Chọn Huyện Ân Thi").uncheck()
    expect(page.locator("#so-chon")).to_have_text("9 đơn vị")
    page.get_by_label("Chọn cả trang").check()
    page.get_by_label("Chọn cả trang").uncheck()
    expect(page.locator("#so-chon")).to_be_empty()


def test_units_are_found_without_diacritics_and_by_state(watcher: Person) -> None:
    page = watcher.page
    page.goto(BOARD)
    page.get_by_label("Tìm đơn vị").fill("giao thong")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("table.board tbody tr")).to_have_count(1)
    expect(page.locator("table.board")).to_contain_text("Sở Giao thông vận tải")
    page.goto(f"{BOARD}?trang_thai=missing")
    assert page.locator("table.board tbody tr").count() == 4
    assert set(page.locator("table.board .state").all_inner_texts()) == {"chưa nộp"}


def test_a_filing_is_returned_with_a_remark_revised_and_accepted(
    watcher: Person, browser: Browser, stack: Stack
) -> None:
    before = settled(stack)["indicators"][FIGURE]["value"]
    page = watcher.page
    page.goto("/duyet/2023-Q3-SGTVT-1")
    page.get_by_label("Nhận xét: Tổng số hồ sơ TTHC tiếp nhận trong kỳ").fill("Đối chiếu lại với Cổng dịch vụ công.")
    page.get_by_label("Lý do, ý kiến chung").fill("Số hồ sơ chưa khớp.")
    page.get_by_role("button", name="Trả lại báo cáo").click()
    expect(page.get_by_text("Đã trả lại báo cáo")).to_be_visible()
    board = watcher.window.new_page()
    board.goto(BOARD)
    expect(unit(board, "Sở Giao thông vận tải")).to_contain_text("trả lại")
    leader = Person(browser, stack.address).sign_in(LEADER)
    leader.page.goto("/bao-cao/2023-Q3/nhap")
    assert "Đối chiếu lại với Cổng dịch vụ công." in leader.page.locator("#t-indicators-ho_so-tiep_nhan").inner_text()
    # What was returned goes on counting until its revision is valid.
    assert merged(stack, str(before))["indicators"][FIGURE]["value"] == before
    for code, text in (("ho_so.tiep_nhan", "7.267"), ("ho_so.tiep_nhan_moi", "6.278"), ("ho_so.dung_han", "6.323")):
        leader.type_figure(code, text)
    leader.page.locator("#o-explanations-R06").fill("Hai thủ tục chờ công bố.")
    leader.type_figure("ho_so.moi_truc_tiep", "")
    leader.wait_until_saved()
    explain_the_rest(leader)
    hand_in(leader)
    expect(leader.page.locator("#ket-qua")).to_contain_text("hợp lệ", timeout=60_000)
    leader.leave()
    expect(unit(board, "Sở Giao thông vận tải")).to_contain_text("chờ tiếp nhận", timeout=30_000)
    assert merged(stack, str(before + 1))["indicators"][FIGURE]["value"] == before + 1
    page.goto("/duyet/2023-Q3-SGTVT-2")
    page.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(page.get_by_text("Đã tiếp nhận báo cáo.")).to_be_visible()
    expect(unit(board, "Sở Giao thông vận tải")).to_contain_text("đã tiếp nhận", timeout=30_000)


def test_one_unit_gets_more_time_and_another_is_let_off(watcher: Person, stack: Stack) -> None:
    page = watcher.page
    page.goto("/quan-tri/ky/2023-Q3")
    extend = page.get_by_role("region", name="Gia hạn", exact=True)
    extend.get_by_label("Đơn vị").select_option("SYT")
    extend.get_by_label("Hạn mới").fill("17:00 25/09/2023")
    extend.get_by_label("Lý do").fill("Đang chuyển trụ sở")
    extend.get_by_role("button", name="Gia hạn").click()
    expect(page.get_by_text("Đã gia hạn.")).to_be_visible()
    expected = stack.call("GET", "/periods/2023-Q3/completeness", "demo-snv")[1]["expected"]
    waive = page.get_by_role("region", name="Miễn nộp")
    waive.get_by_label("Đơn vị").select_option("HPC")
    waive.get_by_label("Lý do").fill("Vừa sáp nhập")
    waive.get_by_role("button", name="Miễn nộp").click()
    page.get_by_role("button", name="Xác nhận, thực hiện").click()
    expect(page.get_by_text("Đã miễn nộp.")).to_be_visible()
    assert stack.call("GET", "/periods/2023-Q3/completeness", "demo-snv")[1]["expected"] == expected - 1
    page.goto(f"{BOARD}?tim=so y te")
    expect(page.locator("table.board")).to_contain_text("17:00 25/09/2023")
    page.goto("/ky/2023-Q3/nhat-ky")
    said = page.get_by_role("main").inner_text()
    assert "Đang chuyển trụ sở" in said and "Vừa sáp nhập" in said
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải CSV").click()
    assert "Đang chuyển trụ sở" in download.value.path().read_text("utf-8-sig")


def test_many_units_are_reminded_after_a_preview(watcher: Person, stack: Stack) -> None:
    page = watcher.page
    page.goto(f"{BOARD}?trang_thai=missing")
    for box in page.locator("table.board input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Nhắc nộp…").click()
    expect(page.get_by_text("Chưa có gì được gửi.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Áp dụng với (\d)/\1 đơn vị"))).to_be_visible()
    expect(page.get_by_text("canbo@syt.demo.vn").first).to_be_visible()
    page.goto(f"{BOARD}?trang_thai=missing")
    for box in page.locator("table.board input[type=checkbox]").all():
        box.check()
    page.get_by_label("Lý do hoặc lời nhắn").fill("Mất điện diện rộng")
    page.get_by_role("button", name="Gia hạn…", exact=True).click()
    page.get_by_label("Hạn mới").fill("17:00 26/09/2023")
    page.get_by_role("button", name=re.compile("Xác nhận với")).click()
    expect(page.get_by_text(re.compile(r"Đã gia hạn cho \d đơn vị"))).to_be_visible()
    page.goto(f"{BOARD}?trang_thai=missing")
    assert page.locator("table.board").inner_text().count("17:00 26/09/2023") >= 2


def test_page_api_and_workbook_say_the_same(watcher: Person, stack: Stack) -> None:
    page = watcher.page
    page.goto(BUILDS)
    page.get_by_role("button", name="Lập bảng tổng hợp").click()
    link = page.get_by_role("link", name=re.compile("Tải xuống")).first
    expect(link).to_be_visible(timeout=90_000)
    with page.expect_download() as download:
        link.click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()), data_only=True)
    api = stack.call("GET", "/periods/2023-Q3/consolidation", "demo-snv")[1]["indicators"]
    page.goto(TOTALS)
    shown = {item.get_attribute("data-total"): item.inner_text() for item in page.locator("[data-total]").all()}
    assert len(shown) == len(api) == 79
    sheet = book["Biểu tổng hợp"]
    printed = {str(row[0].value): row for row in sheet.iter_rows(min_row=6)}
    numbers = {
        item["code"]: item["number"] for item in stack.call("GET", "/templates/cchc/2022", "demo-snv")[1]["indicators"]
    }
    for code, item in api.items():
        value = item["value"]
        text = shown[str(code)]
        if not isinstance(value, int | float):
            assert text in {"–", "không áp dụng"}, code
            continue
        assert parse_vietnamese(text) == Decimal(str(value)), code
        cells = [cell.value for cell in printed[numbers[code]] if isinstance(cell.value, int | float)]
        assert any(Decimal(str(round(cell, 9))) == Decimal(str(value)) for cell in cells), (code, cells)


def test_a_total_opens_into_its_units_and_each_unit_into_its_filing(watcher: Person, stack: Stack) -> None:
    page = watcher.page
    page.goto(TOTALS)
    page.get_by_role("link", name="Tổng số hồ sơ TTHC tiếp nhận trong kỳ").click()
    total = stack.call("GET", "/periods/2023-Q3/consolidation", "demo-snv")[1]["indicators"][FIGURE]["value"]
    expect(page.locator(".lead")).to_contain_text(format_vietnamese(Decimal(total)))
    parts = [
        parse_vietnamese(text)
        for text in page.locator("td[data-label='Số liệu']").all_inner_texts()
        if text not in {"–", "không áp dụng"}
    ]
    assert sum(parts) == total
    page.get_by_role("link", name="Sở Giao thông vận tải", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("Sở Giao thông vận tải: Quý III"))).to_be_visible()


def test_every_page_is_accessible_and_fits(watcher: Person) -> None:
    pages = (
        BOARD, "/duyet/2023-Q3-SGTVT-1", TOTALS, f"{TOTALS}/{FIGURE}", BUILDS, "/ky/2023-Q3/nhat-ky", "/xac-minh-bang",
    )  # fmt: skip
    for address in pages:
        page = watcher.page
        assert (page.goto(address) or pytest.fail(address)).status == 200
        assert complaints(page) == [], address
        assert fits(page, DESK, PHONE, 360), address
        assert 0 < weight(page) <= LIGHT, address
        assert shown_in_print(page, "h1") and not shown_in_print(page, NOT_ON_PAPER), address


def test_a_report_is_found_read_and_answered_with_the_keyboard_alone(watcher: Person) -> None:
    page, keys = watcher.page, watcher.page.keyboard
    page.goto(BOARD)
    press_until(page, "#tim")
    keys.type("noi vu")
    keys.press("Enter")
    expect(page.locator("table.board tbody tr")).to_have_count(1)
    press_until(page, "table.board th a")
    keys.press("Enter")
    page.wait_for_url("**/duyet/2023-Q3-SNV-1")
    press_until(page, "button[formaction$='tiep-nhan']")
    keys.press("Enter")
    expect(page.get_by_text("Đã tiếp nhận báo cáo.")).to_be_visible()
    press_until(page, "a[href*='cho-duyet']")
    keys.press("Enter")
    page.wait_for_url(re.compile("/duyet/2023-Q3-(?!SNV)"))


def press_until(page: Page, selector: str, most: int = 60) -> None:
    """Press the tabulator until that has the focus, which must be visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"{selector} is not reached by {most} presses")
