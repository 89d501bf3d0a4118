"""How a figure and the filing moved over the last periods."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from service.domain.consolidation.consolidation import AgencyStatus, Consolidation
from service.domain.consolidation.earlier_period import EarlierPeriod, Punctuality
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.period import Period

SHOWN = 8  # periods, this one included


class TrendPoint(NamedTuple):
    """A total of a period."""

    period: Period
    figure: Decimal


def punctuality_of(unit: AgencyStatus) -> Punctuality:
    """How a unit filed."""
    if unit.valid_at is None:
        return Punctuality.MISSING
    return Punctuality.LATE if unit.is_late else Punctuality.ON_TIME


def trend_of(item: Consolidation, history: tuple[EarlierPeriod, ...], indicator: Indicator) -> tuple[TrendPoint, ...]:
    """The indicator's totals of earlier periods that compare with this one, the oldest first; without this one's own.

    What is compared with elsewhere is taken from there, so that no two outputs differ.
    """
    found = {earlier.period.code: (earlier.period, earlier.figures.get(indicator.code)) for earlier in history}
    for past in (item.previous, item.last_year):
        if past is not None and past.is_matched:
            found[past.period.code] = past.period, past.total(indicator.code)
    points = [
        TrendPoint(period, figure)
        for period, figure in found.values()
        if isinstance(figure, Decimal)
        and indicator.compares(item.period.window, period.window)
        and period.window.last < item.period.window.last
    ]
    return tuple(sorted(points, key=lambda point: (point.period.window.last, point.period.code)))[1 - SHOWN :]
