"""Sweeping: whatever was forgotten is asked for again, nothing that is fresh, and a long queue is not flooded."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from service.actions.consolidation import build as build_workbook
from service.actions.consolidation import merge as merge_period
from service.actions.context import Context
from service.actions.intake import validate as validate_submission
from service.actions.operations.sweep import WAIT, sweep
from service.domain.reporting.submission import Review, State
from service.queue import Job
from service.storage.consolidation.workbooks import claim_build
from service.storage.intake.submissions import claim_validation
from service.storage.models import SubmissionRow
from service.storage.periods.periods import claim_merge
from service.watch import LEASE
from tests.support.filings import changed, hand_in, hand_in_and_check, real_report
from tests.support.hints import recording
from tests.support.installation import HOME_AFFAIRS, PERIOD, after

PATIENCE = WAIT.seconds


def asked_after(context: Context, seconds: float) -> list[tuple[Job, *tuple[str, ...]]]:
    """What a sweep asks for when so much time has gone by."""
    later, recorder = recording(after(context, seconds=seconds))
    sweep(later)
    return recorder.take()


def received(context: Context) -> None:
    hand_in(context, real_report())


def checking(context: Context) -> None:
    submission = hand_in(context, real_report())
    with context.database.writing() as session:
        claim_validation(session, submission, context.clock.real())


def merge_wanted(context: Context) -> None:
    hand_in_and_check(context, real_report())


def merging(context: Context) -> None:
    merge_wanted(context)
    with context.database.writing() as session:
        claim_merge(session, PERIOD, context.clock.real())


def build_wanted(context: Context) -> None:
    build_workbook.request_workbook(context, HOME_AFFAIRS, PERIOD)


def building(context: Context) -> None:
    build_wanted(context)
    with context.database.writing() as session:
        claim_build(session, f"{PERIOD}-1", context.clock.real())


FORGOTTEN = [
    (received, PATIENCE, (Job.VALIDATE_SUBMISSIONS, f"{PERIOD}-SGTVT-1")),
    (checking, LEASE.seconds, (Job.VALIDATE_ALONE, f"{PERIOD}-SGTVT-1")),
    (merge_wanted, PATIENCE, (Job.MERGE_PERIOD, PERIOD)),
    (merging, LEASE.seconds, (Job.MERGE_PERIOD, PERIOD)),
    (build_wanted, PATIENCE, (Job.BUILD_WORKBOOK, f"{PERIOD}-1")),
    (building, LEASE.seconds, (Job.BUILD_WORKBOOK, f"{PERIOD}-1")),
]


@pytest.mark.parametrize(("leave", "patience", "job"), FORGOTTEN, ids=[leave.__name__ for leave, _, _ in FORGOTTEN])
def test_what_was_forgotten_is_asked_for_again(
    context: Context, leave: object, patience: int, job: tuple[Job, str]
) -> None:
    leave(context)  # type: ignore[operator]
    assert asked_after(context, 0) == []
    assert asked_after(context, patience - 5) == []
    assert asked_after(context, patience + 5) == [job]


def test_where_nothing_waits_nothing_is_asked_for(context: Context) -> None:
    hand_in_and_check(context, changed(tthc__tong=1))  # decided
    hand_in_and_check(context, real_report())
    merge_period.merge_period(context, PERIOD)
    build_wanted(context)
    build_workbook.build_workbook(context, f"{PERIOD}-1")
    assert asked_after(context, 24 * 3600) == []


def test_what_was_just_asked_for_is_not_asked_for_at_the_next_sweep(context: Context) -> None:
    received(context)
    merge_wanted_for = hand_in(context, changed(sang_kien__so_luong=2))
    validate_submission.validate_submission(context, merge_wanted_for)
    build_wanted(context)
    assert len(asked_after(context, 20)) == 3
    assert asked_after(context, 30) == []
    assert len(asked_after(context, 40)) == 3


def test_following_the_sweep_everything_gets_done(context: Context) -> None:
    for leave in (checking, merging, building):
        leave(context)
    later = after(context, minutes=10)
    run = {
        Job.VALIDATE_ALONE: validate_submission.validate_submission,
        Job.MERGE_PERIOD: merge_period.merge_period,
        Job.BUILD_WORKBOOK: build_workbook.build_workbook,
    }
    asked = asked_after(context, 600)
    assert len(asked) == 3
    for job, id_ in asked:
        run[job](later, id_)
    for job, id_ in asked_after(context, 700):  # the merge that the checked filing asked for
        run[job](after(context, minutes=12), id_)
    assert asked_after(context, 24 * 3600) == []


def test_a_long_queue_is_asked_for_in_portions_and_each_filing_once(context: Context) -> None:
    total = 1200
    since = context.clock.real()
    rows = [
        {
            "id": f"{PERIOD}-SGTVT-{n}", "period": PERIOD, "agency": "SGTVT", "revision": n, "channel": "json",
            "file_name": "", "sha256": f"{n:064}", "raw": b"{}", "received_at": since, "filed_by": "", "attempts": 0,
            "state": State.RECEIVED.value, "state_since": since, "review": Review.PENDING.value,
        }
        for n in range(1, total + 1)
    ]  # fmt: skip
    with context.database.writing() as session:
        session.execute(insert(SubmissionRow), rows)
    portions = [asked_after(context, seconds) for seconds in (16, 18, 20, 22)]
    assert [[len(ids) for _, *ids in portion] for portion in portions] == [[500], [500], [200], []]
    assert len({id_ for portion in portions for _, *ids in portion for id_ in ids}) == total


def test_a_filing_that_a_worker_may_have_died_of_keeps_no_other_waiting(context: Context) -> None:
    stuck = [hand_in(context, changed(sang_kien__so_luong=n)) for n in (1, 2)]
    with context.database.writing() as session:
        for submission in stuck:
            claim_validation(session, submission, context.clock.real())
    fresh = [hand_in(context, changed(sang_kien__so_luong=n)) for n in (3, 4)]
    assert asked_after(context, 600) == [
        (Job.VALIDATE_SUBMISSIONS, *fresh),
        (Job.VALIDATE_ALONE, *stuck),
    ]
