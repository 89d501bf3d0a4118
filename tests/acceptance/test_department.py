"""A department's people hand a report in: in Chromium, on the whole installation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Route, expect

from service.web.api.serializers import shown_content
from tests.support.chromium import PHONE, Person, complaints, fits
from tests.support.consolidations import TEMPLATE, real_payload
from tests.support.drafts import real_values
from tests.support.from_paper import copy_from_paper
from tests.support.mail_server import Box, text_of
from tests.support.processes import wait_until
from tests.support.stack import Stack, up
from tests.support.workbooks import filled, form, typed

OFFICER, LEADER, ADMIN = "canbo@sgtvt.demo.vn", "lanhdao@sgtvt.demo.vn", "quantri@demo.vn"
COMPUTED = "tai_chinh.ty_le_giai_ngan"
NEWCOMER = "ha.do@syt.demo.vn"
OWN_PASSWORD = "mèo mướp trèo cây cau"
FORM, REVIEW, FILE = "/bao-cao/2023-Q3/nhap", "/bao-cao/2023-Q3/xem-lai", "/bao-cao/2023-Q3/tep"
WHY = "Hai thủ tục đang chờ công bố mức độ."


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, box: Box) -> Iterator[Stack]:
    """The demonstration, running, with mail."""
    with up(tmp_path_factory.mktemp("department") / "data", "--demo", TONGHOP_SMTP_URL=box.url) as running:
        yield running


@pytest.fixture
def officer(browser: Browser, stack: Stack) -> Iterator[Person]:
    """The department's officer, signed in."""
    person = Person(browser, stack.address).sign_in(OFFICER)
    yield person
    assert person.faults == []
    person.leave()


@pytest.fixture
def leader(browser: Browser, stack: Stack) -> Iterator[Person]:
    """The department's leader, signed in."""
    person = Person(browser, stack.address).sign_in(LEADER)
    yield person
    assert person.faults == []
    person.leave()


def test_mistakes_are_said_beside_the_figure_and_repaired(officer: Person) -> None:
    page = officer.page
    page.goto(FORM)
    officer.type_figure("ho_so.tiep_nhan", "7.2a6")
    assert "«7.2a6» không phải là số" in officer.beside("ho_so.tiep_nhan")
    officer.type_figure("ho_so.tiep_nhan", "7.200")
    assert "cộng hồ sơ tiếp nhận mới (6.277): chênh lệch 66" in officer.beside("ho_so.tiep_nhan")
    officer.type_figure("tai_chinh.dau_tu_cong_ke_hoach", "8.5")
    assert "có phải là 8,5?" in officer.beside("tai_chinh.dau_tu_cong_ke_hoach")
    assert complaints(page) == []
    page.locator("#can-xem").get_by_role("link", name=re.compile("cộng hồ sơ tiếp nhận mới")).click()
    expect(page.locator(officer.figure("ho_so.tiep_nhan"))).to_be_focused()
    officer.type_figure("ho_so.tiep_nhan", "7.266")
    officer.type_figure("tai_chinh.dau_tu_cong_ke_hoach", "4.135,9")
    assert officer.beside("ho_so.tiep_nhan") == officer.beside("tai_chinh.dau_tu_cong_ke_hoach") == ""
    officer.wait_until_saved()


def test_what_was_typed_is_there_after_the_tab_was_closed(officer: Person, browser: Browser, stack: Stack) -> None:
    officer.page.goto(FORM)
    officer.page.locator("#o-narratives-III-2").fill("Nguyên nhân: thiếu nhân lực chuyên trách.")
    officer.page.close()
    again = Person(browser, stack.address).sign_in(OFFICER)
    again.page.goto(FORM)
    shown = again.page.locator("#o-narratives-III-2")
    expect(shown).to_have_value("Nguyên nhân: thiếu nhân lực chuyên trách.")
    again.leave()


def test_a_broken_connection_loses_nothing_and_says_so(officer: Person) -> None:
    page = officer.page
    page.goto(FORM)
    officer.window.set_offline(True)
    officer.page.locator("#o-narratives-V").fill("Đề nghị bố trí thêm kinh phí số hóa.")
    officer.page.locator("#o-narratives-V").blur()
    expect(page.locator("#trang-thai")).to_contain_text("Mất kết nối – giữ tạm trên máy này")
    officer.window.set_offline(False)
    page.reload()
    officer.wait_until_saved()
    page.reload()
    expect(page.locator("#o-narratives-V")).to_have_value("Đề nghị bố trí thêm kinh phí số hóa.")


