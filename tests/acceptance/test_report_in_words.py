"""A commune brings its Word report, confirms what was read, and has its receipt: in Chromium, from few clicks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Locator, Page, expect

from service.cli import main
from service.readers.document import read_document
from tests.support.chromium import PHONE, Clicks, Person, complaints, fits
from tests.support.stack import Stack, up

REPORT = Path(__file__).parents[1] / "data" / "report-in-words.docx"
UNITS = Path(__file__).parents[2] / "service" / "demo" / "communes-2025.csv"
LEADER, OTHER = "chutich@hoanghoatham.demo.vn", "chutich@tanhung.demo.vn"
PASSWORD, PERIOD = "mèo mướp trèo cây cau", "2025-Q3"
MOST_CLICKS = 12


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An installation with Hưng Yên's communes, an open period, and a two chairwomen who hand in."""
    data = tmp_path_factory.mktemp("words") / "data"
    person = ("--name", "Nguyễn Thị Hoa", "--role", "leader", "--password", PASSWORD)
    for command in (
        ("db", "upgrade"),
        ("agencies", "import", str(UNITS)),
        ("period", "open", PERIOD),
        ("user", "add", LEADER, *person, "--agency", "x-hoang-hoa-tham"),
        ("user", "add", OTHER, *person, "--agency", "x-tan-hung"),
    ):
        result = CliRunner().invoke(main, [*command, "--data", str(data)], env={"DATABASE_URL": None})
        assert result.exit_code == 0, result.output
    with up(data) as running:
        yield running


def test_from_the_word_file_to_the_receipt_in_fewer_clicks_than_twelve(browser: Browser, stack: Stack) -> None:
    leader, clicks = Person(browser, stack.address).sign_in(LEADER, PASSWORD), Clicks()
    page = leader.page
    page.goto("/bao-cao")
    clicks.on(page.get_by_role("link", name="Đọc từ báo cáo Word, PDF"))
    assert complaints(page) == [] and fits(page, PHONE)
    clicks.count += 1  # the file is chosen
    page.get_by_label("Văn bản báo cáo", exact=True).set_input_files(REPORT)
    clicks.on(page.get_by_role("button", name="Đọc báo cáo"))
    expect(page.get_by_role("heading", name="Xác nhận số liệu đọc từ báo cáo")).to_be_visible()
    assert complaints(page) == [] and fits(page, PHONE)
    if page.locator("#nhan-het").count():
        clicks.on(page.locator("#nhan-het"))
    for choice in page.locator("fieldset.decision").all():
        clicks.on(choice.locator("[data-key='1']"))
    expect(page.locator("#con-lai")).to_have_text("Đã quyết định mọi số liệu")
    expect(page.locator("#trang-thai")).to_have_text("Đã giữ các lựa chọn")
    assert complaints(page) == []
    clicks.on(page.get_by_role("button", name="Đưa vào biểu mẫu và xem lại").first)
    expect(page.get_by_text("Đã đưa vào biểu mẫu từ báo cáo")).to_be_visible()
    assert complaints(page) == [] and fits(page, PHONE)
    clicks.on(page.get_by_text("Chưa có nội dung mục I.a").first)
    page.locator("#o-narratives-I-a").fill("Đã ban hành 04 văn bản.")
    clicks.on(page.get_by_role("button", name="Lưu, xem lại và nộp"))
    require_carried(page, page.get_by_role("link", name="Tải dự thảo (PDF)"))
    clicks.on(page.get_by_role("button", name="Nộp báo cáo"))
    expect(page).to_have_url(re.compile("/xem-lai/nop"))
    clicks.on(page.get_by_role("button", name="Xác nhận, thực hiện"))
    expect(page).to_have_url(re.compile("/bien-nhan/"))
    expect(page.locator("#ket-qua")).to_contain_text("hợp lệ")
    assert hashlib.sha256(REPORT.read_bytes()).hexdigest() in page.get_by_role("main").inner_text()
    assert complaints(page) == [] and fits(page, PHONE)
    with page.expect_download() as download:
        page.get_by_role("link", name="report-in-words.docx").click()
    assert Path(download.value.path()).read_bytes() == REPORT.read_bytes()
    assert clicks.count < MOST_CLICKS
    verified_by_file(page)
    require_carried_when_filed(page)
    assert leader.faults == []
    leader.leave()


