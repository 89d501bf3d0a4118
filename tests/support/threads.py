"""Several threads that begin in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def at_once(count: int, work: Callable[[int], Result]) -> list[Result]:
    """What each of `count` threads got from `work(its number)`; an exception in any of them fails the test."""
    start = threading.Barrier(count, timeout=30)

    def run(number: int) -> Result:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return [job.result(timeout=60) for job in [pool.submit(run, number) for number in range(count)]]
