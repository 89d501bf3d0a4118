"""The story of a quarter in Chromium on a running installation: filed in four ways, reviewed side by side, adjusted,
closed by the leader, published, and corrected a month later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.chromium import PHONE, Person, complaints, fits
from tests.support.filings import of_agency
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD
from tests.support.live_quarter import COLLEAGUE_AT, HOME_TOKEN, LEADER, OFFICER, LiveQuarter, confirm, leader_of, token
from tests.support.quarter import BOARD, BY_EXCEL, BY_FORM, BY_WORD, CLOSING, CODE
from tests.support.written_documents import paragraph, word_file

FEW = (BY_WORD, BY_FORM, BY_EXCEL, "STC", "SXD", "SCT", "SLDTBXH", "STNMT", "SNV")
RESULTS = f"/bao-cao/{PERIOD}/ket-qua"
# Of a hundred clean reports accepted one by one it would be two hundred clicks.
MOST_CLICKS = 10
TALLEST = 4_000  # pixels of the published results on a telephone, before a section is opened
REMARK, LATE_WHY = "Đã đối chiếu với Cổng dịch vụ công.", "Bổ sung báo cáo nộp muộn"


def test_a_quarter_of_nine_departments(browser: Browser, tmp_path: Path) -> None:
    live_through(browser, tmp_path, FEW)


def live_through(browser: Browser, folder: Path, units: Sequence[str]) -> None:
    """All of it, in order: each unit has one initiative, by which the totals are worked out."""
    story, count = LiveQuarter(browser, folder, units), len(units) - 1
    with story.running(MORNING):
        file_all(story)
        officer, colleague = story.sign_in(OFFICER), story.sign_in(COLLEAGUE_AT)
        review_side_by_side(story, officer, colleague)
        clicks = story.accept_clean(officer)
        # The colleague has accepted one, and what was returned and filed again is read on its own.
        expect(officer.page.get_by_text(f"Đã tiếp nhận báo cáo của {count - 2} đơn vị.")).to_be_visible()
        assert clicks < MOST_CLICKS
        accept_what_was_mended(story, officer)
        adjust(story, officer, count)
        leader = story.sign_in(LEADER)
        close(story, officer, leader)
        first = story.stack.workbook(PERIOD, HOME_TOKEN)
        let_the_late_one_in(story, officer, count)
        publish(officer, 1)
        see_the_results(story, count)
    with story.running(MORNING + timedelta(days=30)):
        correct(story, officer, leader, count)
        verify(officer, folder, first)
    story.leave()


def file_all(story: LiveQuarter) -> None:
    """Three units by their people, the others by programs, one of them with a warning that it does not explain."""
    for unit in story.units[3:-1]:
        story.file_by_program(unit, explains=unit != story.units[3])
    story.file_by_people()
    for unit in story.units[3:-1]:
        story.wait_for(unit)


def review_side_by_side(story: LiveQuarter, officer: Person, colleague: Person) -> None:
    """Each takes a report; what one has returned is not accepted by the other, who learns so and loses no word."""
    doubtful, other = story.units[3:5]
    path = f"/duyet/{PERIOD}-{doubtful}-1"
    for person, unit in ((officer, doubtful), (colleague, other)):
        person.page.goto(f"/duyet/{PERIOD}-{unit}-1")
        person.page.get_by_role("button", name="Nhận xem xét", exact=True).click()
        expect(person.page.get_by_text("Đồng chí nhận xem xét báo cáo này")).to_be_visible()
    colleague.page.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(colleague.page.get_by_text("Đã tiếp nhận báo cáo.")).to_be_visible()
    for person in (officer, colleague):
        person.page.goto(path)
    colleague.page.get_by_label("Lý do, ý kiến chung").fill(REMARK)
    officer.page.get_by_label("Lý do, ý kiến chung").fill("Thiếu giải trình")
    officer.page.get_by_role("button", name="Trả lại báo cáo").click()
    expect(officer.page.get_by_text("Đã trả lại báo cáo")).to_be_visible()
    colleague.page.get_by_role("button", name="Tiếp nhận kèm ý kiến").click()
    said = colleague.page.locator("#loi")
    expect(said).to_contain_text(f"{HOME_AFFAIRS.name} đã trả lại báo cáo này lúc")
    expect(said).to_contain_text("Thiếu giải trình")
    expect(colleague.page.get_by_label("Lý do, ý kiến chung")).to_have_value(REMARK)
    story.file_by_program(doubtful, 2)
    story.wait_for(doubtful, 2)


def accept_what_was_mended(story: LiveQuarter, officer: Person) -> None:
    """The second revision of what was returned, after its reading."""
    officer.page.goto(f"/duyet/{PERIOD}-{story.units[3]}-2")
    officer.page.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(officer.page.get_by_text("Đã tiếp nhận báo cáo.")).to_be_visible()


def adjust(story: LiveQuarter, officer: Person, count: int) -> None:
    """By telephone, by a letter with its file, and for a time; one unit objects and is heard."""
    by_telephone, by_letter, for_a_time = story.units[4:7]
    assert story.total(officer) == str(count)
    asked = story.adjust(officer, by_telephone, "100", "Điện thoại của đ/c Hùng ngày 18/9/2023")
    assert "1 thành 100" in asked and f": {count} thành {count + 99}." in asked
    assert story.total(officer) == str(count + 99)
    story.adjust(officer, by_letter, "200", "CV số 12/SCT-VP ngày 18/9/2023")
    page = officer.page
    letter = {"name": "cv-12.docx", "mimeType": "", "buffer": word_file(paragraph("Đính chính số sáng kiến: 200."))}
    page.get_by_label("Tệp minh chứng").set_input_files(letter)  # type: ignore[arg-type]
    page.get_by_role("button", name="Kèm minh chứng").click()
    expect(page.get_by_role("link", name="cv-12.docx")).to_be_visible()
    assert story.total(officer) == str(count + 99 + 199)
    asked = story.adjust(officer, for_a_time, "300", "CV số 7/BC ngày 18/9/2023", "17h00 ngày 25/9/2023")
    assert "17:00 25/09/2023" in asked
    expect(page.get_by_text("đến 17:00 25/09/2023")).to_be_visible()
    assert story.total(officer) == str(count + 99 + 199 + 299)
    unit = story.sign_in(leader_of(by_telephone))
    unit.page.goto(f"/lan-nop/{PERIOD}-{by_telephone}-1")
    unit.page.get_by_label("Ý kiến của đơn vị").fill("Số đúng là 99")
    unit.page.get_by_role("button", name="Không đồng ý").click()
    expect(unit.page.get_by_text("Đã gửi ý kiến; Sở Nội vụ đã được báo.")).to_be_visible()
    page.goto(f"/duyet/{PERIOD}-{by_telephone}-1")
    expect(page.get_by_text("«Số đúng là 99»")).to_be_visible()
    story.adjust(officer, by_telephone, "99", "Ý kiến của đơn vị ngày 18/9/2023")
    assert story.total(officer) == str(count + 98 + 199 + 299)


def close(story: LiveQuarter, officer: Person, leader: Person) -> None:
    """Put before the leader, sent back once, put before her again, approved, and locked."""
    story.settle(officer)
    ask(officer.page, "Lời trình", "Đủ điều kiện")
    leader.page.goto(CLOSING)
    leader.page.get_by_label("Ý kiến gửi chuyên viên").fill("Làm rõ số đã điều chỉnh")
    leader.page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(leader.page.get_by_text("Đã trả lại chuyên viên kèm ý kiến.")).to_be_visible()
    officer.page.goto(CLOSING)
    expect(officer.page.get_by_text("Làm rõ số đã điều chỉnh")).to_be_visible()
    ask(officer.page, "Lời trình", "Đã làm rõ với đơn vị")
    approve(leader.page)
    officer.page.goto(CLOSING)
    officer.page.get_by_role("button", name="Khóa kỳ").click()
    confirm(officer.page)
    expect(officer.page.get_by_text("Đã khóa kỳ báo cáo.")).to_be_visible()


def ask(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Trình lãnh đạo duyệt").click()
    expect(page.get_by_text("Đã trình lãnh đạo Sở Nội vụ.")).to_be_visible()


def approve(page: Page) -> None:
    page.goto(CLOSING)
    page.get_by_role("button", name="Duyệt", exact=True).click()
    confirm(page)
    expect(page.get_by_text("Đã duyệt.")).to_be_visible()


def let_the_late_one_in(story: LiveQuarter, officer: Person, count: int) -> None:
    """One unit may file after the closing; its report is accepted and changes no figure of the edition."""
    page, unit = officer.page, story.late
    to = f"/periods/{PERIOD}/agencies/{unit}/submissions"
    assert story.stack.call("POST", to, token(unit), of_agency(unit))[0] == 409
    page.goto(f"/quan-tri/ky/{PERIOD}")
    late = page.get_by_role("region", name="Cho một đơn vị nộp muộn")
    late.get_by_label("Đơn vị").select_option(unit)
    late.get_by_label("Nộp được đến").fill("17h00 ngày 25/9/2023")
    late.get_by_label("Lý do").fill("Mất điện")
    late.get_by_role("button", name="Cho nộp muộn").click()
    expect(page.get_by_text("Được nộp muộn sau khi khóa kỳ:")).to_be_visible()
    story.file_by_program(unit)
    story.wait_for(unit)
    page.goto(f"/duyet/{PERIOD}-{unit}-1")
    expect(page.get_by_text("chờ ấn bản điều chỉnh").first).to_be_visible()
    page.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(page.get_by_text("Đã tiếp nhận báo cáo.")).to_be_visible()
    assert story.total(officer) == str(count + 98 + 199 + 299)


def publish(officer: Person, number: int) -> None:
    page = officer.page
    page.goto(CLOSING)
    page.get_by_role("button", name=f"Công bố ấn bản số {number}").click()
    confirm(page)
    expect(page.get_by_text("Đã công bố cho các đơn vị.")).to_be_visible()


def see_the_results(story: LiveQuarter, count: int) -> None:
    """On a telephone: the unit's own figure beside the province's, its rank, and no page without end."""
    unit = story.sign_in(leader_of(story.units[4]), width=PHONE)
    page = unit.page
    page.goto(RESULTS)
    expect(page.get_by_text(f"hạng 1 trong {count} đơn vị ({count} đơn vị cùng hạng)").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") < TALLEST
    assert complaints(page) == [] and fits(page, PHONE)
    page.get_by_label("Tìm chỉ tiêu").fill("sang kien")
    page.get_by_role("button", name="Tìm").click()
    own, total, units = page.locator(f"[data-indicator='{CODE}'] td").all_inner_texts()
    assert (own, total, units) == ("99", str(count + 98 + 199 + 299), str(count))


def correct(story: LiveQuarter, officer: Person, leader: Person, count: int) -> None:
    """The late report makes the next edition, whose differences are its unit and its figures."""
    before, page = count + 98 + 199 + 299, officer.page
    story.settle(officer)
    ask(page, "Lý do điều chỉnh", LATE_WHY)
    approve(leader.page)
    page.goto(CLOSING)
    page.get_by_role("button", name="Lập ấn bản điều chỉnh").click()
    confirm(page)
    expect(page.get_by_text("Đã lập ấn bản điều chỉnh.")).to_be_visible()
    assert story.total(officer) == str(before + 1)
    page.goto(f"{BOARD}/an-ban/2/thay-doi")
    expect(page.get_by_text("Đơn vị thêm mới: Sở Nội vụ.")).to_be_visible()
    moved = page.locator("tr", has_text="Số mô hình, sáng kiến").first.locator("td").all_inner_texts()
    assert moved == [str(before), str(before + 1)]
    publish(officer, 2)


def verify(officer: Person, folder: Path, first: bytes) -> None:
    """A workbook of the first edition is intact, and not the newest."""
    path, page = folder / "tong-hop.xlsx", officer.page
    path.write_bytes(first)
    page.goto("/xac-minh-bang")
    page.get_by_label("Bảng tổng hợp", exact=True).set_input_files(path)
    page.get_by_role("button", name="Xác minh").click()
    expect(page.get_by_text("Nguyên vẹn.")).to_be_visible()
    expect(page.get_by_text("bảng này thuộc ấn bản số 1")).to_contain_text("Mới nhất: Ấn bản số 2 (điều chỉnh) lúc 08:")
