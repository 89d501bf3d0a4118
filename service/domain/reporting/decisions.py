"""Decisions about what units owe and until when: each has a reason, and an odd deadline is asked about."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from service.domain.errors import EntryError, Message, message
from service.domain.reporting.period import VIETNAM, IsWorkingDay, Period, official_day

LONGEST_REASON = 1000
# Days after the data window's end, or after today for who files late, beyond which a deadline is more likely mistyped
# than meant.
USUAL_DAYS = 60
NO_REASON = message("Cần ghi lý do: lý do được lưu cùng tên người thực hiện.")


def require_reason(text: str, field: str = "reason") -> str:
    """The reason as it is kept; raises EntryError without a word."""
    reason = text.strip()
    if not reason:
        raise EntryError(field, NO_REASON)
    return reason[:LONGEST_REASON]


def doubts_about(due_at: datetime, period: Period, now: datetime, works: IsWorkingDay) -> tuple[Message, ...]:
    """What is odd about a deadline, so that it is asked about before it holds; empty where nothing is.

    `works` says on which days the province does.
    """
    day = due_at.astimezone(VIETNAM).date()
    found = []
    if due_at <= now:
        found.append(message("Hạn này đã qua."))
    found.extend(_doubt_about_day(day, works))
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


def doubts_about_opening(period: Period, now: datetime) -> tuple[Message, ...]:
    """Which deadlines of a period are over before it is opened, by kind of unit; empty where none is."""
    over = [(kind, due.astimezone(VIETNAM)) for kind, due in period.deadlines.items() if due <= now]
    return tuple(
        message(
            "Cấp {kind}: hạn nộp {due} đã qua, đơn vị chưa nộp là quá hạn ngay và được nhắc nộp.",
            kind=kind.label,
            due=f"{due:%H:%M %d/%m/%Y}",
        )
        for kind, due in over
    )


def doubts_about_late_filing(until: datetime, now: datetime, works: IsWorkingDay) -> tuple[Message, ...]:
    """What is odd about the moment until which a unit may file although its period is closed; empty where nothing is.

    A moment that is over is not odd but refused.
    """
    if until <= now:
        return ()
    day = until.astimezone(VIETNAM).date()
    found = [*_doubt_about_day(day, works)]
    days = (day - now.astimezone(VIETNAM).date()).days
    if days > USUAL_DAYS:
        found.append(message("Hạn này sau hôm nay {days} ngày.", days=days))
    return tuple(found)


def _doubt_about_day(day: date, works: IsWorkingDay) -> tuple[Message, ...]:
    return () if works(day) else (message("Hạn này rơi vào ngày nghỉ ({day}).", day=official_day(day)),)
