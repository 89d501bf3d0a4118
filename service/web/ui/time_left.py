"""How long there is to a deadline, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.domain.reporting.deadline import days_late
from service.web.ui.i18n import _


def time_left(due_at: datetime, now: datetime) -> str:
    """Days and hours to the deadline, or the days begun since it."""
    late = days_late(due_at, now)
    if late:
        return _("quá hạn %(time)s", time=_("%(days)s ngày", days=late))
    return _("còn %(time)s", time=_spoken(due_at - now))


def _spoken(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    days, hours = span.days, minutes // 60 % 24
    if days >= 3:
        return _("%(days)s ngày", days=days)
    if days:
        return _("%(days)s ngày %(hours)s giờ", days=days, hours=hours)
    if hours:
        return _("%(hours)s giờ %(minutes)s phút", hours=hours, minutes=minutes % 60)
    return _("%(minutes)s phút", minutes=minutes)
