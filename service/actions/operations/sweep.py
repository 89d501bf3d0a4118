"""Recovery: enqueue rows whose job was lost with a worker, a queue or a machine."""

from __future__ import annotations

from datetime import timedelta

import structlog

from service.actions.context import Context
from service.actions.notifications import deliver
from service.queue import Job
from service.storage.consolidation.workbooks import forgotten_builds
from service.storage.intake.submissions import forgotten_filings
from service.storage.notifications.messages import end_old_letters, is_being_delivered, is_delivery_forgotten
from service.storage.organization.reset_requests import is_reset_request_forgotten
from service.storage.periods.periods import forgotten_merges
from service.watch import LEASE

log = structlog.get_logger()

# What waits this long and stands in no queue was lost. A hint is under way for a moment before it stands there, and a
# group of filings is in no queue any more while its worker comes to the last of them.
WAIT = timedelta(seconds=15)
# A message that failed says itself until when it waits; this is for one whose job was lost.
MAIL_WAIT = timedelta(minutes=2)
# What is asked for by id.
SWEPT = (Job.VALIDATE_SUBMISSIONS, Job.VALIDATE_ALONE, Job.MERGE_PERIOD, Job.BUILD_WORKBOOK)
# Where messages are handed over, the run at it asks for the next one; and who cannot be reached is left in peace.
DELIVERY_WAIT = timedelta(minutes=1)


def sweep(context: Context) -> None:
    """Enqueue whatever waits too long or whose lease has expired, unless it is queued already."""
    # Before the rows are looked at: what a worker takes out of its queue meanwhile is not forgotten.
    queued = {job: {id_ for ids in context.queue.waiting(job) for id_ in ids} for job in SWEPT}
    now = context.clock.real()
    with context.database.writing() as session:
        end_old_letters(session, now)
        unclaimed, tried = forgotten_filings(session, now - WAIT, now - LEASE, now)
        lost = {
            Job.VALIDATE_SUBMISSIONS: unclaimed,
            Job.VALIDATE_ALONE: tried,
            Job.MERGE_PERIOD: forgotten_merges(session, now - WAIT, now - LEASE, now),
            Job.BUILD_WORKBOOK: forgotten_builds(session, now - WAIT, now - LEASE, now),
        }
        delivery_lost = not is_being_delivered(session, now - DELIVERY_WAIT) and is_delivery_forgotten(
            session, now, now - MAIL_WAIT, now - deliver.LEASE
        )
        delivery_lost = delivery_lost or is_reset_request_forgotten(session, now - WAIT)
    for job, found in lost.items():
        ids = [id_ for id_ in found if id_ not in queued[job]]
        if ids:
            log.info("asking again for what was forgotten", job=job.value, count=len(ids))
            context.queue.enqueue(job, *ids)
    if delivery_lost:
        log.info("asking again for the delivery of messages")
        context.queue.enqueue(Job.DELIVER)
