"""What people are told on the pages, in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.domain.bilingual import english_of
from service.storage.engine.conditional_update import conditional_update
from service.storage.models import NoticeRow


def add_notice(session: Session, account: int, subject: str, link: str, now: datetime) -> None:
    """Store a notice for a person, in every language that it is said in; the link is a path of the pages."""
    session.add(NoticeRow(account=account, subject=subject, subject_en=english_of(subject), link=link, created_at=now))


def count_unread(session: Session, account: int) -> int:
    """How many notices the person has not read."""
    query = select(func.count()).where(NoticeRow.account == account, NoticeRow.read_at.is_(None))
    return session.scalar(query) or 0


def newest_notices(session: Session, account: int, limit: int) -> list[NoticeRow]:
    """The person's newest notices, the newest first."""
    query = select(NoticeRow).where(NoticeRow.account == account).order_by(NoticeRow.id.desc()).limit(limit)
    return list(session.scalars(query))


def own_notice(session: Session, account: int, number: int) -> NoticeRow | None:
    """The notice of that number where it is the person's."""
    query = select(NoticeRow).where(NoticeRow.id == number, NoticeRow.account == account)
    return session.scalars(query).one_or_none()


def read_notice(session: Session, account: int, number: int, now: datetime) -> bool:
    """Note that the person has read it; False where they had, or where it is not theirs."""
    return conditional_update(
        session,
        update(NoticeRow)
        .where(NoticeRow.id == number, NoticeRow.account == account, NoticeRow.read_at.is_(None))
        .values(read_at=now),
    )


def read_all_notices(session: Session, account: int, up_to: int, now: datetime) -> None:
    """Note that the person has read all notices up to that number; newer ones they have not seen yet."""
    session.execute(
        update(NoticeRow)
        .where(NoticeRow.account == account, NoticeRow.read_at.is_(None), NoticeRow.id <= up_to)
        .values(read_at=now)
    )
