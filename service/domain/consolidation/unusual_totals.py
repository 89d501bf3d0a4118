"""Totals of the province's that moved so far that somebody should look at them before they are final."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from service.domain.consolidation.baseline import Baseline, change, is_share
from service.domain.consolidation.matching import MatchedAgencies, MatchedTotal
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.period import Period
from service.domain.reporting.report import Report

# By how many percent a number, and by how many points a percentage, has to have moved.
PERCENT, POINTS = Decimal(50), Decimal(20)
# Below it a number doubles by chance.
LEAST = Decimal(10)


class UnusualTotal(NamedTuple):
    """An indicator whose total moved far since the earlier period, over the units that gave it in both."""

    indicator: Indicator
    period: Period
    total: MatchedTotal


def unusual_totals(report: Report, pasts: Iterable[Baseline | None]) -> Iterator[UnusualTotal]:
    """The totals that moved far since one of the earlier periods; each once, with the first of those that shows it."""
    matched = [(past, MatchedAgencies(report, past)) for past in pasts if past is not None]
    for indicator in report.template.indicators:
        for past, both in matched:
            total = both.total(indicator.code)
            if total is not None and has_moved_far(indicator, total.now, total.before):
                yield UnusualTotal(indicator, past.period, total)
                break


def has_moved_far(indicator: Indicator, now: Decimal, before: Decimal) -> bool:
    """Whether a figure, of a unit or of all, moved by half or by twenty points; small numbers do so by chance."""
    moved = change(now, before)
    assert moved is not None
    if is_share(indicator):
        return abs(moved.difference) >= POINTS
    if max(now, before) < LEAST:
        return False
    return moved.percent is None or abs(moved.percent) >= PERCENT
