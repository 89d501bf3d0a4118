"""What happened, as people read it."""

from __future__ import annotations

from service.web.ui.i18n import _


def event_name(action: str) -> str:
    """The action of an event in the reader's language; raises KeyError for one that nobody named."""
    return {
        "period.opened": _("mở kỳ báo cáo"),
        "period.closed": _("khóa kỳ báo cáo"),
        "period.reopened": _("mở lại kỳ báo cáo"),
        "period.deadline": _("đặt hạn nộp"),
        "unit.extended": _("gia hạn đến"),
        "unit.waived": _("miễn nộp"),
        "unit.owes_again": _("bỏ miễn nộp"),
        "draft.sent": _("trình lãnh đạo"),
        "filed": _("nộp báo cáo"),
        "filing.failed": _("không kiểm tra được báo cáo"),
        "filing.checked_again": _("kiểm tra lại báo cáo"),
        "filing.accepted": _("tiếp nhận báo cáo"),
        "filing.returned": _("trả lại báo cáo"),
        "unit.reminded": _("nhắc nộp"),
        "workbook.built": _("lập bảng tổng hợp"),
        "workbook.downloaded": _("tải bảng tổng hợp"),
        "account.added": _("thêm người dùng"),
        "account.changed": _("sửa người dùng"),
        "account.mail_fault": _("ghi nhận địa chỉ thư hỏng"),
        "account.mail_restored": _("dùng lại địa chỉ thư"),
        "working_day.added": _("đặt ngày nghỉ, ngày làm bù"),
        "working_day.removed": _("xóa ngày nghỉ, ngày làm bù"),
        "password.changed": _("đổi mật khẩu"),
        "agency.changed": _("sửa đơn vị"),
        "calendar.renewed": _("đổi địa chỉ lịch"),
        "account.unlocked": _("mở khóa người dùng"),
        "account.link_made": _("tạo liên kết đặt mật khẩu"),
        "account.linked": _("gắn với đăng nhập một lần"),
        "second_factor.set": _("bật xác thực hai bước"),
        "second_factor.changed": _("đổi ứng dụng xác thực"),
        "second_factor.removed": _("tắt xác thực hai bước"),
        "second_factor.reset": _("gỡ ứng dụng xác thực của người dùng"),
        "recovery_codes.made": _("cấp mã dự phòng mới"),
        "recovery_code.used": _("dùng một mã dự phòng"),
        "second_factor.asked": _("đổi yêu cầu xác thực hai bước"),
    }[action]
