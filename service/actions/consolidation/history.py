"""The periods before one, as its workbook shows how totals and filing went."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import PeriodSnapshot, agency_statuses, period_snapshot
from service.domain.consolidation.earlier_period import EarlierPeriod
from service.domain.consolidation.history import SHOWN, punctuality_of
from service.domain.reporting.report import NA, Figure
from service.domain.reporting.template import ReportTemplate
from service.domain.reporting.version_mapping import figures_in_version
from service.storage.consolidation.consolidations import newest_consolidation
from service.storage.periods.periods import OpenedPeriod, all_periods


def history_of(session: Session, context: Context, view: PeriodSnapshot) -> tuple[EarlierPeriod, ...]:
    """The last opened periods of the same report template before this one, the oldest first.

    Totals are those of the merged report as it was stored; a period that was never merged has none.
    """
    code = view.template.code
    opened = (period_snapshot(session, context.catalogue, item.code) for item in _of_template(session, code))
    earlier = [item for item in opened if item.period.window.last < view.period.window.last]
    earlier.sort(key=lambda item: (item.period.window.last, item.period.code))
    return tuple(_earlier(session, item, view.template) for item in earlier[1 - SHOWN :])


def _of_template(session: Session, code: str) -> list[OpenedPeriod]:
    return [item for item in all_periods(session) if item.template_code == code]


def _earlier(session: Session, view: PeriodSnapshot, template: ReportTemplate) -> EarlierPeriod:
    """One of them, its totals under the codes of the template's version that they are shown beside."""
    statuses = agency_statuses(session, view, with_findings=False)
    merged = newest_consolidation(session, view.period.code)
    return EarlierPeriod(
        view.period,
        {} if merged is None else figures_in_version(_figures(merged.indicators), view.template.version, template),
        {unit.agency.code: punctuality_of(unit) for unit in statuses},
    )


def _figures(stored: Mapping[str, Mapping[str, object]]) -> dict[str, Figure]:
    """The figures of a merged report as the database holds them."""
    values = {code: item["value"] for code, item in stored.items()}
    return {
        code: NA if value == NA.value else Decimal(str(value)) for code, value in values.items() if value is not None
    }
