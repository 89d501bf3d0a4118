"""What is said to somebody whose page is older than a colleague's decision."""

from __future__ import annotations

from datetime import datetime

from service.domain.errors import Message, message
from service.domain.reporting.period import VIETNAM

# Decisions about a period and its units, which are taken one after the other.
DEEDS = {
    "period.closed": message("khóa kỳ báo cáo"),
    "period.reopened": message("mở lại kỳ báo cáo"),
    "period.deadline": message("đặt hạn nộp"),
    "unit.extended": message("gia hạn"),
    "unit.waived": message("miễn nộp"),
    "unit.owes_again": message("bỏ miễn nộp"),
}
_DONE = DEEDS | {
    "filed": message("nộp lần mới của báo cáo này"),
    "filing.accepted": message("tiếp nhận báo cáo này"),
    "filing.returned": message("trả lại báo cáo này"),
}


def overtaken(action: str, who: str, at: datetime, detail: str = "") -> Message:
    """Who did what and when since the page was read."""
    values = {"who": who, "did": _DONE[action], "at": f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"}
    if detail:
        return message(
            "{who} đã {did} lúc {at} ({detail}), sau khi trang này được mở: xem lại rồi quyết định. Những gì vừa ghi "
            "vẫn còn ở dưới.",
            **values,
            detail=detail,
        )
    return message(
        "{who} đã {did} lúc {at}, sau khi trang này được mở: xem lại rồi quyết định. Những gì vừa ghi vẫn còn ở dưới.",
        **values,
    )
