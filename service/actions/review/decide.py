"""Home Affairs accepts a filing, or returns it with remarks that the unit sees in its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.obligations import load_period, require_open
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, message
from service.domain.organization.access import Caller
from service.domain.reporting.draft import require_remark_path
from service.domain.reporting.stale_page import overtaken
from service.domain.reporting.standing import SubmissionHistory
from service.domain.reporting.submission import Review, State, require_review
from service.queue import Job
from service.storage.events import events_of
from service.storage.intake.comments import Comment, add_comments, comments_of
from service.storage.intake.submissions import get_submission, set_review, submissions_of_agency
from service.storage.models import SubmissionRow
from service.storage.periods.periods import content_changed, lock_period

LONGEST = 5000


def approve_submission(context: Context, caller: Caller, submission: str, seen: str | None = None) -> None:
    """Accept a valid filing; raises ConflictError or NotFoundError.

    `seen` is the state on the page from which it is accepted, None where there was none: a colleague's newer decision
    is never overturned by somebody who has not read it.
    """
    with context.transaction(caller) as tx:
        row = _reviewed(tx.session, submission, Review.ACCEPTED, tx.now, seen)
        tx.record(AuditEvent.SUBMISSION_ACCEPTED, period=row.period, agency=row.agency, subject=row.id)
        _merge(tx, row.period)


def return_for_correction(
    context: Context,
    caller: Caller,
    submission: str,
    reason: str,
    remarks: Mapping[str, str] | None = None,
    seen: str | None = None,
) -> None:
    """Return a filing with a reason and remarks by path; raises ConflictError without either, or NotFoundError.

    `seen` is as for accepting.

    It goes on counting, marked as returned, until its next revision is valid.
    """
    given = {path: text.strip()[:LONGEST] for path, text in (remarks or {}).items() if text.strip()}
    why = reason.strip()[:LONGEST]
    if not why and not given:
        raise ConflictError(message("Trả lại cần có lý do, hoặc nhận xét ở chỗ cần sửa."))
    with context.transaction(caller) as tx:
        now = tx.now
        row = _reviewed(tx.session, submission, Review.RETURNED, now, seen)
        template, _ = load_period(tx.session, context.catalogue, row.period)
        for path in given:
            require_remark_path(template, path)
        whole = [Comment("", why, caller.name, now)] if why else []
        add_comments(
            tx.session, row.id, whole + [Comment(path, text, caller.name, now) for path, text in given.items()]
        )
        tx.record(AuditEvent.SUBMISSION_RETURNED, period=row.period, agency=row.agency, subject=row.id, reason=why)
        _merge(tx, row.period)


def remarks_on(context: Context, submission: str) -> tuple[Comment, ...]:
    """The remarks on a filing."""
    with context.database.reading() as session:
        return comments_of(session, submission)


def open_remarks(session: Session, filings: tuple[SubmissionRow, ...]) -> tuple[Comment, ...]:
    """The remarks that a unit has to answer: those on its last filing that counts, while that is returned."""
    returned = SubmissionHistory(filings).returned
    return () if returned is None else comments_of(session, returned.id)


def state_of(row: SubmissionRow, filings: Iterable[SubmissionRow]) -> str:
    """What was said of a filing, when, and which the unit's newest is: a page carries it along to the decision."""
    newest = SubmissionHistory(filings).newest or row
    at = "" if row.reviewed_at is None else row.reviewed_at.isoformat()
    return f"{row.state} {row.review} {at} {newest.revision}"


def _require_seen(session: Session, row: SubmissionRow, seen: str | None) -> None:
    """Raises ConflictError, which says who did what, where the filing has moved since the page was read."""
    filings = submissions_of_agency(session, row.period, row.agency)
    if seen is None or seen == state_of(row, filings):
        return
    done = [event for event in events_of(session, row.period, row.agency) if event.subject == row.id]
    newest = SubmissionHistory(filings).newest
    if newest is not None and newest.id != row.id and (not done or newest.received_at > done[0].at):
        raise ConflictError(overtaken(AuditEvent.SUBMISSION_FILED, newest.filed_by, newest.received_at))
    if done:
        raise ConflictError(overtaken(done[0].action, done[0].actor, done[0].at, done[0].reason))
    raise ConflictError(message("Báo cáo này đã thay đổi từ khi mở trang: xem lại rồi quyết định."))


def _reviewed(session: Session, submission: str, after: Review, now: datetime, seen: str | None) -> SubmissionRow:
    row = get_submission(session, submission)
    # Nobody closes the period meanwhile.
    lock_period(session, row.period)
    require_open(session, row.period)
    _require_seen(session, row, seen)
    if row.state is not State.VALID:
        raise ConflictError(message("Chỉ tiếp nhận hoặc trả lại báo cáo hợp lệ."))
    standing = SubmissionHistory(submissions_of_agency(session, row.period, row.agency)).standing
    if standing is not None and standing.id != row.id:
        raise ConflictError(message("Đơn vị đã nộp lần {revision} mới hơn: xem lần đó.", revision=standing.revision))
    before = row.review
    require_review(before, after)
    if not set_review(session, row.id, before, after, now):
        raise ConflictError(message("Người khác vừa xử lý báo cáo này: tải lại trang."))
    return row


def _merge(tx: Transaction, period: str) -> None:
    """The workbook shows what is returned, so the period is to be merged anew."""
    if content_changed(tx.session, period, tx.utcnow):
        tx.enqueue(Job.MERGE_PERIOD, period)
