"""What a worker does in the database for the process that it watches over: keeps its claim, or gives it back."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.intake.unfinished_checks import note_death
from service.actions.transaction import SYSTEM
from service.storage.consolidation.workbooks import keep_build, release_build
from service.storage.intake.checks import keep_check
from service.storage.periods.periods import keep_merge, release_merge
from service.watch import Task, Work


def keep_claim(context: Context, work: Work) -> None:
    """The process is still at it: its lease begins anew."""
    now = context.clock.real()
    with context.transaction(SYSTEM) as tx:
        match work.task:
            case Task.FILING:
                keep_check(tx.session, work.id, work.attempt, now)
            case Task.MERGE:
                keep_merge(tx.session, work.id, now)
            case Task.BUILD:
                keep_build(tx.session, work.id, work.attempt, now)


def release_claim(context: Context, work: Work, *, counts: bool) -> None:
    """The process is gone; `counts` where that may be the doing of what it worked on.

    A merge or build waits for the sweeper, so that one which always dies is not begun again and again at once.
    """
    now = context.clock.real()
    if work.task is Task.FILING:
        note_death(context, work, counts=counts)
        return
    with context.transaction(SYSTEM) as tx:
        if work.task is Task.MERGE:
            release_merge(tx.session, work.id, now)
        else:
            release_build(tx.session, work.id, work.attempt, now)
