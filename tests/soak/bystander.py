"""A process beside the product that only wants to wake up in time: how late it does tells how busy the machine is.

Where it is late, whoever answers late may have waited for a processor, and not for the product.
"""

from __future__ import annotations

import os
import subprocess
import sys
from types import TracebackType

_NAP = 0.05
_SLEEP = f"""
import select, sys, time
latest = 0.0
while not select.select([sys.stdin], [], [], 0)[0]:
    begun = time.monotonic()
    time.sleep({_NAP})
    latest = max(latest, time.monotonic() - begun - {_NAP})
print(latest)
"""


class Bystander:
    """Wakes up twenty times a second in a process of its own; once it has ended it knows by how much it was late."""

    def __init__(self) -> None:
        self.latest = 0.0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Bystander:
        """Begin."""
        command = [sys.executable, "-S", "-c", _SLEEP]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """End."""
        assert self._process is not None
        said, _nothing = self._process.communicate("\n", timeout=60)
        self.latest = float(said)


def load() -> float:
    """How many processes want each of the processors, over the last minute."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)
