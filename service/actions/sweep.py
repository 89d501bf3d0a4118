"""Finding what was forgotten: rows whose job was lost with a worker, a queue or a machine."""

from __future__ import annotations

from datetime import timedelta

import structlog

from service.actions import build_workbook, deliver, merge_period, validate_submission
from service.actions.context import Context
from service.queue import Job
from service.storage.mails import end_old_letters, is_being_delivered, is_delivery_forgotten
from service.storage.periods import forgotten_merges
from service.storage.reset_requests import is_reset_request_forgotten
from service.storage.submissions import forgotten_filings
from service.storage.workbooks import forgotten_builds

log = structlog.get_logger()

# A job that waits this long was lost, or is behind a queue so long that one more hint does no harm.
WAIT = timedelta(seconds=15)
# A message that failed says itself until when it waits; this is for one whose job was lost.
MAIL_WAIT = timedelta(minutes=2)
# Where messages are handed over, the run at it asks for the next one; and who cannot be reached is left in peace.
DELIVERY_WAIT = timedelta(minutes=1)


def sweep(context: Context) -> None:
    """Ask again for whatever waits too long or whose worker's lease has run out."""
    now = context.clock.real()
    with context.database.writing() as session:
        end_old_letters(session, now)
        unclaimed, claimed = forgotten_filings(session, now - WAIT, now - validate_submission.LEASE, now)
        lost = [
            (Job.VALIDATE_SUBMISSIONS, unclaimed),
            # Each alone: a worker may have died of it, and those that came with it wait no longer.
            *((Job.VALIDATE_SUBMISSIONS, [id_]) for id_ in claimed),
            (Job.MERGE_PERIOD, forgotten_merges(session, now - WAIT, now - merge_period.LEASE, now)),
            (Job.BUILD_WORKBOOK, forgotten_builds(session, now - WAIT, now - build_workbook.LEASE, now)),
        ]
        delivery_lost = not is_being_delivered(session, now - DELIVERY_WAIT) and is_delivery_forgotten(
            session, now, now - MAIL_WAIT, now - deliver.LEASE
        )
        delivery_lost = delivery_lost or is_reset_request_forgotten(session, now - WAIT)
    for job, ids in lost:
        if ids:
            log.info("asking again for what was forgotten", job=job.value, count=len(ids))
            context.queue.enqueue(job, *ids)
    if delivery_lost:
        log.info("asking again for the delivery of messages")
        context.queue.enqueue(Job.DELIVER)
