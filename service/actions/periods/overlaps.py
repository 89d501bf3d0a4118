"""Figures that two units, or two kinds, tell for the same thing: pairs declared, changed and ended by Home Affairs."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.decision_notices import notify_agencies
from service.actions.periods.obligations import closed_error, require_open
from service.actions.periods.status import PeriodSnapshot, merged_report, period_snapshot
from service.actions.transaction import Actor, Transaction
from service.domain.audit import LONGEST_SUBJECT, AuditEvent, Change, Property, differences
from service.domain.consolidation.edition import LIVE
from service.domain.consolidation.overlaps import (
    Overlap,
    OverlapStory,
    following,
    line_of,
    overlap_stories,
    require_added_up,
    require_no_clash,
    require_two_sides,
)
from service.domain.consolidation.workbook_changes import TotalChange, total_changes
from service.domain.errors import ConflictError, message
from service.domain.organization.agency import Agency
from service.domain.reporting.decisions import require_reason
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.period import Period
from service.domain.reporting.stale_page import overtaken
from service.queue import Job
from service.storage.events import events_since, newest_event
from service.storage.organization.agencies import all_agencies
from service.storage.periods import overlaps as storage
from service.storage.periods.overlaps import KeptOverlap, get_overlap, overlaps_from, overlaps_in
from service.storage.periods.periods import OpenedPeriod, content_changed, get_period, lock_period, periods_from

ACTS = (AuditEvent.OVERLAP_DECLARED, AuditEvent.OVERLAP_CHANGED, AuditEvent.OVERLAP_ENDED)
DAY = timedelta(days=1)
# The number of a pair that has none yet.
_NEW = 0


class FollowedUnit(NamedTuple):
    """A unit of a pair that is no more, what came after it, and from which day on."""

    before: Agency
    after: Agency
    since: date


class ListedOverlap(NamedTuple):
    """A pair that holds in a period, what its sides are called, and what they tell; None where nobody tells anything.

    `pair` has what came after a unit that was declared in its place, as `followed` says; `is_idle` says that one of the
    two sides is nobody of the period.
    """

    kept: KeptOverlap
    pair: Overlap
    indicator: Indicator
    counting: str
    leaving: str
    story: OverlapStory | None
    is_idle: bool
    followed: tuple[FollowedUnit, ...] = ()


@dataclass(frozen=True)
class PeriodOverlaps:
    """The pairs of a period, and what others could be of; `seen` is the number of the last decision about any pair."""

    period: Period
    is_closed: bool
    listed: tuple[ListedOverlap, ...]
    indicators: tuple[Indicator, ...]
    agencies: tuple[Agency, ...]
    seen: int


class PeriodEffects(NamedTuple):
    """What becomes of the totals of one open period, and what the sides tell there, None where nobody does."""

    period: Period
    changes: tuple[TotalChange, ...]
    story: OverlapStory | None


@dataclass(frozen=True)
class OverlapPreview:
    """A pair that is to be declared or ended, what its sides are called, and what follows in each open period."""

    indicator: Indicator
    counting: str
    leaving: str
    effects: tuple[PeriodEffects, ...]


def period_overlaps(context: Context, period: str) -> PeriodOverlaps:
    """Those that hold in the period; raises NotFoundError."""
    with context.database.reading() as session:
        opened = get_period(session, period)
        view = period_snapshot(session, context.catalogue, period)
        kept = overlaps_in(session, period)
        stories = {story.number: story for story in overlap_stories(merged_report(session, view))}
        seen = newest_event(session, None, ACTS)
        known = {agency.code: agency for agency in all_agencies(session)}
    agencies = _units(view)
    listed = (_listed(view, item, stories.get(number), known) for number, item in kept.items())
    return PeriodOverlaps(
        view.period,
        opened.closed_at is not None,
        tuple(item for item in listed if item is not None),
        tuple(item for item in view.template.indicators if item.aggregate is Aggregate.SUM),
        agencies,
        seen,
    )


def _units(view: PeriodSnapshot) -> tuple[Agency, ...]:
    """All units of the period, those that were let off among them."""
    return (*view.agencies, *view.waived)


def _listed(
    view: PeriodSnapshot, kept: KeptOverlap, story: OverlapStory | None, known: Mapping[str, Agency]
) -> ListedOverlap | None:  # fmt: skip
    indicator = view.template.by_code.get(kept.overlap.indicator)
    if indicator is None:
        return None  # a later version of the template has it no more
    units, present = _units(view), _codes(view)
    pair = following(kept.overlap, known, present)
    is_idle = not (pair.counting.units(units) and pair.leaving.units(units))
    names = pair.counting.name(units), pair.leaving.name(units)
    followed = () if pair == kept.overlap else tuple(_followed(kept.overlap, known, present))
    return ListedOverlap(kept, pair, indicator, *names, story, is_idle, followed)


def _followed(pair: Overlap, known: Mapping[str, Agency], present: Container[str]) -> Iterator[FollowedUnit]:
    for side in (pair.counting, pair.leaving):
        for before, after in pairwise(line_of(side.code, known, present)):
            yield FollowedUnit(before, after, after.valid_from if before.valid_to is None else before.valid_to + DAY)


def _codes(view: PeriodSnapshot) -> frozenset[str]:
    return frozenset(agency.code for agency in _units(view))


def preview_overlap(
    context: Context, period: str, wanted: Overlap, replaces: int | None = None
) -> OverlapPreview:  # fmt: skip
    """What a pair would do from the period on, before it is declared; raises as declaring it does."""
    with context.database.reading() as session:
        view, pair = _declarable(session, context, period, wanted, replaces)
        replaced: dict[int, Overlap | None] = {} if replaces is None else {replaces: None}
        return _preview(session, context, view, pair, {**replaced, _NEW: pair})


def preview_end(context: Context, period: str, number: int) -> OverlapPreview:
    """What ending a pair from the period on would do; raises as ending it does."""
    with context.database.reading() as session:
        kept = _endable(session, period, number)
        view = period_snapshot(session, context.catalogue, period)
        return _preview(session, context, view, view.overlaps.get(number, kept.overlap), {number: None})


def declare_overlap(
    context: Context, actor: Actor, period: str, wanted: Overlap, seen: int | None = None, replaces: int | None = None
) -> int:
    """Declare a pair from the period on, in place of another one where `replaces` names it; its number.

    Raises NotFoundError, EntryError for what will not do, or ConflictError where a closed period would be changed, or
    somebody has decided about a pair since the decision `seen`.
    """
    with context.transaction(actor) as tx:
        concerned = _hold(tx, period, seen)
        view, pair = _declarable(tx.session, context, period, wanted, replaces)
        before = None
        if replaces is not None:
            before = get_overlap(tx.session, period, replaces)
            _end(tx, before, period, pair.reason)
        number = storage.add_overlap(tx.session, view.template.code, pair, period, tx.actor_name, tx.now)
        _merge(tx, concerned)
        act = AuditEvent.OVERLAP_DECLARED if before is None else AuditEvent.OVERLAP_CHANGED
        _tell(context, tx, act, view, None if before is None else before.overlap, pair)
    return number


def end_overlap(
    context: Context, actor: Actor, period: str, number: int, reason: str, seen: int | None = None
) -> None:  # fmt: skip
    """From the period on both sides are added up again; raises as `declare_overlap` does."""
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        concerned = _hold(tx, period, seen)
        kept = _endable(tx.session, period, number)
        view = period_snapshot(tx.session, context.catalogue, period)
        _end(tx, kept, period, why)
        _merge(tx, concerned)
        pair = view.overlaps.get(number, kept.overlap)
        _tell(context, tx, AuditEvent.OVERLAP_ENDED, view, pair, replace(pair, reason=why))


def _hold(tx: Transaction, period: str, seen: int | None) -> tuple[OpenedPeriod, ...]:
    """The periods that are concerned, which nobody else decides about meanwhile; raises as declaring does."""
    get_period(tx.session, period)
    concerned = periods_from(tx.session, period)
    for code in sorted(opened.code for opened in concerned):
        lock_period(tx.session, code)
    for event in () if seen is None else events_since(tx.session, None, seen, ACTS):
        raise ConflictError(overtaken(event.action, event.actor, event.at, f"{event.subject}: {event.reason}"))
    return concerned


def _require_all_open(session: Session, period: str) -> None:
    """Raises ConflictError where a period that would be changed is closed: its edition stands."""
    require_open(session, period)
    for opened in periods_from(session, period):
        if opened.closed_at is not None:
            raise closed_error(opened.code)


def _declarable(
    session: Session, context: Context, period: str, wanted: Overlap, replaces: int | None
) -> tuple[PeriodSnapshot, Overlap]:  # fmt: skip
    """The period and the pair as it is kept."""
    _require_all_open(session, period)
    view = period_snapshot(session, context.catalogue, period, LIVE)
    require_added_up(view.template, wanted.indicator)
    require_two_sides(wanted, _units(view))
    if replaces is not None:
        _endable(session, period, replaces)
    everybody = all_agencies(session)
    known, present = {agency.code: agency for agency in everybody}, _codes(view)
    others = {
        number: following(kept.overlap, known, present)
        for number, kept in overlaps_from(session, period).items()
        if number != replaces
    }
    require_no_clash(wanted, others, everybody)
    return view, replace(wanted, reason=require_reason(wanted.reason))


def _endable(session: Session, period: str, number: int) -> KeptOverlap:
    _require_all_open(session, period)
    kept = get_overlap(session, period, number)
    if kept.until is not None:
        raise ConflictError(
            message("Cặp số {number} đã được sửa hoặc bỏ từ kỳ {period}.", number=number, period=kept.until)
        )
    return kept


def _preview(
    session: Session,
    context: Context,
    view: PeriodSnapshot,
    pair: Overlap,
    changed: Mapping[int, Overlap | None],
) -> OverlapPreview:
    """With these pairs in place of what holds, None for one that holds no more."""
    effects = []
    for opened in periods_from(session, view.period.code):
        now = period_snapshot(session, context.catalogue, opened.code, LIVE)
        held = {number: one for number, one in {**now.overlaps, **changed}.items() if one is not None}
        before, after = merged_report(session, now), merged_report(session, replace(now, overlaps=held))
        changes = total_changes(before, after, now.template.indicators)
        stories = {story.number: story for report in (before, after) for story in overlap_stories(report)}
        told = next((stories[number] for number in changed if number in stories), None)
        effects.append(PeriodEffects(now.period, changes, told))
    units = _units(view)
    indicator = view.template.indicator(pair.indicator)
    return OverlapPreview(indicator, pair.counting.name(units), pair.leaving.name(units), tuple(effects))


def _end(tx: Transaction, kept: KeptOverlap, period: str, reason: str) -> None:
    if not storage.end_overlap(tx.session, kept.number, period, tx.actor_name, reason, tx.now):
        raise ConflictError(message("Cặp số {number} không còn hiệu lực.", number=kept.number))


def _merge(tx: Transaction, concerned: tuple[OpenedPeriod, ...]) -> None:
    for opened in concerned:
        if content_changed(tx.session, opened.code, tx.utcnow):
            tx.enqueue(Job.MERGE_PERIOD, opened.code)


def _tell(
    context: Context, tx: Transaction, act: AuditEvent, view: PeriodSnapshot, before: Overlap | None, pair: Overlap
) -> None:
    """Put it on record, and tell the units of both sides."""
    units, period = _units(view), view.period.code
    item, counting, leaving = _words(view, pair)
    agency = None if pair.leaving.is_kind else pair.leaving.code
    subject = f"{item}: tính theo {counting}, không cộng {leaving}"[:LONGEST_SUBJECT]
    changes = _changes(view, before, None if act is AuditEvent.OVERLAP_ENDED else pair)
    tx.record(act, period=period, agency=agency, subject=subject, reason=pair.reason, changes=changes)
    told = pair.counting.units(units) | pair.leaving.units(units)
    notify_agencies(context, tx, act, period, sorted(told), reason=pair.reason, **_about(view, pair))
    if before is not None and act is AuditEvent.OVERLAP_CHANGED:
        # Whoever is on neither side any more.
        rest = (before.counting.units(units) | before.leaving.units(units)) - told
        ended = AuditEvent.OVERLAP_ENDED
        notify_agencies(context, tx, ended, period, sorted(rest), reason=pair.reason, **_about(view, before))


def _about(view: PeriodSnapshot, pair: Overlap) -> Mapping[str, Any]:
    """What a letter says of a pair."""
    indicator, units = view.template.indicator(pair.indicator), _units(view)
    sides = {"counting": pair.counting.name(units), "leaving": pair.leaving.name(units)}
    return {"indicator": indicator.name, "number": indicator.number, **sides}


def _words(view: PeriodSnapshot, pair: Overlap) -> tuple[str, str, str]:
    indicator, units = view.template.indicator(pair.indicator), _units(view)
    return f"{indicator.number}. {indicator.name}", pair.counting.name(units), pair.leaving.name(units)


def _changes(view: PeriodSnapshot, before: Overlap | None, after: Overlap | None) -> tuple[Change, ...]:
    names = (Property.INDICATOR, Property.COUNTING, Property.LEAVING)
    sides = ({} if pair is None else dict(zip(names, _words(view, pair), strict=True)) for pair in (before, after))
    return differences(*sides)
