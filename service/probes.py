"""Asking parts for a sign of life without ever waiting long: a part that hangs keeps one thread, and nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

# Seconds: how long an answer counts, how long anybody waits for a new one, and how long the last one stands in for it.
FRESH = 1.0
PATIENCE = 1.0
STALE = 30.0

T = TypeVar("T")


@dataclass
class _Asked(Generic[T]):
    """One part: what it said last and when, and the question that is under way."""

    said: T | None = None
    at: float = float("-inf")
    under_way: Event | None = None
    lock: Lock = field(default_factory=Lock)


class Probes:
    """Remembers for a second what each part said, and asks each by one thread at a time."""

    def __init__(self) -> None:
        self._parts: dict[str, _Asked[object]] = {}
        self._lock = Lock()

    def ask(self, part: str, question: Callable[[], T]) -> T | None:
        """What the part says; None where it has not answered in time. The question must not raise."""
        with self._lock:
            asked: _Asked[T] = self._parts.setdefault(part, _Asked())  # type: ignore[assignment]
        with asked.lock:
            if time.monotonic() - asked.at < FRESH:
                return asked.said
            answered = asked.under_way or self._begin(asked, question)
        answered.wait(PATIENCE)
        with asked.lock:
            return asked.said if time.monotonic() - asked.at < STALE else None

    def _begin(self, asked: _Asked[T], question: Callable[[], T]) -> Event:
        answered = Event()
        asked.under_way = answered
        Thread(target=_put, args=(asked, question, answered), name="probe", daemon=True).start()
        return answered


def _put(asked: _Asked[T], question: Callable[[], T], answered: Event) -> None:
    try:
        said = question()
        with asked.lock:
            asked.said, asked.at = said, time.monotonic()
    finally:
        # What failed in an unforeseen way is asked anew, and its thread's end is in the log.
        asked.under_way = None
        answered.set()
