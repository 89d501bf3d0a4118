"""Signing in and out by password: who gets in, for how long, and where it leads."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
import time_machine
from argon2 import PasswordHasher

from service.actions.organization import accounts
from service.actions.organization.accounts import change_account_details, create_account, verify_password
from service.domain.organization.access import Caller, Role
from service.domain.organization.account import Account
from tests.support.browser import PASSWORD, Page
from tests.support.databases import locked
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, LEADER, OFFICER
from tests.support.visitor import Visitor, address_of, enlist
from tests.support.web import Web

WRONG = "Địa chỉ thư hoặc mật khẩu không đúng."
ENDED = "Phiên làm việc đã hết hạn: đăng nhập lại, nội dung đã lưu vẫn còn."
NEW = "bốn con voi qua cầu tre"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def officer(web: Web) -> Account:
    """An officer with an account."""
    return enlist(web.context, OFFICER)


def is_in(visitor: Visitor) -> bool:
    """Whether the visitor's own page is served."""
    return visitor.get("/tai-khoan").status == 200


def at(moment: datetime) -> time_machine.travel:
    """That moment, standing still."""
    return time_machine.travel(moment, tick=False)


@pytest.mark.parametrize("caller", [OFFICER, LEADER, HOME_AFFAIRS, ADMIN, AUDITOR])
def test_the_right_password_leads_to_the_first_page_of_ones_work(any_web: Web, caller: Caller) -> None:
    enlist(any_web.context, caller)
    visitor = Visitor(any_web.app)
    page = visitor.sign_in(f"  {address_of(caller).upper()} ")
    home = page.answer.location
    assert page.status == 302
    assert (home == "/bao-cao") is caller.role.has_unit
    for path in ("/", "/dang-nhap"):
        assert visitor.get(path).answer.location == home
    shown = Page(visitor.client.get(home, base_url=visitor.home, follow_redirects=True))
    assert shown.status == 200
    assert caller.name in shown.words and "Đăng xuất" in shown.words


def test_whatever_is_wrong_is_answered_with_the_same_sentence_and_page(web: Web, officer: Account) -> None:
    invited = enlist(web.context, LEADER, None)
    disabled = enlist(web.context, AUDITOR)
    change_account_details(
        web.context, "quản trị", disabled.id, name="X", role=Role.AUDITOR, agency=None, disabled=True
    )
    shown = set()
    for email, password in (
        (officer.email, "không phải mật khẩu này"), (officer.email, ""), (officer.email, PASSWORD.upper()),
        ("khong.co@hungyen.gov.vn", PASSWORD), ("", ""), ("không phải địa chỉ", PASSWORD),
        (f"{officer.email}x", PASSWORD),
        (invited.email, PASSWORD), (invited.email, ""), (disabled.email, PASSWORD), ("1=1 --", PASSWORD),
    ):  # fmt: skip
        visitor = Visitor(web.app)
        page = visitor.sign_in(email, password)
        assert page.status == 401
        assert page.texts("//main//*[@role='alert']") == [WRONG]
        assert not is_in(visitor)
        assert password == "" or password not in page.source
        token = page.find("//input[@name='csrf_token']").get("value")
        source = re.sub(r' nonce="[^"]*"', "", page.source)
        shown.add(source.replace(token, "").replace(page.find("//input[@id='email']").get("value") or "\0", ""))
    assert len(shown) == 1


@pytest.fixture
def dear_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords are made and checked as they are for people."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher())
    accounts._nobodys.cache_clear()
    yield
    accounts._nobodys.cache_clear()


def test_an_unknown_address_takes_as_long_as_a_known_one(web: Web, dear_passwords: None) -> None:
    person = create_account(
        web.context, "quản trị", email="nguoi@tinh.vn", name="Người xem", role=Role.AUDITOR, agency=None,
        password=PASSWORD,
    )  # fmt: skip
    assert person.password_hash is not None
    assert person.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")

    def work(account: Account | None) -> float:
        began = time.process_time()
        assert not verify_password(account, "không phải mật khẩu này")
        return time.process_time() - began

    known = median(work(person) for _ in range(3))
    assert median(work(None) for _ in range(3)) > known / 3


@pytest.mark.parametrize("email", ["a\0b@c.vn", "\0", "\ud800@x.vn", "x" * 5000 + "@x.vn"])
def test_signs_that_no_address_has_are_refused_like_any_other(any_web: Web, email: str) -> None:
    visitor = Visitor(any_web.app)
    token = visitor.token()
    for path in ("/dang-nhap", "/quen-mat-khau"):
        raw = {"csrf_token": token, "email": email.encode("utf-8", "surrogatepass"), "password": "x\0y"}
        assert visitor.send_bare(path, **raw).status in {302, 400, 401}


