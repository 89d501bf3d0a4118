"""What this installation sends as the administrator sees it: how far it is, what became of each, words of kept ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.actions.context import Context
from service.actions.notifications.outbox import read_message
from service.batches import page_range
from service.domain.errors import NotFoundError, message
from service.domain.notation.text import without_diacritics
from service.domain.notifications.delivery import MessageState
from service.sealing import SealError
from service.storage.models import MailRow
from service.storage.notifications.messages import find_attachment, mail_counts, mail_heads, newest_mails

PAGE = 50


@dataclass(frozen=True)
class Mail:
    """A message; its words are shown only where it is kept, since what was sent is its recipient's.

    `has_ended` says that a link in it has ended, and the words with it; `attachment` is the name of the file that goes
    with it, nothing where none does.
    """

    id: str
    means: str
    created_at: datetime
    recipient: str
    subject: str
    state: str
    attempts: int
    not_before: datetime | None
    failure: str
    text: str
    attachment: str
    has_ended: bool


@dataclass(frozen=True)
class Counts:
    """How many messages wait, were sent, were given up, and are kept here unsent, of all that there are."""

    waiting: int
    sent: int
    failed: int
    kept: int


@dataclass(frozen=True)
class Mailbox:
    """A page of the messages, how far the sending is and how fast it may go, and whether there is a mail server.

    `found` is how many messages there are on all pages.
    """

    has_server: bool
    per_minute: int
    counts: Counts
    mails: tuple[Mail, ...]
    found: int
    page: int
    pages: int


def mailbox(context: Context, wanted: str = "", page: int = 1) -> Mailbox:
    """A page of the messages, the newest first; only those to or about what is wanted, by letters without marks."""
    plain = without_diacritics(wanted.strip())
    with context.database.reading() as session:
        count = mail_counts(session)
        if plain:
            ids = [id_ for id_, *said in mail_heads(session) if plain in without_diacritics(" ".join(said))]
            shown = page_range(len(ids), page, PAGE)
            found, rows = len(ids), newest_mails(session, PAGE, among=ids[shown.items])
        else:
            found = sum(count.values())
            shown = page_range(found, page, PAGE)
            rows = newest_mails(session, PAGE, shown.offset)
    waiting = sum(count.get(state, 0) for state in (MessageState.WAITING, MessageState.SENDING))
    done = (MessageState.SENT, MessageState.FAILED, MessageState.KEPT)
    counts = Counts(waiting, *(count.get(state, 0) for state in done))
    mails = (
        Mail(
            row.id, row.means, row.created_at, row.recipient, row.subject, row.state, row.attempts,
            row.not_before, row.failure, _kept_words(context, row), row.attachment_name or "",
            row.state == MessageState.KEPT and row.sealed_for is not None and row.sealed_until is None,
        )
        for row in rows
    )  # fmt: skip
    return Mailbox(
        context.settings.smtp_url is not None,
        context.settings.mails_per_minute,
        counts,
        tuple(mails),
        found,
        shown.page,
        shown.pages,
    )


def _kept_words(context: Context, row: MailRow) -> str:
    if row.state != MessageState.KEPT:
        return ""
    try:
        return read_message(context, row)[0]
    except SealError as error:
        return str(error)


def kept_attachment(context: Context, mail: str) -> tuple[str, bytes]:
    """Name and content of the file of a kept mail; raises NotFoundError where there is none to be had."""
    with context.database.reading() as session:
        found = find_attachment(session, mail, MessageState.KEPT)
    if found is None:
        raise NotFoundError(message("Thư này không có tệp kèm theo đang được giữ lại."))
    return found
