"""An earlier period as today's units see it: what a unit's predecessors gave then is its own past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from service.domain.consolidation.scope import Scope
from service.domain.notation.numbers import percent_of
from service.domain.organization.agency import Agency, in_table_order
from service.domain.reporting.indicator import Indicator, ValueType
from service.domain.reporting.period import Period
from service.domain.reporting.report import Figure, Report, SubmittedReport

CHANGE_DECIMALS = 1  # of the percentage by which a figure moved


@dataclass(frozen=True)
class Baseline:
    """A merged report of an earlier period, of all that counted then; `units` are those that owed it, by code.

    `predecessors` names those units of then that today's unit comes from. `is_matched` is False where the report holds
    what some of today's units that were not chosen come from too, so that its totals compare with nothing.
    """

    period: Period
    report: Report
    predecessors: Mapping[str, tuple[Agency, ...]]
    units: Mapping[str, Agency]
    is_matched: bool = True

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

    def compares(self, now: Report, code: str) -> bool:
        """Whether the indicator's figures of then and now cover about as many days."""
        window = now.template.schedule.period(now.period).window
        return code in self.report.template.by_code and now.template.by_code[code].compares(window, self.period.window)

    def past_of(self, agency: str) -> tuple[str, ...]:
        """The units of then, by code, that today's unit is or comes from."""
        return tuple(unit.code for unit in self.predecessors.get(agency, ())) or (agency,)

    def origin(self, agency: str) -> str:
        """Which unit, or which units' sum, a unit's past is; empty where it is its own."""
        units = self.predecessors.get(agency, ())
        if not units:
            return ""
        return f"{'Số liệu' if len(units) == 1 else 'Tổng'} của: {'; '.join(self._named(unit) for unit in units)}"

    def _named(self, unit: Agency) -> str:
        if not self._has(unit):
            return f"{unit.name} (không có báo cáo)"
        heirs = self._heirs[unit.code]
        return f"{unit.name} (nay chia cho {heirs} đơn vị, không so sánh)" if heirs > 1 else unit.name

    @cached_property
    def divided(self) -> frozenset[str]:
        """Today's units in whose past there is what was divided among several, of which nobody knows their part."""
        return frozenset(
            code
            for code, units in self.predecessors.items()
            if any(self._heirs[unit.code] > 1 and self._has(unit) for unit in units)
        )

    @cached_property
    def _heirs(self) -> Counter[str]:
        """How many of today's units come from each unit of then."""
        return Counter(unit.code for units in self.predecessors.values() for unit in units)

    def within(self, scope: Scope, agencies: Container[str]) -> Baseline:
        """The part of it that belongs beside the part of today's report that was chosen, which are these units.

        The whole stays the whole, whoever owes a report today. A chosen kind is all units that were of it then, as the
        report of then has it; chosen units are what they are or come from.
        """
        if scope.units:
            return self.of_units(agencies)
        return self._kept({code for code, unit in self.units.items() if scope.has_unit(unit)}) if scope.kinds else self

    def of_units(self, agencies: Container[str]) -> Baseline:
        """The past of some of today's units: their own, or that of the units they come from."""
        taken = Counter(unit.code for code, units in self.predecessors.items() if code in agencies for unit in units)
        own = {code for code in self.report.filings if code in agencies and code not in self.predecessors}
        matched = all(self._heirs[code] == count for code, count in taken.items() if code in self.report.filings)
        return replace(self._kept(own.union(taken)), is_matched=matched)

    def of_unit(self, agency: str) -> Baseline:
        """The past of one of today's units as it was given, whether or not the province added it up."""
        found = self.of_units({agency})
        filings = {code: _own(filing) for code, filing in found.report.filings.items()}
        return replace(found, report=replace(found.report, filings=filings))

    def _kept(self, agencies: Container[str]) -> Baseline:
        filings = {code: filing for code, filing in self.report.filings.items() if code in agencies}
        return replace(self, report=replace(self.report, filings=filings))

    @cached_property
    def _joined(self) -> Mapping[str, Report]:
        return {
            code: Report(self.report.template, self.report.period, found)
            for code, units in self.predecessors.items()
            if (found := {unit.code: _own(self.report.filings[unit.code]) for unit in units if self._has(unit)})
        }

    def _has(self, unit: Agency) -> bool:
        return unit.code in self.report.filings


def _own(filing: SubmittedReport) -> SubmittedReport:
    """What the unit gave, whether or not it was added up in the province's totals."""
    return replace(filing, source=replace(filing.source, excluded=""))


class FigureDelta(NamedTuple):
    """How a figure moved: by how much, and by how many percent with CHANGE_DECIMALS, None where it was zero before.

    The percentage is rounded here and nowhere else: every output shows it with as many decimals.
    """

    difference: Decimal
    percent: Decimal | None


def change(now: Figure | None, before: Figure | None) -> FigureDelta | None:
    """The change between two figures, None unless both are numbers."""
    if not isinstance(now, Decimal) or not isinstance(before, Decimal):
        return None
    difference = now - before
    return FigureDelta(difference, percent_of(difference, before, CHANGE_DECIMALS) if before else None)


def total_change(now: Report, past: Baseline | None, code: str) -> FigureDelta | None:
    """How an indicator's total moved since then; None where the two are no numbers, or not alike.

    Such are totals of other units, and of what happened in windows of unlike length.
    """
    if past is None or not past.is_matched or not past.compares(now, code):
        return None
    return change(now.figure(code), past.total(code))


def unlike_days(now: Period, past: Baseline | None) -> int | None:
    """How many days the earlier period lasted where that is not about as long as now; figures of its time show it."""
    if past is None or past.period.window.is_as_long_as(now.window):
        return None
    return past.period.window.days


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
    return indicator.kind is ValueType.PERCENT


def predecessors_of(
    everybody: Iterable[Agency],
    now: date,
    then: date,
    reporting: Container[str] = (),
    reported: Container[str] = (),
) -> dict[str, tuple[Agency, ...]]:
    """For each unit of now that took others over since then: the units of then that it comes from, by code.

    All units of now are looked at, also those that owe no report: only so it is known who shares what was divided.
    Units that had ended before the day and gave a last report of their own all the same, `reporting` now or `reported`
    then, were there.
    """
    known = frozenset(everybody)
    today = {unit for unit in known if unit.is_valid_on(now) or unit.code in reporting}
    ended: dict[str, list[Agency]] = {}
    for unit in known - today:
        for successor in unit.successors:
            ended.setdefault(successor, []).append(unit)
    found = {}
    for agency in today:
        taken_over = {
            unit for unit in _ancestors(agency.code, ended) if unit.is_valid_on(then) or unit.code in reported
        }
        if taken_over:
            itself = {agency} if agency.is_valid_on(then) else set()
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
