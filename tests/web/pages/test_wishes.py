"""What mail people want: chosen on their account's page, or ended by the address in a digest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.actions.notifications.preferences import stop_address
from service.domain.organization.access import Caller
from service.domain.organization.account import USUAL_WISHES, Subscription
from service.storage.organization.accounts import get_account
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, HOME_AFFAIRS_LEADER, LEADER, OFFICER
from tests.support.visitor import Visitor, enlist, guest
from tests.support.web import Web

PATH = "/tai-khoan/thu"


def wishes(web: Web, number: int = 1) -> frozenset[Subscription]:
    """What the person wants."""
    with web.context.database.reading() as session:
        return get_account(session, number).wishes


@pytest.mark.parametrize(
    ("caller", "offered"),
    [
        (OFFICER, {"results": True, "approvals": True, "decisions": True}),
        (LEADER, {"results": True, "weekly": False, "approvals": True, "decisions": True}),
        (HOME_AFFAIRS, {"daily": True, "approvals": True}),
        (HOME_AFFAIRS_LEADER, {"approvals": True}),
        (ADMIN, {}),
        (AUDITOR, {}),
    ],
)
def test_each_is_offered_what_is_for_their_role(web: Web, caller: Caller, offered: dict[str, bool]) -> None:
    visitor = guest(web.context, web.app, caller)
    page = visitor.get("/tai-khoan")
    boxes = page.tree.xpath("//input[@name='wish']")
    assert {box.get("value"): box.get("checked") is not None for box in boxes} == offered
    assert ("Tùy chọn nhận thư" in page.words) is bool(offered)
    assert visitor.send(PATH, wish="weekly").answer.location == "/tai-khoan"


def test_what_is_chosen_holds_and_what_is_not_offered_stays(any_web: Web) -> None:
    leader = guest(any_web.context, any_web.app, LEADER)
    assert leader.send(PATH, wish="weekly").answer.location == "/tai-khoan"
    assert wishes(any_web) == {Subscription.WEEKLY, Subscription.DAILY}
    page = leader.get("/tai-khoan")
    assert "Đã lưu tùy chọn nhận thư." in page.words
    assert page.tree.xpath("//input[@name='wish'][@checked]/@value") == ["weekly"]
    leader.send(PATH, wish="daily")
    assert wishes(any_web) == {Subscription.DAILY}
    leader.send(PATH, wish="không có")
    assert wishes(any_web) == {Subscription.DAILY}


def test_the_address_in_a_digest_asks_first_and_ends_it_for_whoever_presses(any_web: Web) -> None:
    account = enlist(any_web.context, HOME_AFFAIRS)
    path = stop_address(any_web.context, account.id, Subscription.DAILY).removeprefix(any_web.context.settings.address)
    stranger = Visitor(any_web.app)
    page = stranger.get(path)
    assert "Bản tin hằng ngày" in page.words and account.email in page.words
    assert wishes(any_web) == USUAL_WISHES, "programs that look through mails open addresses too"
    for _ in range(2):
        ended = stranger.send(path)
        assert ended.status == 200 and "không gửi thư này đến" in ended.words
    assert wishes(any_web) == {Subscription.RESULTS, Subscription.APPROVALS, Subscription.DECISIONS}


def test_a_mail_program_ends_it_at_one_click_without_a_page(web: Web) -> None:
    account = enlist(web.context, LEADER)
    path = stop_address(web.context, account.id, Subscription.WEEKLY).removeprefix(web.context.settings.address)
    Visitor(web.app).send(path)
    click = web.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"}, base_url="https://noi-khac.vn")
    assert click.status_code == 200
    assert wishes(web) == USUAL_WISHES


def test_an_address_that_we_did_not_make_ends_nothing(web: Web) -> None:
    account = enlist(web.context, HOME_AFFAIRS)
    settings = replace(web.context.settings, secret="của một hệ thống khác")
    foreign = stop_address(replace(web.context, settings=settings), account.id, Subscription.DAILY).rpartition("/")[2]
    own = stop_address(web.context, account.id, Subscription.DAILY).rpartition("/")[2]
    for token in (foreign, own[:-1], own.replace(".", "x."), "khong-co"):
        for page in (Visitor(web.app).get(f"/ngung-thu/{token}"), Visitor(web.app).send(f"/ngung-thu/{token}")):
            assert page.status == 404 and "Liên kết ngừng nhận thư không đúng" in page.words
    assert wishes(web) == USUAL_WISHES


def language(web: Web) -> str:
    """In which language the first person is written to."""
    with web.context.database.reading() as session:
        return get_account(session, 1).language


def test_the_language_is_chosen_on_the_account_and_by_the_switch_of_every_page(web: Web) -> None:
    visitor = guest(web.context, web.app, OFFICER)
    assert language(web) == "vi"
    chosen = visitor.get("/tai-khoan").tree.xpath("//input[@name='language'][@checked]/@value")
    assert chosen == ["vi"]
    assert visitor.send("/tai-khoan/ngon-ngu", language="en").answer.location == "/tai-khoan"
    page = visitor.get("/tai-khoan")
    assert language(web) == "en" and "Language saved." in page.words and page.tree.get("lang") == "en"
    visitor.send("/ngon-ngu", language="vi")
    assert language(web) == "vi" and visitor.get("/tai-khoan").tree.get("lang") == "vi"
    assert visitor.send("/tai-khoan/ngon-ngu", language="fr").answer.status_code == 409
    assert language(web) == "vi"


def test_a_guest_who_switches_changes_nobodys_account(web: Web) -> None:
    enlist(web.context, OFFICER)
    stranger = Visitor(web.app)
    stranger.send("/ngon-ngu", language="en")
    assert language(web) == "vi" and stranger.get("/dang-nhap").tree.get("lang") == "en"
