"""A worker: one process that serves one queue and forks a work-horse for each job."""

from __future__ import annotations

import contextlib
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import FrameType
from typing import Any

import redis
import structlog
from redis.client import Pipeline
from rq import Queue, Worker
from rq.job import Job

from service.actions.context import Context, build_context
from service.actions.intake.unfinished_checks import ask_for_rest
from service.actions.operations.unfinished_work import keep_claim, release_claim
from service.channels.registry import CHANNELS
from service.domain.errors import UnavailableError
from service.parent_death import die_with_parent
from service.queue import MAIL, QUEUES, ROUTES, SUBMISSIONS
from service.settings import Settings
from workers.horse_watch import HorseWatch
from workers.runtime import entry, forget_signals, function_of, install, own_settings, run_entry, wait_for_queues

# Seconds; a worker that died is noticed by RQ after a minute instead of after a quarter of an hour.
WORKER_TTL = 30
MAINTENANCE = 10
# How often a worker looks at its work-horse.
MONITORING = 1
# Bytes of address space for a job of any queue: the workbook of four thousand units takes a fifth of that.
MEMORY = 1536 * 1024 * 1024
# By these a work-horse ends together with its worker or its machine, and not of what it does.
ASKED = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})

log = structlog.get_logger()


class QueueWorker(Worker):
    """A forking worker whose work-horses are limited and watched, and which says whether it was asked to end."""

    max_connection_wait_time = 2.0

    def __init__(
        self, queue: str, connection: redis.Redis, context: Context, watch: HorseWatch, before_job: Callable[[], None]
    ) -> None:
        super().__init__(
            [queue],
            connection=connection,
            worker_ttl=WORKER_TTL,
            maintenance_interval=MAINTENANCE,
            job_monitoring_interval=MONITORING,
        )
        self.asked_to_end = False
        self._before_job = before_job
        self._context, self._watch = context, watch
        self._ids: tuple[str, ...] = ()
        self._horse: int | None = None
        self._status: int | None = 0
        self._is_stopped = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Remember the wish, and end after the job at hand."""
        self.asked_to_end = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def procline(self, message: str) -> None:
        """Keep the name under which the process is seen, by which it is known."""

    def perform_job(self, job: Job, queue: Queue, execution: Any) -> bool:
        """Prepare the work-horse and run the job; called inside the work-horse only."""
        die_with_parent(self.pid or os.getppid(), signal.SIGKILL)
        self._before_job()
        started = time.monotonic()
        is_done = bool(super().perform_job(job, queue, execution))
        if job.args or not is_done:
            seconds = round(time.monotonic() - started, 3)
            log.info("job ended", job=job.func_name, ids=job.args, done=is_done, seconds=seconds)
        return is_done

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Give a sign of life; a server that has begun empty meanwhile is told anew who this is."""
        super().heartbeat(timeout, pipeline)
        if pipeline is None and not self.connection.sismember(self.redis_workers_keys, self.key):
            self.connection.delete(self.key)
            self.register_birth()  # type: ignore[no-untyped-call]
            self.set_state(self.get_state())

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run the job in a work-horse; where that ended in the midst of something, see to what it leaves."""
        self._watch.clear()
        self._ids, self._status, self._is_stopped = tuple(job.args), 0, False
        super().execute_job(job, queue)
        self._settle()

    def wait_for_horse(self) -> tuple[int | None, int | None, Any]:
        """Wait for its end, and remember how it ended."""
        ended: tuple[int | None, int | None, Any] = super().wait_for_horse()
        self._horse, self._status = ended[:2]
        return ended

    def maintain_heartbeats(self, job: Job, execution: Any) -> None:
        """The work-horse is at it still: keep what it has claimed, or end it where it takes too long."""
        super().maintain_heartbeats(job, execution)
        work = self._watch.at_hand
        if work is None:
            return
        if self._watch.is_overdue:
            log.warning("work takes too long, ending its work-horse", task=work.task.value, id=work.id)
            self._is_stopped = True
            self.kill_horse()
        elif self._watch.is_renewal_due:
            with self._storing():
                keep_claim(self._context, work)

    def _settle(self) -> None:
        """Give back what the work-horse left behind, and ask for what it did not come to."""
        work, status = self._watch.at_hand, self._status or 0
        self._watch.clear()
        if work is None and status == 0:
            return
        end = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        log.warning("work-horse ended early", at=work and work.id, ended_by=end)
        if self._horse:
            with contextlib.suppress(ProcessLookupError):  # what it started lives in its group
                os.killpg(self._horse, signal.SIGKILL)
        is_to_blame = not (self.asked_to_end or end in ASKED) and self._may_be_blamed()
        with self._storing():
            if work is not None:
                release_claim(self._context, work, counts=is_to_blame)
            if SUBMISSIONS in self.queue_names():
                ask_for_rest(self._context, self._ids)

    def _may_be_blamed(self) -> bool:
        return not self._is_stopped or (self._watch.bound is not None and self._watch.bound.is_strict)

    @contextlib.contextmanager
    def _storing(self) -> Iterator[None]:
        """Where the database does not answer, the lease runs out; no connection is left to be inherited by a fork."""
        try:
            yield
        except UnavailableError as error:
            log.warning("a claim is left to its lease", error=str(error))
        finally:
            self._context.database.dispose()

    def let_go(self) -> None:
        """End what a lost connection leaves behind: the thread that listens for commands, and a work-horse."""
        thread: Any = self.pubsub_thread
        if thread is not None:
            thread.stop()
        if self.horse_pid:
            # It ends by itself, within the job's time limit at the latest.
            self.wait_for_horse()
            self._settle()


def run_worker(settings: Settings, queue: str) -> None:
    """Serve the queue until SIGTERM or SIGINT; outlives the loss and return of the queues' server.

    Raises TonghopError where the server does not answer within half a minute, or the database is not ready.
    """
    connection = wait_for_queues(settings)
    watch = HorseWatch(queue)
    context = replace(build_context(settings), watch=watch)
    install(context)
    _load(settings, queue)
    log.info("worker ready", queue=queue)
    while not _serve(QueueWorker(queue, connection, context, watch, lambda: _prepare(context))):
        time.sleep(0.5)
        connection = wait_for_queues(settings, math.inf)


def _load(settings: Settings, queue: str) -> None:
    """Load what the queue's jobs need: what is there before the fork need not be loaded by every work-horse."""
    for job, route in ROUTES.items():
        if route.queue == queue:
            function_of(job)
    if queue == MAIL:
        CHANNELS.there(settings)


def _serve(worker: QueueWorker) -> bool:
    """Work until asked to end (True) or until the server is lost (False)."""
    try:
        worker.work(logging_level="WARNING")
    except redis.RedisError as error:
        log.warning("queue server lost", queues=worker.queue_names(), error=str(error))
    finally:
        forget_signals()
        worker.let_go()
    return worker.asked_to_end


def _prepare(context: Context) -> None:
    # Two processes must not talk over one database connection.
    context.database.engine.dispose(close=False)
    if sys.platform == "linux":
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard), hard))


def main() -> None:
    """`python -m workers.worker --queue NAME [--data DIR]`."""
    parser = entry("tonghop worker")
    parser.add_argument("--queue", choices=QUEUES, required=True)
    given = parser.parse_args()
    run_entry(lambda: run_worker(own_settings(given.data), given.queue))


if __name__ == "__main__":
    main()
