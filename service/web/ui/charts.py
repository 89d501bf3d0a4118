"""What the charts draw, as numbers for SVG; every chart has its figures as a table or labels beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 640, 220
LEFT, BOTTOM, TOP = 60, 30, 24
LABEL = 40  # what a number of units takes beside its point
MOST_BARS = 25
# More numbers than this would stand in each other's way.
MOST_LABELS = 12


@dataclass(frozen=True)
class Point:
    """A point of a line: where it is, the day and how many units there were."""

    x: float
    y: float
    day: date
    count: int

    @property
    def is_at_edge(self) -> bool:
        """Whether there is no room for its number on its right."""
        return self.x > WIDTH - LABEL

    @property
    def label_x(self) -> float:
        """Where its number begins; at the edge, where it ends."""
        return round(self.x - 7 if self.is_at_edge else self.x + 7, 1)

    @property
    def label_y(self) -> float:
        """Where its number stands: below it, or above it where the axis is too near."""
        return round(self.y - 6 if self.y + 16 > HEIGHT - BOTTOM else self.y + 16, 1)


@dataclass(frozen=True)
class LineChart:
    """A rising line up to `most`, with the deadline's place where it falls within."""

    points: tuple[Point, ...]
    path: str
    most: int
    deadline: float | None

    @property
    def is_labelled(self) -> bool:
        """Whether each point has its number beside it."""
        return len(self.points) <= MOST_LABELS


def arrivals(days: tuple[tuple[date, int], ...], expected: int, due: date) -> LineChart | None:
    """How many units had filed at the end of each day; None where nobody has."""
    if not days or not expected:
        return None
    first = days[0][0]
    last = max(days[-1][0], due)
    span = max(1, (last - first).days)

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - 10) * (day - first).days / span, 1)

    def y(count: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / expected, 1)

    points = tuple(Point(x(day), y(count), day, count) for day, count in days)
    path = f"M{LEFT},{y(0)}" + "".join(f" H{point.x} V{point.y}" for point in points)
    return LineChart(points, path, expected, x(due) if first <= due <= last else None)


@dataclass(frozen=True)
class Bar:
    """A bar of a share of 100; `is_low` where it is below that of the whole province."""

    name: str
    share: Decimal
    width: float
    is_low: bool

    @property
    def text(self) -> str:
        """The share with two decimals, so that all stand below each other."""
        return two_decimals(self.share)


def bars(shares: tuple[tuple[str, Decimal], ...], whole: Decimal | None) -> tuple[Bar, ...]:
    """The bars, the highest first; of many units the lowest ones, which are those to look after."""
    shown = shares if len(shares) <= MOST_BARS else shares[-MOST_BARS:]
    return tuple(
        Bar(name, share, float(min(share, Decimal(100))), whole is not None and share < whole) for name, share in shown
    )


def two_decimals(value: Decimal) -> str:
    """A number as it is written in Vietnam, always with two decimals."""
    return f"{value:.2f}".replace(".", ",")
