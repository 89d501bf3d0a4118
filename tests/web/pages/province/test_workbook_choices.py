"""Workbooks in the browser: chosen parts, changes, verification, and the reports in words."""

from __future__ import annotations

import io

import pytest

from service.actions.consolidation.build import build_workbook, finished_workbook
from service.readers.workbook_cells import CellBook
from service.web.media_types import DOCX, PDF, XLSX
from service.writers.consolidated_workbook import FINGERPRINT
from tests.support.browser import Person
from tests.support.consolidations import offline_workbook
from tests.support.filings import changed, hand_in_and_check, real_report
from tests.support.installation import OFFICER, PERIOD
from tests.support.web import Web
from tests.support.workbooks import edited

PAGE, VERIFY = f"/ky/{PERIOD}/bang-tong-hop", "/xac-minh-bang"


@pytest.fixture
def home(watcher: Person) -> Person:
    """Somebody of Home Affairs."""
    return watcher


def build(web: Web, home: Person, **choice: str) -> str:
    """A workbook that was asked for on the page and is built; its id."""
    page = home.get(PAGE)
    said = home.send(
        PAGE, {"csrf_token": page.find("//form[@method='post']//input[@name='csrf_token']").get("value"), **choice}
    )
    assert "Đã bắt đầu lập bảng." in said.words
    rows = said.texts("//div[@id='cac-lan']//tbody/tr/th")
    number = f"{PERIOD}-{len(rows)}"
    build_workbook(web.context, number)
    return number


def test_a_part_is_chosen_built_named_and_downloaded(web: Web, home: Person) -> None:
    hand_in_and_check(web.context, real_report())
    number = build(web, home, kinds="so", sections="II.2", edition="xlsx")
    said = home.get(PAGE).words
    assert "Sở, ban, ngành; mục II.2" in said
    answer = home.get(f"{PAGE}/{number}/tong-hop.xlsx").answer
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    assert f"tong-hop-{number}.xlsx" in answer.headers["Content-Disposition"]


def test_agencies_are_chosen_by_a_tap_each(web: Web, home: Person) -> None:
    hand_in_and_check(web.context, real_report())
    boxes = home.get(PAGE).tree.xpath("//input[@name='units']")
    assert {str(box.get("type")) for box in boxes} == {"checkbox"}
    assert {"SGTVT", "STC"} <= {str(box.get("value")) for box in boxes}
    build(web, home, units="SGTVT")
    assert "1 đơn vị được chọn" in home.get(PAGE).texts("//div[@id='cac-lan']//tbody/tr")[0]


def test_the_printout_is_a_pdf(web: Web, home: Person) -> None:
    hand_in_and_check(web.context, real_report())
    number = build(web, home, edition="pdf", sections="II.5", parts="findings")
    assert "mục II.5; bản in PDF; in thêm «Cảnh báo và giải trình»" in home.get(PAGE).words
    assert home.get(f"{PAGE}/{number}/tong-hop.xlsx").answer.mimetype == PDF


