"""Periods on the pages of Home Affairs: opened, closed, reopened, put off, and units let off."""

from __future__ import annotations

from datetime import datetime

import pytest

from service.actions.periods.lifecycle import obligation_in
from service.domain.reporting.period import VIETNAM
from tests.support.browser import Page, Person
from tests.support.filings import hand_in_and_check, of_agency, real_report
from tests.support.installation import AUDITOR, HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.province import put_valid
from tests.support.web import Web, submissions

ALL = "/quan-tri/ky"
PAGE = f"{ALL}/{PERIOD}"
CLOSING = f"/ky/{PERIOD}/khoa-ky"
FIVE = datetime(2023, 9, 25, 17, tzinfo=VIETNAM)


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs."""
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


def send(person: Person, path: str, **fields: str) -> Page:
    token = person.get(ALL).find("//main//input[@name='csrf_token']").get("value")
    return person.send(path, {"csrf_token": token, **fields})


def close(person: Person) -> Page:
    """Close the period where it is closed: on the page of its closing."""
    page = person.get(CLOSING)
    return person.send(f"{CLOSING}/khoa", page.form(f"{CLOSING}/khoa"))


def test_a_period_is_asked_about_before_it_is_opened_after_a_deadline(home: Person) -> None:
    asked = home.fill(home.get(ALL), ALL, {"code": "2023-Q1"}, signed="1")
    assert "Mở kỳ 2023-Q1?" in asked.words
    assert "/2023 đã qua, đơn vị chưa nộp là quá hạn ngay và được nhắc nộp." in asked.words
    assert "2023-Q1" not in home.get(ALL).words.partition("Mở kỳ mới")[0]
    back = home.send(ALL, {**asked.form(ALL), "ask": "edit"})
    assert (back.form()["code"], back.form()["signed"]) == ("2023-Q1", "1")
    assert "Đã mở kỳ Quý I năm 2023." in home.press(asked, ALL).words


def test_a_period_whose_deadlines_lie_ahead_is_opened_at_once(home: Person) -> None:
    assert "Đã mở kỳ Năm 2023." in home.fill(home.get(ALL), ALL, {"code": "2023-Y"}).words


def test_a_period_is_opened_once(home: Person) -> None:
    assert "Đã mở kỳ Năm 2023." in send(home, ALL, code="2023-Y").words
    assert "Năm 2023" in home.get(ALL).words
    again = send(home, ALL, code="2023-Y")
    assert again.status == 409 and "2023-Y" in again.words
    assert "«2023-Q9»" in send(home, ALL, code="2023-Q9").words


def test_a_closed_period_takes_nothing_until_it_is_reopened_with_a_reason(web: Web, home: Person) -> None:
    assert not [form for form in home.get(PAGE).tree.xpath("//main//form/@action") if form.endswith("/khoa")]
    assert "Đã khóa kỳ báo cáo." in close(home).words
    assert web.file_json().status_code == 409
    assert send(home, f"{PAGE}/mo-lai", reason=" ").status == 409
    assert web.file_json().status_code == 409
    assert "Đã mở lại kỳ báo cáo." in send(home, f"{PAGE}/mo-lai", reason="Nộp bổ sung").words
    assert web.file_json().status_code == 202
    said = home.get(f"/ky/{PERIOD}/nhat-ky").words
    assert "Nộp bổ sung" in said and HOME_AFFAIRS.name in said


def test_one_unit_gets_another_deadline_with_a_reason(home: Person) -> None:
    more = {"unit": "SGTVT", "due_at": "17:00 25/09/2023", "reason": "Mất điện"}
    assert "Đã gia hạn." in send(home, f"{PAGE}/gia-han", **more).words
    said = home.get(PAGE).words
    assert "Mất điện" in said and "17:00 25/09/2023" in said
    for wrong in ({"reason": ""}, {"due_at": "mai"}, {"due_at": "00:00 01/01/2023"}, {"unit": "KHONG"}):
        assert send(home, f"{PAGE}/gia-han", **(more | wrong)).status in {404, 409, 422}, wrong
    assert "17:00 25/09/2023" in home.get(PAGE).words


def test_a_kinds_deadline_is_set(home: Person) -> None:
    assert "Đã đặt hạn nộp." in send(home, f"{PAGE}/han", kind="so", due_at="11:30 22/09/2023", reason="Bão").words
    assert "11:30 22/09/2023" in home.get(f"/ky/{PERIOD}").words


def test_a_unit_is_let_off_and_asked_again(web: Web, home: Person) -> None:
    hand_in_and_check(web.context, real_report())
    assert send(home, f"{PAGE}/mien", unit="SGTVT", waived="1", reason="").status == 409
    assert "Đã miễn nộp." in send(home, f"{PAGE}/mien", unit="SGTVT", waived="1", reason="Đang sáp nhập").words
    assert web.call("POST", submissions(), json=real_report()).status_code in {200, 403, 404, 409}
    assert "0/27" in home.get(f"/ky/{PERIOD}").words
    again = send(home, f"{PAGE}/mien", unit="SGTVT", waived="0", reason="Đã xong")
    assert "Đơn vị phải báo cáo trở lại." in again.words
    assert "1/28" in home.get(f"/ky/{PERIOD}").words


@pytest.mark.parametrize("caller", [OFFICER, AUDITOR])
def test_others_do_not_keep_periods(web: Web, caller: object) -> None:
    person = Person(web.app, web.context, caller, "ai.do@hungyen.gov.vn")  # type: ignore[arg-type]
    assert person.get(ALL).status == person.get(PAGE).status == 403


def faults(page: Page) -> dict[str, str]:
    """What is said below single fields, by the name of the field that it is tied to."""
    said = {
        item.get("id"): item.text_content().strip() for item in page.tree.xpath("//*[@class and @role='alert'][@id]")
    }
    fields = page.tree.xpath("//main//input[@aria-describedby]")
    return {
        field.get("name"): said[one] for field in fields for one in field.get("aria-describedby").split() if one in said
    }


@pytest.mark.parametrize(
    "written", ["17h00 ngày 25/9/2023", "25/9/2023", "17:00 25/09", "25.9.2023 17h", "17 giờ ngày 25 tháng 9"]
)
def test_a_moment_is_taken_as_people_write_it_and_a_day_alone_ends_with_working_hours(
    web: Web, home: Person, written: str
) -> None:
    typed = {"unit": "SGTVT", "due_at": written, "reason": "Mất điện"}
    assert "Đã gia hạn." in home.fill(home.get(PAGE), f"{PAGE}/gia-han", typed, f"{PAGE}/gia-han").words
    assert obligation_in(web.context, PERIOD, "SGTVT").due_at == FIVE
    assert "chỉ ghi ngày thì tính đến 17:00" in home.get(PAGE).words


@pytest.mark.parametrize(
    ("deed", "typed", "field", "said"),
    [
        ("gia-han", {"unit": "SXD", "due_at": "tuần sau", "reason": "bão số 3"}, "due_at", "không phải giờ và ngày"),
        ("gia-han", {"unit": "SXD", "due_at": "25/9/2023", "reason": "  "}, "reason", "Cần ghi lý do"),
        ("gia-han", {"unit": "SXD", "due_at": "19/9/2023", "reason": "bão"}, "due_at", "phải sau hạn chung"),
        ("han", {"due_at": "31/9/2023", "reason": "bão"}, "due_at", "không phải giờ và ngày"),
        ("han", {"due_at": "22/9/2023", "reason": ""}, "reason", "Cần ghi lý do"),
        ("mien", {"unit": "SXD", "reason": " "}, "reason", "Cần ghi lý do"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_stays(
    home: Person, deed: str, typed: dict[str, str], field: str, said: str
) -> None:
    action = f"{PAGE}/{deed}"
    page = home.fill(home.get(PAGE), action, typed, action, waived="1")
    assert page.status == 409 and said in faults(page)[field]
    kept = page.form(action)
    assert {name: kept[name] for name in typed} == typed


def test_a_common_deadline_tells_how_many_filings_become_late_before_it_holds(web: Web, home: Person) -> None:
    for unit in ("STC", "SXD"):
        hand_in_and_check(web.context, of_agency(unit))
    action, typed = f"{PAGE}/han", {"due_at": "17h00 ngày 17/9/2023", "reason": "gõ nhầm"}
    asked = home.fill(home.get(PAGE), action, typed, action, ask="1")
    assert "Chưa có gì thay đổi." in asked.words and "Hạn này đã qua." in asked.words
    assert "2 báo cáo đã nộp thành nộp muộn: Sở Tài chính; Sở Xây dựng." in asked.words
    assert "20/09/2023" in home.get(f"/ky/{PERIOD}").words and "17/09/2023" not in home.get(f"/ky/{PERIOD}").words
    back = home.send(action, {**asked.form(action), "ask": "edit"})
    assert back.status == 200 and {name: back.form(action)[name] for name in typed} == typed
    assert "Đã đặt hạn nộp." in home.press(asked, action).words
    assert "gõ nhầm" in home.get(PAGE).words


@pytest.mark.parametrize(
    ("due_at", "said"),
    [
        ("14/9/2023", "trước khi kỳ số liệu kết thúc (ngày 14/9/2023)"),
        ("20/9/2033", "sau ngày chốt số liệu 3659 ngày"),
        ("24/9/2023", "Hạn này rơi vào ngày nghỉ (24/9/2023)."), ("2/9/2024", "Hạn này rơi vào ngày nghỉ (02/9/2024)."),
        ("25/9/2024", "sau ngày chốt số liệu 377 ngày"), ("17/9/2023", "Hạn này đã qua."),
    ],
)  # fmt: skip
def test_an_odd_deadline_is_asked_about(home: Person, due_at: str, said: str) -> None:
    action = f"{PAGE}/han"
    asked = home.fill(home.get(PAGE), action, {"due_at": due_at, "reason": "bão"}, action, ask="1")
    assert said in asked.words


def test_an_extension_years_ahead_is_asked_about_and_an_ordinary_one_is_not(web: Web, home: Person) -> None:
    action = f"{PAGE}/gia-han"
    typed = {"unit": "SXD", "due_at": "25/9/2032", "reason": "bão"}
    asked = home.fill(home.get(PAGE), action, typed, action)
    assert "Gia hạn cho Sở Xây dựng đến 17:00 25/09/2032?" in asked.words
    assert obligation_in(web.context, PERIOD, "SXD").due_at is None
    assert "Đã gia hạn." in home.fill(home.get(PAGE), action, typed | {"due_at": "25/9/2023"}, action).words


def test_an_extension_given_by_mistake_is_taken_back_with_a_reason(web: Web, home: Person) -> None:
    give, take = f"{PAGE}/gia-han", f"{PAGE}/thu-hoi-gia-han"
    home.fill(home.get(PAGE), give, {"unit": "SXD", "due_at": "25/9/2023", "reason": "bão"}, give)
    page = home.get(PAGE)
    assert page.texts(f"//form[@action='{take}']//option") == ["Sở Xây dựng (gia hạn đến 17:00 25/09/2023)"]
    nothing = home.fill(page, take, {"reason": " "}, take)
    assert nothing.status == 409 and "Cần ghi lý do" in faults(nothing)["reason"]
    asked = home.fill(page, take, {"reason": "nhầm đơn vị"}, take)
    assert "Thu hồi gia hạn của Sở Xây dựng?" in asked.words
    assert obligation_in(web.context, PERIOD, "SXD").due_at == FIVE
    assert "Đã thu hồi gia hạn." in home.press(asked, take).words
    assert obligation_in(web.context, PERIOD, "SXD").due_at is None
    assert "thu hồi gia hạn đến (SXD) 17:00 25/09/2023. Lý do: nhầm đơn vị" in home.get(PAGE).words


def test_a_waiver_of_a_unit_that_has_filed_shows_what_leaves_the_totals_and_marks_it(web: Web, home: Person) -> None:
    put_valid(web.context, ["STC"], sang_kien__so_luong=7)
    put_valid(web.context, ["SXD"], sang_kien__so_luong=5)
    action = f"{PAGE}/mien"
    typed = {"unit": "STC", "reason": "sáp nhập"}
    asked = home.fill(home.get(PAGE), action, typed, action, waived="1")
    lines = asked.texts("//main//li")
    assert "Đơn vị đã nộp báo cáo hợp lệ (lần 1): số liệu của báo cáo này KHÔNG còn được cộng" in lines[0]
    assert "Số đơn vị được cộng: 2 thành 1." in lines
    (tasks,) = (line for line in lines if line.startswith("I.1.1. "))
    before, after = tasks.rpartition(": ")[2].rstrip(".").split(" thành ")
    assert int(before) == 2 * int(after) > 0
    back = home.send(action, {**asked.form(action), "ask": "edit"})
    assert {name: back.form(action)[name] for name in typed} == typed
    assert "Đã miễn nộp." in home.press(asked, action).words
    said = "(đã nộp, số liệu không được cộng)"
    assert f"Sở Tài chính {said}" in home.get(f"/ky/{PERIOD}").words and said in home.get(PAGE).words
    asked = home.fill(home.get(PAGE), action, typed, action, waived="0")
    assert "Báo cáo hợp lệ đã nộp (lần 1) được cộng vào tổng hợp trở lại." in asked.texts("//main//li")
    assert "Số đơn vị được cộng: 1 thành 2." in asked.texts("//main//li")


def test_a_waiver_of_a_unit_that_has_not_filed_says_that_nothing_leaves_the_totals(home: Person) -> None:
    action = f"{PAGE}/mien"
    asked = home.fill(home.get(PAGE), action, {"unit": "STC", "reason": "sáp nhập"}, action, waived="1")
    assert asked.texts("//main//li") == ["Đơn vị chưa có báo cáo hợp lệ của kỳ này: số liệu tổng hợp không đổi."]


def test_figures_are_left_out_after_the_totals_were_shown_and_marked_for_both_sides(web: Web, home: Person) -> None:
    put_valid(web.context, ["SGTVT"], sang_kien__so_luong=7)
    put_valid(web.context, ["SXD"], sang_kien__so_luong=5)
    action, typed = f"{PAGE}/khong-cong", {"unit": "SGTVT", "reason": "chưa khớp với Kho bạc"}
    asked = home.fill(home.get(PAGE), action, typed, action, excluded="1")
    lines = asked.texts("//main//li")
    assert "Số đơn vị được cộng: 2 thành 1." in lines
    (tasks,) = (line for line in lines if line.startswith("I.1.1. "))
    before, after = tasks.rpartition(": ")[2].rstrip(".").split(" thành ")
    assert int(before) == 2 * int(after) > 0
    back = home.send(action, {**asked.form(action), "ask": "edit"})
    assert {name: back.form(action)[name] for name in typed} == typed
    assert "Số liệu của đơn vị không còn được cộng." in home.press(asked, action).words
    mark = "không cộng: chưa khớp với Kho bạc"
    board, totals = home.get(f"/ky/{PERIOD}"), home.get(f"/ky/{PERIOD}/tong-hop")
    assert mark in board.words and "2/28" in board.words
    assert f"Sở Giao thông vận tải ({mark})" in " ".join(totals.words.split())
    assert mark in home.get(f"/ky/{PERIOD}/tong-hop/ho_so.tiep_nhan").words
    told = "Sở Nội vụ không cộng số liệu của đơn vị vào tổng hợp kỳ này. Lý do: chưa khớp với Kho bạc"
    unit = Person(web.app, web.context, OFFICER, "an@sgtvt.gov.vn")
    for person, page in (
        (home, f"/duyet/{PERIOD}-SGTVT-1"), (unit, "/bao-cao"), (unit, f"/lan-nop/{PERIOD}-SGTVT-1")
    ):  # fmt: skip
        assert told in person.get(page).words, page
    asked = home.fill(home.get(PAGE), action, typed, action, excluded="0")
    assert "Số đơn vị được cộng: 1 thành 2." in asked.texts("//main//li")
    home.press(asked, action)
    assert mark not in home.get(f"/ky/{PERIOD}").words and told not in unit.get("/bao-cao").words


def test_leaving_out_a_unit_without_a_filing_is_refused_before_anything_is_asked(home: Person) -> None:
    action = f"{PAGE}/khong-cong"
    page = home.fill(home.get(PAGE), action, {"unit": "STC", "reason": "chưa khớp"}, action, excluded="1")
    assert page.status == 409 and "Sở Tài chính chưa có báo cáo hợp lệ" in page.words


def test_one_unit_is_let_into_a_closed_period_and_told_so_everywhere(web: Web, home: Person) -> None:
    unit = Person(web.app, web.context, OFFICER, "an@sgtvt.gov.vn")
    close(home)
    action, typed = f"{PAGE}/nop-muon", {"unit": "SGTVT", "due_at": "17h00 ngày 25/9/2023", "reason": "Mất điện"}
    wrong = home.fill(home.get(PAGE), action, {**typed, "due_at": "17/9/2023"}, action)
    assert wrong.status == 409 and wrong.form(action)["reason"] == "Mất điện"
    assert "Đã cho đơn vị nộp muộn" in home.fill(home.get(PAGE), action, typed, action).words
    said = "Sở Giao thông vận tải đến 17:00 25/09/2023 (Mất điện)"
    for page in (PAGE, f"/ky/{PERIOD}"):
        assert said in home.get(page).words, page
    told = "Sở Nội vụ cho đơn vị nộp muộn đến 17:00 25/09/2023"
    for page in ("/bao-cao", f"/bao-cao/{PERIOD}/nhap"):
        assert told in unit.get(page).words, page
    assert web.file_json().status_code == 202
    assert "Đơn vị không được nộp muộn nữa." in send(home, f"{PAGE}/thoi-nop-muon", unit="SGTVT", reason="Đủ").words
    assert told not in unit.get("/bao-cao").words


@pytest.mark.parametrize(
    ("due_at", "said"),
    [("24/9/2023", "Hạn này rơi vào ngày nghỉ (24/9/2023)."), ("25/9/2024", "Hạn này sau hôm nay")],
)
def test_an_odd_moment_for_filing_late_is_asked_about(web: Web, home: Person, due_at: str, said: str) -> None:
    close(home)
    action = f"{PAGE}/nop-muon"
    asked = home.fill(home.get(PAGE), action, {"unit": "SGTVT", "due_at": due_at, "reason": "Mất điện"}, action)
    assert "Cho Sở Giao thông vận tải nộp muộn đến 17:00" in asked.words and said in asked.words
    assert obligation_in(web.context, PERIOD, "SGTVT").late_until is None
    assert "Đã cho đơn vị nộp muộn" in home.press(asked, action).words
