"""What is older than it has to be kept, in the database: found, and taken out without touching what an edition needs.

Of whatever is taken out its row stays where it is evidence: that there was a submission, a letter or a workbook, when,
whose, and its SHA-256.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from service.domain.audit import PASSING_EVENTS
from service.domain.consolidation.edition import LIVE
from service.domain.consolidation.states import BuildState
from service.domain.notifications.delivery import MessageState
from service.domain.organization.retention import Expired, RetentionKind
from service.domain.reporting.submission import State
from service.storage.models import (
    ConsolidationRow,
    ConsolidationSource,
    EditionRow,
    EventRow,
    MailRow,
    PasswordResetRow,
    PeriodRow,
    SubmissionRow,
    WebSessionRow,
    WorkbookRow,
)
from service.storage.redactions import remove_events


def find_expired(session: Session, kind: RetentionKind, before: datetime) -> Expired:
    """How much of a kind is older than that moment."""
    if kind is RetentionKind.LINKS:
        counts = [session.scalar(select(func.count()).select_from(row).where(old)) for row, old in _links(before)]
        return Expired(kind, sum(count or 0 for count in counts))
    count, size = session.execute(_COUNTED[kind](before)).one()
    return Expired(kind, count, size or 0)


def take_out(session: Session, kind: RetentionKind, before: datetime) -> str:
    """Take it out; for events the batch by which the log vouches for them is said, else nothing."""
    if kind is RetentionKind.EVENTS:
        return remove_events(session, _passing(before))
    if kind is RetentionKind.LINKS:
        for row, old in _links(before):
            session.execute(delete(row).where(old))
    elif kind is RetentionKind.FILINGS:
        session.execute(update(SubmissionRow).where(SubmissionRow.id.in_(_ids(_filings(before)))).values(raw=b""))
    elif kind is RetentionKind.WORKBOOKS:
        session.execute(update(WorkbookRow).where(WorkbookRow.id.in_(_workbook_ids(before))).values(content=None))
    elif kind is RetentionKind.MAILS:
        gone = {"text": "", "html": "", "attachment": None, "unsubscribe": None}
        session.execute(update(MailRow).where(_mails(before)).values(**gone))
    else:
        # Read first: a table of which rows go may not be asked meanwhile which those are.
        numbers = list(session.scalars(select(ConsolidationRow.id).where(_consolidations(before))))
        session.execute(delete(ConsolidationSource).where(ConsolidationSource.consolidation.in_(numbers)))
        session.execute(delete(ConsolidationRow).where(ConsolidationRow.id.in_(numbers)))
    return ""


def _filings(before: datetime) -> ColumnElement[bool]:
    """Superseded in a closed period, checked, of no edition, and neither the unit's newest nor the one that counts."""
    later = aliased(SubmissionRow)
    of_unit = and_(later.period == SubmissionRow.period, later.agency == SubmissionRow.agency)
    is_superseded = exists().where(of_unit, later.revision > SubmissionRow.revision)
    counts = exists().where(of_unit, later.revision > SubmissionRow.revision, later.state == State.VALID)
    is_in_edition = exists().where(
        ConsolidationSource.submission == SubmissionRow.id,
        ConsolidationSource.consolidation == EditionRow.consolidation,
    )
    return and_(
        SubmissionRow.received_at < before,
        SubmissionRow.state.in_([State.VALID, State.INVALID, State.FAILED]),
        func.length(SubmissionRow.raw) > 0,
        exists().where(PeriodRow.code == SubmissionRow.period, PeriodRow.closed_at.is_not(None)),
        is_superseded,
        (SubmissionRow.state != State.VALID) | counts,
        ~is_in_edition,
    )


def _ids(which: ColumnElement[bool]) -> Select[str]:
    return select(SubmissionRow.id).where(which)


def _workbooks(before: datetime) -> ColumnElement[bool]:
    """Of a period that was open, with a newer one of the whole province."""
    newer = aliased(WorkbookRow)
    is_replaced = exists().where(
        newer.period == WorkbookRow.period, newer.state == BuildState.READY, newer.scope_digest == "",
        newer.content.is_not(None), newer.state_since > WorkbookRow.state_since,
    )  # fmt: skip
    return and_(
        WorkbookRow.state == BuildState.READY, WorkbookRow.edition == LIVE, WorkbookRow.finished_at < before,
        WorkbookRow.content.is_not(None), is_replaced,
    )  # fmt: skip


def _workbook_ids(before: datetime) -> Select[str]:
    return select(WorkbookRow.id).where(_workbooks(before))


def _consolidations(before: datetime) -> ColumnElement[bool]:
    """Neither a period's newest, nor of an edition or a workbook."""
    later = aliased(ConsolidationRow)
    return and_(
        ConsolidationRow.built_at < before,
        exists().where(later.period == ConsolidationRow.period, later.revision > ConsolidationRow.revision),
        ~exists().where(EditionRow.consolidation == ConsolidationRow.id),
        ~exists().where(WorkbookRow.consolidation == ConsolidationRow.id),
    )


def _mails(before: datetime) -> ColumnElement[bool]:
    """Handed over, or not to go any more; what was kept or given up may still be sent again."""
    is_over = MailRow.state.in_([MessageState.SENT, MessageState.WITHDRAWN])
    return and_(is_over, MailRow.state_since < before, MailRow.text != "")


def _passing(before: datetime) -> ColumnElement[bool]:
    # Not the last of all: SQLite would give its number to the next one, for which the removed one would be taken.
    newest = select(func.max(EventRow.id)).scalar_subquery()
    passing = EventRow.action.in_([event.value for event in PASSING_EVENTS])
    return and_(EventRow.at < before, passing, EventRow.id < newest)


def _links(before: datetime) -> tuple[tuple[type[PasswordResetRow | WebSessionRow], ColumnElement[bool]], ...]:
    return (PasswordResetRow, PasswordResetRow.expires_at < before), (WebSessionRow, WebSessionRow.seen_at < before)


_COUNTED: Mapping[RetentionKind, Callable[[datetime], Select[int, Any]]] = {
    RetentionKind.FILINGS: lambda before: select(func.count(), func.sum(func.length(SubmissionRow.raw))).where(
        _filings(before)
    ),
    RetentionKind.WORKBOOKS: lambda before: select(func.count(), func.sum(func.length(WorkbookRow.content))).where(
        _workbooks(before)
    ),
    RetentionKind.CONSOLIDATIONS: lambda before: select(func.count(), func.sum(0)).where(_consolidations(before)),
    RetentionKind.MAILS: lambda before: select(
        func.count(), func.sum(func.length(MailRow.text) + func.length(MailRow.html))
    ).where(_mails(before)),
    RetentionKind.EVENTS: lambda before: select(func.count(), func.sum(0)).where(_passing(before)),
}
