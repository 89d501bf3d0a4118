"""The second factor: an authenticator app is set up, asked for, and taken away where it was lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from service.actions.organization.people import ask_second_factor
from service.domain.organization.access import Caller
from service.domain.organization.account import Account
from service.storage.models import AccountRow, EventRow, MailRow, RecoveryCodeRow
from tests.support.addresses import page_calls
from tests.support.browser import PASSWORD
from tests.support.databases import locked
from tests.support.installation import ADMIN, HOME_AFFAIRS, LEADER, OFFICER
from tests.support.visitor import Visitor, enlist, guest
from tests.support.web import Web

START = datetime(2026, 3, 2, 1, 0, 5, tzinfo=UTC)
CODE, SETUP = "/xac-thuc", "/xac-thuc/thiet-lap"
WRONG = "Mã xác thực không đúng hoặc đã dùng: chờ mã mới rồi nhập lại."
# What those reach who have given their password and not the code yet.
HALF = {"sign_in.sign_out", "sign_in.second_factor", "sign_in.give_code", "sign_in.enrolment", "sign_in.enrol"}


def at(seconds: float) -> time_machine.travel:
    """So many seconds after the start, standing still."""
    return time_machine.travel(START + timedelta(seconds=seconds), tick=False)


def code(secret: str, seconds: float) -> str:
    """What the app shows then."""
    return pyotp.TOTP(secret).at(START + timedelta(seconds=seconds))


def events(web: Web, account: Account) -> list[str]:
    """What was noted of the person's second factor."""
    with web.context.database.reading() as session:
        query = select(EventRow.action).where(
            EventRow.subject == account.email, EventRow.action.startswith("second_factor")
        )
        return list(session.scalars(query.order_by(EventRow.id)))


def told(web: Web, account: Account) -> list[str]:
    """What the letters' subjects said that went to the person about it."""
    with web.context.database.reading() as session:
        subjects = session.scalars(select(MailRow.subject).where(MailRow.recipient == account.email))
        return sorted(text.removeprefix("Xác thực hai bước ") for text in subjects)


def set_up(visitor: Visitor, seconds: float = 0) -> str:
    """Set an app up then; its secret."""
    secret = visitor.get(SETUP).texts("//main//code")[0]
    assert visitor.send(SETUP, code=code(secret, seconds), current=PASSWORD).status == 200
    return secret


@pytest.fixture
def officer(web: Web) -> Account:
    """An officer with an account."""
    return enlist(web.context, OFFICER)


@pytest.fixture
def visitor(web: Web, officer: Account) -> Visitor:
    """The officer, signed in."""
    made = Visitor(web.app)
    with at(0):
        made.sign_in(officer.email)
    return made


def test_a_busy_database_is_no_wrong_code(web: Web, visitor: Visitor) -> None:
    with at(0):
        secret = visitor.get(SETUP).texts("//main//code")[0]
        with locked(web.context.database):
            page = visitor.send(SETUP, code=code(secret, 0), current=PASSWORD)
            assert (page.status, page.texts("//h1")) == (503, ["Hệ thống đang bận"])
        assert visitor.send(SETUP, code=code(secret, 0), current=PASSWORD).status == 200


def test_an_app_is_set_up_and_its_code_asked_for_at_the_next_sign_in(any_web: Web) -> None:
    account = enlist(any_web.context, OFFICER)
    visitor, later = Visitor(any_web.app), Visitor(any_web.app)
    with at(0):
        visitor.sign_in(account.email)
        page = visitor.get(SETUP)
        (secret,) = page.texts("//main//code")
        assert len(secret) == 32
        assert page.find("//main//img").get("src").startswith("data:image/svg+xml")
        assert visitor.get(SETUP).texts("//main//code") == [secret]
        before = visitor.key
        done = visitor.send(SETUP, code=f" {code(secret, 0)[:3]} {code(secret, 0)[3:]} ", current=PASSWORD)
        assert done.find("//main//a[contains(@class, 'btn-primary')]").get("href") == "/bao-cao"
        assert visitor.key != before
        assert "Đã bật xác thực hai bước." in done.words
    with at(60):
        asked = later.sign_in(account.email)
        assert (asked.status, asked.answer.location) == (302, CODE)
        before = later.key
        assert later.send(CODE, code=code(secret, 60)).answer.location == "/bao-cao"
        assert later.key != before
        assert later.get("/tai-khoan").status == 200


