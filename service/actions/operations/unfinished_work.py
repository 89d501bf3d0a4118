"""What a worker does in the database for the process that it watches over: keeps its claim, or gives it back."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.intake.unfinished_checks import record_worker_death
from service.actions.transaction import SYSTEM
from service.storage.leases import WATCHED
from service.watch import WatchedTask, Work


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
    # How far a build had come is nothing for the next one.
    begun = {"progress": 0} if work.task is WatchedTask.BUILD else {}
    with context.transaction(SYSTEM) as tx:
        WATCHED[work.task].give_back(tx.session, work.id, work.attempt, tx.utcnow, counted=True, **begun)
