"""Work that is claimed in the database for a while, and who sees to it that the claim lives as long as the work.

The queues' jobs run in processes that may die of what they do. A worker process watches over each of them: while it
lives the claim is renewed, so that a lease need not be as long as the longest piece of work; where it dies the claim
is given back at once. Where the worker itself is gone, which its lost connection to the queues tells, the claim is
taken from it after some seconds; only where nobody can tell is a lease waited out.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

# How long a claim holds that nobody renews, and after how many seconds its worker does: some may fail.
LEASE = timedelta(seconds=25)
RENEWED_EVERY = 2.0
# What was not renewed for so long is taken for left behind where a worker is known to be gone.
UNRENEWED = timedelta(seconds=6)


class WatchedTask(StrEnum):
    """What is claimed."""

    FILING = "filing"
    MERGE = "merge"
    BUILD = "build"
    LETTER = "letter"


@dataclass(frozen=True)
class Work:
    """One claim: of a filing's check, a period's merge, a workbook or a message, and which attempt at it."""

    task: WatchedTask
    id: str
    attempt: int = 0


class Watch(Protocol):
    """Whoever sees what becomes of a piece of work."""

    def over(self, work: Work) -> AbstractContextManager[None]:
        """Watch until the block ends."""
        ...


class NoWatch:
    """For a process that nobody watches over: its claims end with their lease."""

    def over(self, _work: Work) -> AbstractContextManager[None]:
        """Do nothing."""
        return nullcontext()
