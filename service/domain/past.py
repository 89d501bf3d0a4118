"""An earlier period as today's units see it: what a unit's predecessors gave then is its own past."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from service.domain.agency import Agency, in_table_order
from service.domain.numbers import round_half_up
from service.domain.period import Period
from service.domain.report import Figure, Report
from service.domain.template import RATIO_DECIMALS, Indicator, Unit


@dataclass(frozen=True)
class Past:
    """A merged report of an earlier period; `predecessors` names those units of then that today's unit comes from."""

    period: Period
    report: Report
    predecessors: Mapping[str, tuple[Agency, ...]]

    def figure(self, agency: str, code: str) -> Figure | None:
        """What the unit, or its predecessors together, gave for the indicator."""
        if code not in self.report.template.by_code:
            return None
        if agency not in self.predecessors:
            return self.report.figure_of(agency, code)
        joined = self._joined.get(agency)
        return None if joined is None else joined.figure(code)

    def columns(self, agencies: Sequence[str]) -> Mapping[str, Sequence[Figure | None]]:
        """Each indicator's figures of many of today's units, each as `figure` gives it."""
        found = self.report.columns(agencies)
        joined = [(index, agency) for index, agency in enumerate(agencies) if agency in self.predecessors]
        if not joined:
            return found
        changed = {code: list(column) for code, column in found.items()}
        for index, agency in joined:
            for code, column in changed.items():
                column[index] = self.figure(agency, code)
        return changed

    def total(self, code: str) -> Figure | None:
        """What all units together gave for the indicator."""
        return self.report.figure(code) if code in self.report.template.by_code else None

    def origin(self, agency: str) -> str:
        """Which units' sum a unit's past is, empty where it is its own."""
        units = self.predecessors.get(agency, ())
        return f"Tổng của: {'; '.join(self._named(unit) for unit in units)}" if units else ""

    def _named(self, unit: Agency) -> str:
        if not self._has(unit):
            return f"{unit.name} (không có báo cáo)"
        return f"{unit.name} (nay chia cho {len(unit.successors)} đơn vị)" if len(unit.successors) > 1 else unit.name

    def within(self, agencies: Container[str]) -> Past:
        """The same of some of today's units."""
        then = {unit.code for code, units in self.predecessors.items() if code in agencies for unit in units}
        kept = {
            code: filing
            for code, filing in self.report.filings.items()
            if code in then or (code in agencies and code not in self.predecessors)
        }
        return replace(self, report=replace(self.report, filings=kept))

    @cached_property
    def _joined(self) -> Mapping[str, Report]:
        return {
            code: Report(self.report.template, self.report.period, found)
            for code, units in self.predecessors.items()
            if (found := {unit.code: self.report.filings[unit.code] for unit in units if self._has(unit)})
        }

    def _has(self, unit: Agency) -> bool:
        return unit.code in self.report.filings


class Change(NamedTuple):
    """How a figure moved: by how much, and by how many percent; None where it has no past, or that was zero."""

    difference: Decimal
    percent: Decimal | None


def change(now: Figure | None, before: Figure | None) -> Change | None:
    """The change between two figures, None unless both are numbers."""
    if not isinstance(now, Decimal) or not isinstance(before, Decimal):
        return None
    difference = now - before
    percent = round_half_up(100 * difference / abs(before), RATIO_DECIMALS) if before else None
    return Change(difference, percent)


def unlike_counts(now: Report, before: Report | None, code: str) -> tuple[int, int] | None:
    """How many units gave the two figures that are compared, then and now; None where it was as many or none compares.

    Where fewer have filed so far, a total is lower for that alone.
    """
    if before is None or code not in before.template.by_code or change(now.figure(code), before.figure(code)) is None:
        return None
    counts = before.totals[code].contributing, now.totals[code].contributing
    return None if counts[0] == counts[1] else counts


def is_share(indicator: Indicator) -> bool:
    """Whether the indicator is itself a percentage, whose change is told in points and not in percent."""
    return indicator.kind is Unit.PERCENT


def predecessors_of(
    agencies: Iterable[Agency], everybody: Iterable[Agency], day: date
) -> dict[str, tuple[Agency, ...]]:
    """For each of today's units that took others over since that day: the units of then that it comes from, by code."""
    today = tuple(agencies)
    ended: dict[str, list[Agency]] = {}
    for unit in set(everybody).difference(today):
        for successor in unit.successors:
            ended.setdefault(successor, []).append(unit)
    found = {}
    for agency in today:
        taken_over = {unit for unit in _ancestors(agency.code, ended) if unit.is_valid_on(day)}
        if taken_over:
            itself = {agency} if agency.is_valid_on(day) else set()
            found[agency.code] = in_table_order(taken_over | itself)
    return found


def _ancestors(code: str, ended: Mapping[str, list[Agency]]) -> set[Agency]:
    found: set[Agency] = set()
    waiting = [code]
    while waiting:
        for unit in ended.get(waiting.pop(), ()):
            if unit not in found:
                found.add(unit)
                waiting.append(unit.code)
    return found
