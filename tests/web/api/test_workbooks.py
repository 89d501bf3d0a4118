"""Workbooks over the API: parts of a period, files, changes, verification."""

from __future__ import annotations

import io

import openpyxl
import pytest

from service.actions.consolidation.build import build_workbook, finished_workbook
from service.web.media_types import PDF, XLSX
from service.writers.printout import first_pages
from tests.support.consolidations import offline_workbook
from tests.support.filings import changed, hand_in_and_check, real_report
from tests.support.installation import PERIOD
from tests.support.web import API, Web, refused
from tests.support.workbooks import edited

ASK = f"{API}/periods/{PERIOD}/workbooks"


def build(web: Web, body: object = None) -> str:
    """A finished workbook of that scope; its id."""
    sent = {} if body is None else {"json": body}
    answer = web.call("POST", ASK, "home_affairs", **sent)
    assert answer.status_code == 202, answer.get_data(as_text=True)
    build_workbook(web.context, answer.get_json()["id"])
    return str(answer.get_json()["id"])


def test_a_part_of_the_period_is_built_on_demand(any_web: Web) -> None:
    hand_in_and_check(any_web.context, real_report())
    number = build(any_web, {"kinds": ["so"], "sections": ["II.2"]})
    told = any_web.get(f"/workbooks/{number}", "auditor").get_json()
    assert (told["scope"], told["state"]) == ("kinds=so;sections=II.2", "ready")
    answer = any_web.get(f"/workbooks/{number}/file", "auditor")
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=tong-hop-{number}.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    assert "II.2" in book.sheetnames and "I" not in book.sheetnames
    again = any_web.get(f"/workbooks/{number}/file", "auditor", If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


def test_parts_and_the_whole_are_built_beside_each_other(web: Web) -> None:
    asked = [None, {"kinds": ["so"]}, {"units": ["STC"]}]
    numbers = {web.call("POST", ASK, "home_affairs", json=body or {}).get_json()["id"] for body in (*asked, *asked)}
    assert numbers == {f"{PERIOD}-1", f"{PERIOD}-2", f"{PERIOD}-3"}


def test_a_part_is_never_handed_out_as_the_periods_workbook(web: Web) -> None:
    build(web, {"kinds": ["so"]})
    assert "chưa có bảng" in refused(web.get(f"/periods/{PERIOD}/workbook", "home_affairs"), 404)["detail"]
    assert web.call("POST", ASK, "home_affairs").status_code == 202
    assert "đang được lập" in refused(web.get(f"/periods/{PERIOD}/workbook", "home_affairs"), 404)["detail"]
    whole = build(web)
    build(web, {"kinds": ["so"]})
    answer = web.get(f"/periods/{PERIOD}/workbook", "home_affairs")
    assert answer.headers["ETag"].strip('"') == finished_workbook(web.context, whole).sha256


def test_a_printout_is_a_pdf(web: Web) -> None:
    hand_in_and_check(web.context, real_report())
    number = build(web, {"edition": "pdf", "sections": ["II.5"], "parts": ["gaps"]})
    answer = web.get(f"/workbooks/{number}/file", "home_affairs")
    assert answer.mimetype == PDF
    assert "Thiếu và muộn" in first_pages(answer.data) and "Nguồn số liệu" not in first_pages(answer.data)
    assert answer.data.startswith(b"%PDF") and b"%%EOF" in answer.data[-32:]


def test_without_an_office_program_a_printout_is_refused_at_once(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    problem = refused(web.call("POST", ASK, "home_affairs", json={"edition": "pdf"}), 409)
    assert "chưa cài LibreOffice" in problem["detail"] and "chọn bản Excel" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"kinds": ["tinh"]}', 409, "cấp đơn vị «tinh»"), (b'{"units": ["X"]}', 409, "Đơn vị «X»"),
        (b'{"edition": "pdf", "parts": ["data"]}', 409, "phần «data»"), (b'{"edition": ""}', 409, "«»"),
        (b'{"since": "2023-Q3-9"}', 404, "2023-Q3-9"), (b'{"mau": 1}', 422, "chỉ có: kinds, units"),
        (b'{"kinds": "so"}', 422, "đối tượng JSON"), (b"[]", 422, "đối tượng JSON"), (b"{", 422, "đối tượng JSON"),
        (b"\xff", 422, "đối tượng JSON"), (b"[" * 100_000, 422, "đối tượng JSON"),
    ],
)  # fmt: skip
def test_a_wrong_scope_is_refused_in_words(web: Web, body: bytes, status: int, said: str) -> None:
    answer = web.call("POST", ASK, "home_affairs", {"Content-Type": "application/json"}, data=body)
    assert said in refused(answer, status)["detail"]
    assert web.get(f"/workbooks/{PERIOD}-1", "home_affairs").status_code == 404


