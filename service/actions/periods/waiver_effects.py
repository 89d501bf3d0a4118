"""What becomes of the province's totals when a unit that has filed is let off, or asked again, before it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import PeriodSnapshot, merged_report, period_snapshot
from service.domain.consolidation.workbook_changes import TotalChange, total_changes
from service.domain.organization.agency import in_table_order
from service.storage.intake.standing import standing_submission
from service.storage.organization.agencies import get_agency


@dataclass(frozen=True)
class WaiverEffects:
    """The revision of the valid filing whose figures leave or join the totals, None without one, and what moves."""

    revision: int | None
    units_before: int = 0
    units_after: int = 0
    changes: tuple[TotalChange, ...] = ()


def waiver_effects(context: Context, period: str, agency: str, *, waived: bool) -> WaiverEffects:
    """What letting the unit off (or asking it again) does to the totals; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        found = standing_submission(session, period, agency)
        is_counted = any(unit.code == agency for unit in view.agencies)
        if found is None or is_counted is not waived:
            return WaiverEffects(None)
        before = merged_report(session, view)
        after = merged_report(session, _with(session, view, agency, counted=not waived))
    changes = total_changes(before, after, view.template.indicators)
    return WaiverEffects(found[0].revision, len(before.filings), len(after.filings), changes)


def _with(session: Session, view: PeriodSnapshot, agency: str, *, counted: bool) -> PeriodSnapshot:
    """The period as if the unit counted, or did not."""
    others = [unit for unit in view.agencies if unit.code != agency]
    units = [*others, get_agency(session, agency)] if counted else others
    return replace(view, agencies=tuple(in_table_order(units)))
