"""Remarks of Home Affairs that are still being written: each person's own, on what a unit reports for a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.storage.models import AccountRow, RemarkDraftRow, SubmissionRow


@dataclass(frozen=True)
class RemarkDraft:
    """What somebody has written so far about one value; an empty path is the report as a whole."""

    account: int
    name: str
    path: str
    text: str
    submission: str


def remark_drafts_of(session: Session, period: str, agency: str) -> tuple[RemarkDraft, ...]:
    """Everybody's, in order of people and of what they are about."""
    rows = session.execute(
        select(RemarkDraftRow, AccountRow.name)
        .join(AccountRow, AccountRow.id == RemarkDraftRow.account)
        .where(RemarkDraftRow.period == period, RemarkDraftRow.agency == agency)
        .order_by(AccountRow.name, RemarkDraftRow.account, RemarkDraftRow.path)
    )
    return tuple(RemarkDraft(row.account, name, row.path, row.text, row.submission) for row, name in rows)


def agencies_with_remark_drafts(session: Session, period: str) -> frozenset[str]:
    """The units about whose report somebody is writing."""
    rows = session.scalars(select(RemarkDraftRow.agency).where(RemarkDraftRow.period == period).distinct())
    return frozenset(rows)


def put_remark_drafts(
    session: Session, account: int, filing: SubmissionRow, remarks: Mapping[str, str], now: datetime
) -> None:
    """Keep what a person has written, value by value; an empty text ends the remark."""
    for path, text in remarks.items():
        key = (filing.period, filing.agency, account, path)
        known = session.get(RemarkDraftRow, key)
        if text and known is None:
            row = RemarkDraftRow(
                period=filing.period, agency=filing.agency, account=account, path=path, submission=filing.id, text=text,
                at=now,
            )  # fmt: skip
            session.add(row)
        elif text and known is not None:
            known.text, known.submission, known.at = text, filing.id, now
        elif known is not None:
            session.delete(known)
    session.flush()


def drop_remark_drafts(session: Session, account: int, period: str, agency: str) -> None:
    """Forget what a person was writing about a unit's report: it was sent."""
    session.execute(
        delete(RemarkDraftRow).where(
            RemarkDraftRow.account == account, RemarkDraftRow.period == period, RemarkDraftRow.agency == agency
        )
    )
