"""Figures that two sides tell for the same thing, in the database: a pair is never changed, only ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from service.domain.consolidation.overlaps import Overlap, OverlapSide
from service.domain.errors import NotFoundError, message
from service.storage.engine.conditional_update import conditional_update
from service.storage.models import OverlapRow, PeriodRow


@dataclass(frozen=True)
class KeptOverlap:
    """A pair that was declared; it holds from the period `since` on and before the period `until`, if that is set."""

    number: int
    template: str
    overlap: Overlap
    since: str
    until: str | None
    made_by: str
    made_at: datetime


def add_overlap(session: Session, template: str, wanted: Overlap, since: str, by: str, now: datetime) -> int:
    """Store it; its number."""
    row = OverlapRow(
        template=template,
        indicator=wanted.indicator,
        of_kinds=wanted.counting.is_kind,
        counting=wanted.counting.code,
        leaving=wanted.leaving.code,
        reason=wanted.reason,
        since=since,
        made_by=by,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def end_overlap(session: Session, number: int, until: str, by: str, reason: str, now: datetime) -> bool:
    """It holds no more from the period `until` on; False where somebody was faster."""
    return conditional_update(
        session,
        update(OverlapRow)
        .where(OverlapRow.id == number, OverlapRow.until.is_(None))
        .values(until=until, ended_by=by, ended_at=now, end_reason=reason),
    )


def overlaps_in(session: Session, period: str) -> dict[int, KeptOverlap]:
    """Those that hold in an opened period, by number."""
    return {kept.number: kept for kept in _from(session, period, only_in=True)}


def overlaps_from(session: Session, period: str) -> dict[int, KeptOverlap]:
    """Those that hold in an opened period or in any after it, by number."""
    return {kept.number: kept for kept in _from(session, period, only_in=False)}


def get_overlap(session: Session, period: str, number: int) -> KeptOverlap:
    """The pair of that number where it holds in the period; raises NotFoundError."""
    found = overlaps_in(session, period).get(number)
    if found is None:
        raise NotFoundError(message("Kỳ này không có cặp số liệu trùng số {number}.", number=number))
    return found


def _from(session: Session, period: str, *, only_in: bool) -> Iterator[KeptOverlap]:
    now, since, until = PeriodRow, aliased(PeriodRow), aliased(PeriodRow)
    query = (
        select(OverlapRow)
        .join(now, (now.template_code == OverlapRow.template) & (now.code == period))
        .join(since, since.code == OverlapRow.since)
        .outerjoin(until, until.code == OverlapRow.until)
        # One that was ended from where it began never held.
        .where(or_(until.code.is_(None), (until.last_day > now.last_day) & (until.last_day > since.last_day)))
        .order_by(OverlapRow.id)
    )
    if only_in:
        query = query.where(since.last_day <= now.last_day)
    return map(_kept, session.scalars(query))


def _kept(row: OverlapRow) -> KeptOverlap:
    counting, leaving = (OverlapSide(code, row.of_kinds) for code in (row.counting, row.leaving))
    overlap = Overlap(row.indicator, counting, leaving, row.reason)
    return KeptOverlap(row.id, row.template, overlap, row.since, row.until, row.made_by, row.made_at)
