"""Calls for a child process: what it may do, and what goes beyond its bounds."""

from __future__ import annotations

import os
import resource
import signal
import time

from service.domain.errors import UnreadableError, message


def doubled(number: int) -> int:
    """Twice the number."""
    return 2 * number


def process() -> int:
    """The process in which this is called."""
    return os.getpid()


def refuse() -> None:
    """Raise an error for people."""
    raise UnreadableError(message("Ô {place} không đọc được.", place="II.2!F12"))


def fail() -> None:
    """Fail as nobody foresaw."""
    raise ZeroDivisionError("nobody foresaw this")


def take_memory(megabytes: int) -> int:
    """Hold so much at once."""
    return len(bytearray(megabytes * 1024 * 1024))


def spin() -> None:
    """Compute without end."""
    while True:
        pass


def sleep() -> None:
    """Wait without end, using nothing."""
    while True:
        time.sleep(60)


def die() -> None:
    """End as if the kernel had ended it."""
    os.kill(os.getpid(), signal.SIGKILL)


def peak() -> int:
    """Bytes that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
