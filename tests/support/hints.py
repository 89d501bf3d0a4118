"""Queues in memory: they keep what was asked for instead of asking anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from service.actions.context import Context
from service.queue import Job, Waiting


class Recorder:
    """Keeps every job that was asked for, in order."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def enqueue(self, job: Job, *ids: str, first: bool = False) -> bool:
        """Keep it."""
        self.asked.append((job, *ids))
        return True

    def waiting(self, _job: Job) -> Waiting:
        """Nothing: what was asked for is taken for begun."""
        return ()

    def is_idle(self, _job: Job) -> bool:
        """As where other work waits, so that nobody rests."""
        return False

    def has_lost_worker(self) -> bool:
        """Nobody has registered."""
        return False

    def take(self) -> list[tuple[Any, ...]]:
        """What was asked for since the last time: jobs with their ids."""
        taken, self.asked = self.asked, []
        return taken


def recording(context: Context) -> tuple[Context, Recorder]:
    """The same context with a queue that keeps what is asked for."""
    recorder = Recorder()
    return replace(context, queue=recorder), recorder
