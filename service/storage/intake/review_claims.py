"""Who of Home Affairs has taken which unit's report to review it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.storage.models import AccountRow, ReviewClaimRow


@dataclass(frozen=True)
class ReviewClaim:
    """Who reviews a unit's report since when; `by` took it, or gave it to them."""

    agency: str
    account: int
    name: str
    at: datetime
    by: str

    @property
    def token(self) -> str:
        """What a page carries along, by which it is known whom its reader saw."""
        return f"{self.account} {self.at.isoformat()}"


def claims_of(session: Session, period: str) -> dict[str, ReviewClaim]:
    """All of a period, by agency."""
    rows = session.execute(
        select(ReviewClaimRow, AccountRow.name)
        .join(AccountRow, AccountRow.id == ReviewClaimRow.account)
        .where(ReviewClaimRow.period == period)
    )
    return {row.agency: _claim(row, name) for row, name in rows}


def claim_of(session: Session, period: str, agency: str) -> ReviewClaim | None:
    """Who reviews one unit's report; None where nobody does."""
    row = session.get(ReviewClaimRow, (period, agency))
    if row is None:
        return None
    return _claim(row, session.scalars(select(AccountRow.name).where(AccountRow.id == row.account)).one())


def put_claim(session: Session, period: str, agency: str, account: int, by: str, now: datetime) -> None:
    """Somebody reviews the unit's report from now on, instead of whoever did."""
    row = session.get(ReviewClaimRow, (period, agency)) or ReviewClaimRow(period=period, agency=agency)
    row.account, row.claimed_at, row.claimed_by = account, now, by
    session.add(row)
    session.flush()


def drop_claim(session: Session, period: str, agency: str) -> None:
    """Nobody reviews it any more."""
    session.execute(delete(ReviewClaimRow).where(ReviewClaimRow.period == period, ReviewClaimRow.agency == agency))


def _claim(row: ReviewClaimRow, name: str) -> ReviewClaim:
    return ReviewClaim(row.agency, row.account, name, row.claimed_at, row.claimed_by)