def test_nothing_is_lost_where_the_line_is_down_or_the_session_over_as_one_presses_save(officer: Person) -> None:
    page, onward = officer.page, officer.page.get_by_role("button", name="Xem lại và trình lãnh đạo")
    page.goto(FORM)
    officer.window.set_offline(True)
    page.locator(officer.figure("khao_sat.so_phieu")).fill("51")
    onward.click()
    expect(page.locator("#trang-thai")).to_contain_text("Mất kết nối – giữ tạm trên máy này")
    officer.window.set_offline(False)
    onward.click()
    page.wait_for_url(f"**{REVIEW}")
    page.goto(FORM)
    officer.window.clear_cookies()
    page.locator(officer.figure("khao_sat.so_phieu")).fill("52")
    onward.click()
    expect(page.locator("#trang-thai")).to_contain_text("Phiên làm việc đã hết")
    assert complaints(page) == []
    with officer.window.expect_page() as opened:
        page.get_by_role("link", name="Đăng nhập lại").click()
    opened.value.close()
    again, officer.page = page, officer.window.new_page()
    officer.sign_in(OFFICER)
    again.evaluate("dispatchEvent(new Event('focus'))")
    expect(again.locator("#trang-thai[data-state=saved]")).to_be_visible()
    again.reload()
    expect(again.locator(officer.figure("khao_sat.so_phieu"))).to_have_value("52")


def test_what_the_server_cannot_save_just_now_is_kept_and_sent_again_by_itself(officer: Person) -> None:
    """Where its disk is full, where it is busy, and where a proxy answers in its place with a page."""
    page, state = officer.page, officer.page.locator("#trang-thai")
    page.goto(FORM)
    answers = [
        {"status": 507, "content_type": "application/problem+json", "body": '{"detail": "Ổ đĩa của hệ thống đã đầy."}'},
        {"status": 503, "content_type": "application/problem+json", "body": '{"detail": "Cơ sở dữ liệu đang bận."}'},
        {"status": 502, "content_type": "text/html", "body": "<h1>Bad Gateway</h1>"},
    ]
    left = iter(answers)

    def answer(route: Route) -> None:
        refusal = next(left, None)
        route.continue_() if refusal is None else route.fulfill(**refusal)

    page.clock.install()
    page.route("**/luu", answer)
    officer.type_figure("khao_sat.so_phieu", "61")
    expect(state).to_have_text("Ổ đĩa của hệ thống đã đầy. Chưa lưu được – giữ tạm trên máy này, tự gửi lại sau 6 giây")
    page.clock.run_for(6_000)
    expect(state).to_contain_text("Cơ sở dữ liệu đang bận. Chưa lưu được")
    expect(state).to_contain_text("tự gửi lại sau 12 giây")
    page.clock.run_for(12_000)
    expect(state).to_have_text("Chưa lưu được – giữ tạm trên máy này, tự gửi lại sau 24 giây")
    page.clock.run_for(24_000)
    expect(page.locator("#trang-thai[data-state=saved]")).to_be_visible()
    page.reload()
    expect(page.locator(officer.figure("khao_sat.so_phieu"))).to_have_value("61")


def test_of_two_people_in_one_field_the_second_sees_the_first_and_chooses(officer: Person, leader: Person) -> None:
    for person in (officer, leader):
        person.page.goto(FORM)
    officer.type_figure("chi_dao.nhiem_vu_hoan_thanh", "60")
    officer.wait_until_saved()
    leader.type_figure("chi_dao.nhiem_vu_hoan_thanh", "61")
    choice = leader.page.locator(".clash-notice")
    expect(choice).to_contain_text("Cán bộ Sở Giao thông vận tải cũng sửa ô này")
    assert complaints(leader.page) == []
    choice.get_by_role("button", name="Giữ bản đang nhập").click()
    leader.wait_until_saved()
    officer.page.reload()
    expect(officer.page.locator(officer.figure("chi_dao.nhiem_vu_hoan_thanh"))).to_have_value("61")


def test_different_fields_of_two_people_both_stay_and_are_shown(officer: Person, leader: Person) -> None:
    for person in (officer, leader):
        person.page.goto(FORM)
    officer.type_figure("khao_sat.so_phieu", "55")
    officer.wait_until_saved()
    leader.type_figure("doi_thoai.so_cuoc", "3")
    leader.wait_until_saved()
    expect(leader.page.locator(leader.figure("khao_sat.so_phieu"))).to_have_value("55")
    expect(leader.page.get_by_text("Cán bộ Sở Giao thông vận tải vừa sửa lúc")).to_be_visible()


