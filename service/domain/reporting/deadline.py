"""Days to and after a deadline, counted in one way wherever they are shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM, Period

_DAY = timedelta(days=1)


def agency_deadline(period: Period, kind: AgencyKind, extended_to: datetime | None) -> datetime:
    """When an agency of that kind owes its report: its extension, or else the deadline of its kind."""
    return extended_to or period.deadline(kind)


def days_late(due_at: datetime, moment: datetime) -> int:
    """The days begun since the deadline: one hour late is 1 day; 0 until then."""
    return max(0, -((due_at - moment) // _DAY))


def days_between(earlier: datetime, later: datetime) -> int:
    """How many midnights of Vietnam lie between, 0 on the same day."""
    return (later.astimezone(VIETNAM).date() - earlier.astimezone(VIETNAM).date()).days
