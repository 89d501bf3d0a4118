"""The page of a closing: officer and leader each see what they may do next, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.actions.periods.closing import closing_overview
from service.actions.review.decide import approve_submission
from service.domain.bilingual import Bilingual
from service.domain.consolidation.closing import ClosingTask
from service.domain.organization.access import Role
from tests.support.browser import Page, Person
from tests.support.installation import AUDITOR, HOME_AFFAIRS, HOME_AFFAIRS_LEADER, OFFICER, PERIOD
from tests.support.province import put_valid
from tests.support.web import API, Web

PAGE = f"/ky/{PERIOD}/khoa-ky"
TASKS = {("cchc", "2022"): (ClosingTask("check", Bilingual("Đối chiếu"), Role.HOME_AFFAIRS, 1, (), blocks=True),)}


@pytest.fixture
def led(sqlite_context: object) -> Web:
    """An installation with one task of the province's, and one report that was not looked at."""
    context = replace(sqlite_context, catalogue=replace(sqlite_context.catalogue, closing_tasks=TASKS))  # type: ignore
    put_valid(context, ["SXD", "STC"])
    return Web(context)


def person(web: Web, role: Role) -> Person:
    caller = {one.role: one for one in (OFFICER, HOME_AFFAIRS, HOME_AFFAIRS_LEADER, AUDITOR)}[role]
    return Person(web.app, web.context, caller, f"{role.value}@snv.gov.vn")


def press(who: Person, action: str, **more: str) -> Page:
    """Send the first form of the page for that action, as a button of it does."""
    return who.send(f"{PAGE}/{action}", {**who.get(PAGE).form(f"{PAGE}/{action}"), **more})


def settle(officer: Person, web: Web) -> None:
    press(officer, "viec", done="1")
    for item in closing_overview(web.context, PERIOD).state.items:
        if item.is_blocking:
            press(officer, "bo-qua", check=item.check.value, reason="Theo chỉ đạo")


def test_each_number_leads_to_the_units_that_it_counts(led: Web) -> None:
    officer = person(led, Role.HOME_AFFAIRS)
    page = officer.get(PAGE)
    assert "Chưa có tài khoản lãnh đạo Sở Nội vụ" in page.words
    for check, count in (("missing", 26), ("unread", 2)):
        link = page.find(f"//tr[@data-check='{check}']//td[1]/a")
        board = officer.get(link.get("href"))
        assert (link.text_content(), len(board.tree.xpath("//tr[@data-unit]"))) == (str(count), count)
    assert page.find("//tr[@data-check='unread']//li/a").get("href") == f"/duyet/{PERIOD}-STC-1"
    assert page.find("//progress").get("value") == "7"


def test_without_a_leader_the_question_names_what_is_open(led: Web) -> None:
    officer = person(led, Role.HOME_AFFAIRS)
    asked = press(officer, "khoa", ask="1")
    assert "Đơn vị chưa nộp báo cáo: 26" in asked.words and "Chưa xong: Đối chiếu" in asked.words
    assert "Đã khóa kỳ báo cáo." in officer.press(asked, f"{PAGE}/khoa").words


def test_the_way_of_a_closing_from_the_officer_to_the_leader_and_to_the_units(led: Web) -> None:
    officer, leader, unit = (person(led, role) for role in (Role.HOME_AFFAIRS, Role.HOME_AFFAIRS_LEADER, Role.OFFICER))
    assert not officer.get(PAGE).tree.xpath(f"//form[@action='{PAGE}/khoa' or @action='{PAGE}/trinh']//button")
    assert "phải được lãnh đạo Sở Nội vụ duyệt" in officer.get(f"/quan-tri/ky/{PERIOD}").words
    settle(officer, led)
    assert "Theo chỉ đạo" in officer.get(PAGE).words
    assert "Đã trình lãnh đạo Sở Nội vụ." in press(officer, "trinh", reason="Đủ điều kiện").words
    shown = leader.get(PAGE)
    assert "Lời trình: Đủ điều kiện" in shown.words and not shown.tree.xpath("//button[text()='Đã xong']")
    assert press(leader, "tra-lai", remarks=" ").status == 409
    assert "Ý kiến: Nhắc Sở Y tế" in press(leader, "tra-lai", remarks="Nhắc Sở Y tế").words
    press(officer, "trinh")
    asked = press(leader, "duyet", ask="1")
    assert "Đã duyệt." in leader.press(asked, f"{PAGE}/duyet").words
    assert "Đã khóa kỳ báo cáo." in press(officer, "khoa").words
    assert unit.get(f"/bao-cao/{PERIOD}/ket-qua").status == 404
    assert led.get(f"/periods/{PERIOD}/results", "officer").status_code == 404
    assert "Đã công bố cho các đơn vị." in press(officer, "cong-bo").words
    assert f"{HOME_AFFAIRS_LEADER.name} duyệt lúc" in officer.get(f"/ky/{PERIOD}/an-ban").words
    assert unit.get("/bao-cao").find(f"//a[@href='/bao-cao/{PERIOD}/ket-qua']") is not None


