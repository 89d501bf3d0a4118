"""What is said to somebody whose page is older than a colleague's decision."""

from __future__ import annotations

from datetime import datetime

from service.domain.audit import AuditEvent
from service.domain.errors import Message, message
from service.domain.reporting.period import VIETNAM

# Decisions about a period and its units, which are taken one after the other.
DEEDS = {
    AuditEvent.PERIOD_CLOSED: message("khóa kỳ báo cáo"),
    AuditEvent.PERIOD_REOPENED: message("mở lại kỳ báo cáo"),
    AuditEvent.PERIOD_CORRECTED: message("lập ấn bản điều chỉnh"),
    AuditEvent.PERIOD_DEADLINE_SET: message("đặt hạn nộp"),
    AuditEvent.UNIT_EXTENDED: message("gia hạn"),
    AuditEvent.UNIT_EXTENSION_WITHDRAWN: message("thu hồi gia hạn"),
    AuditEvent.UNIT_WAIVED: message("miễn nộp"),
    AuditEvent.UNIT_WAIVER_ENDED: message("bỏ miễn nộp"),
    AuditEvent.UNIT_LET_IN_LATE: message("cho nộp muộn"),
    AuditEvent.UNIT_LATE_FILING_ENDED: message("thôi cho nộp muộn"),
    AuditEvent.UNIT_EXCLUDED: message("không cộng số liệu"),
    AuditEvent.UNIT_EXCLUSION_ENDED: message("cộng lại số liệu"),
    AuditEvent.UNIT_OBLIGATION_SET: message("đặt quy định riêng của đơn vị"),
    AuditEvent.FIGURE_ADJUSTED: message("điều chỉnh số liệu"),
    AuditEvent.FIGURE_ADJUSTMENT_ENDED: message("bỏ điều chỉnh số liệu"),
    AuditEvent.OVERLAP_DECLARED: message("khai báo số liệu tính trùng"),
    AuditEvent.OVERLAP_CHANGED: message("sửa khai báo số liệu tính trùng"),
    AuditEvent.OVERLAP_ENDED: message("bỏ khai báo số liệu tính trùng"),
}
_DONE = DEEDS | {
    AuditEvent.DEFINITION_SETTLED: message("xác nhận căn cứ của chỉ tiêu"),
    AuditEvent.DEFINITION_UNSETTLED: message("bỏ xác nhận căn cứ của chỉ tiêu"),
    AuditEvent.TARGET_SET: message("đặt mục tiêu của tỉnh"),
    AuditEvent.TARGET_RESET: message("bỏ mục tiêu của tỉnh"),
    AuditEvent.REVIEW_CLAIMED: message("nhận xem xét báo cáo này"),
    AuditEvent.REVIEW_ASSIGNED: message("giao xem xét báo cáo này"),
    AuditEvent.REVIEW_TAKEN_OVER: message("nhận xem xét báo cáo này thay người khác"),
    AuditEvent.REVIEW_RELEASED: message("thôi xem xét báo cáo này"),
    AuditEvent.SUBMISSION_FILED: message("nộp lần mới của báo cáo này"),
    AuditEvent.SUBMISSION_FAILED: message("không kiểm tra được báo cáo"),
    AuditEvent.SUBMISSION_CHECKED_AGAIN: message("kiểm tra lại báo cáo"),
    AuditEvent.SUBMISSION_ACCEPTED: message("tiếp nhận báo cáo này"),
    AuditEvent.SUBMISSION_RETURNED: message("trả lại báo cáo này"),
    AuditEvent.SUBMISSION_REMARKED: message("gửi thêm ý kiến về báo cáo này"),
}


def is_decision(action: AuditEvent) -> bool:
    """Whether an act changes what a page of decisions rests on."""
    return action in _DONE


def overtaken(action: AuditEvent, who: str, at: datetime, detail: str = "") -> Message:
    """Who did what and when since the page was read."""
    values = {
        "who": who,
        "did": _DONE[action],
        "at": f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
    }
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
