"""The digests that people got, and who is still to get one, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.domain.notifications.delivery import MessageState
from service.domain.organization.account import Account, Subscription
from service.storage.models import AccountRow, DigestRow, MailRow
from service.storage.organization.accounts import accounts_with_wish


@dataclass(frozen=True)
class Digest:
    """What was made for a person at a planned moment; without a mail there was nothing to say."""

    account: int
    wish: Subscription
    planned: datetime
    at: datetime
    mail: str | None = None


def still_without(session: Session, wish: Subscription, planned: datetime) -> tuple[tuple[Account, ...], ...]:
    """Those for whom such a digest of the moment is not made yet, by address, each in all roles that it is for."""
    done = select(DigestRow.account).where(DigestRow.wish == wish.value, DigestRow.planned == planned)
    return accounts_with_wish(session, wish, done)


def begin_digest(session: Session, account: int, wish: Subscription, planned: datetime) -> bool:
    """Hold the person until the transaction ends; False where somebody else has made the digest meanwhile."""
    session.execute(select(AccountRow.id).where(AccountRow.id == account).with_for_update(key_share=True))
    return session.get(DigestRow, (account, wish.value, planned)) is None


def add_digest(session: Session, digest: Digest) -> None:
    """Note that it is made."""
    session.add(DigestRow(**vars(digest) | {"wish": digest.wish.value}))
    session.flush()


def digest_of_mail(session: Session, mail: str) -> Digest | None:
    """The digest that a mail carries."""
    row = session.scalars(select(DigestRow).where(DigestRow.mail == mail)).one_or_none()
    return None if row is None else Digest(row.account, Subscription(row.wish), row.planned, row.at, row.mail)


def first_planned(session: Session, account: int, wish: Subscription) -> datetime | None:
    """The moment of the first digest that was made for the person."""
    return session.scalar(
        select(func.min(DigestRow.planned)).where(DigestRow.account == account, DigestRow.wish == wish.value)
    )


def told_until(session: Session, account: int, wish: Subscription) -> datetime | None:
    """When the newest digest that reached the person was made; one that is under way or was given up does not count."""
    return session.scalar(
        select(func.max(DigestRow.at))
        .outerjoin(MailRow, MailRow.id == DigestRow.mail)
        .where(
            DigestRow.account == account,
            DigestRow.wish == wish.value,
            or_(DigestRow.mail.is_(None), MailRow.state.in_([MessageState.SENT, MessageState.KEPT])),
        )
    )
