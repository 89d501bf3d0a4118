"""The province's figures as Home Affairs reads them: totals with change, and each total's units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from service.actions.context import Context
from service.actions.periods.status import Baselines, PeriodSnapshot, baselines_of, consolidate, period_snapshot
from service.domain.consolidation.baseline import Baseline, change, is_share, unlike_counts
from service.domain.consolidation.consolidation import AgencyStatus, Consolidation
from service.domain.notation.text import sort_key
from service.domain.organization.agency import Agency
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Figure, Report, share_of
from service.domain.reporting.template import Indicator, Section


@dataclass(frozen=True)
class TotalRow:
    """An indicator's total, with the period before and the same period last year where there are any.

    `previous_units` and `last_year_units` say of how many units those were, where that is not as many as now.
    """

    indicator: Indicator
    figure: Figure | None
    contributing: int
    applicable: int
    previous: Figure | None
    last_year: Figure | None
    previous_units: int | None = None
    last_year_units: int | None = None

    @property
    def change(self) -> Decimal | None:
        """By how much it grew since the period before."""
        moved = change(self.figure, self.previous)
        return None if moved is None else moved.difference

    @property
    def percent(self) -> Decimal | None:
        """By how many percent; None for a ratio, which moves by points."""
        moved = change(self.figure, self.previous)
        return None if moved is None or is_share(self.indicator) else moved.percent


@dataclass(frozen=True)
class AgencyChart:
    """A ratio of every unit that has one, the highest first, and the province's where there is one."""

    title: str
    shares: tuple[tuple[str, Decimal], ...]
    whole: Decimal | None


@dataclass(frozen=True)
class ProvinceTotals:
    """The province's report of a period; `due` is the day in Vietnam by which every kind of unit had to file."""

    view: PeriodSnapshot
    consolidation: Consolidation
    pasts: Baselines
    due: date
    sections: tuple[tuple[Section, tuple[TotalRow, ...]], ...]
    arrivals: tuple[tuple[date, int], ...]
    charts: tuple[AgencyChart, ...]

    @property
    def is_unlike(self) -> bool:
        """Whether any total is compared with one of more or fewer units."""
        rows = (row for _, rows in self.sections for row in rows)
        return any((row.previous_units, row.last_year_units) != (None, None) for row in rows)


@dataclass(frozen=True)
class AgencyFigure:
    """One unit's part in a total; without a filing there is nothing but the unit."""

    agency: Agency
    submission: str | None
    figure: Figure | None
    is_counted: bool


def province_totals(context: Context, period: str) -> ProvinceTotals:
    """The merged report as it stands now; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        merged = consolidate(session, view, context.settings.province)
        pasts = baselines_of(session, context.catalogue, view)
    template = view.template
    sections = tuple(
        (section, tuple(_row(merged.report, pasts, item) for item in template.indicators_of(section.code)))
        for section in template.indicator_sections
    )
    due = max(view.period.deadlines.values()).astimezone(VIETNAM).date()
    return ProvinceTotals(view, merged, pasts, due, sections, _arrivals(merged.units), tuple(_charts(merged)))


class OpenedTotal(NamedTuple):
    """A total with every unit's part, in table order."""

    view: PeriodSnapshot
    row: TotalRow
    units: tuple[AgencyFigure, ...]
    pasts: Baselines


def total_by_agency(context: Context, period: str, code: str) -> OpenedTotal:
    """A total opened into its units; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        indicator = view.template.indicator(code)
        report = consolidate(session, view, context.settings.province).report
        pasts = baselines_of(session, context.catalogue, view)
    units = tuple(_part(report, agency, indicator) for agency in view.agencies)
    return OpenedTotal(view, _row(report, pasts, indicator), units, pasts)


def _row(report: Report, pasts: Baselines, item: Indicator) -> TotalRow:
    total = report.totals[item.code]
    return TotalRow(
        indicator=item,
        figure=total.figure,
        contributing=total.contributing,
        applicable=total.applicable,
        previous=_then(pasts.previous, item),
        last_year=_then(pasts.last_year, item),
        previous_units=_unlike_units(report, pasts.previous, item),
        last_year_units=_unlike_units(report, pasts.last_year, item),
    )


def _then(past: Baseline | None, item: Indicator) -> Figure | None:
    return None if past is None else past.total(item.code)


def _unlike_units(report: Report, past: Baseline | None, item: Indicator) -> int | None:
    """Of how many units the figure was then, where that is not as many as now."""
    counts = None if past is None else unlike_counts(report, past.report, item.code)
    return None if counts is None else counts[0]


def _part(report: Report, agency: Agency, indicator: Indicator) -> AgencyFigure:
    filing = report.filings.get(agency.code)
    if filing is None:
        return AgencyFigure(agency, None, None, is_counted=False)
    figure = report.figure_of(agency.code, indicator.code)
    return AgencyFigure(agency, filing.source.submission, figure, report.is_counted(filing.source))


def _arrivals(units: tuple[AgencyStatus, ...]) -> tuple[tuple[date, int], ...]:
    """How many units had filed at the end of each day on which one did."""
    days = sorted(unit.first_valid_at.astimezone(VIETNAM).date() for unit in units if unit.first_valid_at)
    return tuple((day, index) for index, day in enumerate(days, 1) if index == len(days) or days[index] != day)


def _charts(merged: Consolidation) -> Iterator[AgencyChart]:
    """The charts that the template's overview names, without those for which no unit has a ratio."""
    for chart in merged.report.template.page_charts:
        shares = _shares(merged, chart.indicator)
        if shares:
            yield AgencyChart(chart.title, shares, merged.report.number(chart.indicator))


def _shares(merged: Consolidation, code: str) -> tuple[tuple[str, Decimal], ...]:
    """Each unit's ratio, the highest first."""
    names = {unit.agency.code: unit.agency.name for unit in merged.units}
    found = [
        (names[agency], share)
        for agency, pair in merged.report.pairs.get(code, {}).items()
        if agency in names and (share := share_of(pair)) is not None
    ]
    return tuple(sorted(found, key=lambda pair: (-pair[1], sort_key(pair[0]))))
