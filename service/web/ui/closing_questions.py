"""What is asked before a period is closed, and where on the board a check's units stand."""

from __future__ import annotations

from service.actions.periods.closing import closing_overview
from service.domain.consolidation.board import BoardState
from service.domain.consolidation.closing import ClosingCheck
from service.web.request_context import context
from service.web.ui.confirmation import Question
from service.web.ui.i18n import _, translate

_STATES = {
    ClosingCheck.CHECKING: BoardState.CHECKING,
    ClosingCheck.FAILED: BoardState.FAILED,
    ClosingCheck.INVALID: BoardState.INVALID,
    ClosingCheck.UNREAD: BoardState.PENDING,
    ClosingCheck.RETURNED: BoardState.RETURNED,
}


def closing_question(period: str) -> Question:
    """Of the closing, with what is still open."""
    state = closing_overview(context(), period).state
    text = _("Khóa kỳ báo cáo? Đơn vị chưa nộp chỉ còn nộp được khi Sở Nội vụ cho nộp muộn hoặc mở lại kỳ.")
    return Question(text, tuple(translate(line) for line in state.blocking))


def board_filter(check: ClosingCheck) -> dict[str, str]:
    """The board's filter that shows exactly the units of a check; empty where it has none."""
    if check is ClosingCheck.MISSING:
        return {"chua_nop": "1"}
    return {"trang_thai": _STATES[check].value} if check in _STATES else {}
