"""The queues: jobs are named by strings, take ids, and are hints to what the database says.

Enqueue only after commit. Where Redis is away the row stays as it is and the sweeper finds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Protocol

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.queue import EnqueueData
from rq.worker_registration import get_keys

from service.batches import batched

SUBMISSIONS = "submissions"
# Filings that are checked alone, since a worker may have died of them.
QUARANTINE = "quarantine"
CONSOLIDATION = "consolidation"
# Short work that must not wait behind a long build.
UPKEEP = "upkeep"
MAIL = "mail"
QUEUES = (SUBMISSIONS, QUARANTINE, CONSOLIDATION, UPKEEP, MAIL)
KEEP_FAILED = 24 * 3600
# Seconds in which hints are gathered after some have gone out.
PAUSE = 0.1
# Seconds that a server which may hang is given by who asks by the way.
BRIEF = 0.5
# Seconds in which nobody is asked after a server did not answer; what is asked for meanwhile the sweeper finds.
REST = 2.0

log = structlog.get_logger()


class Job(StrEnum):
    """The function that a worker runs; a guard test resolves every name."""

    VALIDATE_SUBMISSIONS = "workers.jobs.validate_submissions"
    VALIDATE_ALONE = "workers.jobs.validate_alone"
    MERGE_PERIOD = "workers.jobs.merge_period"
    BUILD_WORKBOOK = "workers.jobs.build_workbook"
    DELIVER = "workers.jobs.deliver"
    REMIND = "workers.jobs.remind"
    SWEEP = "workers.jobs.sweep"
    BACK_UP = "workers.jobs.back_up"
    APPLY_RETENTION = "workers.jobs.apply_retention"


@dataclass(frozen=True)
class Route:
    """Which queue serves a job, after how many seconds it is taken for hung, and how many ids it may take.

    With `once` it is not asked for where the same already waits: whoever comes to it finds all that there is to do.
    """

    queue: str
    timeout: int
    at_once: int = 1
    once: bool = False


ROUTES = {
    # A work-horse costs more than a check. Longer than all of a group may take, each as long as BOUNDS let it.
    Job.VALIDATE_SUBMISSIONS: Route(SUBMISSIONS, 240, at_once=20),
    Job.VALIDATE_ALONE: Route(QUARANTINE, 120),
    Job.MERGE_PERIOD: Route(CONSOLIDATION, 600, once=True),
    Job.BUILD_WORKBOOK: Route(CONSOLIDATION, 1800, once=True),
    # A run's time, and a last letter to a server that takes its time for every answer.
    Job.DELIVER: Route(MAIL, 240, once=True),
    Job.REMIND: Route(UPKEEP, 300),
    Job.SWEEP: Route(UPKEEP, 120),
    # Reminders and sweeps would wait behind a large database.
    Job.BACK_UP: Route(CONSOLIDATION, 3600, once=True),
    Job.APPLY_RETENTION: Route(CONSOLIDATION, 3600, once=True),
}


def connect(url: str) -> redis.Redis:
    """A connection to the queues' server for a process that lives by it, with bounded waits."""
    return redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5)


def connect_briefly(url: str) -> redis.Redis:
    """A connection for who has other things to do: a server that hangs is given up at once, and not tried again."""
    at_once = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(url, socket_connect_timeout=BRIEF, socket_timeout=BRIEF, retry=at_once)


def queue_lengths(url: str) -> dict[str, int] | None:
    """How many jobs wait in each queue; None where the queues cannot be reached."""
    try:
        with connect_briefly(url) as connection:
            return {name: Queue(name, connection=connection).count for name in QUEUES}
    except redis.RedisError as error:
        log.warning("queue unreachable", error=str(error))
        return None


Ask = tuple[Job, tuple[str, ...]]
# The ids of each job of a kind that waits in its queue, in order; one without ids has none.
Waiting = tuple[tuple[str, ...], ...]


class JobEnqueuer(Protocol):
    """Somewhere to ask for a job."""

    def enqueue(self, job: Job, *ids: str, first: bool = False) -> bool:
        """Ask for a job, for each of its ids, before all others or after them; False where nobody was asked."""
        ...

    def waiting(self, job: Job) -> Waiting:
        """What was asked for and nobody has begun with; raises redis.RedisError where the queue cannot be reached."""
        ...

    def is_idle(self, job: Job) -> bool:
        """Whether nothing at all waits for those that serve this job; False where that cannot be known."""
        ...

    def has_lost_worker(self) -> bool:
        """Whether a worker that has registered is gone without a word; False where that cannot be known."""
        ...


class NoQueue:
    """For a process that does all of its work itself and asks nobody."""

    def enqueue(self, job: Job, *ids: str, first: bool = False) -> bool:
        """Ask nobody."""
        return False

    def waiting(self, _job: Job) -> Waiting:
        """Nothing."""
        return ()

    def is_idle(self, _job: Job) -> bool:
        """That cannot be known."""
        return False

    def has_lost_worker(self) -> bool:
        """Nobody has registered."""
        return False


Unreached = Callable[[Sequence[Ask], redis.RedisError], None]


