"""Making a period's edition: all that every output says of it, held fast in the transaction that closes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.obligations import ORDINARY
from service.actions.periods.recorded_terms import sealed
from service.actions.periods.status import (
    PeriodSnapshot,
    baselines_of,
    consolidate,
    drafts_begun,
    evidence_of,
    period_snapshot,
)
from service.actions.transaction import SYSTEM, Actor, Transaction
from service.domain.audit import AuditEvent
from service.domain.consolidation.closing import ClosingRecord
from service.domain.consolidation.consolidation import AgencyStatus, Consolidation
from service.domain.consolidation.edition import LIVE, EditionOrigin, PeriodEdition
from service.domain.organization.agency import in_table_order
from service.domain.reporting.report import Source
from service.storage.consolidation.consolidations import add_consolidation, newest_consolidation
from service.storage.consolidation.editions import (
    LAST_YEAR,
    PREVIOUS,
    EditionContent,
    FrozenAgency,
    add_edition,
    closed_without_edition,
    edition_of,
    frozen_filings,
)
from service.storage.periods.periods import get_period, lock_period, merged_content

# Why a closed period has another edition although nobody asked for one.
CHECKED_LATE = "Báo cáo nộp trước khi khóa kỳ, kiểm tra xong sau khi khóa"


def make_edition(
    context: Context, tx: Transaction, period: str, origin: EditionOrigin, reason: str = "",
    closing: ClosingRecord | None = None,
) -> PeriodEdition:  # fmt: skip
    """The period's next edition, of what stands now; whoever asks holds the period."""
    return _make(context, tx, *_live(context, tx, period), origin, reason, closing)


def _live(context: Context, tx: Transaction, period: str) -> tuple[PeriodSnapshot, Consolidation]:
    """The period as it would be closed now, and its merged report."""
    view = period_snapshot(tx.session, context.catalogue, period, LIVE)
    return view, consolidate(tx.session, view, context.settings.province)


def _make(
    context: Context, tx: Transaction, view: PeriodSnapshot, merged: Consolidation, origin: EditionOrigin, reason: str,
    closing: ClosingRecord | None = None,
) -> PeriodEdition:  # fmt: skip
    pasts = baselines_of(tx.session, context.catalogue, view)
    named = {PREVIOUS: pasts.previous, LAST_YEAR: pasts.last_year}
    content = EditionContent(
        template=view.template,
        period=view.period,
        province=merged.province,
        agencies=tuple(_frozen(tx.session, view, merged.units)),
        report=merged.report,
        evidence=evidence_of(tx.session, view, merged.report),
        baselines={name: past for name, past in named.items() if past is not None},
        closing=closing,
    )
    merge = _stored_merge(tx, merged)
    return add_edition(tx.session, content, merge, origin, tx.actor_name, reason, tx.now)


def _stored_merge(tx: Transaction, merged: Consolidation) -> int:
    """The number of the merged report among all of the period, stored now where what it holds is new."""
    content = merged_content(tx.session, merged.period.code)
    newest = newest_consolidation(tx.session, merged.period.code)
    if newest is None or newest.content_seq < content:
        submissions = [filing.source.submission for filing in merged.report.ordered]
        newest = add_consolidation(tx.session, merged, content, submissions, tx.now)
    return newest.id


def take_in_late_checks(context: Context, period: str) -> PeriodEdition | None:
    """The next edition of a closed period where a report that was filed in time was found valid after the closing.

    None where there is nothing that the newest edition has not. What came later, of a unit that was let in, waits for
    the edition that somebody makes.
    """
    with context.database.reading() as session:
        if edition_of(session, period) is None:
            return None
    with context.transaction(SYSTEM) as tx:
        lock_period(tx.session, period)
        edition = edition_of(tx.session, period)
        if edition is None:
            return None
        known = {filing.source.submission for filing in frozen_filings(tx.session, edition).values()}
        view, merged = _live(context, tx, period)
        closed_at = get_period(tx.session, period).closed_at
        sources = [filing.source for filing in merged.report.ordered if filing.source.submission not in known]
        if all(_came_after(source, closed_at) for source in sources):
            return None
        made = _make(context, tx, view, merged, EditionOrigin.CORRECTION, CHECKED_LATE)
        tx.record(
            AuditEvent.PERIOD_CORRECTED, period=period, subject=f"ấn bản số {made.number}", reason=CHECKED_LATE,
            changes=sealed(made),
        )  # fmt: skip
        return made


def _came_after(source: Source, closed_at: datetime | None) -> bool:
    return closed_at is not None and source.received_at is not None and source.received_at > closed_at


def make_missing_editions(context: Context, actor: Actor = SYSTEM) -> tuple[PeriodEdition, ...]:
    """Edition 1 of every period that was closed before there were editions, of what stands now; says which."""
    with context.database.reading() as session:
        missing = closed_without_edition(session)
    made = []
    for period in missing:
        with context.transaction(actor) as tx:
            lock_period(tx.session, period)
            # Another process may have been faster.
            if period in closed_without_edition(tx.session):
                edition = make_edition(context, tx, period, EditionOrigin.UPGRADE)
                subject = f"ấn bản số {edition.number}"
                tx.record(AuditEvent.EDITION_MADE, period=period, subject=subject, changes=sealed(edition))
                made.append(edition)
    return tuple(made)


def _frozen(session: Session, view: PeriodSnapshot, statuses: Iterable[AgencyStatus]) -> Iterator[FrozenAgency]:
    standing = {status.agency.code: status for status in statuses}
    drafts = drafts_begun(session, view)
    for agency in in_table_order([*view.agencies, *view.waived]):
        owed = view.obligations.get(agency.code, ORDINARY)
        yield FrozenAgency(agency, owed, standing.get(agency.code), agency.code in drafts)
