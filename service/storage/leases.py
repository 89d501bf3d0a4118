"""What workers claim, table by table: in which columns, by which states, how long a claim and a wait may last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from service.domain.consolidation.states import BuildState, MergeState
from service.domain.notifications.delivery import MessageState
from service.domain.reporting.submission import State
from service.storage.engine.leases import Lease
from service.storage.models import MailRow, PeriodRow, SubmissionRow, WorkbookRow
from service.watch import LEASE, WatchedTask

# What waits this long and stands in no queue was lost. A hint is under way for a moment before it stands there, and a
# group of filings is in no queue any more while its worker comes to the last of them.
WAIT = timedelta(seconds=15)

CHECKS = Lease(
    SubmissionRow.id, SubmissionRow.state, SubmissionRow.state_since, SubmissionRow.attempts,
    waiting=State.RECEIVED, claimed=State.VALIDATING, lasts=LEASE, patience=WAIT,
)  # fmt: skip
# A merge that nobody asked for may be made all the same.
MERGES = Lease(
    PeriodRow.code, PeriodRow.merge_state, PeriodRow.merge_since, None,
    waiting=MergeState.QUEUED, claimed=MergeState.RUNNING, lasts=LEASE, patience=WAIT, other=(MergeState.IDLE,),
)  # fmt: skip
BUILDS = Lease(
    WorkbookRow.id, WorkbookRow.state, WorkbookRow.state_since, WorkbookRow.attempts,
    waiting=BuildState.QUEUED, claimed=BuildState.BUILDING, lasts=LEASE, patience=WAIT,
)  # fmt: skip
# One that failed says itself until when it waits; the patience is for one whose job was lost.
MESSAGES = Lease(
    MailRow.id, MailRow.state, MailRow.state_since, MailRow.attempts,
    waiting=MessageState.WAITING, claimed=MessageState.SENDING, lasts=LEASE, patience=timedelta(minutes=2),
)  # fmt: skip

# What a worker watches over.
WATCHED: Mapping[WatchedTask, Lease] = {
    WatchedTask.FILING: CHECKS,
    WatchedTask.MERGE: MERGES,
    WatchedTask.BUILD: BUILDS,
    WatchedTask.LETTER: MESSAGES,
}