def require_carried_when_filed(page: Page) -> None:
    """The submission's own PDF carries its figures too."""
    page.goto("/bao-cao")
    require_carried(page, page.get_by_role("link", name="PDF", exact=True).first)


def verified_by_file(page: Page) -> None:
    """Look the filing up by its file, whose digest the browser computes; another file is none of it."""
    page.goto("/xac-minh")
    page.locator("#tep").set_input_files(REPORT)
    expect(page.get_by_text("Mã này là của một tệp gửi cùng báo cáo")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(f"{PERIOD}-x-hoang-hoa-tham-1")
    page.locator("#tep").set_input_files(UNITS)
    expect(page.get_by_text("Không có báo cáo nào với mã này")).to_be_visible()


def require_carried(page: Page, link: Locator) -> None:
    """A link gives a PDF that says and carries the report: the draft, or what was filed."""
    with page.expect_download(timeout=120_000) as download:
        link.click()
    raw = Path(download.value.path()).read_bytes()
    document = read_document("bao-cao.pdf", raw)
    assert document.carried is not None
    assert (document.carried.period, document.carried.agency) == (PERIOD, "x-hoang-hoa-tham")
    assert "Đã ban hành 04 văn bản." in "\n".join(block.text for block in document.blocks)


def bring(page: Page) -> None:
    """Have the report read."""
    page.goto(f"/bao-cao/{PERIOD}/tep")
    page.get_by_label("Văn bản báo cáo", exact=True).set_input_files(REPORT)
    page.get_by_role("button", name="Đọc báo cáo").press("Enter")
    expect(page.get_by_role("heading", name="Xác nhận số liệu đọc từ báo cáo")).to_be_visible()


def test_one_key_is_one_decision_a_correction_stays_and_sentence_and_figure_lead_to_each_other(
    browser: Browser, stack: Stack
) -> None:
    leader = Person(browser, stack.address).sign_in(OTHER, PASSWORD)
    page = leader.page
    bring(page)
    expect(page.get_by_role("alert")).to_contain_text("không phải của Xã Tân Hưng")
    assert complaints(page) == []
    shown = page.locator(".decision[data-code]")
    first, second, third = (shown.nth(number) for number in range(3))
    expect(first).to_be_focused()
    page.keyboard.press("1")
    expect(first).to_have_class(re.compile("decided"))
    expect(second).to_be_focused()
    page.keyboard.press("s")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(third).to_be_focused()
    page.keyboard.press("t")
    expect(page.locator(".found.shown").first).to_be_in_viewport()
    expect(page.locator("#trang-thai")).to_have_text("Đã giữ các lựa chọn")
    page.reload()
    expect(second.locator(".typed")).to_have_value("12")
    expect(first).to_have_class(re.compile("decided"))
    third.locator(".sentence").first.click()
    place = page.locator(".found.shown").first
    expect(place).to_be_in_viewport()
    place.click()
    expect(page.locator(f".decision.shown{place.get_attribute('href')}")).to_be_in_viewport()
    page.keyboard.press("a")
    expect(page.locator("#con-lai")).to_have_text("Đã quyết định mọi số liệu")
    assert leader.faults == []
    leader.leave()


def test_a_report_of_another_unit_is_held_back_until_somebody_stands_by_it(browser: Browser, stack: Stack) -> None:
    leader = Person(browser, stack.address).sign_in(OTHER, PASSWORD)
    page = leader.page
    bring(page)
    page.get_by_role("button", name="Đưa vào biểu mẫu và xem lại").first.press("Enter")
    expect(page.locator("#own")).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Đưa vào biểu mẫu và xem lại").first.press("Enter")
    expect(page.get_by_text("Đã đưa vào biểu mẫu từ báo cáo")).to_be_visible()
    assert leader.faults == []
    leader.leave()
