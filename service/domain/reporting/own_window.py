"""What there is to say of a unit that was there for a part of a period only."""

from __future__ import annotations

from service.domain.errors import Message, message
from service.domain.organization.agency import Agency
from service.domain.reporting.period import Period, official_day

TAKES_OVER = message(
    "kỳ đầu sau khi nhận đơn vị khác: các quy tắc so với kỳ trước không áp dụng, "
    "số chuyển từ kỳ trước ghi theo bàn giao"
)


def own_window_note(period: Period, agency: Agency) -> Message | None:
    """That the unit ended or began in the midst of the period, and which days it reports; None where it did not."""
    own = period.partial_window(agency)
    if own is None:
        return None
    days = {"first": official_day(own.first), "last": official_day(own.last)}
    if period.is_last_of(agency):
        return message("đơn vị kết thúc ngày {last}, báo cáo phần cuối: số liệu từ {first} đến {last}", **days)
    return message("đơn vị mới từ ngày {first}: số liệu từ {first} đến {last}", **days)
