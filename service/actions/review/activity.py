"""What happened in a period: filed, returned, extended, reminded, built, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.domain.audit import AuditEvent
from service.storage.consolidation.workbooks import builds_of
from service.storage.events import events_of
from service.storage.intake.submissions import submissions_of_agency, submissions_of_period
from service.storage.organization.agencies import all_agencies
from service.storage.periods.periods import get_period

MOST = 5000


@dataclass(frozen=True)
class ActivityEntry:
    """One thing that happened; `submission` and `workbook` are what it leads to."""

    at: datetime
    actor: str
    action: AuditEvent
    agency: str = ""
    agency_name: str = ""
    subject: str = ""
    reason: str = ""
    submission: str = ""
    workbook: str = ""


def activity(context: Context, period: str, agency: str = "") -> tuple[ActivityEntry, ...]:
    """The entries of a period, the newest first, of one unit or of all; raises NotFoundError."""
    with context.database.reading() as session:
        get_period(session, period)
        names = {unit.code: unit.name for unit in all_agencies(session)}
        entries = [*_filed(session, period, agency, names), *_done(session, period, agency, names)]
        if not agency:
            entries += [
                ActivityEntry(
                    row.requested_at, row.requested_by, AuditEvent.WORKBOOK_BUILT, workbook=row.id, subject=row.id
                )
                for row in builds_of(session, period)
            ]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.action, entry.subject), reverse=True)[:MOST])


def _filed(session: Session, period: str, agency: str, names: dict[str, str]) -> Iterator[ActivityEntry]:
    rows = submissions_of_agency(session, period, agency) if agency else submissions_of_period(session, period)
    for row in rows:
        yield ActivityEntry(
            row.received_at,
            row.filed_by,
            AuditEvent.SUBMISSION_FILED_ON_BEHALF if row.on_behalf else AuditEvent.SUBMISSION_FILED,
            row.agency,
            names[row.agency],
            row.id,
            row.on_behalf,
            submission=row.id,
        )


def _done(session: Session, period: str, agency: str, names: dict[str, str]) -> Iterator[ActivityEntry]:
    for event in events_of(session, period, agency or None, MOST):
        is_filing = event.action.startswith("filing.")
        yield ActivityEntry(
            at=event.at,
            actor=event.actor,
            action=event.action,
            agency=event.agency or "",
            agency_name=names.get(event.agency or "", ""),
            subject=event.subject,
            reason=event.reason,
            submission=event.subject if is_filing else "",
            workbook=event.subject if event.action.startswith("workbook.") else "",
        )
