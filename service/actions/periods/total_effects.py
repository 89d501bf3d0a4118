"""What becomes of the province's totals by a decision about a unit that has filed, before it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.obligations import ORDINARY, outstanding_obligations, require_open
from service.actions.periods.status import PeriodSnapshot, merged_report, period_snapshot
from service.domain.consolidation.workbook_changes import TotalChange, total_changes
from service.domain.errors import ConflictError, Message, message
from service.domain.organization.agency import Agency, in_table_order
from service.storage.intake.standing import standing_submission
from service.storage.organization.agencies import get_agency
from service.storage.periods.periods import ObligationOverride


@dataclass(frozen=True)
class TotalEffects:
    """The revision of the valid filing whose part in the totals changes, None where nothing does, and what moves.

    `is_excluded` says that its figures are left out of the totals whatever else is decided.
    """

    revision: int | None
    units_before: int = 0
    units_after: int = 0
    changes: tuple[TotalChange, ...] = ()
    is_excluded: bool = False


def waiver_effects(context: Context, period: str, agency: str, *, waived: bool) -> TotalEffects:
    """What letting the unit off (or asking it again) does to the totals; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        if any(unit.code == agency for unit in view.agencies) is not waived:
            return TotalEffects(None)
        return _effects(session, view, _with(session, view, agency, counted=not waived), agency)


def exclusion_effects(context: Context, period: str, agency: str, reason: str) -> TotalEffects:
    """What leaving the unit's figures out of the totals does to them, or adding them again where there is no reason.

    Raises NotFoundError, or ConflictError where it is so already, or the unit has no figures in them.
    """
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        known = view.obligations.get(agency, ORDINARY)
        require_excludable(session, period, get_agency(session, agency), known, excluded=bool(reason))
        owed = replace(known, exclusion_reason=reason)
        then = replace(view, obligations={**view.obligations, agency: owed})
        return _effects(session, view, then, agency)


def terms_effects(
    context: Context, period: str, agency: str, *, includes_children: bool, exempt: tuple[str, ...]
) -> TotalEffects:  # fmt: skip
    """What these terms do to the totals; raises NotFoundError, or ConflictError where the period is closed."""
    with context.database.reading() as session:
        require_open(session, period)
        terms = outstanding_obligations(session, context.catalogue, period, agency)
        view = period_snapshot(session, context.catalogue, period)
        owed = replace(terms.obligation, includes_children=includes_children, exempt=exempt)
        then = replace(view, obligations={**view.obligations, agency: owed})
        before, after = merged_report(session, view), merged_report(session, then)
        found = standing_submission(session, period, agency)
    changes = total_changes(before, after, view.template.indicators)
    return TotalEffects(found[0].revision if found else None, len(before.counted), len(after.counted), changes)


def require_excludable(
    session: Session, period: str, unit: Agency, owed: ObligationOverride, *, excluded: bool
) -> None:  # fmt: skip
    """Raises ConflictError where the unit's figures are left out already, or not in the totals at all."""
    if excluded is (owed.excluded_at is not None):
        raise ConflictError(_already(unit.name, excluded=excluded))
    if not excluded:
        return
    if owed.waived_at is not None:
        raise ConflictError(
            message("{name} đang được miễn nộp: số liệu của đơn vị không có trong tổng hợp.", name=unit.name)
        )
    if standing_submission(session, period, unit.code) is None:
        raise ConflictError(message("{name} chưa có báo cáo hợp lệ của kỳ này để không cộng.", name=unit.name))


def _already(name: str, *, excluded: bool) -> Message:
    if excluded:
        return message("Số liệu của {name} đã không được cộng từ trước.", name=name)
    return message("Số liệu của {name} đang được cộng bình thường.", name=name)


def _effects(session: Session, view: PeriodSnapshot, then: PeriodSnapshot, agency: str) -> TotalEffects:
    found = standing_submission(session, view.period.code, agency)
    if found is None:
        return TotalEffects(None)
    before, after = merged_report(session, view), merged_report(session, then)
    changes = total_changes(before, after, view.template.indicators)
    is_excluded = bool(then.obligations.get(agency, ORDINARY).exclusion_reason)
    return TotalEffects(found[0].revision, len(before.counted), len(after.counted), changes, is_excluded)


def _with(session: Session, view: PeriodSnapshot, agency: str, *, counted: bool) -> PeriodSnapshot:
    """The period as if the unit counted, or did not."""
    others = [unit for unit in view.agencies if unit.code != agency]
    units = [*others, get_agency(session, agency)] if counted else others
    return replace(view, agencies=tuple(in_table_order(units)))
