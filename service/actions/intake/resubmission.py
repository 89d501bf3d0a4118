"""Content that was handed in before: what became of it, said in words, and its check begun anew where that helps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.intake.unfinished_checks import restart_validation
from service.actions.periods.obligations import earlier_reports, obligations_of_period
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import ConflictError, Message, message
from service.domain.organization.access import Caller
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.standing import SubmissionHistory
from service.domain.reporting.submission import UNDECIDED, Review, State
from service.storage.intake.submissions import get_submission, submissions_of_agency
from service.storage.models import SubmissionRow
from service.storage.organization.agencies import get_agency
from service.storage.periods.periods import get_period


def check_where_due(context: Context, caller: Caller, receipt: Receipt) -> None:
    """Begin the check of a filing anew whose bytes came once more, where its outcome may be another one now.

    That is one that could not be checked, or that had errors before something else was asked of the unit; and only
    while the period is open and no later filing counts.
    """
    with context.database.reading() as session:
        is_due = _is_due(context, session, get_submission(session, receipt.submission))
    if not is_due:
        return
    with context.transaction(caller) as tx:
        row = get_submission(tx.session, receipt.submission)
        # Of several in the same moment one begins it.
        if _is_due(context, tx.session, row):
            restart_validation(tx, row)


def note_on(context: Context, receipt: Receipt) -> Message | None:
    """What somebody should know who handed in this content once more; None where the first receipt says it all."""
    with context.database.reading() as session:
        row = get_submission(session, receipt.submission)
        return _why_nothing_is_new(session, row) or _checked_again(row)


def require_news(context: Context, receipt: Receipt) -> None:
    """Raises ConflictError where a person who handed in this content once more has achieved nothing by it.

    A program that sends the same again gets the same receipt; a person would believe that the old content counts again.
    """
    with context.database.reading() as session:
        why = _why_nothing_is_new(session, get_submission(session, receipt.submission))
    if why is not None:
        raise ConflictError(why)


def _why_nothing_is_new(session: Session, row: SubmissionRow) -> Message | None:
    first = {"time": _moment(row.received_at), "revision": row.revision}
    later = _later_that_counts(session, row)
    if later is not None:
        return message(
            "Nội dung này đã nộp lúc {time} (lần {revision}), sau đó lần {later} được tính thay, nên không có gì mới "
            "được nộp. Để nội dung này được tính lại, sửa ít nhất một chỗ (ví dụ thêm một ghi chú) rồi nộp.",
            **first,
            later=later.revision,
        )
    if row.review is Review.RETURNED and row.reviewed_at is not None:
        return message(
            "Nội dung này đã nộp lúc {time} (lần {revision}), đã bị trả lại lúc {returned}, nên không có gì mới được "
            "nộp. Sửa theo nhận xét của Sở Nội vụ rồi nộp lại.",
            **first,
            returned=_moment(row.reviewed_at),
        )
    if row.state is State.INVALID:
        return message(
            "Nội dung này đã nộp lúc {time} (lần {revision}), đã kiểm tra và có lỗi, nên không có gì mới được nộp. "
            "Sửa các lỗi rồi nộp lại.",
            **first,
        )
    if row.state is State.FAILED:
        return message(
            "Nội dung này đã nộp lúc {time} (lần {revision}) nhưng không kiểm tra được, và kỳ báo cáo đã khóa: "
            "liên hệ Sở Nội vụ.",
            **first,
        )
    return None


def _checked_again(row: SubmissionRow) -> Message | None:
    """Of a filing that waits for another check, unless it waits for its first one."""
    if row.state not in UNDECIDED or row.attempts == 0 or row.validated_at is None:
        return None
    return message(
        "Nội dung này đã nộp lúc {time} (lần {revision}) và đang được kiểm tra lại: xem kết quả sau ít phút.",
        time=_moment(row.received_at),
        revision=row.revision,
    )


def _is_due(context: Context, session: Session, row: SubmissionRow) -> bool:
    if row.state not in {State.INVALID, State.FAILED} or _later_that_counts(session, row) is not None:
        return False
    if get_period(session, row.period).closed_at is not None:
        return False
    if not row.raw or row.state is State.FAILED:
        return bool(row.raw)
    agency = get_agency(session, row.agency)
    terms = obligations_of_period(session, context.catalogue, row.period, agency)
    earlier = earlier_reports(session, context.catalogue, terms.template, terms.period, agency)
    return row.terms != terms.fingerprint(earlier)


def _later_that_counts(session: Session, row: SubmissionRow) -> SubmissionRow | None:
    """The newest later filing of the unit that has no errors, or may turn out to have none."""
    return SubmissionHistory(submissions_of_agency(session, row.period, row.agency)).overtaken_by(row)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
