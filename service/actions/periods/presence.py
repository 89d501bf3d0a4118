"""Whether a unit is there still: one that has ended goes on for as long as it may have something to report."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from service.domain.errors import Message, message
from service.domain.reporting.period import VIETNAM, official_day
from service.storage.organization.agencies import end_of_agency
from service.storage.periods.periods import first_days_of_open_periods, is_let_in_late


def earliest_reporting_day(session: Session, now: datetime) -> date:
    """Today, or the first day of the earliest period that is open: who was there since then may still report of it."""
    return min([now.astimezone(VIETNAM).date(), *first_days_of_open_periods(session)])


def told_end(session: Session, now: datetime, agency: str | None) -> Message | None:
    """That the unit has ended and owes nothing any more; None where it is there still, or where it is none at all."""
    ended = None if agency is None else end_of_agency(session, agency)
    if agency is None or ended is None or ended.day >= earliest_reporting_day(session, now):
        return None
    if is_let_in_late(session, agency, now):
        return None
    return message("{name} đã kết thúc ngày {day}.", name=ended.name, day=official_day(ended.day))
