"""What was waived and done before a period's closing, and what was put before the leader of Home Affairs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.domain.consolidation.closing import ClosingCheck, ClosingItem, ClosingWaiver, DoneTask
from service.domain.consolidation.closing_request import ClosingRequest, ClosingRequestState
from service.storage.models import ClosingRequestRow, ClosingTaskRow, ClosingWaiverRow


def waivers_of(session: Session, period: str) -> tuple[ClosingWaiver, ...]:
    """Every waiver of a period, whether it holds still or not."""
    rows = session.scalars(select(ClosingWaiverRow).where(ClosingWaiverRow.period == period))
    return tuple(
        ClosingWaiver(row.check, row.mark, row.count, row.reason, row.waived_by, row.waived_at) for row in rows
    )


def put_waiver(session: Session, period: str, item: ClosingItem, reason: str, by: str, now: datetime) -> None:
    """Store why a check need not be clear; an earlier reason for it is replaced."""
    row = session.get(ClosingWaiverRow, (period, item.check)) or ClosingWaiverRow(period=period, check=item.check)
    row.mark, row.count, row.reason, row.waived_by, row.waived_at = item.mark, item.count, reason, by, now
    session.add(row)
    session.flush()


def drop_waiver(session: Session, period: str, check: ClosingCheck) -> None:
    """The check is to be clear again."""
    session.execute(delete(ClosingWaiverRow).where(ClosingWaiverRow.period == period, ClosingWaiverRow.check == check))


def done_tasks(session: Session, period: str) -> dict[str, DoneTask]:
    """The tasks that are done, by name."""
    rows = session.scalars(select(ClosingTaskRow).where(ClosingTaskRow.period == period))
    return {row.task: DoneTask(row.done_by, row.done_at) for row in rows}


def put_task(session: Session, period: str, task: str, by: str, now: datetime) -> None:
    """Store that a task is done."""
    session.add(ClosingTaskRow(period=period, task=task, done_by=by, done_at=now))
    session.flush()


def drop_tasks(session: Session, period: str, task: str | None = None) -> None:
    """One task, or every one, is to be done again."""
    query = delete(ClosingTaskRow).where(ClosingTaskRow.period == period)
    session.execute(query if task is None else query.where(ClosingTaskRow.task == task))


def add_closing_request(
    session: Session, period: str, token: str, reason: str, by: str, now: datetime, *, is_correction: bool
) -> ClosingRequest:
    """Store that somebody put the period before the leader as `token` says that it stands."""
    row = ClosingRequestRow(
        period=period, is_correction=is_correction, reason=reason, token=token, requested_by=by, requested_at=now,
        state=ClosingRequestState.PENDING,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _request(row)


def newest_closing_request(session: Session, period: str) -> ClosingRequest | None:
    """The last one, whatever became of it."""
    query = select(ClosingRequestRow).where(ClosingRequestRow.period == period)
    row = session.scalars(query.order_by(ClosingRequestRow.id.desc()).limit(1)).one_or_none()
    return None if row is None else _request(row)


def end_closing_request(
    session: Session, request: ClosingRequest, state: ClosingRequestState, by: str, now: datetime, *, token: str = "",
    remarks: str = "",
) -> None:  # fmt: skip
    """Note what became of it, and what the leader saw; whoever does holds the period."""
    values = {"state": state, "ended_by": by, "ended_at": now, "remarks": remarks, "token": token or request.token}
    session.execute(update(ClosingRequestRow).where(ClosingRequestRow.id == request.id).values(**values))


def use_closing_request(session: Session, request: ClosingRequest, edition: int) -> None:
    """Note which edition was made by it."""
    session.execute(update(ClosingRequestRow).where(ClosingRequestRow.id == request.id).values(edition=edition))


def _request(row: ClosingRequestRow) -> ClosingRequest:
    return ClosingRequest(
        row.id, row.period, row.is_correction, row.reason, row.token, row.requested_by, row.requested_at, row.state,
        row.ended_by, row.ended_at, row.remarks, row.edition,
    )  # fmt: skip
