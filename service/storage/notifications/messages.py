"""Messages to people in the database: written with what they tell of, sent afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, update
from sqlalchemy.orm import Session

from service.domain.notifications.delivery import BY_MAIL, MessageState, RateLimit
from service.storage.engine.leases import is_over
from service.storage.leases import MESSAGES
from service.storage.models import MailRow

# Of PostgreSQL's locks that lie on no row, the one of whoever decides what is handed over next.
_DECIDING = 0x6D61696C
# As they stand in the indexes, which serve no question in other words.
_TO_GO, _DONE = text("state IN ('waiting', 'sending')"), text("state NOT IN ('waiting', 'sending')")
_REPLACED, _SEALED = text("state = 'waiting' AND about <> ''"), text("sealed_until IS NOT NULL")


@dataclass(frozen=True)
class NewMail:
    """A message to one person, as plain text and as HTML, perhaps with a file; `id` is fixed, to tell a double.

    `unsubscribe` is the address that ends such mail, where it can be ended; `facts` are for programs. Words that are
    sealed hold a link of the person of that number, which ends at `sealed_until`. It waits until `not_before`.
    `about` is a series, a number sign, and the thing in it that is told of: of messages to one person about different
    things of a series only the newest waits.
    """

    id: str
    recipient: str
    subject: str
    text: str
    html: str
    unsubscribe: str | None = None
    means: str = BY_MAIL
    is_bulk: bool = False
    facts: Mapping[str, str | None] | None = None
    attachment_name: str | None = None
    attachment: bytes | None = None
    sealed_for: int | None = None
    sealed_until: datetime | None = None
    not_before: datetime | None = None
    about: str = ""


def add_mail(session: Session, mail: NewMail, now: datetime) -> None:
    """Store a message that is to be sent; one about something earlier of its series gives its place to it."""
    since = _replace(session, mail) if mail.about else None
    session.add(MailRow(**vars(mail), state=MessageState.WAITING, state_since=now, created_at=since or now))
    session.flush()


def _replace(session: Session, mail: NewMail) -> datetime | None:
    """Let go of what waits about others of the series; since when the first has waited, None where none does."""
    series, _, _ = mail.about.partition("#")
    others = (MailRow.about.startswith(f"{series}#", autoescape=True), MailRow.about != mail.about)
    which = select(MailRow).where(_REPLACED, MailRow.recipient == mail.recipient, *others)
    waiting = list(session.scalars(which.with_for_update().order_by(MailRow.created_at)))
    for row in waiting:
        session.delete(row)
    session.flush()
    return waiting[0].created_at if waiting else None


def lock_dispatch(session: Session) -> None:
    """Until the transaction ends nobody else decides what is handed over next, so that the pace is that of all.

    On SQLite every writing transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_DECIDING)))


def next_mail(session: Session, means: Collection[str], now: datetime) -> tuple[str, str] | None:
    """What is handed over next by one of these channels, and by which.

    First what holds a link that somebody waits for, then what is urgent, then what waits longest.
    """
    due = (
        select(MailRow.id, MailRow.means)
        .where(MailRow.means.in_(means), _is_due(now))
        .order_by(MailRow.is_bulk, MailRow.created_at, MailRow.id)
        .limit(1)
    )
    link = session.execute(due.where(_SEALED, ~MailRow.is_bulk)).one_or_none()
    found = link or session.execute(due).one_or_none()
    return None if found is None else (found[0], found[1])


def next_slot(session: Session, means: str, pace: RateLimit, now: datetime) -> datetime | None:
    """When the pace allows another message by this channel; None where it does now."""
    oldest = session.scalar(
        select(MailRow.tried_at)
        .where(MailRow.tried_at > now - pace.within, MailRow.tried_at <= now, MailRow.means == means)
        .order_by(MailRow.tried_at.desc())
        .offset(pace.count - 1)
        .limit(1)
    )
    return None if oldest is None else oldest + pace.within


def claim_mail(session: Session, mail: str, now: datetime) -> MailRow | None:
    """The message for the one worker that gets it; None where it is sent, put off, or another one is at it."""
    got = MESSAGES.claim(session, mail, now, ready=_is_ready(now))
    return session.get(MailRow, mail, populate_existing=True) if got else None


def finish_mail(session: Session, mail: str, state: MessageState, now: datetime, failure: str = "") -> None:
    """Store what became of it; sealed words stay only where they are kept to be read."""
    MESSAGES.settle(session, mail, state, now, failure=failure)
    if state is not MessageState.KEPT:
        _wipe(session, MailRow.id == mail)


def end_attempt(session: Session, mail: str, attempt: int, now: datetime, wait: timedelta | None, failure: str) -> bool:
    """That attempt came to nothing: the next one is after the wait, none where it is None; False where one took over.

    Words that are sealed go with the last attempt.
    """
    if wait is not None:
        waiting = MessageState.WAITING
        return MESSAGES.finish(session, mail, attempt, waiting, now, not_before=now + wait, failure=failure)
    is_ours = MESSAGES.finish(session, mail, attempt, MessageState.FAILED, now, failure=failure)
    if is_ours:
        _wipe(session, MailRow.id == mail)
    return is_ours


