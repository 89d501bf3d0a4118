"""Periods on the pages of Home Affairs: opened, closed, reopened, put off, and units let off."""

from __future__ import annotations

import pytest

from tests.support.browser import Page, Person
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import AUDITOR, HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.web import Web, submissions

ALL = "/quan-tri/ky"
PAGE = f"{ALL}/{PERIOD}"


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs."""
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


def send(person: Person, path: str, **fields: str) -> Page:
    token = person.get(ALL).find("//main//input[@name='csrf_token']").get("value")
    return person.send(path, {"csrf_token": token, **fields})


def test_a_period_is_opened_once(home: Person) -> None:
    assert "Đã mở kỳ Năm 2023." in send(home, ALL, code="2023-Y").words
    assert "Năm 2023" in home.get(ALL).words
    again = send(home, ALL, code="2023-Y")
    assert again.status == 409 and "2023-Y" in again.words
    assert "«2023-Q9»" in send(home, ALL, code="2023-Q9").words


def test_a_closed_period_takes_nothing_until_it_is_reopened_with_a_reason(web: Web, home: Person) -> None:
    assert "Đã khóa kỳ báo cáo." in send(home, f"{PAGE}/khoa").words
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
    assert "Đã đặt hạn nộp." in send(home, f"{PAGE}/han", kind="so", due_at="11:30 22/09/2023").words
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