def test_a_key_of_before_the_code_opens_nothing_after_it(web: Web, officer: Account, visitor: Visitor) -> None:
    with at(0):
        secret = set_up(visitor)
    later, thief = Visitor(web.app), Visitor(web.app)
    with at(60):
        later.sign_in(officer.email)
        thief.put_cookie(later.cookie)
        later.send(CODE, code=code(secret, 60))
        assert thief.get("/tai-khoan").answer.location.startswith("/dang-nhap")


def test_a_code_works_once(web: Web, officer: Account, visitor: Visitor) -> None:
    with at(0):
        secret = set_up(visitor)
        again = Visitor(web.app)
        again.sign_in(officer.email)
        refused = again.send(CODE, code=code(secret, 0))
        assert refused.status == 401
        assert refused.texts("//main//*[@role='alert']") == [WRONG]
    with at(60):
        first, second = Visitor(web.app), Visitor(web.app)
        for one in (first, second):
            one.sign_in(officer.email)
        assert first.send(CODE, code=code(secret, 60)).status == 302
        assert second.send(CODE, code=code(secret, 60)).status == 401
        assert second.send(CODE, code=code(secret, 30)).status == 401


@pytest.mark.parametrize(("late", "status"), [(0, 302), (29, 302), (-30, 401), (55, 401), (600, 401)])
def test_a_code_is_good_for_its_half_minute_and_the_next(
    web: Web, officer: Account, visitor: Visitor, late: int, status: int
) -> None:
    with at(0):
        secret = set_up(visitor)
    later = Visitor(web.app)
    with at(1000):
        later.sign_in(officer.email)
        assert later.send(CODE, code=code(secret, 1000 - late)).status == status


@pytest.mark.parametrize("typed", ["", "000000", "abcdef", "1" * 5000, "\0", "１２３４５６", "-1"])
def test_what_is_no_code_is_refused_in_words(web: Web, officer: Account, visitor: Visitor, typed: str) -> None:
    with at(0):
        page = visitor.send(SETUP, code=typed)
        assert page.status == 409
        assert page.texts("//main//*[@role='alert']") == [
            "Mã chưa đúng: kiểm tra giờ của điện thoại rồi nhập mã mới nhất."
        ]
        set_up(visitor)
        later = Visitor(web.app)
        later.sign_in(officer.email)
        assert later.send(CODE, code=typed).status == 401


def test_an_app_is_never_set_up_with_a_secret_that_everybody_knows(web: Web, visitor: Visitor) -> None:
    with at(0):
        assert visitor.send(SETUP, code=code("A" * 24, 0)).status == 409
    with web.context.database.reading() as session:
        assert session.scalars(select(AccountRow.totp_secret)).all() == [None]


def test_codes_are_counted_for_the_person_whatever_sign_in_and_network_they_come_from(
    web: Web, officer: Account, visitor: Visitor
) -> None:
    with at(0):
        secret = set_up(visitor)
    with at(60):
        for number in range(5):
            thief = Visitor(web.app)
            thief.client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
            thief.sign_in(officer.email)
            assert thief.send(CODE, code="000000").status == 401
        later = Visitor(web.app)
        later.sign_in(officer.email)
        page = later.send(CODE, code=code(secret, 60))
        assert page.status == 429
        assert page.texts("//h1") == ["Quá nhiều lần thử"]
        wait = int(page.answer.headers["Retry-After"])
        assert f"chờ {wait} giây" in page.words
    with at(60 + wait):
        assert later.send(CODE, code=code(secret, 60 + wait)).status == 302


def test_somebody_without_the_code_reaches_no_other_page(web: Web, officer: Account, visitor: Visitor) -> None:
    with at(0):
        set_up(visitor)
        half = Visitor(web.app)
        half.sign_in(officer.email)
        for call in page_calls(web.app):
            if call.is_public or call.endpoint in HALF:
                continue
            page = half.get(call.path) if call.method == "GET" else half.send(call.path)
            assert (page.status, page.answer.location) == (302, CODE), call
        assert OFFICER.name not in half.get("/").words
        assert half.get("/dang-nhap").status == 200


def test_somebody_without_the_code_cannot_set_up_an_app_of_their_own(
    web: Web, officer: Account, visitor: Visitor
) -> None:
    with at(0):
        set_up(visitor)
    thief = Visitor(web.app)
    with at(60):
        thief.sign_in(officer.email)
        own = thief.get(SETUP).texts("//main//code")[0]
        page = thief.send(SETUP, code=code(own, 60))
        assert page.status == 409
        assert "nhập mã của ứng dụng đó" in page.words
        assert thief.get("/tai-khoan").answer.location == CODE
        assert thief.send("/tai-khoan/xac-thuc/tat").answer.location == CODE