def log_unreached(asked: Sequence[Ask], error: redis.RedisError) -> None:
    """Leave in the log that hints reached nobody."""
    log.warning("queue unreachable, the sweeper will ask again", asked=asked, error=str(error))


class JobQueue:
    """Puts jobs into their queues; `unreached` is told of hints that reached nobody."""

    def __init__(self, connection: redis.Redis, unreached: Unreached = log_unreached) -> None:
        self.connection = connection
        self._unreached = unreached
        self._queues = {name: Queue(name, connection=connection) for name in QUEUES}
        self._rests_until = float("-inf")

    def enqueue(self, job: Job, *ids: str, first: bool = False) -> bool:
        """Ask for a job, for each of its ids; False where the queue cannot be reached, which the sweeper makes good."""
        return self.enqueue_all([(job, ids)], first=first)

    def enqueue_all(self, asked: Sequence[Ask], *, first: bool = False) -> bool:
        """Ask for several jobs in one exchange a queue; False where the queues cannot be reached.

        A server that has just not answered is left in peace for a while, so that not everybody waits for it.
        """
        if time.monotonic() < self._rests_until:
            return False
        try:
            known = {job: self.waiting(job) for job, _ in asked if ROUTES[job].once}
            for name, queue in self._queues.items():
                jobs = [
                    _prepared(job, part, first)
                    for job, ids in asked
                    if ROUTES[job].queue == name
                    for part in _parts(job, ids)
                    if part not in known.get(job, ())
                ]
                if jobs:
                    queue.enqueue_many(jobs)
        except redis.RedisError as error:
            if isinstance(error, redis.TimeoutError):
                self._rests_until = time.monotonic() + REST
            self._unreached(asked, error)
            return False
        return True

    def waiting(self, job: Job) -> Waiting:
        """What was asked for and nobody has begun with; raises redis.RedisError where the queue cannot be reached."""
        queued = self._queues[ROUTES[job].queue].jobs
        return tuple(tuple(item.args) for item in queued if item.func_name == job.value)

    def is_idle(self, job: Job) -> bool:
        """Whether nothing at all waits in the job's queue; False where it cannot be reached."""
        try:
            return self._queues[ROUTES[job].queue].count == 0
        except redis.RedisError as error:
            log.warning("queue unreachable", error=str(error))
            return False

    def has_lost_worker(self) -> bool:
        """Whether a worker that has registered is not connected any more; False where the server does not tell."""
        try:
            registered = {key.rpartition(":")[2] for key in get_keys(connection=self.connection)}
            connected = {client.get("name") for client in self.connection.client_list()}
        except redis.RedisError as error:
            log.warning("the queues' server does not tell who is connected", error=str(error))
            return False
        return not registered <= connected


class BatchingQueue:
    """Asks in the background: a web server has better things to do than to wait for a hint.

    Who comes first is not kept waiting; what is asked for in a rush goes out together.
    """

    def __init__(self, queue: JobQueue) -> None:
        self._queue = queue
        self._asked: SimpleQueue[Ask] = SimpleQueue()
        self._begin = Lock()
        self._thread: Thread | None = None

    def waiting(self, job: Job) -> Waiting:
        """What was asked for and nobody has begun with; raises redis.RedisError where the queue cannot be reached."""
        return self._queue.waiting(job)

    def is_idle(self, job: Job) -> bool:
        """Whether nothing at all waits in the job's queue; False where it cannot be reached."""
        return self._queue.is_idle(job)

    def has_lost_worker(self) -> bool:
        """Whether a worker that has registered is not connected any more; False where the server does not tell."""
        return self._queue.has_lost_worker()

    def enqueue(self, job: Job, *ids: str, first: bool = False) -> bool:
        """Ask for a job soon; what a dying process did not ask for any more the sweeper finds."""
        if first:
            return self._queue.enqueue(job, *ids, first=True)
        self._asked.put((job, ids))
        with self._begin:
            # Begun with the first job, since a thread does not survive the fork of a server's workers.
            if self._thread is None:
                self._thread = Thread(target=self._run, name="hints", daemon=True)
                self._thread.start()
        return True

    def _run(self) -> None:
        while True:
            first = self._asked.get()
            self._queue.enqueue_all(_together([first, *self._gathered()]))
            time.sleep(PAUSE)

    def _gathered(self) -> Iterator[Ask]:
        while True:
            try:
                yield self._asked.get_nowait()
            except Empty:
                return


def _together(asked: Sequence[Ask]) -> list[Ask]:
    """Each job once, for all ids that it was asked for, in order and once each."""
    ids: dict[Job, dict[str, None]] = {}
    for job, wanted in asked:
        ids.setdefault(job, {}).update(dict.fromkeys(wanted))
    return [(job, tuple(wanted)) for job, wanted in ids.items()]


def _parts(job: Job, ids: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    """The ids as the job takes them; a job without ids is one job."""
    return list(batched(ids, ROUTES[job].at_once)) or [()]


def _prepared(job: Job, ids: tuple[str, ...], first: bool) -> EnqueueData:
    return Queue.prepare_data(
        job.value, args=ids, timeout=ROUTES[job].timeout, result_ttl=0, failure_ttl=KEEP_FAILED, at_front=first
    )
