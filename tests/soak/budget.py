"""How long the parts of a long run may take, in one place; what each part does in that time it tells as a figure.

Together they stay under 30 minutes on two processors: the bad day comes first and alone, then the tests run side by
side, each in its seconds of the clock. What has a number of its own (kills, files) ends once it has reached it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import count

# Seconds from the start until nothing new is begun.
WHOLE = 27 * 60.0
# When that is, as seconds since 1970; told by whoever starts the tests.
ENDS = "SOAK_ENDS"
SECONDS = {
    "kills": 600.0,
    "kills with PostgreSQL": 150.0,
    "files": 1250.0,
    "gestures": 4 * 60.0,
    "API": 90.0,
    "forgeries": 60.0,
    "savings": 60.0,
    "carried as Word": 60.0,
    "carried as PDF": 60.0,
    "provinces": 90.0,
}


def left(part: str, share: float = 1.0) -> float:
    """Seconds that this part may still take; `share` is that of one of its tests."""
    ends = float(os.environ.get(ENDS, "inf"))
    return max(0.0, min(SECONDS[part] * share, ends - time.time()))


def rounds(part: str, share: float = 1.0) -> Iterator[int]:
    """Count rounds until the part's time is over; there is one at least."""
    ends = time.monotonic() + left(part, share)
    for number in count():
        if number and time.monotonic() >= ends:
            return
        yield number
