"""Workbooks in the database: asked for, under way, done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, undefer

from service.domain.consolidation.edition import LIVE
from service.domain.consolidation.scope import WHOLE, Scope
from service.domain.consolidation.states import BuildState
from service.domain.errors import NotFoundError, message
from service.storage.leases import BUILDS
from service.storage.models import WorkbookRow

UNDER_WAY = (BuildState.QUEUED, BuildState.BUILDING)


def build_under_way(session: Session, period: str, scope: Scope = WHOLE, edition: int = LIVE) -> WorkbookRow | None:
    """The build of that scope that is queued or running for a period or its edition; there is one at the most."""
    return session.scalar(_of(period, scope, edition).where(WorkbookRow.state.in_(UNDER_WAY)))


def build_of_edition(session: Session, period: str, scope: Scope, edition: int) -> WorkbookRow | None:
    """The finished build of that scope of an edition, or the one under way: no other one would say anything else."""
    states = (*UNDER_WAY, BuildState.READY)
    found = _of(period, scope, edition).where(WorkbookRow.state.in_(states)).order_by(WorkbookRow.state_since)
    return session.scalar(found.limit(1))


def _of(period: str, scope: Scope, edition: int) -> Select[WorkbookRow]:
    return select(WorkbookRow).where(
        WorkbookRow.period == period, WorkbookRow.scope_digest == scope.digest, WorkbookRow.edition == edition
    )


def add_build(
    session: Session,
    period: str,
    requested_by: str,
    now: datetime,
    real: datetime,
    scope: Scope = WHOLE,
    edition: int = LIVE,
) -> WorkbookRow:
    """Ask for a workbook of a period, or of one of its editions."""
    count = session.scalar(select(func.count()).where(WorkbookRow.period == period)) or 0
    row = WorkbookRow(
        id=f"{period}-{count + 1}",
        period=period,
        scope=scope.key,
        scope_digest=scope.digest,
        state=BuildState.QUEUED,
        state_since=real,
        attempts=0,
        progress=0,
        requested_by=requested_by,
        requested_at=now,
        edition=edition,
    )
    session.add(row)
    session.flush()
    return row


def get_build(session: Session, workbook: str) -> WorkbookRow:
    """The build of that id; raises NotFoundError."""
    row = session.get(WorkbookRow, workbook)
    if row is None:
        raise NotFoundError(message("Không có bảng tổng hợp «{id}».", id=workbook))
    return row


def cancel_build(session: Session, workbook: str, now: datetime) -> bool:
    """Give a build up; False where it was not under way."""
    return BUILDS.settle(session, workbook, BuildState.CANCELLED, now, WorkbookRow.state.in_(UNDER_WAY))


def builds_of(session: Session, period: str, limit: int = 50) -> tuple[WorkbookRow, ...]:
    """A period's builds, the newest first."""
    query = select(WorkbookRow).where(WorkbookRow.period == period).order_by(WorkbookRow.requested_at.desc())
    return tuple(session.scalars(query.order_by(WorkbookRow.id.desc()).limit(limit)))


def claim_build(session: Session, workbook: str, now: datetime) -> WorkbookRow | None:
    """The build for the one worker that gets it; None where there is nothing to do."""
    return session.get(WorkbookRow, workbook) if BUILDS.claim(session, workbook, now, progress=0) else None


def finish_build(
    session: Session, workbook: str, attempt: int, now: datetime, real: datetime, *,
    consolidation: int | None = None, raw: bytes | None = None, sha256: str | None = None,
    fingerprint: str | None = None, failure: str | None = None, edition: int = LIVE,
) -> bool:  # fmt: skip
    """Store the finished workbook, or why there is none; False where another attempt took over."""
    state = BuildState.FAILED if raw is None else BuildState.READY
    return BUILDS.finish(
        session,
        workbook,
        attempt,
        state,
        real,
        finished_at=now,
        progress=0 if raw is None else 100,
        consolidation=consolidation,
        content=raw,
        sha256=sha256,
        fingerprint=fingerprint,
        failure=failure,
        edition=edition,
    )


def newest_workbook(session: Session, period: str, edition: int | None = None) -> WorkbookRow | None:
    """The newest finished workbook of the whole province, with its bytes; of an edition where one is named."""
    whole = select(WorkbookRow).where(
        WorkbookRow.period == period, WorkbookRow.state == BuildState.READY, WorkbookRow.scope_digest == ""
    )
    return session.scalar(
        (whole if edition is None else whole.where(WorkbookRow.edition == edition))
        .order_by(WorkbookRow.state_since.desc())  # real time, since business time may stand still
        .limit(1)
        .options(undefer(WorkbookRow.content))
    )


def build_of_copy(session: Session, sha256: str, fingerprint: str) -> WorkbookRow | None:
    """The finished workbook that a copy is of, with its bytes: the same bytes, or else the same fingerprint in it.

    Of several with the same content it is the first one: from then on a copy can have been handed out.
    """
    found = select(WorkbookRow).where(WorkbookRow.state == BuildState.READY).options(undefer(WorkbookRow.content))
    first = found.order_by(WorkbookRow.finished_at, WorkbookRow.requested_at, WorkbookRow.id).limit(1)
    same = session.scalar(first.where(WorkbookRow.sha256 == sha256))
    if same is not None or not fingerprint:
        return same
    return session.scalar(first.where(WorkbookRow.fingerprint == fingerprint))
