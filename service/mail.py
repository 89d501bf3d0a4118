"""Letters to people: written from templates/mail/ as text and HTML, and handed to a mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.catalogue.catalogue import TEMPLATES
from service.domain.errors import TonghopError, message

TIMEOUT = 20.0


@dataclass(frozen=True)
class Letter:
    """What is to be said: the template's name, and what it speaks of."""

    template: str
    about: Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """A letter's words."""

    subject: str
    text: str
    html: str


def write(letter: Letter) -> Written:
    """The letter's words; the first line of the text template is the subject."""
    text = _texts().get_template(f"{letter.template}.txt").render(letter.about)
    subject, _, body = text.partition("\n")
    html = _pages().get_template(f"{letter.template}.html").render(letter.about)
    return Written(" ".join(subject.split()), body.lstrip("\n"), html)


@dataclass(frozen=True)
class MailServer:
    """A mail server: `smtp://user:password@host:587` with STARTTLS where offered, `smtps://` with TLS at once."""

    url: str
    sender: str

    def send(self, recipient: str, written: Written, message_id: str, now: datetime) -> None:
        """Hand one letter over; raises OSError or smtplib.SMTPException where that fails."""
        host = urlsplit(self.url).hostname or "localhost"
        mail = EmailMessage()
        name, address = parseaddr(self.sender)
        user, _, domain = address.partition("@")
        mail["From"] = Address(name, user, domain)
        mail["To"] = recipient
        mail["Subject"] = written.subject
        mail["Date"] = format_datetime(now.astimezone(UTC))
        mail["Message-ID"] = f"<{message_id}@{domain or host}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(written.text)
        mail.add_alternative(written.html, subtype="html")
        with self._connection() as server:
            server.send_message(mail)

    def _connection(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or "localhost"
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server


def mail_server(url: str | None, sender: str) -> MailServer | None:
    """The mail server of the settings, None where none is set; raises TonghopError for an address that is none."""
    if url is None:
        return None
    if urlsplit(url).scheme not in {"smtp", "smtps"} or not urlsplit(url).hostname:
        raise TonghopError(message("TONGHOP_SMTP_URL cần có dạng smtp://máy-chủ:587 hoặc smtps://máy-chủ:465."))
    return MailServer(url, sender)


@cache
def _texts() -> Environment:
    # Plain text: nothing to escape.
    return Environment(loader=FileSystemLoader(TEMPLATES / "mail"), autoescape=False, undefined=StrictUndefined)  # noqa: S701


@cache
def _pages() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES / "mail"), autoescape=True, undefined=StrictUndefined)
