"""A worker outlives its queue server, limits its work-horses, and takes them along when it is killed."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from rq import Queue, Worker
from rq.worker import WorkerStatus

from service.domain.errors import TonghopError
from service.queue import CONSOLIDATION, QUEUES, SUBMISSIONS, connect
from service.settings import Settings
from service.storage.engine.database import Database
from service.storage.engine.migrate import upgrade
from tests.support.processes import descendants, is_running, launched, none_run, wait_until
from workers.runtime import current, wait_for_queues
from workers.supervisor import SupervisedProcess
from workers.valkey import ping


@contextlib.contextmanager
def worker_of(settings: Settings, queue: str) -> Iterator[subprocess.Popen[str]]:
    """A worker process that has registered."""
    database = Database(settings.database_url)
    upgrade(database)
    database.dispose()
    with launched("-m", "workers.worker", "--data", str(settings.data), "--queue", queue) as process:
        wait_until(lambda: process.pid in registered(settings, queue), what="the registration of the worker")
        yield process


def registered(settings: Settings, queue: str) -> set[int | None]:
    """The processes of the queue's workers that wait for jobs, and so listen to signals."""
    with connect(settings.queue_url) as connection:
        workers = Worker.all(queue=Queue(queue, connection=connection))
        return {worker.pid for worker in workers if worker.get_state() == WorkerStatus.IDLE}


def ask(settings: Settings, queue: str, job: str, *arguments: str) -> None:
    """Put a sample job into the queue."""
    with connect(settings.queue_url) as connection:
        Queue(queue, connection=connection).enqueue_call(
            f"tests.support.sample_jobs.{job}", args=arguments, timeout=60, result_ttl=0
        )


def kill_and_revive(valkey: SupervisedProcess, settings: Settings) -> None:
    """End the server without warning and wait until it is back."""
    assert valkey.process is not None
    valkey.process.kill()
    valkey.process.wait(60)

    def back() -> bool:
        valkey.keep_alive()
        return ping(settings)

    wait_until(back, what="the return of Valkey")


def test_a_job_runs_in_a_process_of_its_own(settings: Settings, valkey: SupervisedProcess, tmp_path: Path) -> None:
    with worker_of(settings, SUBMISSIONS) as worker:
        ask(settings, SUBMISSIONS, "note", str(tmp_path / "note"))
        wait_until(lambda: (tmp_path / "note").exists() and (tmp_path / "note").read_text(), what="the job")
        assert int((tmp_path / "note").read_text()) != worker.pid


@pytest.mark.parametrize("queue", QUEUES)
def test_no_job_can_take_all_memory(settings: Settings, valkey: SupervisedProcess, tmp_path: Path, queue: str) -> None:
    with worker_of(settings, queue):
        for megabytes in ("200", "2000"):
            ask(settings, queue, "swell", str(tmp_path / megabytes), megabytes)
        wait_until(lambda: (tmp_path / "2000").exists() and (tmp_path / "2000").read_text(), what="both jobs")
        assert (tmp_path / "200").read_text() == str(200 * 1024 * 1024)
        assert (tmp_path / "2000").read_text() == "refused"


@pytest.mark.parametrize("busy", [False, True])
def test_a_worker_outlives_its_server(
    settings: Settings, valkey: SupervisedProcess, tmp_path: Path, busy: bool
) -> None:
    with worker_of(settings, CONSOLIDATION) as worker:
        if busy:
            ask(settings, CONSOLIDATION, "linger", str(tmp_path / "first"), "3")
            wait_until((tmp_path / "first").exists, what="the first job")
        kill_and_revive(valkey, settings)
        ask(settings, CONSOLIDATION, "note", str(tmp_path / "second"))
        wait_until((tmp_path / "second").exists, 60, what="the job after the return")
        assert worker.poll() is None


def test_a_worker_is_known_again_to_a_server_that_began_empty(settings: Settings, valkey: SupervisedProcess) -> None:
    """As where its file was damaged: whoever watches over the worker would else take it for dead."""
    with worker_of(settings, SUBMISSIONS) as worker:
        with connect(settings.queue_url) as connection:
            connection.flushall()
        assert worker.pid not in registered(settings, SUBMISSIONS)
        wait_until(lambda: worker.pid in registered(settings, SUBMISSIONS), 60, "the worker's new registration")


def test_a_worker_ends_at_once_when_idle(settings: Settings, valkey: SupervisedProcess) -> None:
    with worker_of(settings, SUBMISSIONS) as worker:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
        assert worker.pid not in registered(settings, SUBMISSIONS)


def test_a_worker_ends_while_its_server_is_away(settings: Settings, valkey: SupervisedProcess) -> None:
    with worker_of(settings, SUBMISSIONS) as worker:
        assert valkey.process is not None
        valkey.process.kill()
        valkey.process.wait(60)
        time.sleep(0.5)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) in {0, -signal.SIGTERM}


def test_a_worker_finishes_the_job_at_hand_before_it_ends(
    settings: Settings, valkey: SupervisedProcess, tmp_path: Path
) -> None:
    with worker_of(settings, CONSOLIDATION) as worker:
        ask(settings, CONSOLIDATION, "linger", str(tmp_path / "note"), "1.5")
        wait_until(lambda: (tmp_path / "note").exists() and (tmp_path / "note").read_text(), what="the job")
        horse = int((tmp_path / "note").read_text())
        worker.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert is_running(horse)
        assert worker.wait(60) == 0


def test_a_killed_worker_takes_its_work_horse_along(
    settings: Settings, valkey: SupervisedProcess, tmp_path: Path
) -> None:
    with worker_of(settings, CONSOLIDATION) as worker:
        ask(settings, CONSOLIDATION, "linger", str(tmp_path / "note"), "60")
        wait_until(lambda: (tmp_path / "note").exists() and (tmp_path / "note").read_text(), what="the job")
        below = descendants(worker.pid)
        assert psutil.Process(int((tmp_path / "note").read_text())) in below
        worker.kill()
        wait_until(lambda: none_run(below), what="the end of the work-horse")


def test_a_killed_work_horse_leaves_the_worker_to_its_next_job(
    settings: Settings, valkey: SupervisedProcess, tmp_path: Path
) -> None:
    with worker_of(settings, CONSOLIDATION) as worker:
        ask(settings, CONSOLIDATION, "linger", str(tmp_path / "first"), "60")
        wait_until(lambda: (tmp_path / "first").exists() and (tmp_path / "first").read_text(), what="the first job")
        ask(settings, CONSOLIDATION, "note", str(tmp_path / "second"))
        psutil.Process(int((tmp_path / "first").read_text())).kill()
        wait_until((tmp_path / "second").exists, what="the second job")
        assert worker.poll() is None


def test_a_server_that_never_answers_is_named(settings: Settings) -> None:
    with pytest.raises(TonghopError, match=r"Máy chủ hàng đợi tại «.*valkey\.sock» không trả lời sau 0 giây"):
        wait_for_queues(settings, seconds=0.3)


def test_a_password_is_not_told(settings: Settings) -> None:
    elsewhere = Settings(settings.data, settings.database_url, redis_url="redis://:bi-mat@127.0.0.1:1/0")
    with pytest.raises(TonghopError, match=r"127\.0\.0\.1:1") as refused:
        wait_for_queues(elsewhere, seconds=0)
    assert "bi-mat" not in str(refused.value)


def test_a_process_that_is_no_worker_has_no_context() -> None:
    with pytest.raises(RuntimeError, match="jobs run in a worker"):
        current()
