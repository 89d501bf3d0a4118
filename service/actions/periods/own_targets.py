"""The targets of a year: those of a template's files beside those that the province sets from a period on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.definitions import hold_template
from service.actions.periods.status import PeriodSnapshot, merged_report, period_snapshot
from service.actions.transaction import Actor, Transaction
from service.domain.audit import LONGEST_SUBJECT, AuditEvent, Properties, Property, differences
from service.domain.consolidation.edition import LIVE
from service.domain.errors import ConflictError, EntryError, message
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.decisions import require_reason
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.period import VIETNAM, Period
from service.domain.reporting.stale_page import overtaken
from service.domain.reporting.target import Target, TargetDirection, TargetKey
from service.domain.reporting.target_entry import target_of
from service.domain.reporting.template import ReportTemplate
from service.storage.events import events_since, newest_event
from service.storage.periods.periods import OpenedPeriod, all_periods
from service.storage.periods.province_terms import OwnTarget, add_own_target, in_force, own_targets

ACTS = (AuditEvent.TARGET_SET, AuditEvent.TARGET_RESET)
LONGEST_SOURCE = 200


class ListedTarget(NamedTuple):
    """The target of an indicator for a kind: that of the files, and what the province decided, the last one last."""

    indicator: Indicator
    kind: AgencyKind | None
    filed: Target | None
    decisions: tuple[OwnTarget, ...]


@dataclass(frozen=True)
class YearTargets:
    """The targets of a year, the periods from which others may hold, and the number of the last decision (`seen`)."""

    template: ReportTemplate
    year: int
    years: tuple[int, ...]
    listed: tuple[ListedTarget, ...]
    periods: tuple[Period, ...]
    seen: int


@dataclass(frozen=True)
class WantedTarget:
    """A target as it was entered, for one or several kinds; without a `value` that of the files is to count again."""

    indicator: str
    kinds: tuple[AgencyKind | None, ...]
    since: str
    value: str | None = None
    direction: TargetDirection = TargetDirection.AT_LEAST
    source: str = ""
    reason: str = ""


class TargetEffect(NamedTuple):
    """What becomes of a target in an opened period, and how many of those with a figure reach it before and after."""

    period: Period
    kind: AgencyKind | None
    before: Target | None
    after: Target | None
    met_before: int
    met_after: int
    known: int


def year_targets(context: Context, code: str, version: str, year: int | None = None) -> YearTargets:
    """Of a version and year, this one unless told; raises NotFoundError."""
    template = context.catalogue.get(code, version)
    this_year = context.clock.now().astimezone(VIETNAM).year
    with context.database.reading() as session:
        decided = own_targets(session, template)
        seen = newest_event(session, None, ACTS)
        years = _years(template, this_year, decided)
        shown = year if year in years else min(max(this_year, years[0]), years[-1])
        periods = _open_periods(session, template, shown)
    return YearTargets(template, shown, years, tuple(_listed(template, shown, decided)), periods, seen)


def preview_target(context: Context, code: str, version: str, year: int, wanted: WantedTarget) -> list[TargetEffect]:
    """What would follow in each opened period; raises as deciding does."""
    template = context.catalogue.get(code, version)
    with context.database.reading() as session:
        made = _checked(session, context, template, year, wanted, "")
        return list(_effects(session, context, template, made))


def decide_target(
    context: Context, actor: Actor, code: str, version: str, year: int, wanted: WantedTarget, seen: int | None = None
) -> None:
    """Set a target from a period on, or let that of the files count again.

    Raises NotFoundError, EntryError for what will not do, or ConflictError where somebody has decided about a target
    since the decision `seen`.
    """
    template = context.catalogue.get(code, version)
    with context.transaction(actor) as tx:
        hold_template(tx.session, template)
        for event in () if seen is None else events_since(tx.session, None, seen, ACTS):
            raise ConflictError(overtaken(event.action, event.actor, event.at, event.subject))
        for made in _checked(tx.session, context, template, year, wanted, tx.actor_name):
            before = in_force(tx.session, template, made.since_day).targets.get(made.key)
            add_own_target(tx.session, template, made)
            _record(tx, template, made, before)


def _years(template: ReportTemplate, now: int, decided: Sequence[OwnTarget]) -> tuple[int, ...]:
    """Those that have targets, and this year and the next, as far as the template is valid."""
    known = {key[1] for key in template.targets} | {item.key[1] for item in decided} | {now, now + 1}
    last = max(known) if template.valid_to is None else template.valid_to.year
    return tuple(sorted(year for year in known if template.valid_from.year <= year <= last)) or (
        template.valid_from.year,
    )


def _listed(template: ReportTemplate, year: int, decided: Sequence[OwnTarget]) -> Iterator[ListedTarget]:
    for item in template.indicators:
        for kind in (None, *AgencyKind):
            key = (item.code, year, kind)
            own = tuple(one for one in decided if one.key == key)
            filed = template.targets.get(key)
            if own or filed is not None:
                yield ListedTarget(item, kind, filed, own)


def _open_periods(session: Session, template: ReportTemplate, year: int) -> tuple[Period, ...]:
    """The periods of the year that are not closed, opened or not, by their last days."""
    closed = {opened.code for opened in all_periods(session) if opened.closed_at is not None}
    schedule = template.schedule
    found = (schedule.period(schedule.code(year, kind)) for kind in schedule.kinds)
    return tuple(
        sorted(
            (each for each in found if each.year == year and each.code not in closed and _is_of(template, each)),
            key=lambda each: (each.window.last, each.window.first),
        )
    )


def _is_of(template: ReportTemplate, period: Period) -> bool:
    last = period.window.last
    return template.valid_from <= last and (template.valid_to is None or last <= template.valid_to)


def _checked(
    session: Session, context: Context, template: ReportTemplate, year: int, wanted: WantedTarget, by: str
) -> list[OwnTarget]:
    """The decisions as they are kept, one a kind."""
    indicator = template.by_code.get(wanted.indicator)
    if indicator is None:
        raise EntryError("indicator", message("Chọn chỉ tiêu."))
    if not wanted.kinds:
        raise EntryError("kinds", message("Chọn ít nhất một cấp, hoặc toàn tỉnh."))
    since = next((one for one in _open_periods(session, template, year) if one.code == wanted.since), None)
    if since is None:
        raise EntryError("since", message("Chọn kỳ chưa khóa của năm {year}.", year=year))
    why = "" if wanted.value is not None else require_reason(wanted.reason)
    made = []
    for kind in wanted.kinds:
        target = None if wanted.value is None else _target(indicator, year, kind, wanted)
        key = (indicator.code, year, kind)
        made.append(OwnTarget(key, target, since.code, since.window.last, why, by, context.clock.now()))
    _require_something_to_end(session, template, made)
    return made


def _target(indicator: Indicator, year: int, kind: AgencyKind | None, wanted: WantedTarget) -> Target:
    if not wanted.source:
        raise EntryError("source", message("Cần ghi văn bản đặt ra mục tiêu."))
    if len(wanted.source) > LONGEST_SOURCE:
        raise EntryError("source", message("Dài tối đa {most} ký tự.", most=LONGEST_SOURCE))
    try:
        return target_of(indicator, year, kind, wanted.value or "", wanted.direction, wanted.source)
    except EntryError as error:
        raise EntryError(error.field, message("Chưa đặt được: {what}.", what=error.said)) from error


def _require_something_to_end(session: Session, template: ReportTemplate, made: Sequence[OwnTarget]) -> None:
    """Raises EntryError where a target of the province's is to end that does not hold then."""
    decided = own_targets(session, template)
    for one in made:
        held = [item for item in decided if item.key == one.key and item.since_day <= one.since_day]
        if one.target is None and (not held or held[-1].target is None):
            raise EntryError("since", message("Từ kỳ này tỉnh không đặt mục tiêu riêng."))


