"""Hints in a rush: what waits is asked for once, what was lost again, and each filing is checked once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from service.actions.context import Context
from service.actions.operations.sweep import sweep
from service.queue import QUARANTINE, SUBMISSIONS, Job, connect
from service.settings import Settings
from service.storage.intake.submissions import get_submission
from service.storage.periods.periods import claim_merge, content_changed
from service.watch import LEASE
from tests.support.filings import changed, hand_in
from tests.support.installation import PERIOD, after
from tests.support.processes import wait_until
from tests.support.serving import serving

FILINGS = 45


def asked(context: Context, job: Job) -> list[str]:
    """The ids of what waits, in order, each as often as it waits."""
    return [id_ for ids in context.queue.waiting(job) for id_ in ids]


def states(context: Context, submissions: Iterable[str]) -> set[str]:
    """The states that these filings are in."""
    with context.database.reading() as session:
        return {get_submission(session, submission).state for submission in submissions}


def attempts(context: Context, submissions: Iterable[str]) -> int:
    """How often these filings' checks were begun, in all."""
    with context.database.reading() as session:
        return sum(get_submission(session, submission).attempts for submission in submissions)


def test_a_filing_that_waits_is_asked_for_once_and_checked_once(
    settings: Settings, installed: Context, capfd: pytest.CaptureFixture[str]
) -> None:
    filings = [hand_in(installed, changed(sang_kien__so_luong=n)) for n in range(FILINGS)]
    for seconds in (20, 40, 600):
        sweep(after(installed, seconds=seconds))
        assert asked(installed, Job.VALIDATE_SUBMISSIONS) == filings
    with connect(settings.queue_url) as connection:
        connection.flushall()
    sweep(after(installed, seconds=700))
    sweep(after(installed, seconds=800))
    assert sorted(asked(installed, Job.VALIDATE_SUBMISSIONS)) == sorted(filings)
    with serving(settings, SUBMISSIONS, QUARANTINE):
        wait_until(lambda: states(installed, filings) == {"valid"}, 240, "all checks")
    # A machine that stands still in the midst of a check has it begun again, which the worker says.
    begun_again = capfd.readouterr().err.count('"event": "a check did not end"')
    assert attempts(installed, filings) == FILINGS + begun_again
    assert asked(installed, Job.MERGE_PERIOD) == [PERIOD]


def test_a_filing_to_be_tried_alone_is_asked_for_once(installed: Context) -> None:
    submission = hand_in(installed, changed(sang_kien__so_luong=1))
    with installed.database.writing() as session:
        row = get_submission(session, submission)
        row.state, row.attempts = "validating", 1
    for _ in range(3):
        sweep(after(installed, seconds=2 * LEASE.seconds))
        assert asked(installed, Job.VALIDATE_ALONE) == [submission]


def test_a_merge_a_build_and_a_delivery_wait_once_however_often_they_are_asked_for(installed: Context) -> None:
    for _ in range(5):
        installed.queue.enqueue(Job.MERGE_PERIOD, PERIOD)
        installed.queue.enqueue(Job.BUILD_WORKBOOK, f"{PERIOD}-1")
        installed.queue.enqueue(Job.DELIVER)
    installed.queue.enqueue(Job.MERGE_PERIOD, "2023-H1", PERIOD)
    assert asked(installed, Job.MERGE_PERIOD) == [PERIOD, "2023-H1"]
    assert asked(installed, Job.BUILD_WORKBOOK) == [f"{PERIOD}-1"]
    assert installed.queue.waiting(Job.DELIVER) == ((),)


def test_a_merge_whose_hint_was_lost_is_asked_for_again_once(settings: Settings, installed: Context) -> None:
    with installed.database.writing() as session:
        assert content_changed(session, PERIOD, installed.clock.real())
    for seconds in (20, 40):
        sweep(after(installed, seconds=seconds))
    assert asked(installed, Job.MERGE_PERIOD) == [PERIOD]


def test_what_is_to_come_first_stands_before_all_others(installed: Context) -> None:
    installed.queue.enqueue(Job.VALIDATE_SUBMISSIONS, "a", "b")
    installed.queue.enqueue(Job.VALIDATE_SUBMISSIONS, "c", first=True)
    assert installed.queue.waiting(Job.VALIDATE_SUBMISSIONS) == (("c",), ("a", "b"))
    assert not installed.queue.is_idle(Job.VALIDATE_SUBMISSIONS)
    assert installed.queue.is_idle(Job.MERGE_PERIOD)


def test_a_merge_whose_worker_is_gone_is_made_by_another_within_its_short_lease(
    settings: Settings, installed: Context
) -> None:
    with installed.database.writing() as session:
        content_changed(session, PERIOD, installed.clock.real())
        claim_merge(session, PERIOD, installed.clock.real())
    sweep(after(installed, seconds=LEASE.seconds - 5))
    assert asked(installed, Job.MERGE_PERIOD) == []
    sweep(after(installed, seconds=LEASE.seconds + 5))
    assert asked(installed, Job.MERGE_PERIOD) == [PERIOD]