def end_letters(session: Session, account: int) -> None:
    """The person's link has ended, and with it the words of letters that hold it; what waits is sent before that."""
    _wipe(
        session, and_(MailRow.sealed_for == account, MailRow.state.not_in([MessageState.WAITING, MessageState.SENDING]))
    )


def end_old_letters(session: Session, now: datetime) -> None:
    """The same for all letters whose links have ended by themselves; what still waits need not go any more."""
    waiting = update(MailRow).where(MailRow.sealed_until <= now, MailRow.state == MessageState.WAITING)
    session.execute(waiting.values(state=MessageState.WITHDRAWN, state_since=now))
    _wipe(session, and_(MailRow.sealed_until <= now, MailRow.state != MessageState.SENDING))


def _wipe(session: Session, which: ColumnElement[bool]) -> None:
    wiped = update(MailRow).where(which, MailRow.sealed_until.is_not(None))
    session.execute(wiped.values(text="", html="", sealed_until=None))


def put_off_mail(session: Session, mail: str, now: datetime, until: datetime, failure: str = "") -> None:
    """Let it wait until then; what failed is said."""
    MESSAGES.settle(session, mail, MessageState.WAITING, now, not_before=until, failure=failure)


def is_delivery_expired(session: Session, now: datetime) -> bool:
    """Whether a message waits beyond patience or until `now` at the latest, or the claim of one ran out."""
    hinted = and_(MailRow.not_before.is_(None), ~is_over(MailRow.state_since, now, MESSAGES.patience))
    return bool(session.scalar(select(exists().where(_is_due(now), ~hinted))))


def is_being_delivered(session: Session, now: datetime, within: timedelta) -> bool:
    """Whether any message was handed over within that time."""
    return bool(session.scalar(select(exists().where(MailRow.tried_at >= now - within, MailRow.tried_at <= now))))


def given_up_mails(session: Session, moment: datetime) -> list[MailRow]:
    """The messages that were given up after the moment, the newest first."""
    return list(
        session.scalars(
            select(MailRow)
            .where(MailRow.state == MessageState.FAILED, MailRow.means == BY_MAIL, MailRow.state_since > moment)
            .order_by(MailRow.state_since.desc(), MailRow.id)
        )
    )


def newest_mails(
    session: Session, limit: int = 100, offset: int = 0, among: Collection[str] | None = None
) -> list[MailRow]:
    """The newest messages beyond the first so many, of all or of those with these ids, for the mailbox."""
    which = select(MailRow) if among is None else select(MailRow).where(MailRow.id.in_(among))
    return list(session.scalars(which.order_by(MailRow.created_at.desc(), MailRow.id).limit(limit).offset(offset)))


def mail_heads(session: Session) -> Iterator[tuple[str, str, str]]:
    """Of every message, the newest first: its id, to whom it goes, and its subject."""
    columns = select(MailRow.id, MailRow.recipient, MailRow.subject)
    for row in session.execute(columns.order_by(MailRow.created_at.desc(), MailRow.id)):
        yield row[0], row[1], row[2]


def unsent_mails(session: Session, mail: str | None = None) -> list[MailRow]:
    """The messages by mail that were kept or given up, the oldest first; only the one of that id where one is given."""
    which = select(MailRow).where(MailRow.state.in_([MessageState.KEPT, MessageState.FAILED]), MailRow.means == BY_MAIL)
    which = which if mail is None else which.where(MailRow.id == mail)
    return list(session.scalars(which.order_by(MailRow.created_at, MailRow.id)))


def has_live_letter(session: Session, account: int, now: datetime) -> bool:
    """Whether some letter with a link of the person that still works is there."""
    return bool(session.scalar(select(exists().where(MailRow.sealed_for == account, MailRow.sealed_until > now))))


def requeue_mail(session: Session, mail: str, now: datetime) -> None:
    """Let a message wait to be sent as if it had not been tried."""
    values = {"state": MessageState.WAITING, "state_since": now, "attempts": 0, "failure": "", "not_before": None}
    session.execute(update(MailRow).where(MailRow.id == mail).values(**values))


def find_attachment(session: Session, mail: str, state: str) -> tuple[str, bytes] | None:
    """Name and content of the file of a message in that state, None without one."""
    row = session.execute(
        select(MailRow.attachment_name, MailRow.attachment).where(MailRow.id == mail, MailRow.state == state)
    ).first()
    return None if row is None or row[0] is None or row[1] is None else (row[0], row[1])


def mail_counts(session: Session) -> dict[str, int]:
    """How many messages are in which state."""
    found: dict[str, int] = {}
    for where in (_TO_GO, _DONE):
        rows = session.execute(select(MailRow.state, func.count()).where(where).group_by(MailRow.state))
        found.update((row[0], row[1]) for row in rows)
    return found


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Whether a message may be handed over now."""
    return and_(_TO_GO, MESSAGES.may_be_claimed(now, _is_ready(now)))


def _is_ready(now: datetime) -> ColumnElement[bool]:
    return or_(MailRow.not_before.is_(None), MailRow.not_before <= now)