def test_half_a_sign_in_can_be_left(web: Web, officer: Account, visitor: Visitor) -> None:
    with at(0):
        set_up(visitor)
        half = Visitor(web.app)
        half.sign_in(officer.email)
        assert half.send("/dang-xuat").answer.location == "/dang-nhap"
        assert half.get(CODE).answer.location.startswith("/dang-nhap")


def test_turning_it_off_asks_for_the_password_and_a_present_code(web: Web, officer: Account, visitor: Visitor) -> None:
    off = "/tai-khoan/xac-thuc/tat"
    with at(0):
        secret = set_up(visitor)
        other = Visitor(web.app)
        other.come_in(web.context, officer)
    with at(60):
        for given in (
            {}, {"current": PASSWORD}, {"current_code": code(secret, 60)},
            {"current": PASSWORD, "current_code": "000000"},
        ):  # fmt: skip
            page = visitor.send(off, **given)
            assert page.status == 409 and page.texts("//main//*[@role='alert']")
        assert Visitor(web.app).sign_in(officer.email).answer.location == CODE
        assert visitor.send(off, current=PASSWORD, current_code=code(secret, 60)).status == 302
        assert Visitor(web.app).sign_in(officer.email).answer.location == "/bao-cao"
        assert visitor.get("/tai-khoan").status == 200
    assert events(web, officer) == ["second_factor.set", "second_factor.removed"]
    assert told(web, officer) == ["đã được bật", "đã được tắt"]


def test_moving_to_another_app_asks_for_the_password_and_a_code_of_the_old_one_and_ends_other_sign_ins(
    web: Web, officer: Account, visitor: Visitor
) -> None:
    with at(0):
        old = set_up(visitor)
    with at(60):
        other = Visitor(web.app)
        other.sign_in(officer.email)
        other.send(CODE, code=code(old, 60))
    with at(120):
        new = visitor.get(SETUP).texts("//main//code")[0]
        assert new != old
        for given in ({}, {"current": PASSWORD}, {"current_code": code(old, 120)}):
            assert visitor.send(SETUP, code=code(new, 120), **given).status == 409
        done = visitor.send(SETUP, code=code(new, 120), current=PASSWORD, current_code=code(old, 120))
        assert done.status == 200
        assert other.get("/tai-khoan").status == 302
        assert visitor.get("/tai-khoan").status == 200
    with at(180):
        later = Visitor(web.app)
        later.sign_in(officer.email)
        assert later.send(CODE, code=code(old, 180)).status == 401
        assert later.send(CODE, code=code(new, 180)).status == 302
    assert events(web, officer) == ["second_factor.set", "second_factor.changed"]


def test_recovery_codes_are_shown_once_and_each_lets_in_once(any_web: Web) -> None:
    web, officer = any_web, enlist(any_web.context, OFFICER)
    visitor = Visitor(web.app)
    with at(0):
        visitor.sign_in(officer.email)
        secret = visitor.get(SETUP).texts("//main//code")[0]
        codes = visitor.send(SETUP, code=code(secret, 0), current=PASSWORD).texts("//main//li/code")
        assert len(set(codes)) == 10
        assert not any(item in visitor.get("/tai-khoan").source for item in codes)
        with web.context.database.reading() as session:
            kept = set(session.scalars(select(RecoveryCodeRow.sha256)))
        assert len(kept) == 10 and not kept & set(codes)
    with at(60):
        later, again = Visitor(web.app), Visitor(web.app)
        later.sign_in(officer.email)
        assert later.send(CODE, code=f" {codes[0].upper()} ").status == 302
        assert "Còn 9 mã dự phòng." in later.get("/tai-khoan").words
        again.sign_in(officer.email)
        assert again.send(CODE, code=codes[0]).status == 401
        made = later.send("/tai-khoan/xac-thuc/ma-du-phong", current=PASSWORD, current_code=codes[1])
        assert len(made.texts("//main//li/code")) == 10
        assert again.send(CODE, code=codes[2]).status == 401
        assert again.send(CODE, code=made.texts("//main//li/code")[0]).status == 302


