"""What the leader is writing to the officer is kept as it is typed, until the draft is sent back with it or filed."""

from __future__ import annotations

import pytest

from service.actions.intake.approvals import request_approval
from service.actions.intake.drafts import submit_draft
from tests.support.browser import Page, Person
from tests.support.drafts import TONG, UNIT, opened, real_values, write
from tests.support.filings import changed, hand_in_and_check
from tests.support.installation import HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.web import Web

REVIEW = f"/bao-cao/{PERIOD}/xem-lai"
RETURN, KEEP = f"{REVIEW}/tra-lai", f"{REVIEW}/tra-lai/y-kien"
FIGURE, SECTION = f"nhan_xet.{TONG}", "nhan_xet.narratives.II.6"
FILING = f"/duyet/{PERIOD}-{UNIT}-1"


@pytest.fixture
def asked(web: Web) -> Web:
    """A report lies before the leader."""
    write(web.context, real_values())
    request_approval(web.context, OFFICER, PERIOD, UNIT)
    return web


def keep(person: Person, remarks: dict[str, str]) -> Page:
    """What the script of the page sends while somebody types."""
    token = person.get(RETURN).form()["csrf_token"]
    return person.send(KEEP, {"csrf_token": token, "what": "script", **remarks})


def written(page: Page) -> dict[str, str]:
    """What stands in the fields for remarks that are not empty."""
    return {name: text for name, text in page.form().items() if text and name not in {"version", "csrf_token"}}


def test_remarks_are_kept_as_they_are_typed_and_the_officer_sees_none(
    asked: Web, leader: Person, officer: Person
) -> None:
    assert keep(leader, {FIGURE: "Đối chiếu lại.", "reason": "Chưa"}).status == 204
    assert keep(leader, {"reason": "Chưa khớp."}).status == 204
    assert written(leader.get(RETURN)) == {FIGURE: "Đối chiếu lại.", "reason": "Chưa khớp."}
    assert keep(leader, {FIGURE: ""}).status == 204
    assert written(leader.get(RETURN)) == {"reason": "Chưa khớp."}
    for path in (REVIEW, f"/bao-cao/{PERIOD}/nhap", "/bao-cao", "/thong-bao"):
        assert "Chưa khớp." not in officer.get(path).source
    assert opened(asked.context).draft.awaits_leader, "the report still lies before the leader"


def test_remarks_are_kept_by_a_button_without_scripts(asked: Web, leader: Person) -> None:
    page = leader.send(KEEP, {**leader.get(RETURN).form(), SECTION: "Nêu số cụ thể."})
    assert "Đã lưu ý kiến; cán bộ chưa thấy cho đến khi trả lại." in page.words
    assert written(page) == {SECTION: "Nêu số cụ thể."}


def test_remarks_outlast_an_edit_that_withdraws_the_report(asked: Web, leader: Person) -> None:
    keep(leader, {FIGURE: "Đối chiếu lại."})
    write(asked.context, {TONG: "140,0"})
    request_approval(asked.context, OFFICER, PERIOD, UNIT)
    assert written(leader.get(RETURN)) == {FIGURE: "Đối chiếu lại."}


@pytest.mark.parametrize("is_sent_back", [True, False])
def test_remarks_that_were_sent_or_overtaken_by_a_filing_are_gone(
    asked: Web, leader: Person, is_sent_back: bool
) -> None:
    keep(leader, {FIGURE: "Đối chiếu lại."})
    if is_sent_back:
        leader.send(RETURN, leader.get(RETURN).form())
        assert [remark.text for remark in opened(asked.context).all_remarks] == ["Đối chiếu lại."]
    else:
        submit_draft(asked.context, LEADER, PERIOD, UNIT, opened(asked.context).draft.version)
    assert written(leader.get(RETURN)) == {}


def test_home_affairs_sees_nothing_of_what_a_leader_writes(asked: Web, leader: Person) -> None:
    hand_in_and_check(asked.context, changed())
    keep(leader, {FIGURE: "Chuyện nội bộ", "reason": "Chuyện nội bộ"})
    page = Person(asked.app, asked.context, HOME_AFFAIRS, "van.cuong.5@snv.gov.vn").get(FILING)
    assert "Chuyện nội bộ" not in page.source and "đang ghi ý kiến" not in page.words


def test_nobody_but_the_leader_keeps_remarks_on_a_draft(asked: Web, officer: Person) -> None:
    token = officer.get(REVIEW).form(f"{REVIEW}/rut-lai")["csrf_token"]
    assert officer.send(KEEP, {"csrf_token": token, "reason": "x"}).status == 403


def test_a_remark_on_what_no_report_has_is_refused(asked: Web, leader: Person) -> None:
    assert keep(leader, {"nhan_xet.indicators.khong.co": "x"}).status == 404