def test_what_has_moved_since_the_page_was_opened_is_said_and_nothing_typed_is_lost(led: Web) -> None:
    officer, _ = person(led, Role.HOME_AFFAIRS), person(led, Role.HOME_AFFAIRS_LEADER)
    old = officer.get(PAGE).form(f"{PAGE}/bo-qua")
    approve_submission(led.context, HOME_AFFAIRS, f"{PERIOD}-SXD-1")
    page = officer.send(f"{PAGE}/bo-qua", {**old, "check": "missing", "reason": "Bão số 3"})
    assert page.status == 409
    assert "Báo cáo hợp lệ chưa được tiếp nhận: 2 → 1" in page.words
    assert page.find("//input[@id='bo-qua-missing']").get("value") == "Bão số 3"
    # Having read it, the officer may go on.
    again = officer.send(f"{PAGE}/bo-qua", {**page.form(f"{PAGE}/bo-qua"), "check": "missing"})
    assert "Đã ghi lý do bỏ qua." in again.words


def test_a_unit_s_results_name_no_other_unit_and_are_the_same_by_the_api(led: Web) -> None:
    officer = person(led, Role.HOME_AFFAIRS)
    put_valid(led.context, ["SGTVT"], in_figures=True, sang_kien__so_luong=9)
    press(officer, "khoa")
    press(officer, "cong-bo")
    page = person(led, Role.OFFICER).get(f"/bao-cao/{PERIOD}/ket-qua")
    assert "hạng 1 trong 3 đơn vị" in page.words
    told = led.get(f"/periods/{PERIOD}/results", "officer").get_json()
    assert (told["agency"], told["counted"], told["edition"]) == ("SGTVT", True, 1)
    assert {"indicator": "sang_kien.so_luong", "own": 9}.items() <= next(
        row for row in told["indicators"] if row["indicator"] == "sang_kien.so_luong"
    ).items()
    for text in (page.source, str(told)):
        assert not [word for word in ("Sở Xây dựng", "SXD", "Sở Tài chính", "STC") if word in text]
    assert led.get(f"/periods/{PERIOD}/results", "auditor").get_json()["agency"] is None


def test_published_figures_are_folded_by_section_opened_together_and_looked_for(led: Web) -> None:
    officer, unit = person(led, Role.HOME_AFFAIRS), person(led, Role.OFFICER)
    put_valid(led.context, ["SGTVT"], in_figures=True, sang_kien__so_luong=9)
    press(officer, "khoa")
    press(officer, "cong-bo")
    path = f"/bao-cao/{PERIOD}/ket-qua"
    assert folded(unit.get(path)) == (79, False)
    assert folded(unit.get(f"{path}?mo=1")) == (79, True)
    found = unit.get(f"{path}?tim=sang kien")
    row = found.find("//tr[@data-indicator='sang_kien.so_luong']")
    assert [cell.text_content().strip() for cell in row.xpath("td")] == ["9", "11", "3"]
    assert folded(found) == (1, True) and found.find("//input[@name='tim']").get("value") == "sang kien"
    assert "Không có chỉ tiêu nào khớp với «xyz»." in unit.get(f"{path}?tim=xyz").words


def folded(page: Page) -> tuple[int, bool]:
    """How many figures the page has, and whether each section stands open, or else none."""
    sections = page.tree.xpath("//details[@class='folded']")
    is_open = [one.get("open") is not None for one in sections]
    assert sections and all(is_open) is any(is_open)
    return len(page.tree.xpath("//tr[@data-indicator]")), any(is_open)


def test_the_api_shows_the_same_checklist(led: Web) -> None:
    told = led.get(f"/periods/{PERIOD}/closing", "auditor").get_json()
    counts = {check["check"]: check["count"] for check in told["checks"]}
    assert (counts["missing"], counts["unread"], told["needed"], told["settled"]) == (26, 2, 10, 7)
    assert (told["needs_approval"], told["request"], told["tasks"][0]["due"]) == (False, None, "2023-09-21")
    assert led.call("GET", f"{API}/periods/{PERIOD}/closing", "officer").status_code == 403
