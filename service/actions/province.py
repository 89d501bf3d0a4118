"""The province's figures as Home Affairs reads them: totals with change, and each total's units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.standings import PeriodView, consolidate, view_period
from service.domain.agency import Agency
from service.domain.consolidation import Consolidation, UnitStatus
from service.domain.errors import NotFoundError
from service.domain.past import unlike_counts
from service.domain.period import VIETNAM
from service.domain.report import Figure, Filing, Report, ratio_parts, share_of
from service.domain.template import Aggregate, Indicator, Section
from service.domain.text import sort_key

ON_TIME, ONLINE = "ho_so.ty_le_dung_han", "dvctt.ty_le_ho_so_truc_tuyen"


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
        if isinstance(self.figure, Decimal) and isinstance(self.previous, Decimal):
            return self.figure - self.previous
        return None


@dataclass(frozen=True)
class Province:
    """The province's report of a period; `due` is the day in Vietnam by which every kind of unit had to file."""

    view: PeriodView
    consolidation: Consolidation
    due: date
    sections: tuple[tuple[Section, tuple[TotalRow, ...]], ...]
    arrivals: tuple[tuple[date, int], ...]
    on_time: tuple[tuple[str, Decimal], ...]
    online: tuple[tuple[str, Decimal], ...]

    @property
    def is_unlike(self) -> bool:
        """Whether any total is compared with one of more or fewer units."""
        rows = (row for _, rows in self.sections for row in rows)
        return any((row.previous_units, row.last_year_units) != (None, None) for row in rows)


@dataclass(frozen=True)
class UnitFigure:
    """One unit's part in a total; without a filing there is nothing but the unit."""

    agency: Agency
    submission: str | None
    figure: Figure | None
    is_counted: bool


def province_report(context: Context, period: str) -> Province:
    """The merged report as it stands now; raises NotFoundError."""
    with context.database.reading() as session:
        view = view_period(session, context.catalogue, period)
        merged = consolidate(session, view, context.settings.province)
        previous = _merged(context, session, view.period.previous)
        last_year = _merged(context, session, view.period.last_year)
    template = view.template
    sections = tuple(
        (
            section,
            tuple(_row(merged.report, previous, last_year, item) for item in template.indicators_of(section.code)),
        )
        for section in template.indicator_sections
    )
    due = max(view.period.deadlines.values()).astimezone(VIETNAM).date()
    return Province(
        view, merged, due, sections, _arrivals(merged.units), _shares(merged, ON_TIME), _shares(merged, ONLINE)
    )


def total_by_unit(context: Context, period: str, code: str) -> tuple[PeriodView, TotalRow, tuple[UnitFigure, ...]]:
    """A total with every unit's part, in table order; raises NotFoundError."""
    with context.database.reading() as session:
        view = view_period(session, context.catalogue, period)
        indicator = view.template.indicator(code)
        report = consolidate(session, view, context.settings.province).report
        previous = _merged(context, session, view.period.previous)
    units = tuple(_part(report, agency, indicator) for agency in view.agencies)
    return view, _row(report, previous, None, indicator), units


def _merged(context: Context, session: Session, period: str) -> Report | None:
    """The merged report of another period, None where that was never opened."""
    try:
        view = view_period(session, context.catalogue, period)
    except NotFoundError:
        return None
    return consolidate(session, view, context.settings.province).report


def _row(report: Report, previous: Report | None, last_year: Report | None, item: Indicator) -> TotalRow:
    total = report.totals[item.code]
    unlike = [unlike_counts(report, past, item.code) for past in (previous, last_year)]
    return TotalRow(
        item, total.figure, total.contributing, total.applicable, _figure(previous, item), _figure(last_year, item),
        *(None if counts is None else counts[0] for counts in unlike),
    )  # fmt: skip


def _figure(report: Report | None, item: Indicator) -> Figure | None:
    known = report is not None and bool(report.filings) and item.code in report.template.by_code
    return report.figure(item.code) if report is not None and known else None


def _part(report: Report, agency: Agency, indicator: Indicator) -> UnitFigure:
    filing = report.filings.get(agency.code)
    if filing is None:
        return UnitFigure(agency, None, None, is_counted=False)
    figure = filing.figures.get(indicator.code)
    if figure is None and indicator.aggregate is Aggregate.RATIO:
        figure = _ratio(report, indicator, filing)
    return UnitFigure(agency, filing.source.submission, figure, report.is_counted(filing.source))


def _ratio(report: Report, indicator: Indicator, filing: Filing) -> Decimal | None:
    pair = ratio_parts(report.template, indicator, filing)
    return None if pair is None else share_of(pair)


def _arrivals(units: tuple[UnitStatus, ...]) -> tuple[tuple[date, int], ...]:
    """How many units had filed at the end of each day on which one did."""
    days = sorted(unit.first_valid_at.astimezone(VIETNAM).date() for unit in units if unit.first_valid_at)
    return tuple((day, index) for index, day in enumerate(days, 1) if index == len(days) or days[index] != day)


def _shares(merged: Consolidation, code: str) -> tuple[tuple[str, Decimal], ...]:
    """Each unit's ratio, the highest first; empty where the template has no such indicator."""
    indicator = merged.report.template.by_code.get(code)
    if indicator is None:
        return ()
    names = {unit.agency.code: unit.agency.name for unit in merged.units}
    found = [
        (names[filing.source.agency], share)
        for filing in merged.report.ordered
        if (share := _ratio(merged.report, indicator, filing)) is not None and filing.source.agency in names
    ]
    return tuple(sorted(found, key=lambda pair: (-pair[1], sort_key(pair[0]))))
