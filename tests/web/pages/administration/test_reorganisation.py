"""The page on which units are merged, divided, renamed and abolished: in two steps, with nothing typed lost."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from service.actions.organization.agencies import list_agencies
from service.domain.organization.agency import Agency
from tests.support.browser import Page, Person
from tests.support.installation import ADMIN
from tests.support.province import put_valid
from tests.support.web import Web

PAGE = "/quan-tri/don-vi/sap-xep"
REASON = "Nghị quyết số 123/NQ-HĐND"
MERGER = {"act": "merge", "day": "01/09/2023", "units": "STP", "into": "SNV"}
COMMUNES = Path(__file__).parents[3] / "data" / "communes-hung-yen-2025.csv"


@pytest.fixture
def admin(web: Web) -> Person:
    """The administrator, in a province in which STP has filed."""
    put_valid(web.context, ["STP"], sang_kien__so_luong=8)
    return Person(web.app, web.context, ADMIN, "quan.tri@snv.gov.vn")


def send(admin: Person, **fields: str) -> Page:
    token = admin.get(PAGE).form(PAGE)["csrf_token"]
    return admin.send(PAGE, {"csrf_token": token, **fields})


def agree(admin: Person, preview: Page) -> Page:
    """Agree to a preview, with the resolution that it follows."""
    return admin.fill(preview, PAGE, {"reason": REASON}, PAGE)


def unit(web: Web, code: str) -> Agency:
    return next(item.agency for item in list_agencies(web.context) if item.agency.code == code)


def test_a_merger_is_previewed_and_then_done(web: Web, admin: Person) -> None:
    asked = send(admin, **MERGER)
    assert "hiệu lực đến: (trống) → 31/8/2023" in asked.words and "Quý III năm 2023" in asked.words
    assert "báo cáo đã nộp được giữ và cộng" in asked.words and "Số liệu tổng hợp của kỳ không đổi." in asked.words
    assert unit(web, "STP").valid_to is None
    assert "Đã sắp xếp đơn vị." in agree(admin, asked).words
    assert unit(web, "STP").successors == ("SNV",)
    log = admin.get("/nhat-ky-he-thong").words
    assert "Sáp nhập từ 01/9/2023" in log and REASON in log


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_done_and_the_preview_stays(web: Web, admin: Person, reason: str) -> None:
    asked = send(admin, **MERGER)
    again = admin.fill(asked, PAGE, {"reason": reason}, PAGE)
    assert again.status == 409 and "Cần ghi lý do" in again.find("//*[@id='reason-sai']").text_content()
    assert again.form(PAGE)["seen"] == asked.form(PAGE)["seen"] and unit(web, "STP").valid_to is None
    assert "Đã sắp xếp đơn vị." in agree(admin, again).words


def test_what_changed_since_the_preview_is_previewed_again(web: Web, admin: Person) -> None:
    asked = send(admin, **MERGER)
    put_valid(web.context, ["SNV"], sang_kien__so_luong=5)
    late = agree(admin, asked)
    assert late.status == 409 and "vừa thay đổi" in late.words
    assert late.find("//textarea[@name='into']").text_content().strip() == "SNV"
    assert admin.press(late, PAGE).form(PAGE)["reason"] == REASON
    assert unit(web, "STP").valid_to is None


@pytest.mark.parametrize("typed", ["STP STC", "STP, STC", "STP; STC;"])
def test_codes_are_told_apart_however_they_are_listed(admin: Person, typed: str) -> None:
    page = send(admin, **{**MERGER, "units": typed})
    assert page.status == 200 and "(STP)" in page.words and "(STC)" in page.words


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "31/02/2023"}, "không phải ngày hợp lệ"), ({"day": ""}, "Cần ngày đầu tiên"),
        ({"act": ""}, "Chọn việc cần làm"), ({"units": "KHONG"}, "Không có đơn vị «KHONG»"),
        ({"into": "SNV\nMOI"}, "dòng 2: không có đơn vị «MOI»"),
    ],
)  # fmt: skip
def test_a_fault_keeps_all_that_was_typed(web: Web, admin: Person, wrong: dict[str, str], said: str) -> None:
    page = send(admin, **{**MERGER, **wrong})
    assert page.status == 409 and said in page.words
    for name in ("day", "units"):
        assert page.find(f"//input[@name='{name}']").get("value") == {**MERGER, **wrong}[name]
    assert unit(web, "STP").valid_to is None


def test_a_map_from_a_file_shows_what_becomes_of_open_periods(admin: Person) -> None:
    sent = admin.get(PAGE).form("/quan-tri/don-vi/nhap-csv")
    fields = {**sent.to_dict(), "file": (io.BytesIO(COMMUNES.read_bytes()), "xa.csv")}
    page = admin.send("/quan-tri/don-vi/nhap-csv", fields)
    assert "thêm 104, sửa 0" in page.words and "Không kỳ đang mở nào thay đổi" in page.words


def test_what_has_not_come_is_listed_and_withdrawn_in_two_steps(web: Web, admin: Person) -> None:
    """Business time is 18 September 2023."""
    assert "STP" not in awaited(admin)
    agree(admin, send(admin, **{**MERGER, "day": "01/10/2023", "into": "SMOI; Sở Mới"}))
    line = next(line for line in admin.get(PAGE).texts("//details[@id='chua-den-ngay']//form") if "STP" in line)
    assert line == "từ 01/10/2023: Sở Tư pháp (STP) → Sở Mới (SMOI) Hủy thay đổi này…"
    assert any("Sở Mới" in row for row in admin.get("/quan-tri/don-vi").texts("//tr"))
    asked = send(admin, act="withdraw", day="01/10/2023", units="STP")
    assert "Hủy thay đổi chưa đến ngày: từ 01/10/2023" in asked.words and "Chưa có gì thay đổi." in asked.words
    assert "Sở Mới (SMOI): bỏ, vì chưa bắt đầu hoạt động" in asked.words
    assert "đơn vị kế thừa: SMOI → (trống)" in asked.words and unit(web, "STP").successors == ("SMOI",)
    assert "Đã hủy thay đổi chưa đến ngày." in agree(admin, asked).words
    assert unit(web, "STP").valid_to is None and "STP" not in awaited(admin)
    for path in ("/quan-tri/don-vi", "/quan-tri/don-vi/danh-sach-don-vi.csv", "/quan-tri/nguoi-dung", PAGE):
        assert "SMOI" not in admin.get(path).source, path
    assert "bỏ đơn vị chưa bắt đầu hoạt động" in admin.get("/nhat-ky-he-thong").words


def test_what_cannot_be_withdrawn_is_told_beside_what_was_typed(web: Web, admin: Person) -> None:
    page = send(admin, act="withdraw", day="01/09/2023", units="STP")
    assert page.status == 409 and "Ngày 01/9/2023 đã đến, không hủy được nữa" in page.words
    assert page.find("//input[@name='day'][@id='day']").get("value") == "01/09/2023"
    assert page.find("//input[@value='withdraw'][@type='radio']").get("checked") is not None


def awaited(admin: Person) -> str:
    return " ".join(admin.get(PAGE).texts("//details[@id='chua-den-ngay']"))