def test_the_officer_sends_it_and_the_leader_hands_it_in_once(officer: Person, leader: Person) -> None:
    officer.page.goto(FORM)
    officer.page.locator("#o-explanations-R06").fill(WHY)
    officer.page.get_by_role("button", name="Xem lại và trình lãnh đạo").click()
    expect(officer.page.get_by_text("Có thể trình lãnh đạo")).to_be_visible()
    officer.page.get_by_role("button", name="Trình lãnh đạo").click()
    expect(officer.page.get_by_text("Đã trình. Chờ lãnh đạo")).to_be_visible()
    page = leader.page
    page.goto("/bao-cao")
    expect(page.get_by_text("chờ lãnh đạo nộp")).to_be_visible()
    page.goto(REVIEW)
    assert WHY in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.get_by_role("button", name="Xác nhận, thực hiện").dblclick()
    # The second click ends the going there that the first began, which a wait for one going there would not bear.
    expect(page).to_have_url(re.compile("/bien-nhan/"), timeout=60_000)
    expect(page.locator("#ket-qua")).to_contain_text("hợp lệ", timeout=60_000)
    assert complaints(page) == []
    receipt = page.get_by_role("main").inner_text()
    assert re.search(r"\b[0-9a-f]{64}\b", receipt) and "2023-Q3-SGTVT-2" in receipt
    page.get_by_role("main").get_by_role("link", name="Xác minh biên nhận").click()
    expect(page.get_by_text("Xác nhận: hệ thống đã nhận báo cáo này lúc")).to_be_visible()
    page.goto("/bao-cao/2023-Q3/so-sanh")
    expect(page.get_by_role("heading", name="III.2.")).to_be_visible()
    assert complaints(page) == [] and fits(page, PHONE)
    assert "nhân lực chuyên" in " ".join(page.locator("ins").all_inner_texts())


def bring(person: Person, folder: Path, raw: bytes, button: str) -> None:
    """Bring a file and press one of the two buttons."""
    path = folder / "bieu-mau.xlsx"
    path.write_bytes(raw)
    person.page.goto(FILE)
    person.page.get_by_label("Tệp báo cáo").set_input_files(path)
    person.page.get_by_role("button", name=button).click()


def test_a_file_with_mistakes_comes_back_with_comments_on_the_faulty_cells(leader: Person, tmp_path: Path) -> None:
    raw = typed(filled(), ho_so__tiep_nhan="7.2a6")
    bring(leader, tmp_path, raw, "Nộp luôn tệp này")
    page = leader.page
    expect(page.get_by_text("«7.2a6» không phải là số").first).to_be_visible()
    assert complaints(page) == []
    with page.expect_download() as download:
        bring(leader, tmp_path, raw, "Kiểm tra, tải về bản đánh dấu chỗ cần sửa")
    download.value.save_as(tmp_path / "danh-dau.xlsx")
    book = openpyxl.load_workbook(tmp_path / "danh-dau.xlsx")
    assert book.sheetnames[0] == "Danh sách lỗi"
    sheet, place = next(book.defined_names["ct.ho_so.tiep_nhan"].destinations)
    assert "7.2a6" in book[sheet][place.replace("$", "")].comment.text


def test_a_file_is_shown_against_the_form_and_then_put_into_it(officer: Person, tmp_path: Path) -> None:
    raw = typed(filled(), khao_sat__so_phieu="77", ho_so__tiep_nhan="bảy nghìn")
    bring(officer, tmp_path, raw, "Đưa vào biểu mẫu để xem và sửa")
    page = officer.page
    expect(page.get_by_role("heading", name="Xem trước nội dung tệp")).to_be_visible()
    expect(page.get_by_text("«bảy nghìn» không phải là số").first).to_be_visible()
    assert complaints(page) == []
    page.get_by_role("button", name="Thay toàn bộ").click()
    expect(page.locator(officer.figure("khao_sat.so_phieu"))).to_have_value("77")