def test_a_password_is_the_same_however_the_keyboard_composes_its_letters(any_web: Web) -> None:
    composed = unicodedata.normalize("NFD", PASSWORD)
    email = create_account(
        any_web.context, "quản trị", email="nguoi@tinh.vn", name="Người xem", role=Role.AUDITOR, agency=None,
        password=composed,
    ).email  # fmt: skip
    assert Visitor(any_web.app).sign_in(email, unicodedata.normalize("NFC", PASSWORD)).status == 302
    assert Visitor(any_web.app).sign_in(email, unicodedata.normalize("NFD", PASSWORD)).status == 302


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.vn", "https://evil.vn", "http:evil.vn", "/\\evil.vn", "\\\\evil.vn", "///evil.vn",
        "/\t/evil.vn", "\t//evil.vn", "/\n/evil.vn", " //evil.vn", "javascript:alert(1)", "evil.vn",
        "/\r\nSet-Cookie: a=b", "//[", "/%09/evil.vn/..//",
    ],
)  # fmt: skip
def test_a_link_to_the_sign_in_page_never_leads_to_another_site(web: Web, officer: Account, onward: str) -> None:
    visitor = Visitor(web.app)
    page = Visitor(web.app).get("/dang-nhap")
    assert page.status == 200
    answer = visitor.sign_in(officer.email, next=onward).answer
    assert answer.status_code == 302
    location = answer.headers["Location"]
    assert location.startswith("/") and not location.startswith(("//", "/\\")), location
    assert not set(location) & set("\t\r\n")
    assert "Set-Cookie: a=b" not in str(answer.headers)
    switched = visitor.send("/ngon-ngu", language="en", next=onward).answer.headers["Location"]
    assert switched.startswith("/") and not switched.startswith(("//", "/\\"))


def test_whoever_asked_for_a_page_gets_there_after_signing_in(web: Web, officer: Account) -> None:
    visitor = Visitor(web.app)
    asked = visitor.get("/lan-nop/2023-Q3-SGTVT-1?a=b")
    assert asked.status == 302
    form = visitor.get(asked.answer.location)
    onward = form.find("//main//input[@name='next']").get("value")
    assert onward == "/lan-nop/2023-Q3-SGTVT-1?a=b"
    assert visitor.sign_in(officer.email, next=onward).answer.location == onward


def test_a_busy_database_is_no_wrong_password(web: Web, officer: Account) -> None:
    visitor = Visitor(web.app)
    with locked(web.context.database):
        page = visitor.sign_in(officer.email)
        assert (page.status, page.texts("//h1")) == (503, ["Hệ thống đang bận"])
    assert visitor.sign_in(officer.email).status == 302


@pytest.mark.parametrize("field", ["email", "password"])
def test_an_endless_entry_with_marks_upon_marks_costs_little(web: Web, officer: Account, field: str) -> None:
    entry = {"email": officer.email, "password": PASSWORD, field: "a" + "\u0301\u0323" * 20_000}
    begun = time.process_time()
    assert Visitor(web.app).sign_in(**entry).status == 401
    assert time.process_time() - begun < 5


def test_those_who_sign_in_well_are_never_stopped(web: Web, officer: Account) -> None:
    with at(START):
        for _ in range(12):
            assert Visitor(web.app).sign_in(officer.email).status == 302


def test_signing_out_ends_the_sign_in_on_the_server(web: Web, officer: Account) -> None:
    visitor, thief = Visitor(web.app), Visitor(web.app)
    visitor.sign_in(officer.email)
    thief.put_cookie(visitor.cookie)
    assert is_in(thief)
    page = visitor.send("/dang-xuat")
    assert (page.status, page.answer.location) == (302, "/dang-nhap")
    assert "Đã đăng xuất." in visitor.get("/dang-nhap").words
    assert not is_in(visitor)
    assert not is_in(thief)


def test_a_new_sign_in_has_a_new_key_and_none_that_was_brought_along(web: Web, officer: Account) -> None:
    visitor = Visitor(web.app)
    with visitor.client.session_transaction(base_url=visitor.home) as kept:
        kept["key"], kept["anything"] = "planted", "else"
    visitor.sign_in(officer.email)
    first = visitor.key
    assert len(first) >= 40 and first != "planted"
    with visitor.client.session_transaction(base_url=visitor.home) as kept:
        assert "anything" not in kept
    visitor.send("/dang-xuat")
    visitor.sign_in(officer.email)
    assert visitor.key not in {first, ""}


