"""What of many units' figures deserves a look: what moved since the unit's own past as nobody else's did, and what is
unlike its peers where there is no past.

Numbers are held against each other by how many times as much they are, shares by points. How far is far follows from
all units of a kind: where everybody's figures go up and down, one that does so is no surprise.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from service.domain.consolidation.baseline import Baseline, change, is_share
from service.domain.consolidation.formatting import show_figure
from service.domain.consolidation.outliers import Spread, spread_of
from service.domain.consolidation.unusual_totals import LEAST, POINTS, has_moved_far
from service.domain.errors import message
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.period import Period
from service.domain.reporting.report import Figure, Report
from service.domain.validation.review_score import Concern, ConcernKind, Moved

# A figure that moved far; that is three times as much, or as little; and ten times.
MOVED, THREEFOLD, TENFOLD = 2, 5, 10
UNLIKE_PEERS = 4
# Below it ten times as much comes about by chance.
LARGE = Decimal(100)


@dataclass
class FigureConcerns:
    """Of one unit: what deserves a look, and which figure moved farthest since the same period last year."""

    concerns: list[Concern] = field(default_factory=list)
    moved: Moved | None = None


class _Past(NamedTuple):
    """What a unit gave in an earlier period that compares."""

    figure: Decimal
    period: Period


class _Given(NamedTuple):
    """A figure of a unit, with its own past where there is one that compares, and that of a year ago."""

    agency: str
    kind: AgencyKind
    figure: Decimal
    past: _Past | None
    a_year_ago: _Past | None


class _Earlier:
    """An earlier period's figures of these units in their order."""

    def __init__(self, past: Baseline | None, report: Report, agencies: Sequence[str]) -> None:
        self._past, self._report = past, report
        self._nothing: list[_Past | None] = [None] * len(agencies)
        self._columns: Mapping[str, Sequence[Figure | None]] = {} if past is None else past.columns(agencies)
        # Of what was divided nobody knows which part is whose.
        self._is_known = [past is not None and agency not in past.divided for agency in agencies]

    def of(self, code: str) -> Sequence[_Past | None]:
        """What each unit gave for the indicator; None where it does not compare."""
        past = self._past
        if past is None or not past.compares(self._report, code):
            return self._nothing
        return [
            _Past(figure, past.period) if known and isinstance(figure, Decimal) else None
            for figure, known in zip(self._columns[code], self._is_known, strict=True)
        ]


def figure_concerns(
    report: Report, kinds: Mapping[str, AgencyKind], last_year: Baseline | None, previous: Baseline | None
) -> Mapping[str, FigureConcerns]:
    """What deserves a look of each unit's figures, by unit; `kinds` says which of them are peers.

    A figure is held against the same period last year, else the period before, where the days compare. What is as it
    was there is no surprise, however unlike its peers.
    """
    agencies = [agency for agency in kinds if agency in report.filings]
    found = {agency: FigureConcerns() for agency in agencies}
    columns = report.columns(agencies)
    years, before = (_Earlier(past, report, agencies) for past in (last_year, previous))
    for indicator in report.template.indicators:
        code = indicator.code
        given = [
            _Given(agency, kinds[agency], now, a_year_ago or lately, a_year_ago)
            for agency, now, a_year_ago, lately in zip(
                agencies, columns[code], years.of(code), before.of(code), strict=True
            )
            if isinstance(now, Decimal)
        ]
        for one, concern in _of_indicator(indicator, given):
            found[one.agency].concerns.append(concern)
        for one in given:
            found[one.agency].moved = _farther(found[one.agency].moved, indicator, one)
    return found


def _of_indicator(indicator: Indicator, given: Sequence[_Given]) -> Iterator[tuple[_Given, Concern]]:
    by_kind: defaultdict[AgencyKind, list[_Given]] = defaultdict(list)
    for one in given:
        by_kind[one.kind].append(one)
    for peers in by_kind.values():
        figures = [one.figure for one in peers]
        sizes = spread_of([_size(indicator, figure) for figure in figures])
        moves = spread_of([_move(indicator, one.figure, one.past.figure) for one in peers if one.past is not None])
        for one in peers:
            if one.past is not None:
                concern = _moved(indicator, one.figure, one.past, moves)
            else:
                concern = _unlike(indicator, one.figure, figures, sizes)
            if concern is not None:
                yield one, concern


def _moved(indicator: Indicator, now: Decimal, past: _Past, moves: Spread | None) -> Concern | None:
    if not has_moved_far(indicator, now, past.figure):
        return None
    weight = _weight(indicator, now, past.figure)
    is_usual = moves is not None and not moves.is_far(_move(indicator, now, past.figure))
    if is_usual and (weight < TENFOLD or max(now, past.figure) < LARGE):
        return None
    said = message(
        "{number}. {name}: {now}, {period} là {before}", number=indicator.number, name=indicator.name,
        now=show_figure(now, indicator), period=past.period.title, before=show_figure(past.figure, indicator),
    )  # fmt: skip
    return Concern(ConcernKind.HISTORY, MOVED if is_usual else weight, said, f"indicators.{indicator.code}")


def _unlike(indicator: Indicator, now: Decimal, figures: Sequence[Decimal], sizes: Spread | None) -> Concern | None:
    middle = median(figures)
    least = POINTS if is_share(indicator) else LEAST
    if sizes is None or abs(now - middle) < least or not sizes.is_far(_size(indicator, now)):
        return None
    said = message(
        "{number}. {name}: {now}, trung vị của {count} đơn vị cùng cấp là {median}", number=indicator.number,
        name=indicator.name, now=show_figure(now, indicator), count=len(figures), median=show_figure(middle, indicator),
    )  # fmt: skip
    return Concern(ConcernKind.PEERS, UNLIKE_PEERS, said, f"indicators.{indicator.code}")


def _size(indicator: Indicator, figure: Decimal) -> float:
    """Where a figure lies among others: shares by points, numbers by their order of magnitude."""
    value = float(figure)
    return value if is_share(indicator) else math.copysign(math.log1p(abs(value)), value)


def _move(indicator: Indicator, now: Decimal, before: Decimal) -> float:
    return _size(indicator, now) - _size(indicator, before)


def _weight(indicator: Indicator, now: Decimal, before: Decimal) -> int:
    """How grave it is that a figure moved so far."""
    if is_share(indicator):
        return MOVED if abs(now - before) < 2 * POINTS else THREEFOLD
    less, more = sorted((abs(now), abs(before)))
    if less == 0:
        # From or to nought is often what happens to come up; what is large is not.
        return MOVED if more < LARGE else THREEFOLD
    if more >= 10 * less:
        return TENFOLD
    return THREEFOLD if more >= 3 * less else MOVED


def _farther(known: Moved | None, indicator: Indicator, one: _Given) -> Moved | None:
    """The one of two figures that moved farther in a year; shares move by points, and small numbers by chance."""
    if one.a_year_ago is None or is_share(indicator) or max(one.figure, one.a_year_ago.figure) < LEAST:
        return known
    moved = change(one.figure, one.a_year_ago.figure)
    if moved is None or moved.percent is None or (known is not None and abs(moved.percent) <= abs(known.percent)):
        return known
    return Moved(indicator.code, moved.percent)
