"""Drafts before the leader, in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.organization.access import Caller
from service.domain.reporting.approval import ApprovalRequest, ApprovalState
from service.storage.engine.conditional_update import conditional_update
from service.storage.intake.comments import Comment
from service.storage.models import ApprovalRemarkRow, ApprovalRequestRow, SubmissionRow


@dataclass(frozen=True)
class ReturnedDraft:
    """A draft that the leader sent back, with the remarks by path; the reason is one without a path."""

    request: ApprovalRequest
    remarks: tuple[Comment, ...]


def add_request(session: Session, period: str, agency: str, version: int, by: Caller, now: datetime) -> ApprovalRequest:
    """Store that somebody put this version of the draft before the leader."""
    row = ApprovalRequestRow(
        period=period, agency=agency, version=version, requested_by=by.name, requester=by.account, requested_at=now,
        state=ApprovalState.PENDING,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _request(row)


def newest_request(session: Session, period: str, agency: str) -> ApprovalRequest | None:
    """The last one, whatever became of it."""
    return _newest(session, period, agency)


def pending_request(session: Session, period: str, agency: str) -> ApprovalRequest | None:
    """The one that waits for the leader; a newer one takes its place, so that there is at most one."""
    return _newest(session, period, agency, ApprovalState.PENDING)


def end_request(
    session: Session, request: ApprovalRequest, state: ApprovalState, by: str, now: datetime, reason: str = ""
) -> bool:
    """Note what became of it; False where somebody else was faster."""
    return conditional_update(
        session,
        update(ApprovalRequestRow)
        .where(ApprovalRequestRow.id == request.id, ApprovalRequestRow.state == ApprovalState.PENDING)
        .values(state=state, ended_by=by, ended_at=now, reason=reason),
    )


def add_leader_remarks(session: Session, request: ApprovalRequest, remarks: Iterable[Comment]) -> None:
    """Store what the leader says to single figures and sections."""
    session.add_all(
        ApprovalRemarkRow(request=request.id, path=item.path, text=item.text, by=item.by, at=item.at)
        for item in remarks
    )
    session.flush()


def unanswered_return(
    session: Session, period: str, agency: str, filings: Iterable[SubmissionRow]
) -> ReturnedDraft | None:
    """The draft that the leader sent back last, with all that was said of it, until something was filed after it."""
    request = _newest(session, period, agency, ApprovalState.SENT_BACK)
    if request is None or request.ended_at is None:
        return None
    if any(row.received_at > request.ended_at for row in filings):
        return None
    rows = session.scalars(
        select(ApprovalRemarkRow).where(ApprovalRemarkRow.request == request.id).order_by(ApprovalRemarkRow.id)
    )
    whole = [Comment("", request.reason, request.ended_by, request.ended_at, is_leaders=True)] if request.reason else []
    return ReturnedDraft(
        request, (*whole, *(Comment(row.path, row.text, row.by, row.at, is_leaders=True) for row in rows))
    )


def _newest(session: Session, period: str, agency: str, state: ApprovalState | None = None) -> ApprovalRequest | None:
    query = select(ApprovalRequestRow).where(ApprovalRequestRow.period == period, ApprovalRequestRow.agency == agency)
    if state is not None:
        query = query.where(ApprovalRequestRow.state == state)
    row = session.scalars(query.order_by(ApprovalRequestRow.id.desc()).limit(1)).one_or_none()
    return None if row is None else _request(row)


def _request(row: ApprovalRequestRow) -> ApprovalRequest:
    return ApprovalRequest(
        row.id, row.version, row.requested_by, row.requester, row.requested_at, row.state, row.ended_by, row.ended_at,
        row.reason,
    )  # fmt: skip
