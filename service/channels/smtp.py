"""Mail: rendered from templates/mail/ as text and HTML in the reader's language, sent through an SMTP server."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from functools import cache, cached_property, partial
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.domain.bilingual import Bilingual
from service.domain.notation.text import one_line
from service.domain.notifications.delivery import Attachment, DeliveryError
from service.languages import VIETNAMESE, in_language, translate
from service.templates_folder import TEMPLATES

MAIL = TEMPLATES / "mail"
TIMEOUT = 20.0
# What a mail server answers when all is well, and when it closes the connection.
OK, CLOSING = 250, 421
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class _AsItStands(UnstructuredHeader, BaseHeader):
    """A machine-readable header kept on one line: an encoded one would be unparseable."""

    def fold(self, *, policy: Policy) -> str:
        """The header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


class _Subject(UnstructuredHeader, BaseHeader):
    """A subject that keeps its blanks: the library's own folding loses those between two encoded words."""

    def fold(self, *, policy: Policy) -> str:
        """The header in lines of encoded words."""
        words = Header(str(self), "us-ascii" if str(self).isascii() else "utf-8", header_name=self.name)
        return f"{self.name}: {words.encode(linesep=policy.linesep)}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    registry.map_to_type("list-unsubscribe", _AsItStands)
    registry.map_to_type("subject", _Subject)
    return EmailPolicy(header_factory=registry)


_POLICY = _policy()


# Whoever listens on the way would read the password.
NO_TLS = (
    "Máy chủ thư không có TLS (STARTTLS) nên mật khẩu không được gửi đi: dùng smtps://, "
    "hoặc bỏ tên và mật khẩu trong TONGHOP_SMTP_URL nếu máy chủ không cần."
)


@dataclass(frozen=True)
class MessageContent:
    """A message to render: template name, its variables, and the attachment.

    The variable `account` is the person who reads it, in whose language it is written; `which` is the report that the
    subject names, empty where the province has one only.
    """

    template: str
    about: Mapping[str, Any]
    enclosure: Attachment | None = None

    @cached_property
    def written(self) -> RenderedMessage:
        """The rendered message; cached for several channels."""
        language = self.about["account"].language
        subject, body = self._text_in(language)
        html = _pages(language).get_template(f"{self.template}.html").render(self.about)
        return RenderedMessage(subject, body, html)

    @property
    def subject(self) -> Bilingual:
        """Its subject in every language, for pages, whose language may change after it was written."""
        return Bilingual(self._text_in(VIETNAMESE)[0], self._text_in("en")[0])

    def _text_in(self, language: str) -> tuple[str, str]:
        """Subject and words: the first line of the text template is the subject."""
        text = _texts(language).get_template(f"{self.template}.txt").render(self.about)
        subject, _, body = text.partition("\n")
        which = translate(self.about.get("which", Bilingual("")), language)
        return one_line(f"{subject} ({which})" if which else subject), body.lstrip("\n")


