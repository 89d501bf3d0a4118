"""What the charts draw, as numbers for SVG; every chart has its figures as a table or labels beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 640, 220
LEFT, BOTTOM, TOP = 40, 30, 12
MOST_BARS = 25


@dataclass(frozen=True)
class Point:
    """A point of a line: where it is and what it says."""

    x: float
    y: float
    label: str


@dataclass(frozen=True)
class Line:
    """A rising line up to `most`, with the deadline's place where it falls within."""

    points: tuple[Point, ...]
    path: str
    most: int
    deadline: float | None


def arrivals(days: tuple[tuple[date, int], ...], expected: int, due: date) -> Line | None:
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

    points = tuple(Point(x(day), y(count), f"{day:%d/%m}: {count}") for day, count in days)
    path = f"M{LEFT},{y(0)}" + "".join(f" H{point.x} V{point.y}" for point in points)
    return Line(points, path, expected, x(due) if first <= due <= last else None)


@dataclass(frozen=True)
class Bar:
    """A bar of a share of 100."""

    name: str
    share: Decimal
    width: float


def bars(shares: tuple[tuple[str, Decimal], ...]) -> tuple[Bar, ...]:
    """The bars, the highest first; of many units the lowest ones, which are those to look after."""
    shown = shares if len(shares) <= MOST_BARS else shares[-MOST_BARS:]
    return tuple(Bar(name, share, float(min(share, Decimal(100)))) for name, share in shown)