def test_a_cookie_that_was_tampered_with_is_no_sign_in(web: Web, officer: Account) -> None:
    visitor = Visitor(web.app)
    visitor.sign_in(officer.email)
    body, _, signature = visitor.cookie.rpartition(".")
    for forged in (f"{body}.{signature[::-1]}", f"x{visitor.cookie}", "", "ă", "." * 100):
        visitor.put_cookie(forged)
        assert not is_in(visitor)


def test_a_sign_in_ends_after_two_hours_without_use(any_web: Web) -> None:
    email = enlist(any_web.context, OFFICER).email
    visitor = Visitor(any_web.app)
    with at(START):
        visitor.sign_in(email)
    with at(START + timedelta(hours=1, minutes=59)):
        assert is_in(visitor)
    with at(START + timedelta(hours=3, minutes=58)):
        assert is_in(visitor)
    with at(START + timedelta(hours=5, minutes=59)):
        page = visitor.get("/tai-khoan")
        assert (page.status, page.answer.location) == (302, "/dang-nhap?next=/tai-khoan")
        refused = visitor.send("/tai-khoan/mat-khau", current=PASSWORD, password=NEW, again=NEW)
        assert refused.status == 401
        assert refused.texts("//main//*[@role='alert']") == [ENDED]


def test_a_sign_in_ends_after_twelve_hours_however_much_it_is_used(web: Web, officer: Account) -> None:
    visitor = Visitor(web.app)
    with at(START):
        visitor.sign_in(officer.email)
    for hour in range(1, 12):
        with at(START + timedelta(hours=hour)):
            assert is_in(visitor)
    with at(START + timedelta(hours=12, seconds=1)):
        assert not is_in(visitor)
        assert visitor.get("/").status == 200


def test_a_disabled_account_is_out_at_once(web: Web, officer: Account) -> None:
    visitor = Visitor(web.app)
    visitor.sign_in(officer.email)
    change_account_details(
        web.context, "quản trị", officer.id, name="An", role=Role.OFFICER, agency=officer.agency, disabled=True
    )
    assert not is_in(visitor)
    assert visitor.sign_in(officer.email).status == 401


def test_a_new_password_ends_all_other_sign_ins(any_web: Web) -> None:
    email = enlist(any_web.context, OFFICER).email
    here, there = Visitor(any_web.app), Visitor(any_web.app)
    here.sign_in(email)
    there.sign_in(email)
    page = here.send("/tai-khoan/mat-khau", current=PASSWORD, password=NEW, again=NEW)
    assert page.status == 302
    assert "Các phiên đăng nhập khác đã kết thúc" in here.get("/tai-khoan").words
    assert not is_in(there)
    assert there.sign_in(email).status == 401
    assert there.sign_in(email, NEW).status == 302


def test_a_busy_database_refuses_no_new_password(web: Web, officer: Account) -> None:
    visitor = Visitor(web.app)
    visitor.come_in(web.context, officer)
    new = {"current": PASSWORD, "password": NEW, "again": NEW}
    with locked(web.context.database):
        page = visitor.send("/tai-khoan/mat-khau", **new)
        assert (page.status, page.texts("//h1")) == (503, ["Hệ thống đang bận"])
    assert visitor.send("/tai-khoan/mat-khau", **new).status == 302


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("sai", NEW, NEW, "Mật khẩu hiện tại không đúng."),
        (PASSWORD, NEW, f"{NEW} ", "Hai lần nhập mật khẩu không giống nhau."),
        (PASSWORD, "ngắn quá", "ngắn quá", "Mật khẩu cần ít nhất 10 ký tự."),
        (PASSWORD, "x" * 201, "x" * 201, "Mật khẩu dài tối đa 200 ký tự."),
        (PASSWORD, "aaaaaaaaaaaa", "aaaaaaaaaaaa", "Mật khẩu dễ đoán"),
        (PASSWORD, "Hungyen2023", "Hungyen2023", "Mật khẩu dễ đoán"),
        (PASSWORD, PASSWORD, PASSWORD, "Mật khẩu mới trùng mật khẩu đang dùng"),
        (PASSWORD, "", "", "Mật khẩu cần ít nhất 10 ký tự."),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    web: Web, officer: Account, current: str, new: str, again: str, said: str
) -> None:
    visitor = Visitor(web.app)
    visitor.sign_in(officer.email)
    page = visitor.send("/tai-khoan/mat-khau", current=current, password=new, again=again)
    assert page.status == 409
    assert said in page.find("//main//*[@role='alert']").text_content()
    assert is_in(visitor)
    assert Visitor(web.app).sign_in(officer.email).status == 302


