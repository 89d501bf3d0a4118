"""Letters go over TLS, with a password that nobody else reads, to a mail server that is who it says."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.operations.delivery import deliver
from service.channels.smtp import NO_TLS, MessageContent
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.storage.notifications.messages import newest_mails
from tests.support.certificates import Certificate
from tests.support.mail_server import Box, serving

SCHEMES = ["smtp", "smtps"]
USER, PASSWORD = "bao-cao@hungyen.gov.vn", "mat khau/@1"


def authenticator(*given: Any) -> AuthResult:
    """Lets one person in."""
    return AuthResult(success=given[-1] == LoginPassword(USER.encode(), PASSWORD.encode()), handled=False)


def serving_tls(box: Box, scheme: str, certificate: Certificate) -> AbstractContextManager[None]:
    """The server speaks TLS at once; or after STARTTLS, without which it takes no password, and no letter without."""
    if scheme == "smtps":
        return serving(box, ssl_context=certificate.server_side)
    tls = {"tls_context": certificate.server_side, "require_starttls": True}
    return serving(box, **tls, auth_required=True, authenticator=authenticator)


def posted_and_delivered(context: Context, box: Box, scheme: str, who: str = "") -> tuple[str, str]:
    """State of a letter after a delivery, and why it was not taken."""
    url = f"{scheme}://{who}localhost:{box.port}"
    ready = replace(context, settings=replace(context.settings, smtp_url=url, mail_sender="baocao@hungyen.gov.vn"))
    account = Account(1, "anh@sgtvt.vn", "Nguyễn Thị Ánh", Role.OFFICER, "SGTVT")
    with ready.transaction("quản trị") as tx:
        enqueue_message(
            ready, tx, account.email, MessageContent("password_reset", {"account": account, "link": "x", "hours": 2})
        )
    deliver(ready)
    with ready.database.reading() as session:
        (row,) = newest_mails(session)
    return row.state, row.failure


@pytest.mark.parametrize(("scheme", "who"), [("smtp", f"{quote(USER)}:{quote(PASSWORD, safe='')}@"), ("smtps", "")])
def test_a_letter_goes_over_tls(
    sqlite_context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, who: str
) -> None:
    box, certificate = Box(), Certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with serving_tls(box, scheme, certificate):
        assert posted_and_delivered(sqlite_context, box, scheme, who) == ("sent", "")
    assert box.recipients == ["anh@sgtvt.vn"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_server_that_nobody_vouches_for_gets_nothing(sqlite_context: Context, tmp_path: Path, scheme: str) -> None:
    box, certificate = Box(), Certificate(tmp_path)
    with serving_tls(box, scheme, certificate):
        state, failure = posted_and_delivered(sqlite_context, box, scheme)
    assert (state, failure) == ("waiting", "Chứng chỉ của máy chủ thư không hợp lệ: self-signed certificate")
    assert box.letters == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_server_with_the_certificate_of_another_one_gets_nothing(
    sqlite_context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    box, certificate = Box(), Certificate(tmp_path, name="mail.hungyen.gov.vn")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with serving_tls(box, scheme, certificate):
        state, failure = posted_and_delivered(sqlite_context, box, scheme)
    assert state == "waiting" and box.letters == []
    assert failure.startswith("Chứng chỉ của máy chủ thư không hợp lệ: Hostname mismatch")


def test_a_wrong_password_is_said_in_the_servers_words(
    sqlite_context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, certificate = Box(), Certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with serving_tls(box, "smtp", certificate):
        state, failure = posted_and_delivered(sqlite_context, box, "smtp", "ai:sai@")
    assert state == "waiting" and failure.startswith("535 ")


def test_no_password_is_given_where_anybody_could_read_it(sqlite_context: Context) -> None:
    box = Box()
    with serving(box, auth_require_tls=False, authenticator=authenticator):
        state, failure = posted_and_delivered(sqlite_context, box, "smtp", f"{quote(USER)}:{quote(PASSWORD, safe='')}@")
    assert (state, failure) == ("waiting", NO_TLS)
    assert box.letters == []
