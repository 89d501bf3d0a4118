"""Checks that did not end: tried once more alone, and given up with words to whoever waits for them.

What ends a process in the midst of a check may be the filing itself or something that it has no part in, and a good
filing must not be given up for a restart. So three ends are told apart:

- A work-horse dies while its worker lives: of an exception that nobody foresaw, for want of memory, of its processor
  time, or killed. That is a death of the filing's, unless the worker or its machine was asked to end just then. After
  the first it is tried alone on a queue of its own, with more time than among others; the second is the last.
- A filing stands still among others for longer than any check takes. A busy machine does that too, so it is only tried
  alone next.
- Nobody says what became of it: the lease runs out, since the worker is gone with its work-horse, as when the machine
  was switched off or somebody killed both. A check takes some hundredths of a second, so that this happens to one
  filing again and again only where it is what takes the workers along. After MOST_INTERRUPTIONS, minutes apart, it is
  given up as well.

Whoever asks for another try begins from nothing.
"""

from __future__ import annotations

import structlog

from service.actions.context import Context
from service.actions.intake.result_mail import notify_failure
from service.actions.periods.late_filing import require_open_to
from service.actions.transaction import SYSTEM, Transaction, ask_again
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, message
from service.domain.organization.access import Caller
from service.domain.reporting.submission import State
from service.queue import Job
from service.storage.intake.checks import check_anew, died_at, never_claimed
from service.storage.intake.submissions import finish_validation, get_submission
from service.storage.leases import CHECKS
from service.storage.models import SubmissionRow
from service.watch import Work

MOST_DEATHS = 2
MOST_INTERRUPTIONS = 10

log = structlog.get_logger()


def record_worker_death(context: Context, work: Work, *, counts: bool) -> None:
    """The process that checked a filing is gone; `counts` where that may be the filing's own doing."""
    with context.transaction(SYSTEM) as tx:
        row = died_at(tx.session, work.id, work.attempt, int(counts))
        if row is None:
            return
        is_last = row.deaths >= MOST_DEATHS
        if is_last:
            give_up(context, tx, row, f"{row.deaths} processes died of it")
        else:
            CHECKS.give_back(tx.session, row.id, row.attempts, tx.utcnow, counted=True)
            tx.enqueue(Job.VALIDATE_ALONE, work.id)
    log.warning("a check did not end", submission=work.id, attempt=work.attempt, deaths=row.deaths, given_up=is_last)


def give_up(context: Context, tx: Transaction, row: SubmissionRow, why: str) -> None:
    """Store that a claimed filing cannot be checked, and tell everybody."""
    if not finish_validation(tx.session, row.id, row.attempts, State.FAILED, tx.now, tx.utcnow, failure=why):
        return
    log.error("checking a filing was given up", submission=row.id, attempts=row.attempts, why=why)
    tx.record(AuditEvent.SUBMISSION_FAILED, period=row.period, agency=row.agency, subject=row.id)
    notify_failure(context, tx, row)


def retry_check(context: Context, caller: Caller, submission: str) -> None:
    """Have a filing checked once more that could not be; raises ConflictError or NotFoundError."""
    with context.transaction(caller) as tx:
        row = get_submission(tx.session, submission)
        if row.state is not State.FAILED:
            raise ConflictError(
                message("Chỉ thử lại lần nộp không kiểm tra được; lần nộp này «{state}».", state=row.state.label)
            )
        require_open_to(tx.session, row.period, row.agency, tx.now)
        if not restart_validation(tx, row):
            raise ConflictError(message("Lần nộp này vừa được kiểm tra lại: tải lại trang."))


def restart_validation(tx: Transaction, row: SubmissionRow) -> bool:
    """Have a filing that failed or has errors checked once more.

    False where somebody else was faster. Raises ConflictError where its bytes are kept no more.
    """
    if not row.raw:
        raise ConflictError(
            message(
                "Tệp gốc của lần nộp này đã xóa theo thời hạn lưu, không kiểm tra lại được: đề nghị đơn vị nộp lại."
            )
        )
    if not check_anew(tx.session, row.id, row.state, tx.utcnow):
        return False
    tx.record(AuditEvent.SUBMISSION_CHECKED_AGAIN, period=row.period, agency=row.agency, subject=row.id)
    tx.enqueue(Job.VALIDATE_ALONE, row.id)
    return True


def ask_for_rest(context: Context, submissions: tuple[str, ...]) -> None:
    """Ask, before anything else, for those of a group that nobody came to, since its process died before."""
    with context.database.reading() as session:
        rest = never_claimed(session, submissions)
    if rest:
        ask_again(context.queue, Job.VALIDATE_SUBMISSIONS, *rest, first=True)
