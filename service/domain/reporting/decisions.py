"""Decisions about what units owe and until when: each has a reason, and an odd deadline is asked about."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.domain.errors import EntryError, Message, message
from service.domain.reporting.period import VIETNAM, IsWorkingDay, Period, official_day

LONGEST_REASON = 1000
# Days after the data window's end beyond which a deadline is more likely mistyped than meant.
USUAL_DAYS = 60


def require_reason(text: str, field: str = "reason") -> str:
    """The reason as it is kept; raises EntryError without a word."""
    reason = text.strip()
    if not reason:
        raise EntryError(field, message("Cần ghi lý do: lý do được lưu cùng tên người thực hiện."))
    return reason[:LONGEST_REASON]


def doubts_about(due_at: datetime, period: Period, now: datetime, works: IsWorkingDay) -> tuple[Message, ...]:
    """What is odd about a deadline, so that it is asked about before it holds; empty where nothing is.

    `works` says on which days the province does.
    """
    day = due_at.astimezone(VIETNAM).date()
    found = []
    if due_at <= now:
        found.append(message("Hạn này đã qua."))
    if not works(day):
        found.append(message("Hạn này rơi vào ngày nghỉ ({day}).", day=official_day(day)))
    if day <= period.window.last:
        found.append(
            message("Hạn này trước khi kỳ số liệu kết thúc (ngày {last}).", last=official_day(period.window.last))
        )
    if day > period.window.last + timedelta(days=USUAL_DAYS):
        days = (day - period.window.last).days
        found.append(
            message(
                "Hạn này sau ngày chốt số liệu {days} ngày (ngày chốt: {last}).",
                days=days,
                last=official_day(period.window.last),
            )
        )
    return tuple(found)