def test_the_present_password_is_not_guessed_by_trying(web: Web, officer: Account, visitor: Visitor) -> None:
    change = {"password": "bốn con voi qua cầu tre", "again": "bốn con voi qua cầu tre"}
    with at(0):
        for _ in range(5):
            assert visitor.send("/tai-khoan/mat-khau", current="sai", **change).status == 409
        page = visitor.send("/tai-khoan/mat-khau", current=PASSWORD, **change)
        assert page.status == 429 and int(page.answer.headers["Retry-After"]) <= 60
        # The same count holds where a second factor is changed.
        assert visitor.send("/tai-khoan/xac-thuc/tat", current=PASSWORD, current_code="0").status == 429
    with at(int(page.answer.headers["Retry-After"])):
        assert visitor.send("/tai-khoan/mat-khau", current=PASSWORD, **change).status == 302


@pytest.mark.parametrize("caller", [ADMIN, LEADER, HOME_AFFAIRS])
def test_the_administrator_may_ask_each_of_these_roles_for_it(web: Web, caller: Caller) -> None:
    person = enlist(web.context, caller)
    ask_second_factor(web.context, "quản trị", asks=True, role=caller.role)
    with at(0):
        visitor = Visitor(web.app)
        assert visitor.sign_in(person.email).answer.location == CODE
        secret = set_up(visitor)
    with at(60):
        page = visitor.send("/tai-khoan/xac-thuc/tat", current=PASSWORD, current_code=code(secret, 60))
        assert page.status == 409 and "bắt buộc dùng xác thực hai bước" in page.words


def test_those_without_a_second_factor_are_signed_out_once_it_is_asked_for(web: Web) -> None:
    home, officer = guest(web.context, web.app, HOME_AFFAIRS), guest(web.context, web.app, OFFICER)
    ask_second_factor(web.context, "quản trị", asks=True)
    assert home.get("/tai-khoan").status == 302
    assert officer.get("/tai-khoan").status == 200


def test_home_affairs_must_use_it_once_the_administrator_says_so(any_web: Web) -> None:
    web = any_web
    home, officer = enlist(web.context, HOME_AFFAIRS), enlist(web.context, OFFICER)
    admin = guest(web.context, web.app, ADMIN)
    assert "Sở Nội vụ: tự nguyện" in admin.get("/quan-tri/nguoi-dung").words
    assert Visitor(web.app).sign_in(home.email).answer.location != CODE
    assert admin.send("/quan-tri/nguoi-dung/xac-thuc", asks="1").status == 302
    assert "Sở Nội vụ: bắt buộc" in admin.get("/quan-tri/nguoi-dung").words
    assert Visitor(web.app).sign_in(officer.email).answer.location == "/bao-cao"
    with at(0):
        visitor = Visitor(web.app)
        assert visitor.sign_in(home.email).answer.location == CODE
        assert visitor.get(CODE).answer.location == SETUP
        assert visitor.get("/quan-tri/ky").answer.location == CODE
        set_up(visitor)
        assert visitor.get("/quan-tri/ky").status == 200
    admin.send("/quan-tri/nguoi-dung/xac-thuc", asks="0")
    with web.context.database.reading() as session:
        noted = select(EventRow.subject).where(EventRow.action == "second_factor.asked").order_by(EventRow.id)
        assert list(session.scalars(noted)) == ["on", "off"]


def test_the_administrator_takes_a_lost_app_away(any_web: Web) -> None:
    account = enlist(any_web.context, OFFICER)
    person = f"/quan-tri/nguoi-dung/{account.id}"
    with at(0):
        visitor = Visitor(any_web.app)
        visitor.sign_in(account.email)
        set_up(visitor)
        admin = guest(any_web.context, any_web.app, ADMIN)
        assert f"{person}/xac-thuc" in admin.get(person).source
        assert "hai bước" in admin.get("/quan-tri/nguoi-dung?tim=officer").texts("//tbody")[0]
        assert admin.send(f"{person}/xac-thuc").status == 302
        assert visitor.get("/tai-khoan").status == 302
        assert events(any_web, account) == ["second_factor.set", "second_factor.reset"]
        assert told(any_web, account)[-1] == "đã được gỡ bởi quản trị viên"
        assert f"{person}/xac-thuc" not in admin.get(person).source
        assert Visitor(any_web.app).sign_in(account.email).answer.location == "/bao-cao"
    with at(60):
        visitor.come_in(any_web.context, account)
        set_up(visitor, 60)
        assert Visitor(any_web.app).sign_in(account.email).answer.location == CODE
