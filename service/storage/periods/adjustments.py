"""Figures that Home Affairs adjusted, in the database: never changed, only ended and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.errors import NotFoundError, message
from service.domain.reporting.adjustment import AdjustmentAnswer, WantedAdjustment
from service.domain.reporting.report import Adjustment
from service.storage.engine.conditional_update import conditional_update
from service.storage.models import AdjustmentRow, PeriodRow


@dataclass(frozen=True)
class KeptAdjustment:
    """An adjustment of a figure of one submission; it holds until `ended_at`, and at most until `until`."""

    id: int
    period: str
    agency: str
    submission: str
    indicator: str
    adjustment: Adjustment
    until: datetime | None
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    answer: AdjustmentAnswer
    answer_text: str
    answered_by: str
    answered_at: datetime | None


def add_adjustment(
    session: Session, period: str, agency: str, submission: str, wanted: WantedAdjustment, by: str, now: datetime
) -> int:
    """Store it; its number."""
    row = AdjustmentRow(
        period=period,
        agency=agency,
        submission=submission,
        indicator=wanted.indicator,
        value=format(wanted.value, "f"),
        reference=wanted.reference,
        reason=wanted.reason,
        until=wanted.until,
        made_by=by,
        made_at=now,
        answer=AdjustmentAnswer.OPEN,
    )
    session.add(row)
    session.flush()
    return row.id


def get_adjustment(session: Session, submission: str, number: int) -> KeptAdjustment:
    """The submission's adjustment of that number; raises NotFoundError where it has none."""
    row = session.get(AdjustmentRow, number)
    if row is None or row.submission != submission:
        raise NotFoundError(message("Không có điều chỉnh này."))
    return _kept(row)


def adjustments_that_hold(session: Session, period: str) -> dict[str, Mapping[str, Adjustment]]:
    """What holds in a period: by submission each indicator's adjustment.

    That of a submission after which another one counts says nothing more.
    """
    query = select(AdjustmentRow).where(AdjustmentRow.period == period, AdjustmentRow.ended_at.is_(None))
    found: dict[str, dict[str, Adjustment]] = {}
    for row in session.scalars(query.order_by(AdjustmentRow.id)):
        found.setdefault(row.submission, {})[row.indicator] = _adjustment(row)
    return dict(found)


def adjustments_of(session: Session, submission: str) -> tuple[KeptAdjustment, ...]:
    """All of a submission, the newest first."""
    query = select(AdjustmentRow).where(AdjustmentRow.submission == submission).order_by(AdjustmentRow.id.desc())
    return tuple(map(_kept, session.scalars(query)))


def lapsed_adjustments(session: Session, now: datetime) -> tuple[KeptAdjustment, ...]:
    """Those of open periods that hold although the moment until which they were meant to has passed."""
    query = (
        select(AdjustmentRow)
        .join(PeriodRow, PeriodRow.code == AdjustmentRow.period)
        .where(AdjustmentRow.ended_at.is_(None), AdjustmentRow.until <= now, PeriodRow.closed_at.is_(None))
    )
    return tuple(map(_kept, session.scalars(query.order_by(AdjustmentRow.id))))


def end_adjustment(session: Session, number: int, by: str, reason: str, now: datetime) -> bool:
    """It holds no more; False where somebody was faster."""
    return conditional_update(
        session,
        update(AdjustmentRow)
        .where(AdjustmentRow.id == number, AdjustmentRow.ended_at.is_(None))
        .values(ended_at=now, ended_by=by, end_reason=reason),
    )


def answer_adjustment(
    session: Session, number: int, answer: AdjustmentAnswer, text: str, by: str, now: datetime
) -> None:  # fmt: skip
    """Store what the agency says of it."""
    session.execute(
        update(AdjustmentRow)
        .where(AdjustmentRow.id == number)
        .values(answer=answer, answer_text=text, answered_by=by, answered_at=now)
    )


def _adjustment(row: AdjustmentRow) -> Adjustment:
    return Adjustment(Decimal(row.value), row.reference, row.reason, row.made_by, row.made_at)


def _kept(row: AdjustmentRow) -> KeptAdjustment:
    return KeptAdjustment(
        id=row.id,
        period=row.period,
        agency=row.agency,
        submission=row.submission,
        indicator=row.indicator,
        adjustment=_adjustment(row),
        until=row.until,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        end_reason=row.end_reason,
        answer=row.answer,
        answer_text=row.answer_text,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
