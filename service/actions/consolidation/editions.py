"""A period's editions: which there are, and what each one changed figure by figure against the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import consolidate, period_snapshot
from service.domain.consolidation.closing import ClosingRecord
from service.domain.consolidation.edition import LIVE, PeriodEdition
from service.domain.consolidation.states import BuildState
from service.domain.consolidation.workbook_changes import (
    ContributingSubmission,
    MergedState,
    WorkbookChanges,
    diff_workbooks,
)
from service.domain.errors import NotFoundError, message
from service.domain.reporting.period import Period
from service.storage.consolidation.editions import edition_of, editions_of, frozen_closing, is_intact
from service.storage.consolidation.publications import Publication, publications_of
from service.storage.consolidation.workbooks import builds_of
from service.storage.models import WorkbookRow
from service.storage.periods.periods import get_period


class ListedEdition(NamedTuple):
    """An edition, whether it is as it was written, and its finished workbook of the whole province, if there is one.

    `closing` is what was known before it was made, and `publication` when it was published; None where there is none.
    """

    edition: PeriodEdition
    is_intact: bool
    workbook: WorkbookRow | None
    closing: ClosingRecord | None
    publication: Publication | None


@dataclass(frozen=True)
class PeriodEditions:
    """A period's editions, the newest first; `pending` is what a correction made now would change, None while open.

    `has_tables` says whether the report has tables with rows.
    """

    period: Period
    editions: tuple[ListedEdition, ...]
    pending: WorkbookChanges | None
    has_tables: bool


class EditionChanges(NamedTuple):
    """What an edition changed against the one before."""

    period: Period
    before: PeriodEdition
    edition: PeriodEdition
    changes: WorkbookChanges


def list_editions(context: Context, period: str) -> PeriodEditions:
    """The period's editions; raises NotFoundError."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        builds = [row for row in builds_of(session, period) if row.state is BuildState.READY and not row.scope]
        workbooks = {row.edition: row for row in reversed(builds)}
        published = {one.number: one for one in publications_of(session, period)}
        listed = tuple(
            ListedEdition(
                edition, is_intact(session, edition), workbooks.get(edition.number),
                frozen_closing(session, edition), published.get(edition.number),
            )
            for edition in editions_of(session, period)
        )  # fmt: skip
        is_closed = get_period(session, period).closed_at is not None
        pending = _changes(session, context, listed[0].edition, LIVE) if listed and is_closed else None
        return PeriodEditions(view.period, listed, pending, bool(view.template.tables))


def changes_of_edition(context: Context, period: str, number: int) -> EditionChanges:
    """What the edition of that number changed; raises NotFoundError for it, and for the first one."""
    with context.database.reading() as session:
        edition = edition_of(session, period, number)
        before = edition_of(session, period, number - 1) if number > 1 else None
        if edition is None or before is None:
            raise NotFoundError(message("Ấn bản số 1 không có ấn bản nào trước để so sánh."))
        view = period_snapshot(session, context.catalogue, period, number)
        return EditionChanges(view.period, before, edition, _changes(session, context, before, number))


def _changes(session: Session, context: Context, before: PeriodEdition, number: int) -> WorkbookChanges:
    old = _state(session, context, before.period, before.number)
    new = _state(session, context, before.period, number)
    return diff_workbooks(str(before.number), before.made_at, old, new, ())


def _state(session: Session, context: Context, period: str, number: int) -> MergedState:
    view = period_snapshot(session, context.catalogue, period, number)
    merged = consolidate(session, view, context.settings.province)
    filings = merged.report.filings
    counted = tuple(
        ContributingSubmission(unit.agency, filings[unit.agency.code], unit.receipt)
        for unit in merged.units
        if unit.receipt is not None and unit.agency.code in filings
    )
    return MergedState(merged.report, counted, frozenset(unit.agency for unit in merged.units))
