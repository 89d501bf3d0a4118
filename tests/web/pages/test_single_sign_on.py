"""Signing in by the province's provider: its word is checked, and the account is one of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc.jwk import RSAKey

from service.actions.context import Context
from service.actions.organization.accounts import change_account_details
from service.actions.organization.people import ask_second_factor
from service.domain.organization.access import Role
from tests.support.browser import Page
from tests.support.installation import HOME_AFFAIRS, OFFICER
from tests.support.oidc_provider import OidcProvider, providing
from tests.support.processes import ROOT
from tests.support.visitor import Visitor, address_of, enlist
from tests.support.web import Web

START = "/dang-nhap/mot-lan"
FAILED = "Đăng nhập một lần không thành"


class Joined:
    """An installation with a provider."""

    def __init__(self, context: Context, provider: OidcProvider) -> None:
        self.provider = provider
        self.context = replace(
            context, settings=replace(context.settings, oidc=replace(provider.settings, factor_levels=("muc-3",)))
        )
        self.web = Web(self.context)

    def asked(self, visitor: Visitor) -> str:
        """Where the visitor is sent to."""
        page = visitor.get(START)
        assert page.status == 302
        return str(page.answer.headers["Location"])

    def answer(self, address: str) -> str:
        """Where the provider sends the visitor back to."""
        went = requests.get(address, allow_redirects=False, timeout=20)
        assert went.status_code == 302
        back = urlsplit(went.headers["Location"])
        assert f"{back.scheme}://{back.netloc}" == self.context.settings.address
        return f"{back.path}?{back.query}"

    def sign_in(self, visitor: Visitor) -> Page:
        """All the way round."""
        return visitor.get(self.answer(self.asked(visitor)))


@pytest.fixture
def joined(sqlite_context: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[Joined]:
    """It, with an account for the person of whom the provider speaks."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    provider = OidcProvider()
    provider.claims["email"] = address_of(OFFICER)
    enlist(sqlite_context, OFFICER, None)
    with providing(provider):
        yield Joined(sqlite_context, provider)


def refused(page: Page, status: int = 401) -> str:
    """What a page says that refuses."""
    assert page.status in {status, 302}, page.source[:500]
    assert page.status == status, page.answer.headers.get("Location")
    return " ".join(page.texts("//main//*[@role='alert']"))


def test_a_person_signs_in_by_the_provider(joined: Joined) -> None:
    visitor = Visitor(joined.web.app)
    assert "Đăng nhập một lần của tỉnh" in visitor.get("/dang-nhap").words
    query = parse_qs(urlsplit(joined.asked(visitor)).query)
    assert query["redirect_uri"] == ["http://127.0.0.1:8000/dang-nhap/mot-lan/ve"]
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) >= 20 and len(query["nonce"][0]) >= 20
    page = joined.sign_in(visitor)
    assert (page.status, page.answer.location) == (302, "/bao-cao")
    assert OFFICER.name in visitor.get("/tai-khoan").words
    assert visitor.send("/dang-xuat").status == 302
    assert visitor.get("/tai-khoan").status == 302


def test_the_address_is_known_however_the_provider_spells_it(joined: Joined) -> None:
    joined.provider.claims["email"] = f" {address_of(OFFICER).upper()}"
    assert joined.sign_in(Visitor(joined.web.app)).status == 302


@pytest.mark.parametrize(
    ("claims", "is_full"),
    [
        ({"amr": ["pwd", "mfa"]}, True), ({"amr": ["otp"]}, True), ({"acr": "muc-3"}, True),
        ({}, False), ({"amr": ["pwd"]}, False), ({"amr": [1]}, False),
        ({"acr": "muc-1"}, False),
    ],
)  # fmt: skip
def test_where_a_second_factor_is_asked_for_the_provider_must_say_that_it_asked(
    joined: Joined, claims: dict[str, Any], is_full: bool
) -> None:
    joined.provider.claims |= {"email": enlist(joined.context, HOME_AFFAIRS, None).email, **claims}
    ask_second_factor(joined.context, "quản trị", asks=True)
    visitor = Visitor(joined.web.app)
    assert joined.sign_in(visitor).answer.location == ("/ky" if is_full else "/xac-thuc")
    assert visitor.get("/quan-tri/ky").status == (200 if is_full else 302)


def test_an_address_of_which_the_provider_does_not_say_that_it_is_verified_is_not_believed(joined: Joined) -> None:
    joined.provider.claims["email_verified"] = None
    assert "liên hệ quản trị viên" in refused(joined.sign_in(Visitor(joined.web.app)))


