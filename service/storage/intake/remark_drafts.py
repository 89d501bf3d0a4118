"""Remarks that are still being written: each person's own, on what a unit reports for a period.

Home Affairs writes them on a filing; the unit's leader on its draft, which Home Affairs does not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from service.storage.models import AccountRow, RemarkDraftRow


@dataclass(frozen=True)
class RemarkDraft:
    """What somebody has written so far about one value; an empty path is the report as a whole."""

    account: int
    name: str
    path: str
    text: str


def remark_drafts_of(session: Session, period: str, agency: str, *, on_draft: bool = False) -> tuple[RemarkDraft, ...]:
    """Everybody's on the unit's filings, or on its draft, in order of people and of what they are about."""
    rows = session.execute(
        select(RemarkDraftRow, AccountRow.name)
        .join(AccountRow, AccountRow.id == RemarkDraftRow.account)
        .where(RemarkDraftRow.period == period, RemarkDraftRow.agency == agency, _is_about(on_draft=on_draft))
        .order_by(AccountRow.name, RemarkDraftRow.account, RemarkDraftRow.path)
    )
    return tuple(RemarkDraft(row.account, name, row.path, row.text) for row, name in rows)


def agencies_with_remark_drafts(session: Session, period: str) -> frozenset[str]:
    """The units about whose filings somebody is writing."""
    written = select(RemarkDraftRow.agency).where(RemarkDraftRow.period == period, _is_about(on_draft=False))
    return frozenset(session.scalars(written.distinct()))


def put_remark_drafts(
    session: Session, account: int, period: str, agency: str, submission: str | None, remarks: Mapping[str, str],
    now: datetime,
) -> None:  # fmt: skip
    """Keep what a person has written of a filing, or of the draft, value by value; an empty text ends the remark."""
    for path, text in remarks.items():
        known = session.get(RemarkDraftRow, (period, agency, account, path))
        if text and known is None:
            row = RemarkDraftRow(
                period=period, agency=agency, account=account, path=path, submission=submission, text=text, at=now
            )
            session.add(row)
        elif text and known is not None:
            known.text, known.submission, known.at = text, submission, now
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


def drop_remarks_on_draft(session: Session, period: str, agency: str) -> None:
    """Forget what was being written about a unit's draft: it was filed."""
    session.execute(
        delete(RemarkDraftRow).where(
            RemarkDraftRow.period == period, RemarkDraftRow.agency == agency, _is_about(on_draft=True)
        )
    )


def _is_about(*, on_draft: bool) -> ColumnElement[bool]:
    return RemarkDraftRow.submission.is_(None) if on_draft else RemarkDraftRow.submission.is_not(None)
