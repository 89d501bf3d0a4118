"""Jobs that a worker can be watched with."""

from __future__ import annotations

import os
import time
from pathlib import Path


def note(path: str) -> None:
    """Write down the process that ran this."""
    Path(path).write_text(str(os.getpid()))


def linger(path: str, seconds: str) -> None:
    """Write down the process and stay."""
    note(path)
    time.sleep(float(seconds))


def swell(path: str, megabytes: str) -> None:
    """Write down whether so much memory was to be had."""
    try:
        taken = len(bytearray(int(megabytes) * 1024 * 1024))
    except MemoryError:
        Path(path).write_text("refused")
    else:
        Path(path).write_text(f"{taken}")
