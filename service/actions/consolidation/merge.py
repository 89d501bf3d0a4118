"""Merging a period: one worker at a time, and many filings that arrive together are merged together."""

from __future__ import annotations

import time

from service.actions.consolidation.review_scores import scores_of
from service.actions.context import Context
from service.actions.periods.editions import take_in_late_checks
from service.actions.periods.status import consolidate, period_snapshot
from service.actions.transaction import SYSTEM, ask_again
from service.domain.consolidation.consolidation import Consolidation
from service.queue import Job
from service.storage.consolidation.consolidations import add_consolidation, newest_consolidation
from service.storage.consolidation.review_scores import put_scores
from service.storage.models import ConsolidationRow
from service.storage.periods.periods import claim_merge, finish_merge, lock_period, merged_content
from service.watch import WatchedTask, Work

# Between two merges in a row lies a rest of so many times what the first one took, within these seconds: in a rush
# what comes meanwhile is merged together, and a figure is never older than the longest rest and a merge.
REST, SHORTEST, LONGEST, LOOK = 4.0, 0.5, 3.0, 0.1


def merge_period(context: Context, period: str) -> None:
    """Store a new merged report where anything changed; may be run any number of times."""
    with context.transaction(SYSTEM) as tx:
        wanted = claim_merge(tx.session, period, tx.utcnow)
    if wanted is None:
        return
    began = time.monotonic()
    with context.watch.over(Work(WatchedTask.MERGE, period)):
        take_in_late_checks(context, period)
        store_consolidation(context, period)
        with context.transaction(SYSTEM) as tx:
            again = finish_merge(tx.session, period, wanted, tx.utcnow)
    if again:
        _rest(context, time.monotonic() - began)
        ask_again(context.queue, Job.MERGE_PERIOD, period)


def _rest(context: Context, seconds: float) -> None:
    """Rest after a merge of so many seconds, unless something else waits for this worker."""
    until = time.monotonic() + min(max(REST * seconds, SHORTEST), LONGEST)
    while time.monotonic() < until and context.queue.is_idle(Job.MERGE_PERIOD):
        time.sleep(LOOK)


def store_consolidation(context: Context, period: str) -> tuple[ConsolidationRow, Consolidation]:
    """The period's merged report as it stands now, stored as a new revision where it is newer than the last."""
    while True:
        with context.database.reading() as session:
            content_seq = merged_content(session, period)
            view = period_snapshot(session, context.catalogue, period)
            consolidation = consolidate(session, view, context.settings.province)
            scores = {} if view.edition else scores_of(session, context.catalogue, view, consolidation)
        submissions = [filing.source.submission for filing in consolidation.report.ordered]
        with context.transaction(SYSTEM) as tx:
            lock_period(tx.session, period)
            newest = newest_consolidation(tx.session, period)
            if newest is None or newest.content_seq < content_seq:
                newest = add_consolidation(tx.session, consolidation, content_seq, submissions, tx.now)
                if view.edition is None:
                    put_scores(tx.session, period, scores)
        if newest.content_seq == content_seq:
            return newest, consolidation
        # Somebody merged what arrived meanwhile, so ours is old already.