def test_a_person_is_known_by_the_providers_number_after_the_first_time(joined: Joined) -> None:
    assert joined.sign_in(Visitor(joined.web.app)).status == 302
    joined.provider.claims["email"] = "dia.chi.moi@hungyen.gov.vn"
    assert joined.sign_in(Visitor(joined.web.app)).status == 302
    joined.provider.claims |= {"email": address_of(OFFICER), "sub": "nguoi-khac"}
    assert "đã gắn với một người khác" in refused(joined.sign_in(Visitor(joined.web.app)))


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nguoi.la@hungyen.gov.vn"}, {"email_verified": False}, {"email_verified": "false"}, {"email": None},
        {"email": ""}, {"email": "a\0b@c.vn"}, {"email": ["a@b.vn"]}, {"email": 5},
    ],
)  # fmt: skip
def test_whom_we_do_not_know_surely_is_refused_in_words(joined: Joined, claims: dict[str, Any]) -> None:
    joined.provider.claims |= claims
    visitor = Visitor(joined.web.app)
    assert "chưa có tài khoản ở hệ thống này: liên hệ quản trị viên" in refused(joined.sign_in(visitor))
    assert visitor.get("/tai-khoan").status == 302


def test_a_disabled_person_is_refused(joined: Joined) -> None:
    change_account_details(
        joined.context, "quản trị", 1, name="An", role=Role.OFFICER, agency=OFFICER.agency, disabled=True
    )
    assert "liên hệ quản trị viên" in refused(joined.sign_in(Visitor(joined.web.app)))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "khác"}, {"nonce": None}, {"aud": "phần mềm khác"}, {"iss": "http://evil.vn"}, {"exp": 1_000_000},
        {"sub": None},
    ],
)  # fmt: skip
def test_a_word_that_was_not_for_this_sign_in_is_refused(joined: Joined, claims: dict[str, Any]) -> None:
    joined.provider.claims |= claims
    visitor = Visitor(joined.web.app)
    assert FAILED in refused(joined.sign_in(visitor))
    assert visitor.get("/tai-khoan").status == 302


def test_a_word_that_somebody_else_signed_is_refused(joined: Joined) -> None:
    joined.provider.signing_key = RSAKey.generate_key(2048, {"kid": "first"})
    assert FAILED in refused(joined.sign_in(Visitor(joined.web.app)))


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?code=x&state=%00", "?error=x"])
def test_whoever_comes_back_without_having_been_sent_is_refused(joined: Joined, query: str) -> None:
    assert FAILED in refused(Visitor(joined.web.app).get(f"{START}/ve{query}"))


def test_an_answer_to_somebody_elses_question_is_refused(joined: Joined) -> None:
    victim, attacker = Visitor(joined.web.app), Visitor(joined.web.app)
    joined.asked(victim)
    planted = joined.answer(joined.asked(attacker))
    assert FAILED in refused(victim.get(planted))
    assert victim.get("/tai-khoan").status == 302


def test_an_answer_works_once(joined: Joined) -> None:
    visitor = Visitor(joined.web.app)
    back = joined.answer(joined.asked(visitor))
    assert visitor.get(back).status == 302
    visitor.send("/dang-xuat")
    assert FAILED in refused(visitor.get(back))


def test_who_says_no_at_the_provider_is_led_back_in_words(joined: Joined) -> None:
    joined.provider.refusal = "access_denied"
    said = refused(joined.sign_in(Visitor(joined.web.app)))
    assert "access_denied" in said and "Thử lại từ trang đăng nhập" in said


def test_a_provider_that_does_not_answer_is_said_so(sqlite_context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    joined = Joined(sqlite_context, OidcProvider())
    page = Visitor(joined.web.app).get(START)
    assert FAILED in refused(page)
    assert "Thử lại" in page.words


@pytest.mark.parametrize("path", [START, f"{START}/ve", f"{START}/ve?code=a&state=b"])
def test_without_a_provider_there_is_no_such_page(web: Web, path: str) -> None:
    visitor = Visitor(web.app)
    assert "Hệ thống này không dùng đăng nhập một lần." in refused(visitor.get(path), 404)
    assert START not in visitor.get("/dang-nhap").source


@pytest.mark.parametrize("name", ["README.md", "docs/README.vi.md"])
def test_the_readme_names_the_address_to_register(joined: Joined, name: str) -> None:
    asked = parse_qs(urlsplit(joined.asked(Visitor(joined.web.app))).query)
    (address,) = asked["redirect_uri"]
    assert f"`{urlsplit(address).path}`" in (ROOT / name).read_text(encoding="utf-8")