def test_the_language_is_switched_and_kept_through_signing_in(web: Web, officer: Account) -> None:
    visitor = Visitor(web.app)
    page = visitor.get("/dang-nhap")
    assert page.find("/html").get("lang") == "vi"
    assert page.texts("//button[@name='language']") == ["English"]
    switched = visitor.send("/ngon-ngu", language="en", next="/dang-nhap?next=/tai-khoan")
    assert (switched.status, switched.answer.location) == (302, "/dang-nhap?next=/tai-khoan")
    assert visitor.get("/dang-nhap").find("/html").get("lang") == "en"
    visitor.sign_in(officer.email)
    assert visitor.get("/tai-khoan").find("/html").get("lang") == "en"
    visitor.send("/ngon-ngu", language="tlh")
    assert visitor.get("/tai-khoan").find("/html").get("lang") == "en"
    visitor.send("/ngon-ngu", language="vi")
    assert visitor.get("/tai-khoan").find("/html").get("lang") == "vi"


PAGES = [
    ("/bao-cao/2023-Q3/xem-lai/trinh", "/bao-cao/2023-Q3/xem-lai", "/bao-cao/2023-Q3/xem-lai"),
    # The question before the report is handed in stands at an address that cannot be opened by a link.
    ("/bao-cao/2023-Q3/xem-lai/nop", "/bao-cao/2023-Q3/xem-lai/nop", "/bao-cao/2023-Q3/xem-lai"),
    ("/bao-cao/2023-Q3/xem-lai/tra-lai", "/bao-cao/2023-Q3/xem-lai/tra-lai", "/bao-cao/2023-Q3/xem-lai/tra-lai"),
    ("/bao-cao/2023-Q3/nhap", "/bao-cao/2023-Q3/nhap?x=1#o-narratives-V", "/bao-cao/2023-Q3/nhap?x=1"),
    ("/bao-cao/2023-Q3/xem-lai/rut-lai", "", "/bao-cao/2023-Q3/xem-lai"),
    ("/bao-cao/2023-Q3/xem-lai/rut-lai", "https://la.vn/bao-cao/2023-Q3/nhap", "/bao-cao/2023-Q3/xem-lai"),
]


@pytest.mark.parametrize("is_signed_out", [False, True])
@pytest.mark.parametrize(("path", "origin", "onward"), PAGES)
def test_a_button_pressed_after_the_sign_in_ended_leads_to_the_sign_in_and_back_to_the_page(
    web: Web, officer: Account, path: str, origin: str, onward: str, is_signed_out: bool
) -> None:
    visitor = Visitor(web.app)
    with at(START):
        visitor.sign_in(officer.email)
        token = visitor.token()
        if is_signed_out:
            visitor.send("/dang-xuat")
    with at(START + timedelta(hours=3)):
        sent = {"Referer": visitor.home + origin if origin.startswith("/") else origin}
        answer = visitor.client.post(path, data={"csrf_token": token}, base_url=visitor.home, headers=sent)
        page = Page(answer)
        assert (page.status, page.texts("//main//*[@role='alert']")) == (400 if is_signed_out else 401, [ENDED])
        link = page.find("//main//a[starts-with(@href, '/dang-nhap')]").get("href")
        onto = visitor.get(link).find("//main//input[@name='next']").get("value")
        assert visitor.sign_in(officer.email, next=onto).answer.location == onward


def test_a_clock_that_is_a_little_behind_signs_nobody_out(web: Web, officer: Account) -> None:
    """As that of another machine may be, or of this one once it is set back."""
    visitor = Visitor(web.app)
    with at(START):
        visitor.sign_in(officer.email)
    with at(START - timedelta(seconds=30)):
        assert is_in(visitor)


def test_who_has_the_sign_in_page_open_while_the_clock_is_set_back_gets_in(web: Web, officer: Account) -> None:
    visitor = Visitor(web.app)
    with at(START):
        token = visitor.get("/dang-nhap").find("//input[@name='csrf_token']").get("value")
    with at(START - timedelta(hours=1)):
        fields = {"csrf_token": token, "email": officer.email, "password": PASSWORD}
        assert visitor.client.post("/dang-nhap", data=fields, base_url=visitor.home).status_code == 302
        assert is_in(visitor)
