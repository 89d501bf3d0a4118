"""Workers as processes over an installation."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator

from rq import Queue, Worker

from service.queue import connect
from service.settings import Settings
from tests.support.processes import launched, wait_until


@contextlib.contextmanager
def serving(settings: Settings, *queues: str) -> Iterator[list[subprocess.Popen[str]]]:
    """A worker for each of these queues, which has registered."""
    with contextlib.ExitStack() as stack:
        arguments = ("-m", "workers.worker", "--data", str(settings.data), "--queue")
        processes = [stack.enter_context(launched(*arguments, queue)) for queue in queues]
        for queue, process in zip(queues, processes, strict=True):
            wait_until(lambda q=queue, p=process: p.pid in serves(settings, q), 60, f"the worker of {queue}")
        yield processes


def serves(settings: Settings, queue: str) -> set[int | None]:
    """The processes that have registered for the queue."""
    with connect(settings.queue_url) as connection:
        return {worker.pid for worker in Worker.all(queue=Queue(queue, connection=connection))}
