"""What protects every page: tokens of forms, headers, cookies, and markup that a strict policy allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from service.actions.context import Context
from service.domain.organization.access import Caller
from service.settings import Provider
from tests.support.addresses import page_calls
from tests.support.browser import Page
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import ADMIN, HOME_AFFAIRS, LEADER, OFFICER
from tests.support.visitor import COOKIE, Visitor, address_of, enlist, guest
from tests.support.web import Web

# What the address in a digest leads to is also called by mail programs, which have no form (RFC 8058).
OF_MAIL_PROGRAMS = "/ngung-thu/khong-co"
ENDED = "Phiên làm việc đã hết hạn: đăng nhập lại, nội dung đã lưu vẫn còn."
EXPIRED = "Trang đã mở quá lâu hoặc đã đăng nhập lại ở nơi khác: quay lại, tải lại trang rồi gửi lần nữa."


def pages(web: Web, caller: Caller | None) -> Iterator[tuple[str, Page]]:
    """Every page that is served to that caller, with its address, and two that say what went wrong."""
    hand_in_and_check(web.context, real_report())
    visitor = guest(web.context, web.app, caller) if caller else Visitor(web.app)
    for call in page_calls(web.app):
        if call.method == "GET":
            page = visitor.get(call.path)
            if page.answer.mimetype == "text/html":
                yield call.path, page
    yield "/khong-co", visitor.get("/khong-co")
    yield "POST /ngon-ngu", visitor.send_bare("/ngon-ngu", language="en")


def policy(page: Page) -> dict[str, list[str]]:
    """The page's policy by directive."""
    parts = (part.split() for part in page.answer.headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("caller", [None, OFFICER, ADMIN])
def test_no_form_is_taken_without_its_token(web: Web, caller: Caller | None) -> None:
    visitor = guest(web.context, web.app, caller) if caller else Visitor(web.app)
    stranger = Visitor(web.app).token()
    posts = {call.path for call in page_calls(web.app) if call.method == "POST"} - {OF_MAIL_PROGRAMS}
    assert len(posts) > 20
    for path in posts:
        for forged in ({}, {"csrf_token": ""}, {"csrf_token": "sai"}, {"csrf_token": stranger}):
            page = visitor.send_bare(path, **forged)
            assert page.status == 400, path
            assert page.texts("//h1") == ["Yêu cầu không đúng"]
            assert page.texts("//main//*[@role='alert']") == [EXPIRED if caller else ENDED]
            assert page.find("//main//a[@href='/']") is not None


def test_a_mail_program_needs_no_forms_token_but_an_address_that_is_right(web: Web) -> None:
    assert Visitor(web.app).send_bare(OF_MAIL_PROGRAMS).status == 404


def test_a_token_of_before_the_sign_in_is_no_good_after_it(web: Web) -> None:
    account = enlist(web.context, OFFICER)
    visitor = Visitor(web.app)
    before = visitor.token()
    assert visitor.sign_in(account.email).status == 302
    assert visitor.send_bare("/dang-xuat", csrf_token=before).status == 400


@pytest.mark.parametrize("caller", [None, OFFICER, LEADER, ADMIN, HOME_AFFAIRS])
def test_every_page_carries_a_strict_policy_and_obeys_it(web: Web, caller: Caller | None) -> None:
    nonces = set()
    for path, page in pages(web, caller):
        headers, rules = page.answer.headers, policy(page)
        nonce = next(part for part in rules["script-src"] if part.startswith("'nonce-"))[7:-1]
        assert len(nonce) >= 20, path
        nonces.add(nonce)
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == ["'none'"]
        assert rules["script-src"] == rules["style-src"] == ["'self'", f"'nonce-{nonce}'"]
        assert rules["form-action"] == rules["connect-src"] == ["'self'"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "private, no-store"
        assert faults(page, nonce) == [], path
    assert len(nonces) >= 5


def test_a_program_gets_no_session_even_where_it_brings_a_cookie(web: Web) -> None:
    visitor = guest(web.context, web.app, OFFICER)
    assert visitor.key
    for path in ("/api/v1/periods", "/api/openapi.json", "/healthz"):
        answer = visitor.get(path).answer
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
    assert visitor.get("/api/v1/periods").status == 401
    assert visitor.get("/").status in {200, 302}
    assert visitor.key


def faults(page: Page, nonce: str) -> list[str]:
    """Markup that the policy forbids, or that leads a browser to another site."""
    found = []
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        found += [f"{element.tag} {name}" for name in element.attrib if name.startswith("on") or name == "style"]
        found += [
            f"{name}={value}"
            for name, value in element.attrib.items()
            if name in {"href", "src", "action", "formaction"}
            and not re.match(r"/(?!/)|#|data:image/|http://127", value)
        ]
        if element.tag == "style" and element.get("nonce") != nonce:
            found.append("style without nonce")
        is_data = element.get("type") == "application/json"
        if element.tag == "script" and not element.get("src") and not is_data and element.get("nonce") != nonce:
            found.append("script without nonce")
    return found


def test_the_proof_sees_markup_that_the_policy_forbids(web: Web) -> None:
    page = Visitor(web.app).get("/dang-nhap")
    page.answer.set_data(
        '<p style="a" onclick="b"><a href="javascript:c"></a><a href="//d"></a><script>e</script><style>f</style></p>'
    )
    assert len(faults(page, "n")) == 6


def test_files_of_ours_are_served_beside_the_pages(web: Web) -> None:
    page = Visitor(web.app).get("/dang-nhap")
    links = [str(link) for link in page.tree.xpath("//link/@href | //script/@src")]
    assert links
    for link in links:
        answer = web.client.get(link, buffered=True)
        assert answer.status_code == 200, link
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_lines(sqlite_context: Context, secure: bool) -> None:
    home = "https://baocao.hungyen.gov.vn" if secure else "http://127.0.0.1:8000"
    context = replace(sqlite_context, settings=replace(sqlite_context.settings, address=home))
    web = Web(context)
    enlist(context, OFFICER)
    answer = Visitor(web.app, home).sign_in(address_of(OFFICER)).answer
    assert answer.status_code == 302
    name = f"__Host-{COOKIE}" if secure else COOKIE
    (line,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith(f"{name}=")]
    flags = {part.strip() for part in line.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags
    assert ("Secure" in flags) is secure


def test_a_form_that_comes_from_another_site_is_refused_over_tls(sqlite_context: Context) -> None:
    home = "https://baocao.hungyen.gov.vn"
    web = Web(replace(sqlite_context, settings=replace(sqlite_context.settings, address=home)))
    visitor = Visitor(web.app, home)
    fields = {"csrf_token": visitor.token(), "language": "en"}
    for referer, status in ((home + "/", 302), ("https://evil.vn/", 400)):
        answer = visitor.client.post("/ngon-ngu", data=fields, base_url=home, headers={"Referer": referer})
        assert answer.status_code == status


def test_the_cookies_secret_is_made_once_and_kept_privately(sqlite_context: Context) -> None:
    visitor = Visitor(Web(sqlite_context).app)
    visitor.come_in(sqlite_context, enlist(sqlite_context, OFFICER))
    again = Visitor(Web(sqlite_context).app)
    again.put_cookie(visitor.cookie)
    assert again.get("/tai-khoan").status == 200
    path = sqlite_context.settings.data / "cookie.secret"
    assert path.stat().st_mode & 0o077 == 0
    assert len(path.read_text()) >= 60
    other = replace(sqlite_context, settings=replace(sqlite_context.settings, secret="một bí mật khác hẳn"))
    elsewhere = Visitor(Web(other).app)
    elsewhere.put_cookie(visitor.cookie)
    assert elsewhere.get("/tai-khoan").status == 302


def test_the_sign_in_page_offers_the_provinces_provider_where_there_is_one(sqlite_context: Context) -> None:
    provider = Provider("http://127.0.0.1:9", "tonghop", "bí mật", "Cổng đăng nhập tỉnh")
    context = replace(sqlite_context, settings=replace(sqlite_context.settings, oidc=provider))
    assert Visitor(Web(context).app).get("/dang-nhap").texts("//main//a[1]")[0] == "Cổng đăng nhập tỉnh"
    assert "Cổng đăng nhập tỉnh" not in Visitor(Web(sqlite_context).app).get("/dang-nhap").words
