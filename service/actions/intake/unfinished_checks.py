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
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.intake.result_mail import tell_failure
from service.actions.notifications.outbox import Posted
from service.domain.errors import ConflictError, message
from service.domain.organization.access import Caller
from service.domain.reporting.submission import State
from service.queue import Job
from service.storage.events import Event, add_event
from service.storage.intake.checks import check_anew, died_at, never_claimed
from service.storage.intake.submissions import finish_validation, get_submission
from service.storage.leases import CHECKS
from service.storage.models import SubmissionRow
from service.storage.periods.periods import get_period
from service.watch import Work

MOST_DEATHS = 2
MOST_INTERRUPTIONS = 10
# Who does what nobody asked for.
ACTOR = "hệ thống"

log = structlog.get_logger()


def note_death(context: Context, work: Work, *, counts: bool) -> None:
    """The process that checked a filing is gone; `counts` where that may be the filing's own doing."""
    posted: list[Posted] = []
    with context.database.writing() as session:
        row = died_at(session, work.id, work.attempt, int(counts))
        if row is None:
            return
        is_last = row.deaths >= MOST_DEATHS
        if is_last:
            posted = give_up(context, session, row, f"{row.deaths} processes died of it")
        else:
            CHECKS.give_back(session, row.id, row.attempts, context.clock.real(), counted=True)
    log.warning("a check did not end", submission=work.id, attempt=work.attempt, deaths=row.deaths, given_up=is_last)
    for letter in posted:
        letter.hint()
    if not is_last:
        context.queue.enqueue(Job.VALIDATE_ALONE, work.id)


def give_up(context: Context, session: Session, row: SubmissionRow, why: str) -> list[Posted]:
    """Store that a claimed filing cannot be checked, and tell everybody; call hint() on each letter afterwards."""
    now, real = context.clock.now(), context.clock.real()
    if not finish_validation(session, row.id, row.attempts, State.FAILED, now, real, failure=why):
        return []
    log.error("checking a filing was given up", submission=row.id, attempts=row.attempts, why=why)
    add_event(session, Event(now, ACTOR, "filing.failed", row.period, row.agency, row.id))
    return tell_failure(context, session, row)


def retry_check(context: Context, caller: Caller, submission: str) -> None:
    """Have a filing checked once more that could not be; raises ConflictError or NotFoundError."""
    with context.database.writing() as session:
        row = get_submission(session, submission)
        if row.state is not State.FAILED:
            raise ConflictError(
                message("Chỉ thử lại lần nộp không kiểm tra được; lần nộp này «{state}».", state=row.state.label)
            )
        if get_period(session, row.period).closed_at is not None:
            raise ConflictError(message("Kỳ báo cáo {period} đã khóa: mở lại kỳ trước khi thử lại.", period=row.period))
        if not begin_anew(context, session, row, caller.name):
            raise ConflictError(message("Lần nộp này vừa được kiểm tra lại: tải lại trang."))
    context.queue.enqueue(Job.VALIDATE_ALONE, submission)


def begin_anew(context: Context, session: Session, row: SubmissionRow, actor: str) -> bool:
    """Let a filing that failed or has errors wait for another check, which is asked for afterwards.

    False where somebody else was faster.
    """
    if not check_anew(session, row.id, row.state, context.clock.real()):
        return False
    event = Event(context.clock.now(), actor, "filing.checked_again", row.period, row.agency, row.id)
    add_event(session, event)
    return True


def ask_for_rest(context: Context, submissions: tuple[str, ...]) -> None:
    """Ask, before anything else, for those of a group that nobody came to, since its process died before."""
    with context.database.reading() as session:
        rest = never_claimed(session, submissions)
    if rest:
        context.queue.enqueue(Job.VALIDATE_SUBMISSIONS, *rest, first=True)
