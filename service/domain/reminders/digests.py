"""When digests are due: each working day at 07:30, and once a week on Monday at 08:00 or the next working day.

Nothing depends on a job having run at the right minute: a late one makes up for the newest digest, within its day or
week, and never for two.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from service.domain.organization.account import Subscription
from service.domain.reminders.working_time import OPENS, WorkingTime
from service.domain.reporting.period import VIETNAM

DAILY_AT, WEEKLY_AT = OPENS, time(8)


def planned_digest(wish: Subscription, working: WorkingTime, now: datetime) -> datetime | None:
    """The moment of the digest that is due now, None outside working hours and before the week's has come."""
    if not working.is_open(now):
        return None
    today = now.astimezone(VIETNAM).date()
    if wish is Subscription.DAILY:
        return datetime.combine(today, DAILY_AT, VIETNAM)
    planned = working.from_then(today - timedelta(days=today.weekday()), WEEKLY_AT)
    return planned if planned <= now else None


def digest_before(working: WorkingTime, planned: datetime) -> datetime:
    """The moment of the daily digest of the working day before."""
    return working.last_before(planned - timedelta(minutes=1), DAILY_AT)
