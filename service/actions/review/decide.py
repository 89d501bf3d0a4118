"""Home Affairs accepts a filing, or returns it with remarks that the unit sees in its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.decision_notices import notify_agencies
from service.actions.periods.late_filing import require_decidable
from service.actions.periods.obligations import load_period
from service.actions.review.claims import require_own
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, EntryError, message
from service.domain.organization.access import Caller
from service.domain.reporting.draft import require_remark_path
from service.domain.reporting.path_names import path_name
from service.domain.reporting.stale_page import is_decision, overtaken
from service.domain.reporting.standing import SubmissionHistory
from service.domain.reporting.submission import Review, State, require_review
from service.domain.reporting.template import ReportTemplate
from service.queue import Job
from service.storage.events import events_of
from service.storage.intake.comments import Comment, add_comments, comments_of
from service.storage.intake.remark_drafts import drop_remark_drafts
from service.storage.intake.review_claims import drop_claim
from service.storage.intake.submissions import get_submission, set_review, submissions_of_agency
from service.storage.models import SubmissionRow
from service.storage.periods.periods import content_changed, lock_period

LONGEST = 5000


@dataclass(frozen=True)
class Remarks:
    """What is said with a decision: of the report as a whole, and by path of single values."""

    whole: str = ""
    by_path: Mapping[str, str] = field(default_factory=dict)

    def comments(self, template: ReportTemplate, by: str, at: datetime) -> list[Comment]:
        """They as they are stored, the whole first; raises NotFoundError for a value that no report has."""
        said = {path: text.strip()[:LONGEST] for path, text in {"": self.whole, **self.by_path}.items()}
        for path, text in said.items():
            if path and text:
                require_remark_path(template, path)
        return [Comment(path, text, by, at) for path, text in said.items() if text]


NOTHING = Remarks()


def approve_submission(
    context: Context, caller: Caller, submission: str, seen: str | None = None, remarks: Remarks = NOTHING,
    held: str = "",
) -> None:  # fmt: skip
    """Accept a valid filing, with remarks where there are any; raises ConflictError or NotFoundError.

    `seen` is the state on the page from which it is accepted, None where there was none: a colleague's newer decision
    is never overturned by somebody who has not read it. `held` says that it is decided although a colleague reviews
    it; raises HeldByColleagueError where that was not said.
    """
    with context.transaction(caller) as tx:
        accept_in(context, tx, caller, submission, seen, remarks, held=held)


def accept_in(
    context: Context,
    tx: Transaction,
    caller: Caller,
    submission: str,
    seen: str | None,
    remarks: Remarks,
    *,
    held: str = "",
    is_bulk: bool = False,
) -> None:
    """The same as a part of a larger change, perhaps of many."""
    row = _reviewed(tx, caller, submission, Review.ACCEPTED, seen, held)
    said = _say(context, tx, caller, row, remarks)
    tx.record(
        AuditEvent.SUBMISSION_ACCEPTED,
        period=row.period,
        agency=row.agency,
        subject=row.id,
        reason=remarks.whole.strip(),
    )
    _tell(context, tx, AuditEvent.SUBMISSION_ACCEPTED, row, said, is_bulk=is_bulk)
    _merge(tx, row.period)


def return_for_correction(
    context: Context,
    caller: Caller,
    submission: str,
    reason: str,
    remarks: Mapping[str, str] | None = None,
    seen: str | None = None,
    held: str = "",
) -> None:
    """Return a filing with a reason and remarks by path; raises ConflictError without either, or NotFoundError.

    `seen` and `held` are as for accepting.

    It goes on counting, marked as returned, until its next revision is valid.
    """
    given = Remarks(reason, remarks or {})
    with context.transaction(caller) as tx:
        row = _reviewed(tx, caller, submission, Review.RETURNED, seen, held)
        if not _say(context, tx, caller, row, given):
            raise EntryError("reason", message("Trả lại cần có lý do, hoặc nhận xét ở chỗ cần sửa."))
        why = reason.strip()[:LONGEST]
        tx.record(AuditEvent.SUBMISSION_RETURNED, period=row.period, agency=row.agency, subject=row.id, reason=why)
        _merge(tx, row.period)


def add_remarks(context: Context, caller: Caller, submission: str, remarks: Remarks, seen: str | None = None) -> None:
    """Say more about a filing that was accepted or returned; raises ConflictError where nothing is said."""
    with context.transaction(caller) as tx:
        row = get_submission(tx.session, submission)
        _require_seen(tx.session, row, seen)
        if row.review is Review.PENDING:
            raise ConflictError(
                message("Báo cáo này chưa được tiếp nhận hoặc trả lại: gửi ý kiến cùng với quyết định.")
            )
        sent = _say(context, tx, caller, row, remarks)
        if not sent:
            raise EntryError("reason", message("Chưa có ý kiến nào để gửi."))
        why = remarks.whole.strip()[:LONGEST]
        tx.record(AuditEvent.SUBMISSION_REMARKED, period=row.period, agency=row.agency, subject=row.id, reason=why)
        _tell(context, tx, AuditEvent.SUBMISSION_REMARKED, row, sent)


def _say(context: Context, tx: Transaction, caller: Caller, row: SubmissionRow, remarks: Remarks) -> list[Comment]:
    """Store the remarks; what the caller was writing is sent with them, and kept as a draft no longer."""
    template, _ = load_period(tx.session, context.catalogue, row.period)
    said = remarks.comments(template, caller.name, tx.now)
    add_comments(tx.session, row.id, said)
    if caller.account is not None and said:
        drop_remark_drafts(tx.session, caller.account, row.period, row.agency)
    return said


def _tell(
    context: Context, tx: Transaction, decision: AuditEvent, row: SubmissionRow, said: list[Comment], *,
    is_bulk: bool = False,
) -> None:  # fmt: skip
    template, _ = load_period(tx.session, context.catalogue, row.period)
    words = tuple(f"{path_name(template, item.path)}: {item.text}" if item.path else item.text for item in said)
    notify_agencies(
        context, tx, decision, row.period, [row.agency], f"/lan-nop/{row.id}", is_bulk=is_bulk, remarks=words
    )


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
    events = events_of(session, row.period, row.agency)
    done = [event for event in events if event.subject == row.id and is_decision(event.action)]
    newest = SubmissionHistory(filings).newest
    if newest is not None and newest.id != row.id and (not done or newest.received_at > done[0].at):
        raise ConflictError(overtaken(AuditEvent.SUBMISSION_FILED, newest.filed_by, newest.received_at))
    if done:
        raise ConflictError(overtaken(done[0].action, done[0].actor, done[0].at, done[0].reason))
    raise ConflictError(message("Báo cáo này đã thay đổi từ khi mở trang: xem lại rồi quyết định."))


def _reviewed(
    tx: Transaction, caller: Caller, submission: str, after: Review, seen: str | None, held: str
) -> SubmissionRow:
    """The submission with what was decided; whoever reviewed it does so no longer."""
    session = tx.session
    row = get_submission(session, submission)
    # Nobody closes the period meanwhile, or makes its next edition.
    lock_period(session, row.period)
    require_decidable(session, row)
    _require_seen(session, row, seen)
    if row.state is not State.VALID:
        raise ConflictError(message("Chỉ tiếp nhận hoặc trả lại báo cáo hợp lệ."))
    standing = SubmissionHistory(submissions_of_agency(session, row.period, row.agency)).standing
    if standing is not None and standing.id != row.id:
        raise ConflictError(message("Đơn vị đã nộp lần {revision} mới hơn: xem lần đó.", revision=standing.revision))
    before = row.review
    require_review(before, after)
    require_own(session, caller, row, held)
    if not set_review(session, row.id, before, after, tx.now):
        raise ConflictError(message("Người khác vừa xử lý báo cáo này: tải lại trang."))
    drop_claim(session, row.period, row.agency)
    return row


def _merge(tx: Transaction, period: str) -> None:
    """The workbook shows what is returned, so the period is to be merged anew."""
    if content_changed(tx.session, period, tx.utcnow):
        tx.enqueue(Job.MERGE_PERIOD, period)
