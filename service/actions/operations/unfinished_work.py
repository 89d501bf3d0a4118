"""What a worker does in the database for the process that it watches over: keeps its claim, or gives it back."""

from __future__ import annotations

from datetime import timedelta

from service.actions.context import Context
from service.actions.intake.unfinished_checks import record_worker_death
from service.actions.transaction import SYSTEM
from service.domain.notifications.delivery import next_try
from service.queue import Job
from service.storage.leases import WATCHED
from service.storage.notifications.messages import end_attempt
from service.watch import WatchedTask, Work

# What the mailbox says of a message while it waits for another attempt.
DIED = "Tiến trình gửi thư bị dừng giữa chừng."


def keep_claim(context: Context, work: Work) -> None:
    """The process is still at it: its lease begins anew."""
    with context.transaction(SYSTEM) as tx:
        WATCHED[work.task].renew(tx.session, work.id, work.attempt, tx.utcnow)


def release_claim(context: Context, work: Work, *, counts: bool) -> None:
    """The process is gone; `counts` where that may be the doing of what it worked on.

    A merge or build waits for the sweeper, so that one which always dies is not begun again and again at once.
    """
    if work.task is WatchedTask.FILING:
        record_worker_death(context, work, counts=counts)
        return
    if work.task is WatchedTask.LETTER:
        _give_back_letter(context, work)
        return
    # How far a build had come is nothing for the next one.
    begun = {"progress": 0} if work.task is WatchedTask.BUILD else {}
    with context.transaction(SYSTEM) as tx:
        WATCHED[work.task].give_back(tx.session, work.id, work.attempt, tx.utcnow, counted=True, **begun)


def _give_back_letter(context: Context, work: Work) -> None:
    """Nobody knows whether it was taken: it goes once more at once, and after another death as after a failure."""
    wait = timedelta() if work.attempt <= 1 else next_try(work.attempt - 1)
    with context.transaction(SYSTEM) as tx:
        if end_attempt(tx.session, work.id, work.attempt, tx.utcnow, wait, DIED):
            tx.enqueue(Job.DELIVER)
