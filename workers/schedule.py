"""The periodic jobs, enqueued by RQ's own scheduler.

Several schedulers at once are harmless, since every job may be run any number of times.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from types import FrameType

import redis
import structlog
from rq.cron import CronJob, CronScheduler
from rq.utils import now

from service.queue import KEEP_FAILED, ROUTES, Job
from service.settings import Settings
from workers.runtime import entry, forget_signals, function_of, own_settings, run_entry, wait_for_queues


@dataclass(frozen=True)
class Periodic:
    """A job without arguments, enqueued at an interval in seconds."""

    name: str
    job: Job
    every: int


PERIODIC: tuple[Periodic, ...] = (
    Periodic("sweep", Job.SWEEP, 10),
    Periodic("remind", Job.REMIND, 60),
    Periodic("back_up", Job.BACK_UP, 600),
    Periodic("apply_retention", Job.APPLY_RETENTION, 600),
)

log = structlog.get_logger()


class Scheduler(CronScheduler):
    """RQ's scheduler, which records that it was asked to stop."""

    asked_to_end = False

    def enqueue_jobs(self) -> list[CronJob]:
        """Enqueue what is due; what was enqueued when it cannot have been, since the clock was set back, is due too."""
        for job in self.get_jobs():
            if job.latest_enqueue_time is not None and job.latest_enqueue_time > now():
                job.latest_enqueue_time = None
        return super().enqueue_jobs()

    def _request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.asked_to_end = True
        super()._request_stop(signum, frame)  # type: ignore[no-untyped-call]


def run_schedule(settings: Settings) -> None:
    """Enqueue the periodic jobs until SIGTERM or SIGINT; outlives the loss and return of the queues' server.

    Raises TonghopError where the server does not answer within half a minute.
    """
    connection = wait_for_queues(settings)
    log.info("schedule ready", jobs=[item.name for item in PERIODIC])
    while not _serve(scheduler(connection)):
        time.sleep(0.5)
        connection = wait_for_queues(settings, math.inf)


def scheduler(connection: redis.Redis, periodic: tuple[Periodic, ...] = PERIODIC) -> Scheduler:
    """RQ's scheduler over the list; a job that nobody took within its interval is dropped, not piled up."""
    built = Scheduler(connection=connection, logging_level="WARNING")
    for item in periodic:
        route = ROUTES[item.job]
        built.register(
            function_of(item.job),
            queue_name=route.queue,
            interval=item.every,
            job_timeout=route.timeout,
            result_ttl=0,
            ttl=item.every,
            failure_ttl=KEEP_FAILED,
            name=item.name,
        )
    return built


def _serve(cron: Scheduler) -> bool:
    """Enqueue until asked to end (True) or until the server is lost (False)."""
    try:
        cron.start()  # type: ignore[no-untyped-call]
    except redis.RedisError as error:
        log.warning("queue server lost", error=str(error))
    finally:
        forget_signals()
    return cron.asked_to_end


def main() -> None:
    """`python -m workers.schedule [--data DIR]`."""
    given = entry("tonghop schedule").parse_args()
    run_entry(lambda: run_schedule(own_settings(given.data)))


if __name__ == "__main__":
    main()
