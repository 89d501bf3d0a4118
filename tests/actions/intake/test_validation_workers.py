"""Several workers over one filing: one checks it, a dead one is followed, a late one stores nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.actions.context import Context
from service.actions.intake.unfinished_checks import MOST_DEATHS, MOST_INTERRUPTIONS, record_worker_death
from service.actions.intake.validate import validate_submission
from service.actions.review.lookups import find_submission
from service.catalogue import Catalogue
from service.domain.reporting.template import ReportTemplate
from service.queue import Job
from service.storage.intake.submissions import claim_validation
from service.storage.models import SubmissionRow
from service.storage.periods.periods import merged_content
from service.watch import LEASE, WatchedTask, Work
from tests.support.filings import changed, hand_in, real_report
from tests.support.hints import recording
from tests.support.installation import ADMIN, PERIOD, after
from tests.support.threads import at_once


def row(context: Context, submission: str) -> SubmissionRow:
    return find_submission(context, ADMIN, submission).row


def die_at_it(context: Context, submission: str) -> None:
    """What a worker leaves that is killed while it checks."""
    with context.database.writing() as session:
        assert claim_validation(session, submission, context.clock.real()) is not None


def test_two_workers_at_once_check_it_once(context: Context) -> None:
    submission = hand_in(context, real_report())
    context, recorder = recording(context)
    at_once(4, lambda _: validate_submission(context, submission))
    got = find_submission(context, ADMIN, submission)
    assert (got.row.state, got.row.attempts, len(got.findings)) == ("valid", 1, 1)
    assert recorder.take() == [(Job.MERGE_PERIOD, PERIOD)]
    with context.database.reading() as session:
        assert merged_content(session, PERIOD) == 1


def test_many_filings_checked_at_once_ask_for_one_merge(context: Context) -> None:
    filings = [hand_in(context, changed(sang_kien__so_luong=number)) for number in range(6)]
    context, recorder = recording(context)
    at_once(6, lambda number: validate_submission(context, filings[number]))
    assert [row(context, submission).state for submission in filings] == ["valid"] * 6
    assert recorder.take() == [(Job.MERGE_PERIOD, PERIOD)]
    with context.database.reading() as session:
        assert merged_content(session, PERIOD) == 6


def test_a_filing_whose_worker_died_is_checked_by_another_after_the_lease(context: Context) -> None:
    submission = hand_in(context, real_report())
    die_at_it(context, submission)
    validate_submission(after(context, seconds=LEASE.seconds - 5), submission)
    assert row(context, submission).state == "validating"
    validate_submission(after(context, seconds=LEASE.seconds + 5), submission)
    assert (row(context, submission).state, row(context, submission).attempts) == ("valid", 2)


def test_a_worker_that_comes_late_stores_nothing(context: Context) -> None:
    """While the first one reads, its lease runs out and another one does the whole work."""

    class Slow(Catalogue):
        def get(self, code: str, version: str) -> ReportTemplate:
            if not overtaken:
                overtaken.append(True)
                validate_submission(after(context, seconds=60), submission)
            return super().get(code, version)

    overtaken: list[bool] = []
    submission = hand_in(context, real_report())
    slow, recorder = recording(replace(context, catalogue=Slow(context.catalogue.templates, context.catalogue.ladders)))
    validate_submission(slow, submission)
    got = find_submission(context, ADMIN, submission)
    assert overtaken == [True]
    assert (got.row.state, got.row.attempts, len(got.findings)) == ("valid", 2, 1)
    assert recorder.take() == []
    with context.database.reading() as session:
        assert merged_content(session, PERIOD) == 1


def test_a_filing_whose_every_worker_is_gone_fails_in_the_end(context: Context) -> None:
    submission = hand_in(context, real_report())
    for attempt in range(MOST_INTERRUPTIONS):
        die_at_it(after(context, minutes=attempt), submission)
        assert row(context, submission).state == "validating"
    context, recorder = recording(after(context, hours=1))
    validate_submission(context, submission)
    failed = row(context, submission)
    assert (failed.state, failed.attempts) == ("failed", MOST_INTERRUPTIONS + 1)
    assert failed.failure
    assert recorder.take() == []
    validate_submission(after(context, hours=2), submission)
    assert row(context, submission).state == "failed"


def test_a_filing_that_two_processes_died_of_fails_and_the_first_time_is_tried_alone(context: Context) -> None:
    context, recorder = recording(context)
    submission = hand_in(context, real_report())
    recorder.take()
    for attempt in range(1, MOST_DEATHS + 1):
        assert row(context, submission).state == "received"
        die_at_it(context, submission)
        record_worker_death(context, Work(WatchedTask.FILING, submission, attempt), counts=True)
    assert (row(context, submission).state, row(context, submission).deaths) == ("failed", MOST_DEATHS)
    assert recorder.take() == [(Job.VALIDATE_ALONE, submission)] * (MOST_DEATHS - 1)


def test_deaths_that_are_not_its_doing_never_fail_a_good_filing(context: Context) -> None:
    submission = hand_in(context, real_report())
    for attempt in range(1, 21):
        die_at_it(context, submission)
        record_worker_death(context, Work(WatchedTask.FILING, submission, attempt), counts=False)
    validate_submission(context, submission)
    assert (row(context, submission).state, row(context, submission).deaths) == ("valid", 0)


def test_a_death_that_another_attempt_has_overtaken_changes_nothing(context: Context) -> None:
    submission = hand_in(context, real_report())
    die_at_it(context, submission)
    validate_submission(after(context, minutes=1), submission)
    record_worker_death(context, Work(WatchedTask.FILING, submission, 1), counts=True)
    assert (row(context, submission).state, row(context, submission).deaths) == ("valid", 0)


def test_among_others_a_filing_is_left_alone_that_was_begun_before(context: Context) -> None:
    submission = hand_in(context, real_report())
    die_at_it(context, submission)
    record_worker_death(context, Work(WatchedTask.FILING, submission, 1), counts=True)
    validate_submission(context, submission, new_only=True)
    assert row(context, submission).state == "received"
    validate_submission(context, submission)
    assert row(context, submission).state == "valid"


def test_a_mistake_of_ours_is_not_taken_for_the_units(context: Context) -> None:
    """An exception that nobody foresaw ends the job; the filing is tried again later."""

    class Broken(Catalogue):
        def get(self, code: str, version: str) -> ReportTemplate:
            raise ZeroDivisionError

    submission = hand_in(context, real_report())
    with pytest.raises(ZeroDivisionError):
        validate_submission(replace(context, catalogue=Broken({}, {})), submission)
    assert row(context, submission).state == "validating"
    validate_submission(after(context, seconds=LEASE.seconds + 1), submission)
    assert row(context, submission).state == "valid"
