"""What changed between two builds of a period's workbook: units, totals, and each figure with who brought it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import PeriodSnapshot, period_snapshot, receipt_of
from service.domain.audit import AuditEvent
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.corrections import NONE, Correction, corrected, correction_in
from service.domain.consolidation.edition import LIVE
from service.domain.consolidation.merge import merge_all
from service.domain.consolidation.scope import Scope
from service.domain.consolidation.states import BuildState
from service.domain.consolidation.workbook_changes import (
    ContributingSubmission,
    MergedState,
    WorkbookChanges,
    diff_workbooks,
)
from service.domain.errors import ConflictError, NotFoundError, message
from service.domain.organization.access import Caller
from service.domain.organization.agency import Agency
from service.domain.reporting.report import Report
from service.storage.consolidation.consolidations import get_consolidation, sources_of
from service.storage.consolidation.correction_codec import corrections_of
from service.storage.consolidation.workbooks import builds_of, get_build
from service.storage.events import Event, events_named
from service.storage.intake.submissions import submissions_with_content
from service.storage.models import WorkbookRow
from service.storage.organization.agencies import all_agencies

# What the log calls it when somebody downloads a workbook.


@dataclass(frozen=True)
class LatestWorkbook:
    """The newest finished workbook of the whole province, and what is new to somebody who has an earlier one.

    `unseen` are the filings that count by now and are not in it; `changes` is None for whoever never took one,
    and `taken` is when that was.
    """

    row: WorkbookRow
    unseen: int
    changes: WorkbookChanges | None
    taken: Event | None


def latest_for(context: Context, caller: Caller, period: str, counting: Iterable[str]) -> LatestWorkbook | None:
    """The newest workbook against the one that the caller downloaded last; None before the first one.

    `counting` are the filings that count by now.
    """
    with context.database.reading() as session:
        ready = [row for row in builds_of(session, period) if row.state is BuildState.READY and not row.scope]
        if not ready:
            return None
        newest = ready[0]
        unseen = len(frozenset(counting) - _sources(session, newest))
        whole = {row.id: row for row in ready}
        taken = [
            event
            for event in events_named(session, period, AuditEvent.WORKBOOK_DOWNLOADED)
            if event.actor == caller.name and event.subject in whole
        ]
        if not taken:
            return LatestWorkbook(newest, unseen, None, None)
        return LatestWorkbook(newest, unseen, _changes(session, context, whole[taken[-1].subject], newest), taken[-1])


def changes_between(context: Context, workbook: str, since: str = "") -> tuple[WorkbookChanges, WorkbookRow]:
    """A workbook compared with an earlier one, the one before it unless told.

    Raises NotFoundError for an unknown build, and ConflictError where the two cannot be compared.
    """
    with context.database.reading() as session:
        row = get_build(session, workbook)
        before = get_build(session, since) if since else _before(session, row)
        return _changes(session, context, before, row), row


def changes_to(session: Session, context: Context, scope: Scope, now: Consolidation) -> WorkbookChanges:
    """What a merged report changes, in the units and sections of the scope, against the workbook that it names."""
    since = scope.since
    row = get_build(session, since)
    view = period_snapshot(session, context.catalogue, row.period, _edition(now))
    sources = [filing.source.submission for filing in now.report.ordered]
    corrections = {filing.source.agency: correction_in(filing) for filing in now.report.ordered}
    new = _merged(session, view, sources, corrections, (unit.agency.code for unit in now.units))
    old = _built(session, context, row)
    changes = _compare(session, row, old.within(scope), new.within(scope))
    return changes.within(now.within(scope).shows) if scope.sections else changes


def _edition(merged: Consolidation) -> int:
    return LIVE if merged.edition is None else merged.edition.number


def require_comparable(session: Session, period: str, since: str) -> None:
    """Raises NotFoundError or ConflictError where a new workbook of the period cannot be compared with that one."""
    row = get_build(session, since)
    if row.period != period:
        raise ConflictError(message("Bảng «{id}» thuộc kỳ khác nên không so sánh được.", id=since))
    _sources(session, row)


def _before(session: Session, row: WorkbookRow) -> WorkbookRow:
    for known in builds_of(session, row.period):
        if known.state is BuildState.READY and not known.scope and known.state_since < row.state_since:
            return known
    raise NotFoundError(message("Trước bảng «{id}» chưa có bảng nào để so sánh.", id=row.id))


def _changes(session: Session, context: Context, before: WorkbookRow, after: WorkbookRow) -> WorkbookChanges:
    if before.period != after.period:
        raise ConflictError(message("Hai bảng thuộc hai kỳ khác nhau nên không so sánh được."))
    return _compare(session, before, _built(session, context, before), _built(session, context, after), until=after)


def _sources(session: Session, row: WorkbookRow) -> frozenset[str]:
    if row.consolidation is None:
        raise ConflictError(message("Bảng «{id}» chưa lập xong nên chưa so sánh được.", id=row.id))
    return frozenset(sources_of(session, row.consolidation).values())


def _built(session: Session, context: Context, row: WorkbookRow) -> MergedState:
    """What a finished workbook was made of; those that owed a report then are in it or were missing."""
    view = period_snapshot(session, context.catalogue, row.period, row.edition)
    sources = _sources(session, row)
    assert row.consolidation is not None
    filed, merged = sources_of(session, row.consolidation), get_consolidation(session, row.consolidation)
    return _merged(session, view, sources, corrections_of(merged.corrections), (*filed, *merged.missing))


def _merged(
    session: Session, view: PeriodSnapshot, sources: Iterable[str], corrections: Mapping[str, Correction],
    owing: Iterable[str],
) -> MergedState:  # fmt: skip
    # A unit that was let off since then is named all the same.
    agencies = {agency.code: agency for agency in (*all_agencies(session), *view.waived, *view.agencies)}
    counted = tuple(_counted(session, view, agencies, sources, corrections))
    reports = (Report(view.template, view.period.code, {item.agency.code: item.filing}) for item in counted)
    report = merge_all(view.template, view.period.code, reports)
    return MergedState(report, counted, frozenset(agencies[code] for code in owing))


def _counted(
    session: Session, view: PeriodSnapshot, agencies: Mapping[str, Agency], sources: Iterable[str],
    corrections: Mapping[str, Correction],
) -> Iterator[ContributingSubmission]:  # fmt: skip
    for row, payload in submissions_with_content(session, sources):
        agency = agencies[row.agency]
        make = partial(view.terms(agency).report, row)
        report = corrected(make, payload, corrections.get(agency.code, NONE))
        yield ContributingSubmission(agency, report.filings[agency.code], receipt_of(row))


def _compare(
    session: Session, before: WorkbookRow, old: MergedState, new: MergedState, until: WorkbookRow | None = None
) -> WorkbookChanges:
    since = before.finished_at or before.requested_at
    end = None if until is None else until.finished_at
    agencies: dict[str, Agency] = {item.agency.code: item.agency for item in (*old.counted, *new.counted)}
    returned = {
        agencies[event.agency]
        for event in events_named(session, before.period, AuditEvent.SUBMISSION_RETURNED)
        if event.agency in agencies and event.at >= since and (end is None or event.at <= end)
    }
    return diff_workbooks(before.id, since, old, new, returned)