@dataclass(frozen=True)
class RenderedMessage:
    """A rendered message."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class OutgoingMessage:
    """An outgoing message.

    `unsubscribe` is where a mail program asks, at one click (RFC 8058), for no more of the kind; `facts` are what a
    program is told beside the words, which gets no `enclosure`.
    """

    id: str
    recipient: str
    written: RenderedMessage
    unsubscribe: str | None = None
    facts: Mapping[str, str | None] | None = None
    enclosure: Attachment | None = None


class MailServer:
    """A mail server: `smtp://user:password@host:587` with STARTTLS where offered, `smtps://` with TLS at once.

    The connection is opened with the first letter and kept for the next ones until close().
    """

    def __init__(self, url: str, sender: str) -> None:
        self.url = url
        self.sender = sender
        self._connection: smtplib.SMTP | None = None

    def hand_over(self, parcel: OutgoingMessage, now: datetime) -> None:
        """Send one message; raises DeliveryError on failure."""
        try:
            self._send(self.letter(parcel, now))
        except TimeoutError as error:
            self.close()
            raise DeliveryError(str(error), is_away=True) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise DeliveryError(_said(error), is_away=False) from error

    def close(self) -> None:
        """Send QUIT if still connected."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.quit()

    def require_answer(self) -> None:
        """Connect and sign in, without a mail; raises DeliveryError."""
        if self._kept() is None:
            self._connected()

    def require_sender(self) -> None:
        """Ask the server whether it takes mails of the sender; raises DeliveryError, which is not away if it won't."""
        server = self._kept() or self._connected()
        try:
            code, said = server.mail(parseaddr(self.sender)[1])
            server.rset()
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(_said(error), is_away=True) from error
        if code != OK:
            raise DeliveryError(f"{code} {said.decode(errors='replace')}", is_away=False)

    def _send(self, letter: EmailMessage) -> None:
        kept = self._kept()
        try:
            (kept or self._connected()).send_message(letter)
        except smtplib.SMTPSenderRefused as refused:
            if kept is None or refused.smtp_code != CLOSING:
                raise
            # A server that takes so many letters a connection has taken nothing of this one yet.
            self._connection = None
            self._connected().send_message(letter)

    def letter(self, parcel: OutgoingMessage, now: datetime) -> EmailMessage:
        """The message in the form of RFC 5322."""
        letter = EmailMessage(_POLICY)
        name, address = parseaddr(self.sender)
        user, _, domain = address.partition("@")
        letter["From"] = Address(name, user, domain)
        letter["To"] = parcel.recipient
        letter["Subject"] = parcel.written.subject
        letter["Date"] = format_datetime(now.astimezone(UTC))
        letter["Message-ID"] = f"<{parcel.id}@{domain or urlsplit(self.url).hostname}>"
        letter["Auto-Submitted"] = "auto-generated"
        if parcel.unsubscribe is not None:
            letter["List-Unsubscribe"] = f"<{parcel.unsubscribe}>"
            # At one click of a mail program (RFC 8058).
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter.set_content(parcel.written.text)
        letter.add_alternative(parcel.written.html, subtype="html")
        if parcel.enclosure is not None:
            main, _, sub = WORD.partition("/")
            letter.add_attachment(parcel.enclosure.content, maintype=main, subtype=sub, filename=parcel.enclosure.name)
        return letter

    def _kept(self) -> smtplib.SMTP | None:
        """The open connection, or None if the server has closed it."""
        try:
            if self._connection is not None and self._connection.noop()[0] == OK:
                return self._connection
        except (OSError, smtplib.SMTPException):
            pass
        self.close()
        return None

    def _connected(self) -> smtplib.SMTP:
        """Open a connection; raises DeliveryError, which also stops the other messages."""
        try:
            self._connection = self._opened()
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(_said(error), is_away=True) from error
        return self._connection

    def _opened(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or "localhost"
        context = ssl.create_default_context()
        with contextlib.ExitStack() as refused:
            if parts.scheme == "smtps":
                server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
                refused.callback(server.close)
            else:
                server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
                refused.callback(server.close)
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                elif parts.username:
                    raise DeliveryError(NO_TLS, is_away=True)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            refused.pop_all()
        return server


def _said(error: Exception) -> str:
    """The server's own error text, or the exception's."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Chứng chỉ của máy chủ thư không hợp lệ: {error.verify_message}"
    code: int | None = None
    said: bytes | str = str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return text if code is None else f"{code} {text}"


@cache
def _texts(language: str) -> Environment:
    # Plain text: nothing to escape.
    return _environment(language, escapes=False)


@cache
def _pages(language: str) -> Environment:
    return _environment(language, escapes=True)


def _environment(language: str, *, escapes: bool) -> Environment:
    """The letters of a language; words of ours in their gaps are put into it as well."""
    folders = [MAIL / language, MAIL / VIETNAMESE, MAIL]
    made = Environment(
        loader=FileSystemLoader(folders), autoescape=escapes, undefined=StrictUndefined,  # noqa: S701
        finalize=partial(in_language, language=language),
    )  # fmt: skip
    made.filters["say"] = partial(translate, language=language)
    return made
