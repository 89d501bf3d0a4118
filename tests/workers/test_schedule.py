"""The schedule asks for its jobs in time, piles nothing up, and outlives its server."""

from __future__ import annotations

import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from rq import Queue
from rq.job import Job as Waiting
from rq.utils import now

from service.queue import QUEUES, ROUTES, Job, connect
from service.settings import Settings
from tests.support.processes import launched, wait_until
from workers.schedule import Periodic, scheduler
from workers.supervisor import SupervisedProcess
from workers.valkey import ping


def waiting(settings: Settings) -> list[Waiting]:
    """The jobs in all queues that a worker would still run."""
    with connect(settings.queue_url) as connection:
        return [job for name in QUEUES for job in Queue(name, connection=connection).jobs]


PERIODIC = (Job.SWEEP, Job.REMIND, Job.BACK_UP, Job.APPLY_RETENTION)


def test_all_periodic_jobs_are_asked_for_at_once(settings: Settings, valkey: SupervisedProcess) -> None:
    with launched("-m", "workers.schedule", "--data", str(settings.data)):
        wait_until(lambda: len(waiting(settings)) == len(PERIODIC), what="the first of each job")
        found = {job.func_name: (job.origin, job.result_ttl, job.timeout) for job in waiting(settings)}
        assert found == {job.value: (ROUTES[job].queue, 0, ROUTES[job].timeout) for job in PERIODIC}


def test_jobs_come_in_their_interval_and_are_dropped_when_nobody_takes_them(
    settings: Settings, valkey: SupervisedProcess
) -> None:
    with connect(settings.queue_url) as connection:
        cron = scheduler(connection, (Periodic("sweep", Job.SWEEP, 1),))
        asked = 0
        deadline = time.monotonic() + 4.2
        while time.monotonic() < deadline:
            asked += len(cron.enqueue_jobs())
            time.sleep(0.05)
        assert 4 <= asked <= 5
        assert len(waiting(settings)) <= 2


def test_two_schedulers_do_no_harm(settings: Settings, valkey: SupervisedProcess) -> None:
    with (
        launched("-m", "workers.schedule", "--data", str(settings.data)),
        launched("-m", "workers.schedule", "--data", str(settings.data)),
    ):

        def of_each() -> bool:
            asked = Counter(job.func_name for job in waiting(settings))
            return asked.keys() == {job.value for job in PERIODIC} and min(asked.values()) >= 2

        wait_until(of_each, 60, what="each job of each")


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_asked(settings: Settings, valkey: SupervisedProcess, wish: signal.Signals) -> None:
    with launched("-m", "workers.schedule", "--data", str(settings.data)) as process:
        wait_until(lambda: waiting(settings), what="the first sweep")
        process.send_signal(wish)
        assert process.wait(60) == 0


def test_it_outlives_its_server(settings: Settings, valkey: SupervisedProcess) -> None:
    with launched("-m", "workers.schedule", "--data", str(settings.data)) as process:
        wait_until(lambda: waiting(settings), what="the first sweep")
        first = {job.id for job in waiting(settings)}
        assert valkey.process is not None
        valkey.process.kill()
        valkey.process.wait(60)

        def back() -> bool:
            valkey.keep_alive()
            return ping(settings)

        wait_until(back, what="the return of Valkey")
        wait_until(lambda: {job.id for job in waiting(settings)} - first, 60, what="a sweep after the return")
        assert process.poll() is None


def test_after_the_clock_was_set_back_jobs_come_at_once(settings: Settings, valkey: SupervisedProcess) -> None:
    with connect(settings.queue_url) as connection:
        cron = scheduler(connection)
        assert len(cron.enqueue_jobs()) == len(PERIODIC) and cron.enqueue_jobs() == []
        for job in cron.get_jobs():
            job.set_enqueue_time(now() + timedelta(hours=1))
        assert len(cron.enqueue_jobs()) == len(PERIODIC) and cron.enqueue_jobs() == []
        assert cron.calculate_sleep_interval() <= 10
