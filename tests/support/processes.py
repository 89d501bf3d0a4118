"""Waiting for conditions of real processes, always with a bound."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import psutil

ROOT = Path(__file__).parents[2]


def wait_until(condition: Callable[[], object], seconds: float = 60.0, what: str = "the condition") -> None:
    """Return once the condition holds; fails the test after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come true within {seconds} s"
        time.sleep(0.02)


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_running(pid: int) -> bool:
    """Whether the process runs; one that has ended and was not collected by its parent does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def descendants(pid: int) -> list[psutil.Process]:
    """All processes below this one."""
    return psutil.Process(pid).children(recursive=True)


def words_of(process: psutil.Process) -> set[str]:
    """The words of its command line, of paths their last part; who names itself does it in one piece."""
    return {Path(word).name for word in " ".join(process.cmdline()).split()}


def none_run(processes: list[psutil.Process]) -> bool:
    """Whether all of these very processes have ended."""
    return not any(process.is_running() and is_running(process.pid) for process in processes)


@contextlib.contextmanager
def launched(
    *arguments: str, log: IO[bytes] | None = None, **environment: str
) -> Iterator[subprocess.Popen[str]]:  # fmt: skip
    """A Python process, with its standard output as text; whatever it left is killed at the end.

    What it says of errors goes to `log`, or where the tests' own goes.
    """
    process = subprocess.Popen(
        [sys.executable, "-u", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    below: list[psutil.Process] = []
    try:
        yield process
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            below = descendants(process.pid)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        for left in below:
            with contextlib.suppress(psutil.NoSuchProcess):
                left.kill()
