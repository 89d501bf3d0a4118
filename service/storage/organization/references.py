"""What the database holds of units besides themselves and the log: where there is any, a unit cannot be taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.domain.audit import AuditEvent, Change, Property, read_changes
from service.domain.organization.withdrawal import UnitReference
from service.storage.models import (
    AccountRoleRow,
    AccountRow,
    AdjustmentRow,
    AgencyComingRow,
    AgencyRow,
    AgencyVersionRow,
    ApprovalRequestRow,
    CalendarFeedRow,
    DraftFieldRow,
    DraftRow,
    EditionAgencyRow,
    EventRow,
    ExportMatchingRow,
    FigureQuestionRow,
    IdempotencyKeyRow,
    ObligationRow,
    OverlapRow,
    RemarkDraftRow,
    ReminderRow,
    ReportFileRow,
    ReportReadingRow,
    ReviewClaimRow,
    SubmissionRow,
    TokenRow,
)

# Every column that holds the code of a unit, but for those of the log and of what the map itself says.
COLUMNS: Mapping[UnitReference, tuple[InstrumentedAttribute[Any], ...]] = {
    UnitReference.PEOPLE: (AccountRow.agency, AccountRoleRow.agency),
    UnitReference.TOKENS: (TokenRow.agency,),
    UnitReference.FILINGS: (
        SubmissionRow.agency, IdempotencyKeyRow.agency, RemarkDraftRow.agency, ReviewClaimRow.agency,
        AdjustmentRow.agency,
    ),
    UnitReference.DRAFTS: (DraftRow.agency, DraftFieldRow.agency, ApprovalRequestRow.agency),
    UnitReference.FILES: (ReportFileRow.agency, ReportReadingRow.agency, ExportMatchingRow.agency),
    UnitReference.TERMS: (ObligationRow.agency, ObligationRow.contained_in),
    UnitReference.QUESTIONS: (FigureQuestionRow.agency,),
    UnitReference.OVERLAPS: (OverlapRow.counting, OverlapRow.leaving),
    UnitReference.REMINDERS: (ReminderRow.agency, CalendarFeedRow.owner),
    UnitReference.CHILDREN: (AgencyRow.parent, AgencyComingRow.parent, AgencyVersionRow.parent),
    UnitReference.CHANGES: (AgencyComingRow.agency, AgencyVersionRow.agency),
    UnitReference.EDITIONS: (EditionAgencyRow.agency,),
}  # fmt: skip


def references_to(session: Session, codes: Collection[str]) -> dict[str, Counter[UnitReference]]:
    """How much of each kind refers to these units, by their codes; who goes with them is no child."""
    found: dict[str, Counter[UnitReference]] = {code: Counter() for code in codes}
    for kind, columns in COLUMNS.items():
        for column in columns:
            query = select(column, func.count()).where(column.in_(codes)).group_by(column)
            if column is AgencyRow.parent:
                query = query.where(AgencyRow.code.not_in(codes))
            for code, count in session.execute(query):
                found[code][kind] += count
    return found


def last_additions(session: Session, codes: Collection[str]) -> dict[str, int]:
    """The number of the event by which each of these units was added last."""
    of_units = EventRow.agency.in_(codes), EventRow.action == AuditEvent.AGENCY_ADDED
    query = select(EventRow.agency, func.max(EventRow.id)).where(*of_units).group_by(EventRow.agency)
    return {code: number for code, number in session.execute(query) if code is not None}


class SetEnd(NamedTuple):
    """The event by which the end or the successors of a unit were set last: its number, and what it changed."""

    number: int
    changes: tuple[Change, ...]

    def before(self, name: Property) -> str:
        """What the property was before it; empty where it was none, or is no other now."""
        return next((change.before for change in self.changes if change.name == name.label), "")


def last_act(session: Session, before: int) -> str:
    """What the last reorganisation before that event was; empty where there was none."""
    query = select(EventRow.subject).where(EventRow.action == AuditEvent.AGENCIES_REORGANISED, EventRow.id < before)
    return session.scalar(query.order_by(EventRow.id.desc()).limit(1)) or ""


def last_ends(session: Session, codes: Collection[str]) -> dict[str, SetEnd]:
    """How the end or the successors of each of these units were set last."""
    of_units = EventRow.agency.in_(codes), EventRow.action == AuditEvent.AGENCY_CHANGED
    query = select(EventRow.agency, EventRow.id, EventRow.changes).where(*of_units).order_by(EventRow.id)
    ends = {Property.VALID_TO.label, Property.SUCCESSORS.label}
    found = ((code, SetEnd(number, read_changes(changes))) for code, number, changes in session.execute(query))
    return {code: last for code, last in found if code and any(change.name in ends for change in last.changes)}
