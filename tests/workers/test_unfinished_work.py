"""Workers, as processes, and filings that none of them can finish: the others are served, and the end is told."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from dataclasses import replace

import psutil
import pytest

from service.actions.context import Context
from service.actions.operations.sweep import sweep
from service.queue import QUARANTINE, SUBMISSIONS, Job, NoQueue
from service.settings import Settings
from service.storage.intake.submissions import get_submission
from service.storage.models import SubmissionRow
from service.watch import LEASE, UNRENEWED
from tests.support.filings import changed, hand_in, of_agency
from tests.support.installation import PERIOD, after
from tests.support.poison import Poison, poisoned
from tests.support.processes import descendants, wait_until
from tests.support.serving import serving

UNIT = "STC"
# Others of a group are done within this, whatever the one does; the machine may be busy with other tests.
SOON = 60.0


@pytest.fixture
def context(installed: Context) -> Context:
    """An installation over a queue that nobody serves yet."""
    return installed


def row(context: Context, submission: str) -> SubmissionRow:
    with context.database.reading() as session:
        return get_submission(session, submission)


def is_done(context: Context, *submissions: str) -> bool:
    return all(row(context, submission).state in {"valid", "invalid"} for submission in submissions)


def group(context: Context) -> tuple[str, list[str]]:
    """A filing of the unit among others of one job; the others come before and after it."""
    quiet = replace(context, queue=NoQueue())
    before = [hand_in(quiet, changed(sang_kien__so_luong=n)) for n in range(3)]
    poison = hand_in(quiet, of_agency(UNIT))
    after = [hand_in(quiet, changed(sang_kien__so_luong=n)) for n in range(3, 8)]
    context.queue.enqueue(Job.VALIDATE_SUBMISSIONS, *before, poison, *after)
    return poison, before + after


def horse_at(context: Context, worker: subprocess.Popen[str], submission: str) -> psutil.Process | None:
    """The work-horse of that worker while it checks the filing."""
    if row(context, submission).state != "validating":
        return None
    below = descendants(worker.pid)
    return below[0] if below else None


def hit(context: Context, worker: subprocess.Popen[str], submission: str, end: signal.Signals) -> None:
    """Send the signal to the work-horse that checks the filing, once there is one."""
    found: list[psutil.Process] = []

    def is_there() -> bool:
        found[:] = [horse for horse in [horse_at(context, worker, submission)] if horse is not None]
        return bool(found)

    wait_until(is_there, 60, "a work-horse that checks the filing")
    found[0].send_signal(end)


def test_a_filing_without_end_keeps_nobody_waiting_and_fails_after_its_second_death(
    settings: Settings, context: Context
) -> None:
    with poisoned(settings.data, UNIT, PERIOD), serving(settings, SUBMISSIONS, QUARANTINE) as (_, alone):
        poison, others = group(context)
        began = time.monotonic()
        wait_until(lambda: is_done(context, *others), SOON, "the check of the others")
        late = hand_in(context, changed(sang_kien__so_luong=99))
        context.queue.enqueue(Job.VALIDATE_SUBMISSIONS, late)
        wait_until(lambda: is_done(context, late), SOON, "the check of one that came later")
        print(f"the others were checked {time.monotonic() - began:.1f} s after they came")
        for deaths in (1, 2):
            if row(context, poison).deaths < deaths:
                hit(context, alone, poison, signal.SIGKILL)
                wait_until(lambda n=deaths: row(context, poison).deaths >= n, 120, "the death to be noted")
        failed = row(context, poison)
        assert (failed.state, failed.deaths, failed.interruptions) == ("failed", 2, 0)


def test_a_filing_that_takes_all_memory_fails_after_its_second_death(settings: Settings, context: Context) -> None:
    with poisoned(settings.data, UNIT, PERIOD, Poison.HUGE), serving(settings, SUBMISSIONS, QUARANTINE):
        poison, others = group(context)
        wait_until(lambda: is_done(context, *others), SOON, "the check of the others")
        wait_until(lambda: row(context, poison).state == "failed", 60, "the end of the poison")
        assert row(context, poison).deaths == 2


def test_a_filing_that_stands_still_among_others_is_tried_alone_and_not_blamed(
    settings: Settings, context: Context
) -> None:
    with serving(settings, SUBMISSIONS, QUARANTINE) as (together, _alone):
        with poisoned(settings.data, UNIT, PERIOD):
            poison, others = group(context)
            hit(context, together, poison, signal.SIGSTOP)
            wait_until(lambda: row(context, poison).state == "received", 120, "the end of the stopped work-horse")
        wait_until(lambda: is_done(context, poison, *others), SOON, "the check of all")
        assert row(context, poison).deaths <= 1


def test_whoever_ends_a_worker_with_its_work_horse_fails_no_filing(settings: Settings, context: Context) -> None:
    submission = hand_in(context, of_agency(UNIT))
    for end in (signal.SIGKILL, signal.SIGTERM):
        with poisoned(settings.data, UNIT, PERIOD), serving(settings, QUARANTINE) as (alone,):
            context.queue.enqueue(Job.VALIDATE_ALONE, submission)
            wait_until(lambda w=alone: horse_at(context, w, submission), 60, "a work-horse at it")
            below = descendants(alone.pid)
            alone.send_signal(end)
            for horse in below:
                with contextlib.suppress(psutil.NoSuchProcess):
                    horse.send_signal(end)
            wait_until(lambda w=alone: w.poll() is not None, 120, "the end of the worker")
        assert row(context, submission).deaths == 0
        age(context, submission)
    with serving(settings, QUARANTINE):
        context.queue.enqueue(Job.VALIDATE_ALONE, submission)
        wait_until(lambda: is_done(context, submission), 120, "the check")
        assert row(context, submission).state == "valid"


def test_the_filing_of_a_killed_worker_is_asked_for_within_seconds_where_another_is_alive(
    settings: Settings, context: Context
) -> None:
    with poisoned(settings.data, UNIT, PERIOD), serving(settings, QUARANTINE) as (alone,):
        submission = hand_in(context, of_agency(UNIT))
        context.queue.enqueue(Job.VALIDATE_ALONE, submission)
        wait_until(lambda: row(context, submission).state == "validating", 120, "the claim")
        assert not context.queue.has_lost_worker()
        sweep(after(context, seconds=UNRENEWED.seconds + 3))
        assert row(context, submission).state == "validating", "its worker is there"
        alone.kill()
        wait_until(context.queue.has_lost_worker, 30, "the loss of the worker to be known")
        sweep(after(context, seconds=UNRENEWED.seconds + 3))
    left = row(context, submission)
    assert (left.state, left.deaths, left.interruptions) == ("received", 0, 1)
    assert (submission,) in context.queue.waiting(Job.VALIDATE_ALONE)


def test_a_claim_lives_as_long_as_its_work(settings: Settings, context: Context) -> None:
    with poisoned(settings.data, UNIT, PERIOD), serving(settings, QUARANTINE):
        submission = hand_in(context, of_agency(UNIT))
        context.queue.enqueue(Job.VALIDATE_ALONE, submission)
        wait_until(lambda: row(context, submission).state == "validating", 120, "the claim")
        claimed = row(context, submission).state_since
        wait_until(lambda: row(context, submission).state_since > claimed, LEASE.seconds, "a renewal of the claim")
        assert row(context, submission).attempts == 1


def age(context: Context, submission: str) -> None:
    """Let the lease of a filing whose worker is gone have run out."""
    with context.database.writing() as session:
        left = get_submission(session, submission)
        left.state_since -= LEASE
