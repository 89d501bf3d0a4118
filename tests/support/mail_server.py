"""A mail server on this machine that keeps what it is given."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.processes import free_port

TAKEN = "250 OK"


class Box:
    """What came in; `answer` is what the server says to a letter, `patience` how many it takes a connection.

    Nobody here has the address of `strangers`. A letter to one of `silent_for` is read and never answered; it is among
    the `unanswered`, and `is_silent` is set.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.raw: list[bytes] = []
        self.connections: list[int] = []
        self.answer = TAKEN
        self.patience = 1000
        self.strangers: set[str] = set()
        self.silent_for: set[str] = set()
        self.unanswered: list[EmailMessage] = []
        self.is_silent = threading.Event()
        self.port = free_port()

    @property
    def url(self) -> str:
        """The server's address as the settings have it."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Begin a letter, or say that this connection has had its share."""
        assert session.peer is not None
        if self.connections.count(session.peer[1]) >= self.patience:
            return "421 4.7.0 Too many messages in this connection"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return TAKEN

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Know the recipient or not."""
        if address in self.strangers:
            return "550 5.1.1 User unknown"
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter, or say why not."""
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        if self.silent_for.intersection(envelope.rcpt_tos):
            self.unanswered.append(letter)
            self.is_silent.set()
            # Until whoever sent it goes away.
            await asyncio.Event().wait()
        if self.answer == TAKEN:
            assert session.peer is not None
            self.connections.append(session.peer[1])
            self.letters.append(letter)
            self.raw.append(envelope.content)
            self.recipients += envelope.rcpt_tos
        return self.answer


@contextlib.contextmanager
def serving(box: Box, **how: Any) -> Iterator[None]:
    """The server runs; `how` goes to aiosmtpd, for TLS and passwords."""
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **how)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def text_of(letter: EmailMessage) -> str:
    """The letter's plain text."""
    return _part(letter, "plain")


def html_of(letter: EmailMessage) -> str:
    """The letter's HTML."""
    return _part(letter, "html")


def _part(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())
