"""Wrong passwords slow down whoever gives them; the owner gets in from the usual place, and by a link at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, select
from structlog.testing import capture_logs

from service.actions.notifications.outbox import read_message
from service.actions.operations.delivery import deliver
from service.actions.organization.accounts import reset_password
from service.actions.organization.throttle import try_answer
from service.domain.organization.account import Account
from service.domain.organization.throttle import CounterKind, SlowDownError
from service.settings import UNTOLD_PROXY
from service.storage.models import MailRow, ThrottleRow
from tests.support.browser import PASSWORD, Page
from tests.support.installation import OFFICER, standing
from tests.support.visitor import Visitor, enlist
from tests.support.web import Web

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NEW = "bốn con voi qua cầu tre"
USUAL = "203.0.113.7"


def at(**elapsed: float) -> time_machine.travel:
    """So much after the start, standing still."""
    return time_machine.travel(START + timedelta(**elapsed), tick=False)


def sign_in(web: Web, email: str, password: str = PASSWORD, address: str = USUAL) -> Page:
    """Try to sign in from an address by a browser of its own."""
    visitor = Visitor(web.app)
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return visitor.sign_in(email, password)


def wait_of(page: Page) -> int:
    """The seconds that a refusal says to wait, to programs and to people alike."""
    assert page.status == 429 and page.texts("//h1") == ["Quá nhiều lần thử"]
    seconds = int(page.answer.headers["Retry-After"])
    said = f"{seconds} giây" if seconds <= 90 else f"{-(-seconds // 60)} phút"
    assert f"chờ {said}" in page.words
    return seconds


@pytest.fixture
def officer(any_web: Web) -> Account:
    """An officer with an account, over each kind of database."""
    return enlist(any_web.context, OFFICER)


def test_who_guesses_from_one_place_waits_longer_each_time_and_the_owner_elsewhere_does_not(
    any_web: Web, officer: Account
) -> None:
    attacker, elapsed, waits = "198.51.100.1", 0, []
    for _ in range(5):
        with at():
            assert sign_in(any_web, officer.email.upper(), "sai", attacker).status == 401
    for _ in range(4):
        with at(seconds=elapsed):
            page = sign_in(any_web, officer.email, PASSWORD, attacker)
            waits.append(wait_of(page))
            assert sign_in(any_web, officer.email).status == 302
        elapsed += waits[-1]
        with at(seconds=elapsed):
            assert sign_in(any_web, officer.email, "sai", attacker).status == 401
    assert waits == sorted(set(waits))


def test_answers_given_at_the_same_time_count_in_any_order_and_hold_nobody_up(any_web: Web, officer: Account) -> None:
    with at(seconds=2):
        assert sign_in(any_web, "nguoi.khac@sgtvt.gov.vn").status == 401
    with at(seconds=1):
        assert sign_in(any_web, officer.email).status == 302
    for late in range(5):
        with at(seconds=10 - late):
            assert sign_in(any_web, officer.email, "sai").status == 401
    with at(seconds=10):
        assert wait_of(sign_in(any_web, officer.email)) > 0


def test_a_wait_ends_by_itself_and_a_good_sign_in_forgets_it(any_web: Web, officer: Account) -> None:
    with at():
        for _ in range(5):
            assert sign_in(any_web, officer.email, "sai").status == 401
        wait = wait_of(sign_in(any_web, officer.email))
    with at(seconds=wait):
        assert sign_in(any_web, officer.email).status == 302
        for _ in range(5):
            assert sign_in(any_web, officer.email, "sai").status == 401


def test_guesses_from_many_places_are_slowed_and_the_owner_gets_in_from_the_usual_one(
    any_web: Web, officer: Account
) -> None:
    with at():
        assert sign_in(any_web, officer.email).status == 302
        answers = [sign_in(any_web, officer.email, "sai", f"198.51.100.{number}").status for number in range(30)]
        assert set(answers) == {401, 429} and answers.count(401) <= 25
        assert sign_in(any_web, officer.email).status == 302
    with at(minutes=1):
        # Whom nobody knows where they are waits a minute at most.
        assert sign_in(any_web, officer.email, address="192.0.2.99").status == 302


def test_one_place_that_tries_many_people_is_slowed_and_those_who_work_there_get_in(
    any_web: Web, officer: Account
) -> None:
    with at():
        assert sign_in(any_web, officer.email).status == 302
        answers = [sign_in(any_web, f"nguoi{number}@hungyen.gov.vn", "sai").status for number in range(40)]
        assert set(answers) == {401, 429} and answers.count(401) <= 35
        assert sign_in(any_web, officer.email).status == 302


def test_a_whole_ipv6_network_counts_as_one_place(any_web: Web, officer: Account) -> None:
    with at():
        for number in range(5):
            assert sign_in(any_web, officer.email, "sai", f"2001:db8::{number + 1:x}").status == 401
        wait_of(sign_in(any_web, officer.email, PASSWORD, "2001:db8::ffff:1"))
        assert sign_in(any_web, officer.email, PASSWORD, "2001:db8:0:1::1").status == 302


def test_a_link_lets_the_owner_in_at_once_as_the_page_says(any_web: Web, officer: Account) -> None:
    with at():
        for _ in range(5):
            sign_in(any_web, officer.email, "sai")
        refused = sign_in(any_web, officer.email)
        assert "Quên mật khẩu?" in refused.words and "có tác dụng ngay" in refused.words
        assert Visitor(any_web.app).send("/quen-mat-khau", email=officer.email).status == 302
        deliver(any_web.context)
        with any_web.context.database.reading() as session:
            text, _ = read_message(any_web.context, session.scalars(select(MailRow)).one())
        (token,) = re.findall(r"/dat-mat-khau/([\w-]+)", text)
        reset_password(any_web.context, token, NEW, USUAL)
        assert sign_in(any_web, officer.email, NEW).status == 302


def test_many_guesses_at_once_are_counted_each(any_web: Web, officer: Account) -> None:
    def guess(_: int) -> bool:
        try:
            try_answer(any_web.context, CounterKind.CODE, officer.email)
        except SlowDownError:
            return False
        return True

    with at(), ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(24))) == 5


def test_every_web_process_counts_the_same(any_web: Web, officer: Account) -> None:
    settings = any_web.context.settings
    other = Web(standing(settings.data, settings.database_url))
    with at():
        for web in (any_web, other, any_web, other, any_web):
            assert sign_in(web, officer.email, "sai").status == 401
        wait_of(sign_in(other, officer.email))
    other.context.database.dispose()


def test_a_clock_that_was_set_back_keeps_nobody_out(any_web: Web, officer: Account) -> None:
    with at(days=3):
        for _ in range(5):
            sign_in(any_web, officer.email, "sai")
    with at():
        assert sign_in(any_web, officer.email).status == 302


def test_an_address_is_not_kept_as_it_was_typed(web: Web) -> None:
    sign_in(web, "mat-khau-go-nham@x.vn", "sai")
    with web.context.database.writing() as session:
        assert not [row for row in session.scalars(select(ThrottleRow)) if "nham" in row.who]
        session.execute(delete(ThrottleRow))


def test_a_proxy_of_which_the_settings_know_nothing_is_said_once(web: Web) -> None:
    with capture_logs() as lines:
        for _ in range(3):
            web.client.get("/dang-nhap", headers={"X-Forwarded-For": "203.0.113.9"})
    assert [line["log_level"] for line in lines if "TONGHOP_PROXIES=1" in line["event"]] == ["warning"]
    assert "TONGHOP_PROXIES=1" in str(UNTOLD_PROXY)
