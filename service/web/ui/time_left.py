"""How long there is to a deadline, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.actions.intake.form_state import FormState
from service.domain.reporting.deadline import days_late
from service.domain.reporting.submission import State
from service.web.ui.i18n import _


def time_left(due_at: datetime, now: datetime) -> str:
    """Days and hours to the deadline, or the days begun since it."""
    late = days_late(due_at, now)
    if late:
        return _("quá hạn %(time)s", time=_("%(days)s ngày", days=late))
    return _("còn %(time)s", time=_spoken(due_at - now))


def time_owed(form_state: FormState, now: datetime) -> str:
    """The same of a report that is still to come; nothing where the period is closed or a valid report is in."""
    is_late = days_late(form_state.terms.due, now) > 0
    is_in = any(row.state == State.VALID for row in form_state.filings)
    return "" if form_state.is_closed or (is_late and is_in) else time_left(form_state.terms.due, now)


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
