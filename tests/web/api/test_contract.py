"""Handing in and looking it up, as the contract has it, over HTTP on a real installation."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from service.actions.intake.validate import validate_submission
from service.actions.operations.audit import newest_hash
from service.actions.organization.people import list_accounts
from service.actions.periods.lifecycle import close_period
from service.actions.review.decide import return_for_correction
from service.domain.organization.access import Caller, Role
from tests.support.databases import locked
from tests.support.filings import changed, give_up_on, of_agency, raw, real_report
from tests.support.installation import HOME_AFFAIRS, MORNING, OFFICER, PERIOD
from tests.support.visitor import address_of, enlist
from tests.support.web import API, Web, pointers, refused, submissions
from tests.support.workbooks import filled

FIRST = "2023-Q3-SGTVT-1"
NO_ADDRESS = "Địa chỉ này không có trên hệ thống"


def count(web: Web) -> int:
    """How many filings came in, by the count that everybody may see."""
    lines = web.call("GET", "/metrics", None).get_data(as_text=True).splitlines()
    return sum(int(float(line.split()[-1])) for line in lines if 'what="submissions"' in line)


def test_a_filing_gets_its_receipt_and_its_place(any_web: Web) -> None:
    content = raw(real_report())
    answer = any_web.file_json(content)
    assert answer.status_code == 202
    assert answer.mimetype == "application/json"
    receipt = answer.get_json()
    assert list(receipt) == ["id", "revision", "sha256", "received_at"]
    assert (receipt["id"], receipt["revision"]) == (FIRST, 1)
    assert receipt["sha256"] == hashlib.sha256(content).hexdigest()
    assert datetime.fromisoformat(receipt["received_at"]) == MORNING
    assert datetime.fromisoformat(receipt["received_at"]).tzinfo == UTC
    assert answer.headers["Location"] == f"{API}/submissions/{FIRST}"
    assert answer.headers["Audit-Hash"] == newest_hash(any_web.context) != ""
    found = any_web.call("GET", answer.headers["Location"])
    assert (found.status_code, found.get_json()["state"]) == (200, "received")


def test_the_same_bytes_again_get_the_first_receipt(any_web: Web) -> None:
    first = any_web.file_json()
    again = any_web.file_json()
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.get_json() == first.get_json()
    assert again.headers["Location"] == first.headers["Location"]
    assert count(any_web) == 1


def test_the_same_bytes_with_another_key_get_the_first_receipt(any_web: Web) -> None:
    first = any_web.file_json(Idempotency_Key="k1")
    again = any_web.file_json(Idempotency_Key="k2")
    assert (again.status_code, again.get_json()) == (200, first.get_json())


def test_a_used_key_with_other_bytes_is_refused_and_the_correction_is_not_lost_silently(any_web: Web) -> None:
    first = any_web.file_json(Idempotency_Key="k1")
    assert (any_web.file_json(Idempotency_Key="k1").status_code, first.status_code) == (200, 202)
    other = changed(sang_kien__so_luong=2)
    problem = refused(any_web.file_json(other, Idempotency_Key="k1"), 422)
    assert problem["title"] == "Khóa đã dùng cho nội dung khác"
    assert first.get_json()["id"] in problem["detail"] and "khóa mới" in problem["detail"]
    assert pointers(problem) == ["Idempotency-Key"]
    assert count(any_web) == 1
    new = any_web.file_json(other, Idempotency_Key="k2")
    assert (new.status_code, new.get_json()["revision"]) == (202, 2)


def test_a_used_key_is_refused_even_where_the_body_cannot_be_understood(web: Web) -> None:
    web.file_json(Idempotency_Key="k1")
    assert pointers(refused(web.file_json(b"{", Idempotency_Key="k1"), 422)) == ["Idempotency-Key"]


def test_the_same_bytes_after_a_return_get_the_first_receipt_with_a_note(web: Web) -> None:
    first = web.file_json().get_json()
    validate_submission(web.context, first["id"])
    assert "note" not in web.file_json().get_json()
    return_for_correction(web.context, HOME_AFFAIRS, first["id"], "Số liệu chưa khớp")
    again = web.file_json()
    note = again.get_json().pop("note")
    assert (again.status_code, "đã bị trả lại lúc" in note, "lần 1" in note) == (200, True, True)
    assert {**first, "note": note} == again.get_json()


def test_the_same_bytes_get_a_note_where_a_later_filing_counts(web: Web) -> None:
    web.file_json()
    web.file_json(changed(sang_kien__so_luong=2))
    assert "sau đó lần 2 được tính thay" in web.file_json().get_json()["note"]


def test_a_filing_that_could_not_be_checked_says_so_in_words_and_can_be_checked_again(web: Web) -> None:
    filing = web.file_json().get_json()["id"]
    give_up_on(web.context, filing)
    shown = web.get(f"/submissions/{filing}").get_json()
    assert (shown["state"], "không kiểm tra được" in shown["note"]) == ("failed", True)
    units = web.get(f"/periods/{PERIOD}/completeness", "home_affairs").get_json()["agencies"]
    assert [unit["state"] for unit in units if unit["agency"] == "SGTVT"] == ["failed"]
    path = f"{API}/submissions/{filing}/check"
    refused(web.call("POST", path), 403)
    asked = web.call("POST", path, "home_affairs")
    assert (asked.status_code, asked.get_json()["state"]) == (202, "received")
    refused(web.call("POST", path, "home_affairs"), 409)
    validate_submission(web.context, filing)
    assert web.get(f"/submissions/{filing}").get_json()["state"] == "valid"


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_of_no_sensible_length_is_refused(web: Web, key: str) -> None:
    assert "Idempotency-Key" in refused(web.file_json(Idempotency_Key=key), 422)["detail"]
    assert web.file_json(Idempotency_Key="k" * 200).status_code == 202


def test_a_leader_and_home_affairs_hand_in_for_a_unit_too(web: Web) -> None:
    assert web.file_json(role="leader").status_code == 202
    path = f"{submissions(agency='STC')}?reason=Mất+mạng"
    assert web.file_json(of_agency("STC"), role="home_affairs", path=path).status_code == 202


def test_a_workbook_is_handed_in_by_a_form(any_web: Web) -> None:
    answer = any_web.file_upload(filled(), "thu-muc/Quý III.xlsx")
    assert answer.status_code == 202
    validate_submission(any_web.context, FIRST)
    found = any_web.get(f"/submissions/{FIRST}").get_json()
    assert (found["channel"], found["file_name"], found["state"]) == ("excel", "Quý III.xlsx", "valid")
    assert found["content"]["indicators"]["ho_so.tiep_nhan"] == 7266
    assert found["findings"][0]["place"].startswith("II.6!")


def test_a_json_file_is_handed_in_by_a_form(web: Web) -> None:
    assert web.file_upload(raw(real_report()), "bao-cao.JSON").status_code == 202
    assert web.get(f"/submissions/{FIRST}").get_json()["channel"] == "json"


def test_a_checked_filing_shows_its_outcome_and_what_was_understood(any_web: Web) -> None:
    any_web.file_json({**real_report(), "explanations": {"R06": "Hai thủ tục đang chuyển"}})
    validate_submission(any_web.context, FIRST)
    found = any_web.get(f"/submissions/{FIRST}").get_json()
    shown = {key: found[key] for key in ("id", "period", "agency", "revision", "channel", "state", "review")}
    assert shown == {
        "id": FIRST, "period": PERIOD, "agency": "SGTVT", "revision": 1, "channel": "json", "state": "valid",
        "review": "pending",
    }  # fmt: skip
    (finding,) = found["findings"]
    assert (finding["rule"], finding["level"], finding["explained"]) == ("R06", "warning", True)
    assert finding["message"].endswith("lệch 2")
    assert finding["place"] == finding["subjects"][0] == "$.indicators.dvctt.tong_tthc"
    assert found["explanations"] == {"R06": "Hai thủ tục đang chuyển"}
    assert found["filed_by"] == "Nguyễn Văn An"
    assert datetime.fromisoformat(found["validated_at"]) == MORNING


def test_what_was_understood_can_be_handed_in_again(web: Web) -> None:
    web.file_json()
    validate_submission(web.context, FIRST)
    content = web.get(f"/submissions/{FIRST}").get_json()["content"]
    again = web.file_json(content)
    assert (again.status_code, again.get_json()["revision"]) == (202, 2)
    validate_submission(web.context, "2023-Q3-SGTVT-2")
    assert web.get("/submissions/2023-Q3-SGTVT-2").get_json()["content"] == content


def test_a_warning_without_explanation_is_listed_as_unexplained(web: Web) -> None:
    web.file_json()
    validate_submission(web.context, FIRST)
    found = web.get(f"/submissions/{FIRST}").get_json()
    (finding,) = found["findings"]
    assert (finding["explanation"], finding["explained"], found["unexplained"]) == (None, False, 1)


@pytest.mark.parametrize(("words", "count"), [(".", 1), ("Chưa giải trình", 1), ("Hai thủ tục đang chờ công bố", 0)])
def test_an_explanation_without_substance_leaves_its_warning_unexplained(web: Web, words: str, count: int) -> None:
    web.file_json({**real_report(), "explanations": {"R06": words}})
    validate_submission(web.context, FIRST)
    found = web.get(f"/submissions/{FIRST}").get_json()
    assert (found["state"], found["unexplained"]) == ("valid", count)
    assert found["findings"][0]["explanation"] == words


def test_a_broken_rule_is_accepted_and_becomes_invalid(any_web: Web) -> None:
    assert any_web.file_json(changed(tthc__tong=141)).status_code == 202
    validate_submission(any_web.context, FIRST)
    found = any_web.get(f"/submissions/{FIRST}").get_json()
    assert found["state"] == "invalid"
    errors = [finding for finding in found["findings"] if finding["level"] == "error"]
    assert [finding["rule"] for finding in errors] == ["R02"]
    assert "explained" not in errors[0]


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Authorization": "Bearer"}, {"Authorization": "Bearer   "}, {"Authorization": "Bearer sai"},
        {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer \xe9"}, {"Authorization": "demo"},
    ],
)  # fmt: skip
def test_without_a_valid_token_nothing_is_served(any_web: Web, headers: dict[str, str]) -> None:
    for method, path in (("POST", submissions()), ("GET", f"{API}/periods"), ("GET", f"{API}/submissions/{FIRST}")):
        answer = any_web.call(method, path, None, headers)
        assert refused(answer, 401)["title"] == "Chưa đăng nhập"
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="tonghop"'
    assert count(any_web) == 0


def test_another_units_data_are_not_shown(any_web: Web) -> None:
    any_web.file_json()
    other = any_web.token_of(Caller("Người khác", Role.OFFICER, "STC"))
    for answer in (
        any_web.file_json(role=other),
        any_web.get(f"/periods/{PERIOD}/agencies/SGTVT/template.xlsx", other),
    ):
        problem = refused(answer, 403)
        assert problem["title"] == "Không được phép"
        assert "đơn vị mình (STC)" in problem["detail"]
    assert count(any_web) == 1


def test_another_units_filing_looks_like_one_that_is_not_there(any_web: Web) -> None:
    any_web.file_json()
    other = any_web.token_of(Caller("Người khác", Role.OFFICER, "STC"))
    found = refused(any_web.get(f"/submissions/{FIRST}", other), 404)
    missing = refused(any_web.get("/submissions/2023-Q3-SGTVT-9", other), 404)
    assert found == {**missing, "detail": missing["detail"].replace("SGTVT-9", "SGTVT-1")}


def test_a_role_that_hands_nothing_in_is_told_so(web: Web) -> None:
    for role in ("auditor", "admin"):
        assert "Vai trò" in refused(web.file_json(role=role), 403)["detail"]


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "/submissions/2023-Q3-SGTVT-9", "Không có lần nộp «2023-Q3-SGTVT-9»"),
        ("GET", "/submissions/%00", NO_ADDRESS),
        ("GET", "/periods/2023-Y/completeness", "«2023-Y» chưa được mở"),
        ("GET", "/periods/%00/completeness", NO_ADDRESS),
        ("GET", "/periods/2023-Y/consolidation", "«2023-Y» chưa được mở"),
        ("GET", f"/periods/{PERIOD}/consolidation", "chưa có số liệu tổng hợp"),
        ("POST", "/periods/2023-Y/workbooks", "«2023-Y» chưa được mở"),
        ("GET", "/workbooks/khong-co", "khong-co"),
        ("GET", "/workbooks/%00", NO_ADDRESS),
        ("GET", f"/periods/{PERIOD}/workbook", "chưa có bảng tổng hợp nào"),
        ("GET", "/periods/2023-Y/workbook", "«2023-Y» chưa được mở"),
        ("GET", f"/periods/{PERIOD}/agencies/KHONG-CO/template.xlsx", "Không có đơn vị «KHONG-CO»"),
        ("GET", f"/periods/{PERIOD}/agencies/%00/template.xlsx", NO_ADDRESS),
        ("GET", f"/periods/{PERIOD}/agencies/SNNMT/template.xlsx", "không thuộc diện báo cáo"),
        ("GET", "/periods/2023-Y/agencies/SGTVT/template.xlsx", "«2023-Y» chưa được mở"),
        ("POST", f"/periods/{PERIOD}/agencies/%00/submissions", NO_ADDRESS),
        ("POST", "/periods/%00/agencies/SGTVT/submissions", NO_ADDRESS),
        ("GET", "/templates/cchc/1999", "«cchc» phiên bản «1999»"),
        ("GET", "/khong-co", NO_ADDRESS),
        ("GET", "/periods/", NO_ADDRESS),
    ],
)
def test_what_does_not_exist_is_named(any_web: Web, method: str, path: str, said: str) -> None:
    answer = any_web.call(
        method, API + path, "home_affairs", json=real_report() if path.endswith("/submissions") else None
    )
    problem = refused(answer, 404)
    assert problem["title"] == "Không tìm thấy"
    assert said in problem["detail"]


def test_a_closed_period_takes_nothing_new_but_knows_its_receipts(any_web: Web) -> None:
    first = any_web.file_json()
    close_period(any_web.context, PERIOD)
    problem = refused(any_web.file_json(changed(sang_kien__so_luong=2)), 409)
    assert problem["title"] == "Chưa thực hiện được"
    assert "Kỳ báo cáo 2023-Q3 đã khóa" in problem["detail"]
    again = any_web.file_json()
    assert (again.status_code, again.get_json()) == (200, first.get_json())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"data": b"<x/>", "content_type": "application/xml"}, "application/json"),
        ({"data": b"{}"}, "application/json"),
        ({"data": b"a=1", "content_type": "application/x-www-form-urlencoded"}, "multipart/form-data"),
    ],
)
def test_another_type_of_body_is_refused(web: Web, more: dict[str, Any], said: str) -> None:
    problem = refused(web.call("POST", submissions(), **more), 415)
    assert problem["title"] == "Loại tệp không nhận"
    assert said in problem["detail"]


@pytest.mark.parametrize("form", [{}, {"ghi_chu": "x"}, {"file": "không phải tệp"}])
def test_a_form_without_a_file_is_refused(web: Web, form: dict[str, str]) -> None:
    answer = web.file_form(form)
    assert "Thiếu trường «file»" in refused(answer, 422)["detail"]


def test_of_several_files_none_is_passed_over(web: Web) -> None:
    files = [FileStorage(io.BytesIO(filled()), f"{number}.xlsx") for number in range(2)]
    assert "Có 2 tệp: mỗi lần chỉ gửi một tệp" in refused(web.file_form({"file": files}), 422)["detail"]
    assert count(web) == 0


def test_a_database_that_is_kept_busy_asks_for_another_try(web: Web) -> None:
    role = web.token_of(OFFICER)
    with locked(web.context.database):
        answer = web.file_json(role=role)
        problem = refused(answer, 503)
    assert (problem["title"], answer.headers["Retry-After"]) == ("Hệ thống đang bận", "10")
    assert web.file_json().status_code == 202


def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(web: Web) -> None:
    answer = web.call("DELETE", submissions())
    assert refused(answer, 405)["title"] == "Cách gọi không được hỗ trợ"
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_every_place_of_a_payload_that_cannot_be_understood_is_named(web: Web) -> None:
    report = changed(tthc__tong="một trăm", khong__co=1)
    problem = refused(web.file_json(report), 422)
    assert problem["title"] == "Không đọc được nội dung đã gửi"
    assert problem["detail"].startswith("Không đọc được báo cáo: 2 chỗ cần sửa")
    assert pointers(problem) == ["$.indicators.tthc.tong", "$.indicators.khong.co"]
    assert {error["rule"] for error in problem["errors"]} == {"format"}
    assert count(web) == 0


def test_a_mail_system_says_which_address_mails_come_back_from(any_web: Web) -> None:
    enlist(any_web.context, OFFICER, None)
    bounce = {"address": address_of(OFFICER).upper(), "reason": "550 5.1.1 User unknown"}
    for _ in range(2):
        answer = any_web.call("POST", f"{API}/mail/bounces", "admin", json=bounce)
        assert answer.status_code == 200
        assert answer.get_json() == {"address": address_of(OFFICER), "reason": "550 5.1.1 User unknown"}
    (account,) = [account for account in list_accounts(any_web.context) if account.mail_fault]
    assert account.mail_fault == "550 5.1.1 User unknown"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 422, "address"), (b"[]", 422, "address"), (b'{"address": "a@b.vn"}', 422, "reason"),
        (b'{"address": "a@b.vn", "reason": "550", "more": 1}', 422, "address"),
        (b'{"address": 5, "reason": "550"}', 422, "address"),
        (b'{"address": "a@b.vn", "reason": "550"}', 404, "«a@b.vn»"),
    ],
)  # fmt: skip
def test_a_bounce_that_cannot_be_understood_or_is_of_nobody_is_refused(
    web: Web, body: bytes, status: int, said: str
) -> None:
    assert said in refused(web.call("POST", f"{API}/mail/bounces", "admin", data=body), status)["detail"]


@pytest.mark.parametrize("role", ["officer", "leader", "home_affairs", "auditor"])
def test_bounces_are_taken_from_the_administrators_token_only(web: Web, role: str) -> None:
    bounce = {"address": "a@b.vn", "reason": "550"}
    assert "Vai trò" in refused(web.call("POST", f"{API}/mail/bounces", role, json=bounce), 403)["detail"]
