"""A mail server on this machine that keeps what it is given."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.processes import free_port

TAKEN = "250 OK"


class Box:
    """What came in; `answer` is what the server says to a letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answer = TAKEN
        self.port = free_port()

    @property
    def url(self) -> str:
        """The server's address as the settings have it."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter, or say why not."""
        if self.answer == TAKEN:
            assert isinstance(envelope.content, bytes)
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.recipients += envelope.rcpt_tos
        return self.answer


@contextlib.contextmanager
def serving(box: Box) -> Iterator[None]:
    """The server runs."""
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
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
