"""Read by Python as each process of an installation starts: its clock is as far ahead as the file `CLOCK` says."""

from __future__ import annotations

import mmap
import os
import struct
from pathlib import Path

import time_machine

FAR = struct.Struct("<q")


class MovedClock(time_machine.Traveller):
    """The real clock and so many nanoseconds, which somebody else may change at any moment."""

    def __init__(self, path: str) -> None:
        super().__init__(0, None, tick=True)
        with Path(path).open("rb") as file:
            self._far = mmap.mmap(file.fileno(), FAR.size, prot=mmap.PROT_READ)

    def time_ns(self) -> int:
        """What every question about the time is answered with."""
        found: int = time_machine.escape_hatch.time.time_ns() + FAR.unpack(self._far[: FAR.size])[0]
        return found


if path := os.environ.get("CLOCK"):
    time_machine.travel(0).start()
    time_machine.traveller_stack[-1] = MovedClock(path)
