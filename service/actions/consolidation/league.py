"""The units of a kind by one of the template's ratios, now and in the periods that compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.actions.context import Context
from service.actions.periods.status import PeriodSnapshot, baselines_of, merged_report, period_snapshot
from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.ranking import LeagueRow, league_table
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.indicator import Indicator


@dataclass(frozen=True)
class League:
    """A league table; `before` are the places of the same period last year, by unit, and `unplaced` who has no ratio.

    Without a ratio in the template there is no `indicator`.
    """

    view: PeriodSnapshot
    kinds: tuple[AgencyKind, ...]
    kind: AgencyKind
    indicator: Indicator | None
    rows: tuple[LeagueRow, ...]
    before: Mapping[str, int]
    last_year: Baseline | None
    unplaced: tuple[Agency, ...]


def find_league(context: Context, period: str, kind: AgencyKind | None, indicator: str) -> League:
    """The table of a kind, the first that there is unless told, by that ratio or the first; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        report = merged_report(session, view)
        last_year = baselines_of(session, context.catalogue, view).last_year
    present = {unit.kind for unit in view.agencies}
    kinds = tuple(one for one in AgencyKind if one in present)
    chosen = kind if kind in kinds else next(iter(kinds), AgencyKind.SO)
    ratios = view.template.ratios
    ratio = next((one for one in ratios if one.code == indicator), next(iter(ratios), None))
    rows = () if ratio is None else league_table(report, view.agencies, chosen, ratio.code)
    before: dict[str, int] = {}
    if ratio is not None and last_year is not None and last_year.compares(report, ratio.code):
        earlier = league_table(last_year.report, last_year.units.values(), chosen, ratio.code)
        before = {row.agency.code: row.rank.place for row in earlier}
    placed = {row.agency.code for row in rows}
    unplaced = tuple(unit for unit in view.agencies if unit.kind is chosen and unit.code not in placed)
    return League(view, kinds, chosen, ratio, rows, before, last_year, unplaced)
