"""The calendar's page and what programs get behind its address."""

from __future__ import annotations

import re

from icalendar import Calendar

from tests.support.browser import HOME, Page, Person
from tests.support.installation import AUDITOR, HOME_AFFAIRS, PERIOD
from tests.support.web import Web

PAGE = "/lich"


def address(page: Page) -> str:
    """The calendar's address below the installation's own."""
    shown = str(page.find("//input[@id='dia-chi']").get("value"))
    assert shown.startswith(f"{HOME}{PAGE}/") and shown.endswith(".ics")
    assert page.find("//a[starts-with(@href, 'webcal:')]").get("href") == shown.replace("http:", "webcal:")
    return shown.removeprefix(HOME)


def test_a_unit_makes_its_address_once_and_all_its_people_see_it(officer: Person, leader: Person) -> None:
    assert officer.get("/bao-cao").find(f"//main//a[@href='{PAGE}']") is not None
    page = officer.get(PAGE)
    assert "Chưa có địa chỉ lịch" in page.words and "Sở Giao thông vận tải" in page.words
    made = officer.press(page, PAGE)
    assert "Đã tạo địa chỉ lịch" in made.words
    assert address(leader.get(PAGE)) == address(officer.get(PAGE)) == address(made)


def test_a_renewed_address_takes_the_place_of_the_one_before(officer: Person, leader: Person, web: Web) -> None:
    before = address(officer.press(officer.get(PAGE), PAGE))
    after = address(leader.press(leader.get(PAGE), PAGE))
    assert before != after
    program = web.app.test_client()
    assert program.get(before).status_code == 404
    assert program.get(after).status_code == 200


def test_a_program_gets_the_calendar_and_nothing_where_it_is_the_same(officer: Person, web: Web) -> None:
    path = address(officer.press(officer.get(PAGE), PAGE))
    program = web.app.test_client()
    answer = program.get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"] and "Set-Cookie" not in answer.headers
    assert re.search(rb"^UID:2023-Q3\.deadline\.SGTVT@", answer.data, re.MULTILINE)
    assert isinstance(Calendar.from_ical(answer.data), Calendar)
    assert program.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert program.post(path).status_code == 405


def test_who_reads_english_gets_an_address_of_an_english_calendar(officer: Person, web: Web) -> None:
    officer.press(officer.get(PAGE), PAGE)
    account = "/tai-khoan/ngon-ngu"
    officer.fill(officer.get("/tai-khoan"), account, {"language": "en"}, account)
    shown = str(officer.get(PAGE).find("//input[@id='dia-chi']").get("value")).removeprefix(HOME)
    assert shown.endswith(".ics?language=en")
    answer = officer.get(shown).answer
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(event["summary"]) == "Deadline: Periodic administrative reform report, Quarter III 2023"
    assert "Deadline: 17:00 on 20/9/2023. Figures from 15/6/2023 to 14/9/2023." in str(event["description"])
    path = shown.partition("?")[0]
    for plain in (path, f"{path}?language=fr"):
        assert "SUMMARY:Hạn nộp báo cáo cải cách" in officer.get(plain).answer.text


def test_home_affairs_has_one_of_its_own_and_who_only_looks_has_none(web: Web, officer: Person) -> None:
    watcher = Person(web.app, web.context, HOME_AFFAIRS, "van.cuong.5@snv.gov.vn")
    auditor = Person(web.app, web.context, AUDITOR, "kiem.tra.6@snv.gov.vn")
    assert watcher.get(f"/ky/{PERIOD}").find(f"//main//a[@href='{PAGE}']") is not None
    made = address(watcher.press(watcher.get(PAGE), PAGE))
    assert made != address(officer.press(officer.get(PAGE), PAGE))
    assert b"deadlines.huyen" in watcher.get(made).answer.data
    assert auditor.get(PAGE).status == 403
    assert auditor.get(f"/ky/{PERIOD}").tree.xpath(f"//main//a[@href='{PAGE}']") == []
