"""What stands apart among many: by the median and the median absolute deviation, which a few odd values move little."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median
from typing import NamedTuple

# Of fewer values nobody can say what is usual.
FEWEST = 5
# How many deviations from the median stand far apart (Iglewicz and Hoaglin).
FAR = 3.5
# What makes either deviation as wide as a standard deviation where values are spread normally.
_OF_MEDIAN, _OF_MEAN = 1.4826, 1.2533


class Spread(NamedTuple):
    """How values lie: their median, and how far from it is usual."""

    median: float
    deviation: float

    def is_far(self, value: float) -> bool:
        """Whether a value stands far apart from the others."""
        return abs(value - self.median) > FAR * self.deviation


def spread_of(values: Sequence[float]) -> Spread | None:
    """How the values lie; None for too few of them.

    Where most are alike, the mean of the deviations takes the place of their median, which is nought.
    """
    if len(values) < FEWEST:
        return None
    middle = median(values)
    away = [abs(value - middle) for value in values]
    return Spread(middle, median(away) * _OF_MEDIAN or fmean(away) * _OF_MEAN)
