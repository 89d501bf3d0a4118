"""Messages to people in the database: written with what they tell of, sent afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from service.storage.models import MailRow
from service.storage.rows import changed

WAITING, SENDING, SENT, KEPT, FAILED = "waiting", "sending", "sent", "kept", "failed"
# By the time of sending there was no reason for it any more.
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class NewMail:
    """A message to one person, as plain text and as HTML; `id` is fixed, so that a double can be recognised."""

    id: str
    recipient: str
    subject: str
    text: str
    html: str


def add_mail(session: Session, mail: NewMail, now: datetime) -> None:
    """Store a message that is to be sent."""
    session.add(MailRow(**vars(mail), state=WAITING, state_since=now, created_at=now))
    session.flush()


def claim_mail(session: Session, mail: str, now: datetime, lease: timedelta) -> MailRow | None:
    """The message for the one worker that gets it; None where it is sent, put off, or another one is at it."""
    got = changed(
        session,
        update(MailRow)
        .where(
            MailRow.id == mail,
            or_(
                and_(MailRow.state == WAITING, or_(MailRow.not_before.is_(None), MailRow.not_before <= now)),
                and_(MailRow.state == SENDING, MailRow.state_since < now - lease),
            ),
        )
        .values(state=SENDING, state_since=now, attempts=MailRow.attempts + 1),
    )
    return session.get(MailRow, mail, populate_existing=True) if got else None


def finish_mail(session: Session, mail: str, state: str, now: datetime, failure: str = "") -> None:
    """Store what became of it."""
    session.execute(update(MailRow).where(MailRow.id == mail).values(state=state, state_since=now, failure=failure))


def put_off_mail(session: Session, mail: str, now: datetime, until: datetime, failure: str = "") -> None:
    """Let it wait until then; what failed is said."""
    values = {"state": WAITING, "state_since": now, "not_before": until, "failure": failure}
    session.execute(update(MailRow).where(MailRow.id == mail).values(**values))


def forgotten_mails(session: Session, now: datetime, waiting: datetime, claimed: datetime) -> list[str]:
    """Messages that wait since before `waiting` or until `now` at the latest, or are being sent since `claimed`."""
    return list(
        session.scalars(
            select(MailRow.id)
            .where(
                or_(
                    and_(
                        MailRow.state == WAITING,
                        or_(
                            and_(MailRow.not_before.is_(None), MailRow.state_since < waiting),
                            MailRow.not_before <= now,
                        ),
                    ),
                    and_(MailRow.state == SENDING, MailRow.state_since < claimed),
                )
            )
            .order_by(MailRow.created_at, MailRow.id)
        )
    )


def newest_mails(session: Session, limit: int = 100) -> list[MailRow]:
    """The newest messages, for the administrator's mailbox."""
    return list(session.scalars(select(MailRow).order_by(MailRow.created_at.desc(), MailRow.id).limit(limit)))
