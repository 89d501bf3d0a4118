"""The province's figures as Home Affairs reads them: totals with change, and each total's units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from service.actions.context import Context
from service.actions.periods.status import Baselines, PeriodSnapshot, baselines_of, consolidate, period_snapshot
from service.domain.consolidation.baseline import Baseline, FigureDelta, total_change
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation
from service.domain.consolidation.matching import MatchedAgencies, MatchedTotal
from service.domain.consolidation.overlaps import OverlapStory, overlap_stories
from service.domain.notation.numbers import percent_of
from service.domain.notation.text import sort_key
from service.domain.organization.agency import Agency
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Adjustment, CountedElsewhere, Figure, Report, share_of
from service.domain.reporting.target import Target
from service.domain.reporting.template import Section

SHARE_DECIMALS = 2


@dataclass(frozen=True)
class ComparedTotal:
    """A total of an earlier period: how it moved since then, and the same over the units that are in both.

    `contributing` says of how many units it was; `matched` is there where the plain totals are of other units.
    """

    figure: Figure | None
    contributing: int
    moved: FigureDelta | None
    matched: MatchedTotal | None


@dataclass(frozen=True)
class TotalRow:
    """An indicator's total, with the period before and the same period last year where there are any.

    `target` is what the province should reach in the period's year.
    """

    indicator: Indicator
    figure: Figure | None
    contributing: int
    applicable: int
    previous: ComparedTotal | None
    last_year: ComparedTotal | None
    target: Target | None = None

    def is_unlike(self, then: ComparedTotal) -> bool:
        """Whether a total of then is of more or fewer units; where one of the two is no number, none compares."""
        is_number = isinstance(self.figure, Decimal) and isinstance(then.figure, Decimal)
        return is_number and then.contributing != self.contributing


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
        return any(row.is_unlike(then) for row in rows for then in (row.previous, row.last_year) if then is not None)


@dataclass(frozen=True)
class AgencyFigure:
    """One unit's part in a total, beside what it gave in the two earlier periods; without a filing there is no figure.

    `share` is how many percent of the total it is, None where the total is no sum; `excluded` is why Home Affairs
    leaves the figure out of it, `elsewhere` that it counts with another unit, and `adjusted` what was set in its place.
    `on_behalf` is why Home Affairs filed it for the unit.
    """

    agency: Agency
    submission: str | None
    figure: Figure | None
    is_counted: bool
    previous: Figure | None = None
    last_year: Figure | None = None
    share: Decimal | None = None
    is_returned: bool = False
    excluded: str = ""
    adjusted: Adjustment | None = None
    elsewhere: CountedElsewhere | None = None
    target: Target | None = None
    on_behalf: str = ""


def province_totals(context: Context, period: str, edition: int | None = None) -> ProvinceTotals:
    """The merged report as it stands, or as an earlier edition has it; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period, edition)
        merged = consolidate(session, view, context.settings.province)
        pasts = baselines_of(session, context.catalogue, view)
    template = view.template
    compared = _compared(merged.report, pasts, view.period.year)
    sections = tuple(
        (section, tuple(compared.row(item) for item in template.indicators_of(section.code)))
        for section in template.indicator_sections
    )
    due = max(view.period.deadlines.values()).astimezone(VIETNAM).date()
    return ProvinceTotals(view, merged, pasts, due, sections, _arrivals(merged.units), tuple(_charts(merged)))


class OpenedTotal(NamedTuple):
    """A total with every unit's part, in table order, and what two sides tell that are the same thing."""

    view: PeriodSnapshot
    row: TotalRow
    units: tuple[AgencyFigure, ...]
    pasts: Baselines
    overlaps: tuple[OverlapStory, ...]


def total_by_agency(context: Context, period: str, code: str) -> OpenedTotal:
    """A total opened into its units; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        indicator = view.template.indicator(code)
        merged = consolidate(session, view, context.settings.province)
        report = merged.report
        pasts = baselines_of(session, context.catalogue, view)
    year, template = view.period.year, view.template
    units = tuple(
        replace(_part(report, unit, indicator, pasts), target=template.target(code, year, unit.agency.kind))
        for unit in merged.units
    )
    told = tuple(story for story in overlap_stories(report) if story.indicator.code == code)
    return OpenedTotal(view, _compared(report, pasts, year).row(indicator), units, pasts, told)


class _Comparison(NamedTuple):
    """The merged report of a period of that year beside the earlier ones."""

    report: Report
    year: int
    pasts: tuple[tuple[Baseline | None, MatchedAgencies], ...]

    def row(self, item: Indicator) -> TotalRow:
        """An indicator's total with those of the two earlier periods."""
        total = self.report.totals[item.code]
        previous, last_year = (self._then(past, matched, item.code) for past, matched in self.pasts)
        target = self.report.template.target(item.code, self.year, None)
        return TotalRow(item, total.figure, total.contributing, total.applicable, previous, last_year, target)

    def _then(self, past: Baseline | None, matched: MatchedAgencies, code: str) -> ComparedTotal | None:
        if past is None or code not in past.report.template.by_code:
            return None
        total = past.report.totals[code]
        return ComparedTotal(
            total.figure, total.contributing, total_change(self.report, past, code), matched.beside(code)
        )  # fmt: skip


def _compared(report: Report, pasts: Baselines, year: int) -> _Comparison:
    both = (pasts.previous, pasts.last_year)
    return _Comparison(report, year, tuple((past, MatchedAgencies(report, past)) for past in both))


def _part(report: Report, unit: AgencyStatus, indicator: Indicator, pasts: Baselines) -> AgencyFigure:
    agency, code = unit.agency, indicator.code
    previous, last_year = (
        past.figure(agency.code, code) if past is not None and past.compares(report, code) else None
        for past in (pasts.previous, pasts.last_year)
    )
    filing = report.filings.get(agency.code)
    if filing is None:
        return AgencyFigure(agency, None, None, is_counted=False, previous=previous, last_year=last_year)
    figure, elsewhere = report.figure_of(agency.code, code), report.elsewhere(agency.code, code)
    is_counted = elsewhere is None and report.is_counted(filing.source)
    return AgencyFigure(
        agency, filing.source.submission, figure, is_counted, previous, last_year,
        share=_share(figure, report.figure(code)) if is_counted and indicator.aggregate is Aggregate.SUM else None,
        is_returned=unit.state is AgencyState.RETURNED,
        excluded=filing.source.excluded,
        adjusted=filing.adjusted.get(code),
        elsewhere=elsewhere,
        on_behalf="" if unit.receipt is None else unit.receipt.on_behalf,
    )  # fmt: skip


def _share(figure: Figure | None, total: Figure | None) -> Decimal | None:
    if not isinstance(figure, Decimal) or not isinstance(total, Decimal) or not total:
        return None
    return percent_of(figure, total, SHARE_DECIMALS)


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
    excluded = {unit.agency.code for unit in merged.excluded}
    names = {
        unit.agency.code: f"{unit.agency.name} (không cộng)" if unit.agency.code in excluded else unit.agency.name
        for unit in merged.units
    }
    found = [
        (names[agency], share)
        for agency, pair in merged.report.pairs.get(code, {}).items()
        if agency in names and (share := share_of(pair)) is not None
    ]
    return tuple(sorted(found, key=lambda pair: (-pair[1], sort_key(pair[0]))))
