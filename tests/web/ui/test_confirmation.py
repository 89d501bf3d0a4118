"""What cannot be taken back is asked about on a page first; no page does it by one press of a button."""

from __future__ import annotations

import pytest

from service.actions.organization.tokens import issue_token, list_tokens
from service.actions.periods.lifecycle import obligation_in
from service.domain.organization.access import Caller, Role
from tests.support.browser import Page, Person
from tests.support.installation import ADMIN, PERIOD
from tests.support.web import Web

PAGE = f"/quan-tri/ky/{PERIOD}"
CLOSING = f"/ky/{PERIOD}/khoa-ky"
TOKENS = "/quan-tri/ma-truy-cap"
# What the buttons say that take something away at once.
GRAVE = ("btn-outline-danger", "btn-danger")


@pytest.fixture
def admin(web: Web) -> Person:
    """The administrator."""
    return Person(web.app, web.context, ADMIN, "quan.tri@snv.gov.vn")


def press(person: Person, page: Page, action: str, **named: str) -> Page:
    """Press a button of the form at that address, whose name and value go along."""
    return person.send(action, {**page.form(action), **named})


def test_a_waiver_is_asked_about_and_then_done(web: Web, admin: Person) -> None:
    action = f"{PAGE}/mien"
    typed = {"unit": "STC", "reason": "mới thành lập"}
    asked = admin.fill(admin.get(PAGE), action, typed, action, waived="1")
    assert "Miễn nộp cho Sở Tài chính?" in asked.words and "Chưa có gì thay đổi." in asked.words
    assert obligation_in(web.context, PERIOD, "STC").waived_at is None
    assert "Đã miễn nộp." in admin.press(asked, action).words
    assert obligation_in(web.context, PERIOD, "STC").waiver_reason == "mới thành lập"


def test_a_token_and_a_period_end_only_after_a_question(web: Web, admin: Person) -> None:
    issue_token(web.context, Caller("Phần mềm", Role.ADMIN))
    (token,) = list_tokens(web.context)
    action = f"{TOKENS}/{token.id}/thu-hoi"
    asked = press(admin, admin.get(TOKENS), action, ask="1")
    assert list_tokens(web.context)[0].revoked_at is None
    admin.press(asked, action)
    assert list_tokens(web.context)[0].revoked_at is not None
    asked = press(admin, admin.get(CLOSING), f"{CLOSING}/khoa", ask="1")
    assert "Đơn vị chưa nộp chỉ còn nộp được khi Sở Nội vụ cho nộp muộn hoặc mở lại kỳ." in asked.words
    assert "đang mở" in admin.get(PAGE).texts("//h1")[0]
    assert "Đã khóa kỳ báo cáo." in admin.press(asked, f"{CLOSING}/khoa").words


@pytest.mark.parametrize("path", [PAGE, TOKENS, "/quan-tri/ngay-nghi", "/lich", "/quan-tri/nguoi-dung/1"])
def test_every_grave_button_asks_or_has_something_to_be_typed(web: Web, admin: Person, path: str) -> None:

    for grave in GRAVE:
        for button in admin.get(path).tree.xpath(f"//main//button[contains(@class, '{grave}')]"):
            (form,) = button.xpath("ancestor::form")
            typed = form.xpath(".//input[@required]")
            assert button.get("name") == "ask" or form.xpath(".//input[@name='ask']") or typed, button.text