def test_what_changed_between_two_is_told_figure_by_figure(any_web: Web) -> None:
    hand_in_and_check(any_web.context, real_report())
    first = build(any_web)
    hand_in_and_check(any_web.context, changed(sang_kien__so_luong=3))
    second = build(any_web, {"since": first})
    told = any_web.get(f"/workbooks/{second}/changes", "auditor").get_json()
    assert (told["workbook"], told["since"], told["revised"], told["added"]) == (second, first, ["SGTVT"], [])
    (moved,) = [item for item in told["figures"] if item["indicator"] == "sang_kien.so_luong"]
    assert (moved["agency"], moved["after"], moved["filed_by"]) == ("SGTVT", 3, "Cán bộ")
    assert moved["submission"] == f"{PERIOD}-SGTVT-2"
    (total,) = [item for item in told["totals"] if item["indicator"] == "sang_kien.so_luong"]
    assert (total["agency"], total["before"], total["after"]) == (None, moved["before"], 3)
    book = openpyxl.load_workbook(io.BytesIO(finished_workbook(any_web.context, second).content or b""))
    assert book.sheetnames[0] == "Thay đổi"


def test_the_first_has_nothing_to_compare_with(web: Web) -> None:
    number = build(web)
    assert "chưa có bảng nào để so sánh" in refused(web.get(f"/workbooks/{number}/changes", "auditor"), 404)["detail"]
    same = web.get(f"/workbooks/{number}/changes?since={number}", "auditor").get_json()
    assert (same["totals"], same["figures"], same["added"]) == ([], [], [])


def test_a_copy_is_verified(web: Web) -> None:
    hand_in_and_check(web.context, real_report())
    number = build(web)
    raw = finished_workbook(web.context, number).content or b""
    told = web.file_upload(raw, "bang.xlsx", "auditor", f"{API}/workbooks/verify").get_json()
    assert (told["workbook"], told["intact"], told["identical"], told["changed"]) == (number, True, True, 0)

    def forge(book: openpyxl.Workbook) -> None:
        book["Biểu tổng hợp"]["B8"] = "Chỉ tiêu khác"

    told = web.file_upload(edited(raw, forge), "bang.xlsx", "auditor", f"{API}/workbooks/verify").get_json()
    assert (told["workbook"], told["intact"], told["identical"], told["changed"]) == (number, False, False, 1)
    assert told["cells"][0]["sheet"] == "Biểu tổng hợp" and told["cells"][0]["cell"] == "B8"
    assert told["cells"][0]["found"] == "Chỉ tiêu khác"


def test_a_workbook_made_from_files_is_held_against_the_original_that_it_carries(web: Web) -> None:
    raw = offline_workbook()
    told = web.file_upload(raw, "bang.xlsx", "auditor", f"{API}/workbooks/verify").get_json()
    assert (told["workbook"], told["intact"], told["changed"]) == (None, True, 0)
    assert len(told["fingerprint"]) == 64 and "bản gốc kèm trong chính tệp này" in told["checked"]
    assert "hệ thống không lưu" in told["not_checked"]


@pytest.mark.parametrize(
    ("raw", "status", "said"), [(b"", 422, "Tệp trống"), (b"x", 415, "không phải tệp Excel"), (b"PK\3\4", 422, "hỏng")]
)
def test_what_is_no_workbook_is_refused_in_words(web: Web, raw: bytes, status: int, said: str) -> None:
    answer = web.file_upload(raw, "bang.xlsx", "home_affairs", f"{API}/workbooks/verify")
    assert said in refused(answer, status)["detail"]


def test_a_file_must_be_sent(web: Web) -> None:
    answer = web.call("POST", f"{API}/workbooks/verify", "home_affairs")
    assert "Thiếu trường «file»" in refused(answer, 422)["detail"]