def test_a_file_of_another_period_is_refused_with_the_reason(officer: Person, tmp_path: Path) -> None:
    raw = form(real_payload(), period=TEMPLATE.schedule.period("2023-H1"))
    bring(officer, tmp_path, raw, "Đưa vào biểu mẫu để xem và sửa")
    said = officer.page.get_by_role("alert").inner_text()
    assert complaints(officer.page) == []
    assert "Báo cáo ghi kỳ báo cáo" in said and "«2023-Q3»" in said


def invited(browser: Browser, stack: Stack, box: Box) -> Person:
    """An officer of Sở Y tế who may hand in: added by the administrator, come in by the letter's link."""
    admin = Person(browser, stack.address).sign_in(ADMIN)
    page = admin.page
    page.goto("/quan-tri/don-vi/SYT")
    page.get_by_label("Cho phép cán bộ nộp báo cáo").check()
    page.get_by_role("button", name="Lưu").click()
    page.goto("/quan-tri/nguoi-dung")
    page.get_by_label("Họ tên").fill("Đỗ Thị Hà")
    page.get_by_label("Địa chỉ thư điện tử").fill(NEWCOMER)
    page.get_by_label("Đơn vị").select_option("SYT")
    page.get_by_role("button", name="Thêm và gửi thư mời").click()
    expect(page.get_by_role("status")).to_contain_text("Đã thêm Đỗ Thị Hà")
    admin.leave()
    wait_until(lambda: NEWCOMER in box.recipients, 60, "the letter")
    link = re.search(r"http\S+", text_of(box.letters[-1]))
    assert link
    officer = Person(browser, stack.address)
    officer.page.goto(link[0])
    officer.page.get_by_label("Mật khẩu mới", exact=True).fill(OWN_PASSWORD)
    officer.page.get_by_label("Nhập lại mật khẩu mới").fill(OWN_PASSWORD)
    officer.page.get_by_role("button", name="Đặt mật khẩu").click()
    return officer.sign_in(NEWCOMER, OWN_PASSWORD)


def test_an_invited_officer_fills_the_report_from_the_paper_errs_mends_and_hands_in(
    browser: Browser, stack: Stack, box: Box
) -> None:
    officer = invited(browser, stack, box)
    officer.page.goto(FORM)
    expect(officer.page.locator("#trang-thai")).to_have_text("Chưa có nội dung nào được lưu.")
    copy_from_paper(officer, forgotten=["narratives.III.1"])
    officer.type_figure("ho_so.tiep_nhan", "7.2a6")
    officer.type_figure("tthc.tong", "141")
    officer.page.close()
    page = officer.page = officer.window.new_page()
    page.goto(FORM)
    officer.wait_until_saved()
    page.get_by_role("button", name="Lưu, xem lại và nộp").click()
    expect(page.get_by_role("alert").or_(page.locator(".alert-danger"))).to_contain_text("Còn 3 lỗi")
    expect(page.get_by_role("button", name="Nộp báo cáo")).to_be_disabled()
    page.get_by_role("link", name="«7.2a6» không phải là số").click()
    expect(page.locator(officer.figure("ho_so.tiep_nhan"))).to_be_in_viewport()
    officer.type_figure("ho_so.tiep_nhan", "7.266")
    officer.type_figure("tthc.tong", "140")
    page.locator("#o-narratives-III-1").fill(real_values()["narratives.III.1"])
    for box_of_rule in page.locator(".explain:visible textarea").all():
        box_of_rule.fill(WHY)
    page.get_by_role("button", name="Lưu, xem lại và nộp").click()
    expect(page.get_by_text("Có thể nộp báo cáo")).to_be_visible()
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.get_by_role("button", name="Xác nhận, thực hiện").click()
    expect(page.locator("#ket-qua")).to_contain_text("hợp lệ", timeout=60_000)
    status, filed = stack.call("GET", "/submissions/2023-Q3-SYT-1", "demo-snv")
    assert status == 200
    figures = shown_content(real_payload())["indicators"]
    assert filed["content"]["indicators"] == {code: figures[code] for code in figures if code != COMPUTED}
    assert len(filed["content"]["documents"]) == len(real_payload().documents)
    assert officer.faults == []
    officer.leave()


def test_closing_a_period_leaves_the_form_to_be_read_only(browser: Browser, stack: Stack, officer: Person) -> None:
    page = officer.page
    page.goto("/bao-cao/2023-H1/nhap")
    expect(page.get_by_text("Kỳ báo cáo đã khóa: chỉ xem")).to_be_visible()
    assert page.locator(officer.figure("ho_so.tiep_nhan")).is_disabled()
