"""The mails of this installation as the administrator sees them: what became of each, and the words of kept ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.actions.context import Context
from service.storage.mails import KEPT, newest_mails


@dataclass(frozen=True)
class Mail:
    """A mail; its words are shown only where it is kept, since a mail that was sent is its recipient's."""

    created_at: datetime
    recipient: str
    subject: str
    state: str
    attempts: int
    not_before: datetime | None
    failure: str
    text: str


@dataclass(frozen=True)
class Mailbox:
    """The newest mails, and whether there is a mail server."""

    has_server: bool
    mails: tuple[Mail, ...]


def mailbox(context: Context) -> Mailbox:
    """The newest mails, the newest first."""
    with context.database.reading() as session:
        rows = newest_mails(session)
    mails = (
        Mail(
            row.created_at, row.recipient, row.subject, row.state, row.attempts, row.not_before, row.failure,
            row.text if row.state == KEPT else "",
        )
        for row in rows
    )  # fmt: skip
    return Mailbox(context.settings.smtp_url is not None, tuple(mails))
