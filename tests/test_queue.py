"""Hints reach the queues' server: at once where one comes alone, together where many come, and never in the way."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rq import Queue

from service.queue import (
    BRIEF,
    CONSOLIDATION,
    MAIL,
    ROUTES,
    SUBMISSIONS,
    BatchingQueue,
    Job,
    JobQueue,
    connect,
    connect_briefly,
)
from service.settings import Settings, settings_from
from tests.support.processes import wait_until
from tests.support.valkey import running_valkey

AT_ONCE = ROUTES[Job.VALIDATE_SUBMISSIONS].at_once


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Of a folder whose Valkey answers."""
    settings = settings_from({}, tmp_path_factory.mktemp("queue"))
    with running_valkey(settings):
        yield settings


@pytest.fixture
def jobs(settings: Settings) -> Iterator[JobQueue]:
    """Queues in which nothing waits."""
    with connect(settings.queue_url) as connection:
        connection.flushall()
        yield JobQueue(connection)


def waiting(jobs: JobQueue, queue: str) -> list[tuple[str, tuple[str, ...], int]]:
    """What waits in a queue, in order: name, ids and seconds."""
    return [(job.func_name, tuple(job.args), int(job.timeout)) for job in Queue(queue, connection=jobs.connection).jobs]


def test_filings_are_checked_by_the_group_which_hangs_no_longer_than_one_would(jobs: JobQueue) -> None:
    ids = [f"2023-Q3-{n}" for n in range(2 * AT_ONCE + 1)]
    assert jobs.enqueue(Job.VALIDATE_SUBMISSIONS, *ids)
    found = waiting(jobs, SUBMISSIONS)
    assert [name for name, _, _ in found] == ["workers.jobs.validate_submissions"] * 3
    assert [id_ for _, group, _ in found for id_ in group] == ids
    assert [len(group) for _, group, _ in found] == [AT_ONCE, AT_ONCE, 1]
    assert {seconds for _, _, seconds in found} == {ROUTES[Job.VALIDATE_SUBMISSIONS].timeout}


def test_other_jobs_take_one_id_or_none(jobs: JobQueue) -> None:
    assert jobs.enqueue(Job.MERGE_PERIOD, "2023-Q3", "2023-H1")
    assert jobs.enqueue(Job.DELIVER)
    assert [ids for _, ids, _ in waiting(jobs, CONSOLIDATION)] == [("2023-Q3",), ("2023-H1",)]
    assert [ids for _, ids, _ in waiting(jobs, MAIL)] == [()]


def test_what_is_asked_in_a_rush_goes_out_together_and_once(jobs: JobQueue) -> None:
    gathering = BatchingQueue(jobs)
    ids = [f"2023-Q3-{n}" for n in range(3 * AT_ONCE)]
    for id_ in ids:
        assert gathering.enqueue(Job.VALIDATE_SUBMISSIONS, id_)
        assert gathering.enqueue(Job.MERGE_PERIOD, "2023-Q3")

    def asked() -> list[str]:
        return [id_ for _, group, _ in waiting(jobs, SUBMISSIONS) for id_ in group]

    wait_until(lambda: len(asked()) >= len(ids), what="all hints")
    assert asked() == ids
    # The first goes out alone, and what comes in the pauses after it in a few groups.
    assert len(waiting(jobs, SUBMISSIONS)) < len(ids) / 4
    assert {ids for _, ids, _ in waiting(jobs, CONSOLIDATION)} == {("2023-Q3",)}
    assert len(waiting(jobs, CONSOLIDATION)) < len(ids) / 4


def test_whoever_asks_is_not_kept_waiting_for_the_others(jobs: JobQueue) -> None:
    gathering = BatchingQueue(jobs)
    for id_ in ("2023-Q3-A", "2023-Q3-B"):
        gathering.enqueue(Job.VALIDATE_SUBMISSIONS, id_)
        wait_until(lambda id_=id_: (id_,) in [ids for _, ids, _ in waiting(jobs, SUBMISSIONS)], what="the hint")
    assert [ids for _, ids, _ in waiting(jobs, SUBMISSIONS)] == [("2023-Q3-A",), ("2023-Q3-B",)]


def test_hints_that_reach_nobody_do_not_end_those_that_follow(tmp_path: Path) -> None:
    settings = settings_from({}, tmp_path)
    with connect(settings.queue_url) as connection:
        away = JobQueue(connection)
        assert not away.enqueue(Job.MERGE_PERIOD, "2023-H1")
        gathering = BatchingQueue(away)
        assert gathering.enqueue(Job.MERGE_PERIOD, "2023-H1")
        with running_valkey(settings):

            def arrived() -> bool:
                gathering.enqueue(Job.MERGE_PERIOD, "2023-Q3")
                return ("2023-Q3",) in [ids for _, ids, _ in waiting(away, CONSOLIDATION)]

            wait_until(arrived, what="a hint after the server came")


def test_a_server_that_stands_still_is_given_up_and_left_in_peace(tmp_path: Path) -> None:
    settings = settings_from({}, tmp_path)
    with running_valkey(settings) as (child, _):
        jobs = JobQueue(connect_briefly(settings.queue_url))
        assert jobs.enqueue(Job.MERGE_PERIOD, "2023-Q3")
        assert child.process is not None
        child.process.send_signal(signal.SIGSTOP)
        try:
            begun = time.monotonic()
            assert not any(jobs.enqueue(Job.MERGE_PERIOD, f"2023-{number}") for number in range(50))
            # One wait, and not fifty.
            assert time.monotonic() - begun < 40 * BRIEF
        finally:
            child.process.send_signal(signal.SIGCONT)
        wait_until(lambda: jobs.enqueue(Job.MERGE_PERIOD, "2023-H1"), what="a hint that is taken again")