def test_without_an_office_program_the_page_says_so(web: Web, home: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    page = home.get(PAGE)
    token = page.find("//form[@method='post']//input[@name='csrf_token']").get("value")
    monkeypatch.setenv("PATH", "")
    assert "chưa cài LibreOffice" in home.send(PAGE, {"csrf_token": token, "edition": "pdf"}).words


def test_changes_are_shown_with_who_brought_them(web: Web, home: Person, auditor: Person) -> None:
    hand_in_and_check(web.context, real_report())
    first = build(web, home)
    home.get(f"{PAGE}/{first}/tong-hop.xlsx")
    hand_in_and_check(web.context, changed(sang_kien__so_luong=3))
    second = build(web, home)
    assert "Đơn vị nộp lại: Sở Giao thông vận tải." in home.get(PAGE).words
    said = auditor.get(f"{PAGE}/{second}/thay-doi").words
    assert f"{PERIOD}-SGTVT-2" in said and "Cán bộ" in said
    assert "Số mô hình, sáng kiến" in said
    assert "Không đơn vị nào thay đổi." in auditor.get(f"{PAGE}/{second}/thay-doi?tu={second}").words
    assert auditor.get(f"{PAGE}/{first}/thay-doi").status == 404
    assert auditor.get(f"{PAGE}/{second}/thay-doi?tu=khong-co").status == 404


def verify(person: Person, raw: bytes | None, name: str = "bang.xlsx") -> str:
    """What the page says of a file."""
    token = person.get(VERIFY).find("//main//input[@name='csrf_token']").get("value")
    fields = {"csrf_token": token}
    return person.send(VERIFY, fields if raw is None else {**fields, "file": (io.BytesIO(raw), name)}).words


def test_a_copy_is_verified_on_a_page(web: Web, home: Person, auditor: Person) -> None:
    hand_in_and_check(web.context, real_report())
    number = build(web, home)
    raw = finished_workbook(web.context, number).content or b""
    assert f"Nguyên vẹn. Tệp «bang.xlsx» trùng từng byte với bảng {number}." in verify(auditor, raw)
    said = verify(auditor, edited(raw, lambda book: book["Biểu tổng hợp"].cell(8, 2, "<b>Khác</b>") and None))
    assert "Đã bị thay đổi." in said and "có 1 chỗ khác" in said
    assert "Biểu tổng hợp" in said and "B8" in said and "<b>Khác</b>" in said
    assert "không phải tệp Excel" in verify(auditor, b"x,y")
    assert "Thiếu trường «file»" in verify(auditor, None)


def test_a_page_says_of_a_workbook_made_from_files_what_was_not_checked(web: Web, auditor: Person) -> None:
    raw = offline_workbook()
    said = verify(auditor, raw)
    assert "Đúng như bản gốc kèm trong tệp." in said and "Nguyên vẹn." not in said
    assert "Đã đối chiếu số liệu" in said and "Chưa kiểm tra được ai lập bảng" in said
    assert CellBook(raw).named(FINGERPRINT) in said
    said = verify(auditor, edited(raw, lambda book: book["II.2"].__setitem__("E15", 5)))
    assert "Đã bị thay đổi." in said and "có 1 chỗ khác với bản gốc kèm trong tệp" in said and "Chưa kiểm tra" in said


def test_departments_do_not_verify_nor_see_the_provinces_report(web: Web) -> None:
    officer = Person(web.app, web.context, OFFICER, "van.an@sgtvt.gov.vn")
    for path in (VERIFY, f"/ky/{PERIOD}/van-ban.docx", f"/ky/{PERIOD}/van-ban/STC.docx"):
        assert officer.get(path).status == 403


def test_reports_in_words_are_downloads(web: Web, home: Person) -> None:
    officer = Person(web.app, web.context, OFFICER, "van.an@sgtvt.gov.vn")
    assert "chưa có báo cáo hợp lệ" in officer.get(f"/bao-cao/{PERIOD}/van-ban.docx").words
    assert "Tải báo cáo bằng văn bản" not in officer.get("/bao-cao").words
    hand_in_and_check(web.context, real_report())
    assert "Tải báo cáo bằng văn bản" in officer.get("/bao-cao").words
    paths = {
        f"/ky/{PERIOD}/van-ban.docx": (home, f"bao-cao-{PERIOD}.docx"),
        f"/ky/{PERIOD}/van-ban/SGTVT.docx": (home, f"bao-cao-{PERIOD}-SGTVT.docx"),
        f"/bao-cao/{PERIOD}/van-ban.docx": (officer, f"bao-cao-{PERIOD}-SGTVT.docx"),
    }
    for path, (person, name) in paths.items():
        answer = person.get(path).answer
        assert (answer.status_code, answer.mimetype) == (200, DOCX)
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert answer.data.startswith(b"PK")
