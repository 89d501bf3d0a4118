"""What a worker sees of its work-horse: what that is at, how long already, and whether it ended in the midst of it.

The work-horse writes into memory that both share. Bounds on processor time are the kernel's to keep, since a process
that is stuck in a library listens to nobody; those on the clock are the worker's.
"""

from __future__ import annotations

import mmap
import signal
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from service.domain.errors import UnavailableError
from service.queue import QUARANTINE, SUBMISSIONS
from service.watch import RENEWED_EVERY, WatchedTask, Work


@dataclass(frozen=True)
class Bound:
    """How long one piece of work may take: seconds of the processor's time and of the clock's.

    `is_strict` says that whoever takes longer by the clock may be blamed for it.
    """

    processor: float
    clock: float
    is_strict: bool


# A check takes hundredths of a second, one of the largest file that is taken in a few seconds. Among others it must
# not keep those waiting; alone it gets what the slowest machine may need.
BOUNDS = {SUBMISSIONS: Bound(3.0, 8.0, is_strict=False), QUARANTINE: Bound(20.0, 40.0, is_strict=True)}

_SIZE = 2048
# Length of the text, attempt, and when it began; then task and id.
_HEAD = struct.Struct("=Iqd")


class HorseWatch:
    """Watches over one work-horse at a time; made before the fork, used on both sides of it."""

    def __init__(self, queue: str) -> None:
        self.bound = BOUNDS.get(queue)
        self._shared = mmap.mmap(-1, _SIZE)
        self._renewed = 0.0

    @contextmanager
    def over(self, work: Work) -> Iterator[None]:
        """In the work-horse: what it is at until the block ends, unless it ends with the process or an error.

        A database that does not answer is nobody's fault: then the claim is left to its lease.
        """
        self._write(work)
        if self.bound is not None:
            # Nothing handles the signal, so that it ends the process wherever that is.
            signal.setitimer(signal.ITIMER_PROF, self.bound.processor)
        try:
            yield
        except UnavailableError:
            self.clear()
            raise
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        self.clear()

    @property
    def at_hand(self) -> Work | None:
        """What the work-horse is at, or was when it ended."""
        length, attempt, _ = _HEAD.unpack_from(self._shared)
        if not length:
            return None
        task, _, id_ = self._shared[_HEAD.size : _HEAD.size + length].decode(errors="replace").partition(" ")
        return Work(WatchedTask(task), id_, attempt)

    @property
    def is_overdue(self) -> bool:
        """Whether it is at it for longer than it may be."""
        length, _, began = _HEAD.unpack_from(self._shared)
        return self.bound is not None and length > 0 and time.monotonic() - began > self.bound.clock

    @property
    def is_renewal_due(self) -> bool:
        """Whether its claim is to be renewed now; True once, and then after a while again."""
        length, _, began = _HEAD.unpack_from(self._shared)
        now = time.monotonic()
        if not length or now - max(began, self._renewed) < RENEWED_EVERY:
            return False
        self._renewed = now
        return True

    def clear(self) -> None:
        """Forget what it was at."""
        _HEAD.pack_into(self._shared, 0, 0, 0, 0.0)

    def _write(self, work: Work) -> None:
        text = f"{work.task.value} {work.id}".encode()
        self.clear()
        self._shared[_HEAD.size : _HEAD.size + len(text)] = text
        _HEAD.pack_into(self._shared, 0, len(text), work.attempt, time.monotonic())
