"""How long there is to a deadline, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.web.ui.i18n import _


def time_left(due_at: datetime, now: datetime) -> str:
    """Days and hours to the deadline, or since it."""
    left = due_at - now
    if left < timedelta():
        return _("quá hạn %(time)s", time=_spoken(-left))
    return _("còn %(time)s", time=_spoken(left))


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