def _effects(
    session: Session, context: Context, template: ReportTemplate, made: Sequence[OwnTarget]
) -> Iterator[TargetEffect]:
    for opened in all_periods(session):
        if _is_concerned(opened, template):
            view = period_snapshot(session, context.catalogue, opened.code, LIVE)
            for one in made:
                if view.period.year == one.key[1] and view.period.window.last >= one.since_day:
                    after = template.targets.get(one.key) if one.target is None else one.target
                    yield _effect(session, view, one.key, after)


def _is_concerned(opened: OpenedPeriod, template: ReportTemplate) -> bool:
    is_its = (opened.template_code, opened.template_version) == (template.code, template.version)
    return is_its and opened.closed_at is None


def _effect(session: Session, view: PeriodSnapshot, key: TargetKey, after: Target | None) -> TargetEffect:
    code, _, kind = key
    before, report = view.template.targets.get(key), merged_report(session, view)
    units = [agency.code for agency in view.agencies if agency.kind is kind and agency.code in report.filings]
    given = [report.figure(code)] if kind is None else [report.figure_of(unit, code) for unit in units]
    figures = [figure for figure in given if isinstance(figure, Decimal)]
    met_before, met_after = (
        0 if target is None else sum(target.is_met(figure) for figure in figures) for target in (before, after)
    )
    return TargetEffect(view.period, kind, before, after, met_before, met_after, len(figures))


def _record(tx: Transaction, template: ReportTemplate, made: OwnTarget, before: Target | None) -> None:
    code, year, kind = made.key
    indicator = template.by_code[code]
    place = "toàn tỉnh" if kind is None else kind.label
    after = template.targets.get(made.key) if made.target is None else made.target
    subject = f"{indicator.number}. {indicator.name}, năm {year}, {place}"[:LONGEST_SUBJECT]
    changes = differences(_said(before), {**_said(after), Property.SINCE: made.since})
    act = AuditEvent.TARGET_RESET if made.target is None else AuditEvent.TARGET_SET
    reason = made.reason if made.target is None else made.target.source
    tx.record(act, subject=subject, reason=reason, changes=changes)


def _said(target: Target | None) -> Properties:
    return {} if target is None else {Property.TARGET: str(target.goal), Property.SOURCE: target.source}
