"""Changing the map of units from a day, and what that does to every open period, told beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.agencies import (
    AgencyEdit,
    agency_edits,
    merge_open_periods,
    record_agencies,
    require_no_circle_ever,
)
from service.actions.organization.coming import write_down
from service.actions.organization.kept_reports import require_reports_kept
from service.actions.organization.last_reports import ask_last_reports, ask_whole_reports
from service.actions.organization.withdrawal import forget_answers, plan_withdrawal
from service.actions.periods.status import PeriodSnapshot, live_snapshot, merged_report, period_snapshot
from service.actions.transaction import Actor, Transaction
from service.domain.audit import AuditEvent
from service.domain.consolidation.edition import LIVE
from service.domain.consolidation.workbook_changes import TotalChange, total_changes
from service.domain.errors import ConflictError, EntryError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.agency import Agency
from service.domain.organization.coming import with_coming
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct, is_done, reorganised
from service.domain.organization.withdrawal import is_withdrawn
from service.domain.reporting.period import VIETNAM, Period, official_day
from service.storage.organization.agencies import all_agencies, lock_agencies, put_agencies, put_version
from service.storage.organization.coming import coming_changes
from service.storage.periods.periods import all_periods


@dataclass(frozen=True)
class PeriodEffect:
    """What a change of units does to an open period: who comes, who goes, who ended and keeps its report, which totals.

    Of those who go, `ended` end in its midst: they owe nothing, and their figures are told by nobody unless they file.
    `whole` are units that were to end in its midst and now owe all of it; `renamed` are units that it shows under
    another name, kind or parent; `added_up` are the numbers of units whose figures are added up, before and after.
    """

    period: Period
    joined: tuple[Agency, ...]
    left: tuple[Agency, ...]
    kept: tuple[Agency, ...]
    ended: tuple[Agency, ...]
    whole: tuple[Agency, ...]
    renamed: tuple[Agency, ...]
    added_up: tuple[int, int]
    changes: tuple[TotalChange, ...]


@dataclass(frozen=True)
class ReorganisationPreview:
    """The units that would be new or other, what each open period becomes, and the mark of all that was looked at.

    What `is_coming` is written down for its day, until which units and periods stay as they are. Where an act is
    withdrawn, `staying` are units that took over by it and stay all the same.
    """

    edits: tuple[AgencyEdit, ...]
    effects: tuple[PeriodEffect, ...]
    seen: str
    is_coming: bool = False
    staying: tuple[Agency, ...] = ()


def preview_reorganisation(context: Context, plan: Reorganisation) -> ReorganisationPreview:
    """What the plan would change; nothing is written. Raises whatever `reorganise` would raise."""
    with context.database.reading() as session:
        before = all_agencies(session)
        return _previewed(context, session, before, plan)


def reorganise(context: Context, actor: Actor, plan: Reorganisation, seen: str, reason: str) -> None:
    """Change the units as it was previewed; `seen` is the mark of what was agreed to. What is done already stays.

    Raises EntryError with the field that will not do, or ConflictError for circles, for reports that would count no
    more, and where units or totals are others than were `seen`.
    """
    with context.transaction(actor) as tx:
        before = lock_agencies(tx.session)
        if _is_done(tx.session, before, plan):
            return
        found = _previewed(context, tx.session, before, plan)
        if found.seen != seen:
            raise ConflictError(message("Đơn vị hoặc số liệu vừa thay đổi: xem lại các thay đổi rồi xác nhận."))
        changed = [edit.agency for edit in found.edits]
        subject = f"{plan.act.label} từ {official_day(plan.day)}: {', '.join(agency.code for agency in changed)}"
        announced = [change for edit in found.edits for change in edit.changes] if found.is_coming else ()
        tx.record(AuditEvent.AGENCIES_REORGANISED, subject=subject[:200], reason=reason, changes=tuple(announced))
        if found.is_coming:
            write_down(tx.session, before, changed, plan.day)
        else:
            _change(context, tx, before, changed, plan)


def _is_done(session: Session, before: tuple[Agency, ...], plan: Reorganisation) -> bool:
    if plan.act is ReorganisationAct.WITHDRAW:
        return is_withdrawn(before, plan)
    return is_done(with_coming(before, coming_changes(session), plan.day), plan)


def _change(
    context: Context, tx: Transaction, before: tuple[Agency, ...], changed: list[Agency], plan: Reorganisation
) -> None:  # fmt: skip
    known = {agency.code: agency for agency in before}
    put_agencies(tx.session, changed)
    if plan.act is ReorganisationAct.RENAME:
        for agency in changed:
            put_version(tx.session, known[agency.code], plan.day - timedelta(days=1))
    record_agencies(tx, before, changed)
    if plan.act is ReorganisationAct.WITHDRAW:
        forget_answers(context, tx, changed)
        ask_whole_reports(context, tx, before, changed)
    else:
        ask_last_reports(context, tx, before, changed)
    merge_open_periods(tx)


def _previewed(
    context: Context, session: Session, before: tuple[Agency, ...], plan: Reorganisation
) -> ReorganisationPreview:  # fmt: skip
    # What ends a unit holds its last day in itself; only a new name, kind or parent has to wait.
    is_coming = plan.act is ReorganisationAct.RENAME and plan.day > context.clock.now().astimezone(VIETNAM).date()
    then = with_coming(before, coming_changes(session), plan.day) if is_coming else before
    changed, staying = _planned(context, session, then, plan)
    _require_parent(before, plan)
    require_no_circle_ever(session, then, changed)
    require_reports_kept(session, context.catalogue, before, changed)
    # A new name is that of the periods that end on the day or later.
    since = plan.day if plan.act is ReorganisationAct.RENAME else date.min
    effects = tuple(_effects(context, session, changed, since))
    edits = tuple(agency_edits(then, changed))
    marked = repr((plan, then, [_mark(effect) for effect in effects]))
    return ReorganisationPreview(edits, effects, sha256_of(marked.encode()), is_coming, staying)


def _planned(
    context: Context, session: Session, then: tuple[Agency, ...], plan: Reorganisation
) -> tuple[tuple[Agency, ...], tuple[Agency, ...]]:
    """The units that are new or other by the plan, and those that stay although their act is withdrawn."""
    if plan.act is not ReorganisationAct.WITHDRAW:
        return reorganised(then, plan), ()
    found = plan_withdrawal(context, session, then, plan)
    return found.changed, found.staying


def _mark(effect: PeriodEffect) -> tuple[object, ...]:
    """What was looked at, as every process writes it."""
    units = (effect.joined, effect.left, effect.kept, effect.ended, effect.whole, effect.renamed)
    totals = [(change.indicator.code, str(change.before), str(change.after)) for change in effect.changes]
    return effect.period.code, units, effect.added_up, totals


def _require_parent(before: Iterable[Agency], plan: Reorganisation) -> None:
    if plan.parent is not None and plan.parent not in {agency.code for agency in before}:
        raise EntryError("parent", message("Không có đơn vị «{code}».", code=plan.parent[:64]))


def preview_effects(context: Context, changed: Iterable[Agency]) -> tuple[PeriodEffect, ...]:
    """What units that are new or other make of the open periods."""
    with context.database.reading() as session:
        return tuple(_effects(context, session, changed))


def _effects(
    context: Context, session: Session, changed: Iterable[Agency], since: date = date.min
) -> Iterable[PeriodEffect]:
    """For each open period that becomes another; those that end before `since` stay as they are."""
    changes = {agency.code: agency for agency in changed}
    for opened in all_periods(session):
        before = None if opened.closed_at else period_snapshot(session, context.catalogue, opened.code, LIVE)
        if before is None or before.period.window.last < since:
            continue
        after = live_snapshot(session, context.catalogue, opened.code, changes)
        effect = _effect(session, before, after, changes)
        if effect is not None:
            yield effect


def _effect(
    session: Session, before: PeriodSnapshot, after: PeriodSnapshot, changes: Mapping[str, Agency]
) -> PeriodEffect | None:  # fmt: skip
    old, new = merged_report(session, before), merged_report(session, after)
    was, now = {unit.code: unit for unit in before.agencies}, {unit.code: unit for unit in after.agencies}
    effect = PeriodEffect(
        before.period,
        joined=tuple(unit for code, unit in now.items() if code not in was),
        left=tuple(unit for code, unit in was.items() if code not in now),
        kept=tuple(unit for code, unit in now.items() if after.period.is_last_of(unit) and was.get(code) != unit),
        ended=tuple(
            unit for code, unit in changes.items() if code in was and code not in now and after.period.is_last_of(unit)
        ),
        whole=tuple(
            unit for code, unit in now.items() if code in was and _is_whole_again(before.period, was[code], unit)
        ),
        renamed=tuple(unit for code, unit in now.items() if code in was and _shown(was[code]) != _shown(unit)),
        added_up=(len(old.counted), len(new.counted)),
        changes=total_changes(old, new, before.template.indicators),
    )
    moves = (effect.joined, effect.left, effect.kept, effect.whole, effect.renamed, effect.changes)
    return effect if any(moves) else None


def _is_whole_again(period: Period, old: Agency, new: Agency) -> bool:
    return period.is_last_of(old) and not period.is_last_of(new)


def _shown(agency: Agency) -> tuple[object, ...]:
    return agency.name, agency.abbreviation, agency.kind, agency.parent
