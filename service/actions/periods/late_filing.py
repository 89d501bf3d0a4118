"""A unit that is let in after its period was closed: its report waits for the next edition, the closed one stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.decision_notices import notify_agencies
from service.actions.periods.lifecycle import require_seen
from service.actions.periods.obligations import closed_error, outstanding_obligations
from service.actions.transaction import Actor
from service.domain.audit import AuditEvent
from service.domain.consolidation.consolidation import AgencyStatus
from service.domain.errors import ConflictError, EntryError, message
from service.domain.organization.agency import Agency
from service.domain.reporting.decisions import require_reason
from service.domain.reporting.period import VIETNAM
from service.storage.consolidation.editions import edition_of, frozen_agencies_named
from service.storage.intake.submissions import submissions_since
from service.storage.models import SubmissionRow
from service.storage.organization.agencies import agencies_of
from service.storage.periods.periods import (
    OpenedPeriod,
    get_period,
    obligation_of,
    obligations,
    put_obligation,
)


class LateFiling(NamedTuple):
    """A unit that may file, or has filed, although the period is closed; `filed_at` is when its newest report came.

    `submission` is that report. `edition` is the number of the newest edition where that has it, None while it waits
    for one.
    """

    agency: Agency
    until: datetime
    reason: str
    filed_at: datetime | None
    edition: int | None = None
    submission: str | None = None


def let_in_late(
    context: Context, period: str, agency: str, due_at: datetime, actor: Actor, reason: str, seen: int | None = None
) -> None:
    """Take one unit's report of a closed period until a moment; it becomes part of the next edition.

    Raises NotFoundError for a unit that owes none, EntryError, or ConflictError where the period is open or the unit
    was let off.
    """
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        require_seen(tx.session, period, seen, agency=agency)
        terms = outstanding_obligations(tx.session, context.catalogue, period, agency)
        _require_closed(tx.session, period)
        if terms.obligation.waived_at is not None:
            raise ConflictError(message("{name} được miễn nộp kỳ này.", name=terms.agency.name))
        if due_at <= tx.now:
            raise EntryError("due_at", message("Hạn này đã qua."))
        known = obligation_of(tx.session, period, agency)
        put_obligation(tx.session, period, agency, replace(known, late_until=due_at, late_reason=why))
        due = due_at.astimezone(VIETNAM)
        tx.record(
            AuditEvent.UNIT_LET_IN_LATE, period=period, agency=agency, subject=f"{due:%H:%M %d/%m/%Y}", reason=why
        )  # fmt: skip
        notify_agencies(context, tx, AuditEvent.UNIT_LET_IN_LATE, period, [agency], due_at=due, reason=why)


def end_late_filing(
    context: Context, period: str, agency: str, actor: Actor, reason: str, seen: int | None = None
) -> None:
    """Take no more reports of the unit; what it has filed by then stays.

    Raises EntryError without a reason, or ConflictError where it is not let in.
    """
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        require_seen(tx.session, period, seen, agency=agency)
        _require_closed(tx.session, period)
        known = obligation_of(tx.session, period, agency)
        if known.late_until is None or known.late_until <= tx.now:
            raise ConflictError(message("Đơn vị không được nộp muộn trong kỳ này."))
        put_obligation(tx.session, period, agency, replace(known, late_until=tx.now))
        tx.record(AuditEvent.UNIT_LATE_FILING_ENDED, period=period, agency=agency, reason=why)
        notify_agencies(context, tx, AuditEvent.UNIT_LATE_FILING_ENDED, period, [agency], reason=why)


def late_until(session: Session, opened: OpenedPeriod, agency: str, now: datetime) -> datetime | None:
    """Until when the unit may file although the period is closed; None where it may not, or the period is open."""
    if opened.closed_at is None:
        return None
    until = obligation_of(session, opened.code, agency).late_until
    return until if until is not None and until > now else None


def require_open_to(session: Session, period: str, agency: str, now: datetime) -> OpenedPeriod:
    """The period; raises NotFoundError, or ConflictError where it takes nothing of the unit."""
    opened = get_period(session, period)
    if opened.closed_at is not None and late_until(session, opened, agency, now) is None:
        raise closed_error(period)
    return opened


def waits_for_edition(session: Session, opened: OpenedPeriod, row: SubmissionRow) -> bool:
    """Whether a submission came after the closing and is in no edition yet, so that it may still be decided about."""
    if opened.closed_at is None or row.received_at <= opened.closed_at:
        return False
    newest = edition_of(session, opened.code)
    kept = frozen_agencies_named(session, [] if newest is None else [newest], [row.agency])
    return all(unit.status is None or _speaks_for(unit.status) != row.id for unit in kept.values())


def _speaks_for(status: AgencyStatus) -> str | None:
    return None if status.receipt is None else status.receipt.submission


def require_decidable(session: Session, row: SubmissionRow) -> None:
    """Raises ConflictError where a submission's period is closed and it does not wait for the next edition."""
    opened = get_period(session, row.period)
    if opened.closed_at is not None and not waits_for_edition(session, opened, row):
        raise closed_error(row.period)


def late_filings(session: Session, opened: OpenedPeriod) -> tuple[LateFiling, ...]:
    """The units that were let in since the period was closed, by code; none where it is open."""
    if opened.closed_at is None:
        return ()
    let_in = {code: owed for code, owed in obligations(session, opened.code).items() if owed.late_until is not None}
    known = agencies_of(session, list(let_in))
    filed: dict[str, SubmissionRow] = {}
    for row in reversed(submissions_since(session, opened.code, opened.closed_at) if let_in else []):
        filed[row.agency] = row
    newest = edition_of(session, opened.code)
    kept = frozen_agencies_named(session, [] if newest is None else [newest], let_in)

    def edition(code: str) -> int | None:
        status = kept[opened.code, code].status if (opened.code, code) in kept else None
        is_in_it = status is not None and code in filed and status.valid_at == filed[code].received_at
        return newest.number if newest is not None and is_in_it else None

    return tuple(
        LateFiling(
            known[code],
            owed.late_until,
            owed.late_reason,
            filed[code].received_at if code in filed else None,
            edition(code),
            filed[code].id if code in filed else None,
        )
        for code, owed in sorted(let_in.items())
        if owed.late_until is not None
    )


def _require_closed(session: Session, period: str) -> None:
    if get_period(session, period).closed_at is None:
        raise ConflictError(message("Kỳ báo cáo {period} đang mở: đơn vị nộp bình thường.", period=period))
