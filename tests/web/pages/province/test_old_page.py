"""Somebody whose page is older than a colleague's decision is told so on the page, and loses nothing typed."""

from __future__ import annotations

import pytest

from service.domain.organization.access import Caller, Role
from tests.support.browser import Page, Person
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.web import Web

REMARK = "nhan_xet.indicators.sang_kien.so_luong"
PERIOD_PAGE = f"/quan-tri/ky/{PERIOD}"


@pytest.fixture
def officer(web: Web) -> Person:
    """Of Home Affairs."""
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


@pytest.fixture
def colleague(web: Web) -> Person:
    """Of Home Affairs too."""
    return Person(web.app, web.context, Caller("Phạm Thị Hà", Role.HOME_AFFAIRS), "ha@snv.gov.vn")


def told(page: Page) -> str:
    """What the page says that refuses."""
    assert page.status == 409
    return " ".join(page.texts("//main//*[@role='alert']"))


def test_a_filing_that_was_returned_is_not_accepted_from_an_old_page(
    web: Web, officer: Person, colleague: Person
) -> None:
    filing = f"/duyet/{hand_in_and_check(web.context, of_agency('STC', sang_kien__so_luong=7))}"
    old = officer.get(filing)
    colleague.fill(colleague.get(filing), f"{filing}/tra-lai", {"reason": "sai số"}, f"{filing}/tra-lai")
    said = told(officer.send(f"{filing}/tiep-nhan", old.form(f"{filing}/tra-lai")))
    assert "Phạm Thị Hà đã trả lại báo cáo này lúc 08:00 18/09/2023 (sai số)" in said
    assert "trả lại" in officer.get(filing).texts("//dl")[0]
    # Having read it, the officer may decide.
    assert (
        "Đã tiếp nhận báo cáo."
        in officer.send(f"{filing}/tiep-nhan", officer.get(filing).form(f"{filing}/tra-lai")).words
    )


def test_remarks_on_a_filing_that_was_accepted_meanwhile_are_kept(web: Web, officer: Person, colleague: Person) -> None:
    filing = f"/duyet/{hand_in_and_check(web.context, of_agency('STC', sang_kien__so_luong=7))}"
    old, action = officer.get(filing), f"{filing}/tra-lai"
    colleague.send(f"{filing}/tiep-nhan", colleague.get(filing).form(f"{filing}/tra-lai"))
    typed = {"reason": "Xem lại\r\nmục I", REMARK: "chưa khớp", "nhan_xet.narratives.V": "quá ngắn"}
    page = officer.fill(old, action, typed, action)
    assert "Phạm Thị Hà đã tiếp nhận báo cáo này" in told(page)
    kept = page.form(action)
    assert {name: kept[name] for name in typed} == typed
    assert "Đã trả lại báo cáo" in officer.send(action, kept).words


def test_a_newer_filing_is_not_passed_over(web: Web, officer: Person) -> None:
    filing = f"/duyet/{hand_in_and_check(web.context, of_agency('STC', sang_kien__so_luong=7))}"
    old = officer.get(filing)
    hand_in_and_check(web.context, of_agency("STC", sang_kien__so_luong=8))
    assert "nộp lần mới của báo cáo này" in told(officer.send(f"{filing}/tiep-nhan", old.form(f"{filing}/tra-lai")))


def test_a_period_page_keeps_what_was_typed_beside_the_colleagues_decision(officer: Person, colleague: Person) -> None:
    action = f"{PERIOD_PAGE}/gia-han"
    old = officer.get(PERIOD_PAGE)
    waiver = f"{PERIOD_PAGE}/mien"
    colleague.fill(
        colleague.get(PERIOD_PAGE), waiver, {"unit": "STC", "reason": "mới lập", "ask": "0"}, waiver, waived="1"
    )
    typed = {"unit": "STC", "due_at": "17:00 25/09/2023", "reason": "bão số 3"}
    page = officer.fill(old, action, typed, action)
    assert "Phạm Thị Hà đã miễn nộp lúc" in told(page)
    kept = page.form(action)
    assert {name: kept[name] for name in typed} == typed


def test_a_mistyped_moment_keeps_the_rest(officer: Person) -> None:
    action = f"{PERIOD_PAGE}/gia-han"
    typed = {"unit": "SXD", "due_at": "mai", "reason": "bão số 3"}
    page = officer.fill(officer.get(PERIOD_PAGE), action, typed, action)
    assert "không phải giờ và ngày" in told(page)
    assert {name: page.form(action)[name] for name in typed} == typed


def test_a_preview_of_many_units_is_shown_anew_with_all_that_was_typed(officer: Person, colleague: Person) -> None:
    start, action = f"/ky/{PERIOD}/hang-loat", f"/ky/{PERIOD}/hang-loat/lam"
    token = officer.get("/tai-khoan").find("//input[@name='csrf_token']").get("value")
    fields = {"csrf_token": token, "deed": "extend", "unit": "SXD"}
    preview = officer.send(start, fields)
    single = f"{PERIOD_PAGE}/gia-han"
    given = {"unit": "SXD", "due_at": "17:00 26/09/2023", "reason": "mưa"}
    colleague.fill(colleague.get(PERIOD_PAGE), single, given, single)
    page = officer.fill(preview, action, {"text": "bão", "due_at": "17:00 25/09/2023"}, action)
    assert "Sở Xây dựng (Phạm Thị Hà" in told(page)
    assert (page.form(action)["text"], page.form(action)["due_at"]) == ("bão", "17:00 25/09/2023")
    assert "Đã gia hạn cho 1 đơn vị" in officer.send(action, page.form(action)).words
