"""Like beside like: what the units that are in both of two periods gave, then and now."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from service.domain.consolidation.baseline import Baseline, FigureDelta, change
from service.domain.reporting.indicator import Aggregate
from service.domain.reporting.report import Report, share_of


class MatchedTotal(NamedTuple):
    """An indicator over the units that gave it in both periods: how many today's units those are, and their totals."""

    agencies: int
    now: Decimal
    before: Decimal

    @property
    def change(self) -> FigureDelta:
        """How it moved."""
        moved = change(self.now, self.before)
        assert moved is not None
        return moved


class MatchedAgencies:
    """The units of a report that compare with themselves in an earlier period.

    Such a unit is added up in both, or all units that it comes from were; what was divided has no heir alone. A unit
    whose figures include others compares only where they included the same ones then.
    """

    def __init__(self, now: Report, past: Baseline | None) -> None:
        self._now = now
        self._past = past

    @cached_property
    def pasts(self) -> Mapping[str, tuple[str, ...]]:
        """By unit of now the units of then that it is or comes from."""
        past = self._past
        if past is None or not past.is_matched:
            return {}
        covers_now, covered_then = _covers(self._now), _covers(past.report)
        found = {}
        for agency, covers in covers_now.items():
            units = past.past_of(agency)
            if agency in past.divided or not all(unit in covered_then for unit in units):
                continue
            wanted = {unit for covered in covers for unit in past.past_of(covered)}
            if wanted == {unit for root in units for unit in covered_then[root]}:
                found[agency] = units
        return found

    def total(self, code: str) -> MatchedTotal | None:
        """The indicator over those that gave it both times; None where none did, or the periods do not compare."""
        past = self._past
        if past is None or not past.compares(self._now, code):
            return None
        match self._now.template.by_code[code].aggregate:
            case Aggregate.SUM:
                return self._sum(code, past.report)
            case Aggregate.RATIO:
                return self._ratio(code, past.report)
            case _:
                return None

    def beside(self, code: str) -> MatchedTotal | None:
        """The same where it is not what the two plain totals already are, which are of other units."""
        found = self.total(code)
        if found is None or self._past is None:
            return None
        same_now = found.agencies == self._now.totals[code].contributing
        same_then = self._contributing(code) == self._past.report.totals[code].contributing
        return None if same_now and same_then else found

    def _given(self, code: str) -> list[tuple[str, tuple[str, ...]]]:
        """The units that gave the indicator both times, with those of then."""
        assert self._past is not None
        now, then = _gave(self._now, code), _gave(self._past.report, code)
        return [(agency, units) for agency, units in self.pasts.items() if agency in now and then.issuperset(units)]

    def _contributing(self, code: str) -> int:
        """How many units of then those were."""
        return sum(len(units) for _, units in self._given(code))

    def _sum(self, code: str, before: Report) -> MatchedTotal | None:
        given = self._given(code)
        totals = [
            sum((report.filings[unit].number(code) or Decimal(0) for unit in units), Decimal(0))
            for report, units in (
                (self._now, [agency for agency, _ in given]),
                (before, [unit for _, units in given for unit in units]),
            )
        ]
        return MatchedTotal(len(given), totals[0], totals[1]) if given else None

    def _ratio(self, code: str, before: Report) -> MatchedTotal | None:
        given = self._given(code)
        shares = [
            share_of(_added(report, code, units))
            for report, units in (
                (self._now, [agency for agency, _ in given]),
                (before, [unit for _, units in given for unit in units]),
            )
        ]
        return None if shares[0] is None or shares[1] is None else MatchedTotal(len(given), shares[0], shares[1])


def _added(report: Report, code: str, units: list[str]) -> tuple[Decimal, Decimal]:
    pairs = [report.pairs[code][unit] for unit in units]
    return sum((top for top, _ in pairs), Decimal(0)), sum((bottom for _, bottom in pairs), Decimal(0))


def _gave(report: Report, code: str) -> frozenset[str]:
    """The units that are in the indicator's total."""
    left_out = report.left_out.get(code, frozenset())
    if report.template.by_code[code].aggregate is Aggregate.RATIO:
        known = report.pairs[code]
        return frozenset(filing.source.agency for filing in report.counted if filing.source.agency in known) - left_out
    return frozenset(filing.source.agency for filing in report.counted if filing.number(code) is not None) - left_out


def _covers(report: Report) -> Mapping[str, frozenset[str]]:
    """By counted unit whose figures its own hold: itself, and those included in it."""
    found: dict[str, set[str]] = {filing.source.agency: {filing.source.agency} for filing in report.counted}
    for filing in report.ordered:
        source = filing.source
        while not report.is_counted(source) and (including := report.filings.get(source.included_in or "")):
            source = including.source
        if source.agency in found:
            found[source.agency].add(filing.source.agency)
    return {agency: frozenset(units) for agency, units in found.items()}
