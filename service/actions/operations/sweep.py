"""Recovery: enqueue rows whose job was lost with a worker, a queue or a machine."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.coming import let_changes_come
from service.actions.review.adjustments import end_lapsed_adjustments
from service.actions.transaction import SYSTEM, ask_again
from service.queue import Job
from service.storage.engine.leases import Lease
from service.storage.intake.checks import expired_validations
from service.storage.leases import BUILDS, CHECKS, MERGES, MESSAGES, WAIT
from service.storage.models import SubmissionRow
from service.storage.notifications.messages import end_old_letters, is_being_delivered, is_delivery_expired
from service.storage.organization.reset_requests import is_reset_request_forgotten
from service.watch import UNRENEWED

log = structlog.get_logger()

# What is asked for by id.
SWEPT = (Job.VALIDATE_SUBMISSIONS, Job.VALIDATE_ALONE, Job.MERGE_PERIOD, Job.BUILD_WORKBOOK)
# Where messages are handed over, the run at it asks for the next one; and who cannot be reached is left in peace.
DELIVERY_WAIT = timedelta(minutes=1)


def sweep(context: Context) -> None:
    """Enqueue whatever waits too long or whose lease has expired, unless it is queued already; end what is over."""
    end_lapsed_adjustments(context)
    let_changes_come(context)
    # Before the rows are looked at: what a worker takes out of its queue meanwhile is not forgotten.
    queued = {job: {id_ for ids in context.queue.waiting(job) for id_ in ids} for job in SWEPT}
    is_worker_lost = context.queue.has_lost_worker()
    now = context.clock.real()
    with context.transaction(SYSTEM) as tx:
        end_old_letters(tx.session, now)
        left = _left_behind(tx.session, now) if is_worker_lost else {}
        unclaimed, tried = expired_validations(tx.session, now)
        lost = {
            Job.VALIDATE_SUBMISSIONS: unclaimed,
            Job.VALIDATE_ALONE: tried,
            Job.MERGE_PERIOD: _lost(MERGES, tx.session, now),
            Job.BUILD_WORKBOOK: _lost(BUILDS, tx.session, now),
        }
        delivery_lost = not is_being_delivered(tx.session, now, DELIVERY_WAIT) and is_delivery_expired(tx.session, now)
        delivery_lost = delivery_lost or is_reset_request_forgotten(tx.session, now, WAIT)
        # Whoever hands messages over finds those by itself whose claims ran out; that it is gone is why they did.
        unrenewed = UNRENEWED if is_worker_lost else MESSAGES.lasts
        delivery_lost = bool(MESSAGES.release_unrenewed(tx.session, now, unrenewed)) or delivery_lost
    for job, found in lost.items():
        ids = [id_ for id_ in (*left.get(job, ()), *found) if id_ not in queued[job]]
        if ids:
            log.info("asking again for what was forgotten", job=job.value, count=len(ids))
            ask_again(context.queue, job, *ids)
    if delivery_lost:
        log.info("asking again for the delivery of messages")
        ask_again(context.queue, Job.DELIVER)


def _left_behind(session: Session, now: datetime) -> dict[Job, list[str]]:
    """What workers that are gone had claimed, which nobody renews any more: it waits again."""
    interrupted = SubmissionRow.interruptions + 1
    return {
        Job.VALIDATE_ALONE: CHECKS.release_unrenewed(session, now, UNRENEWED, interruptions=interrupted),
        Job.MERGE_PERIOD: MERGES.release_unrenewed(session, now, UNRENEWED),
        Job.BUILD_WORKBOOK: BUILDS.release_unrenewed(session, now, UNRENEWED, progress=0),
    }


def _lost(lease: Lease, session: Session, now: datetime) -> list[str]:
    waiting, expired = lease.lost(session, now)
    return waiting + expired
