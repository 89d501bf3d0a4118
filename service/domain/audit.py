"""What is put on record: every kind of act that the log of an installation knows, with its words."""

from __future__ import annotations

from enum import StrEnum


class AuditEvent(StrEnum):
    """An act as it is stored, `subject.act`; `label` is what a reader sees."""

    _words: str

    def __new__(cls, value: str, label: str = "") -> AuditEvent:
        """The stored string and its words; `AuditEvent(stored)` finds one and gives no words."""
        event = str.__new__(cls, value)
        event._value_ = value
        event._words = label
        return event

    @property
    def label(self) -> str:
        """What it says to a reader."""
        return self._words

    PERIOD_OPENED = "period.opened", "mở kỳ báo cáo"
    PERIOD_CLOSED = "period.closed", "khóa kỳ báo cáo"
    PERIOD_REOPENED = "period.reopened", "mở lại kỳ báo cáo"
    PERIOD_DEADLINE_SET = "period.deadline", "đặt hạn nộp"
    UNIT_EXTENDED = "unit.extended", "gia hạn đến"
    UNIT_WAIVED = "unit.waived", "miễn báo cáo"
    UNIT_WAIVER_ENDED = "unit.owes_again", "thôi miễn báo cáo"
    UNIT_OBLIGATION_SET = "unit.obligation", "đặt quy định riêng của đơn vị"
    UNIT_REMINDED = "unit.reminded", "nhắc nộp"
    DRAFT_SENT = "draft.sent", "trình lãnh đạo"
    # Not stored as an event: the submission itself says who filed it and when.
    SUBMISSION_FILED = "filed", "nộp báo cáo"
    SUBMISSION_FAILED = "filing.failed", "không kiểm tra được báo cáo"
    SUBMISSION_CHECKED_AGAIN = "filing.checked_again", "kiểm tra lại báo cáo"
    SUBMISSION_ACCEPTED = "filing.accepted", "tiếp nhận báo cáo"
    SUBMISSION_RETURNED = "filing.returned", "trả lại báo cáo"
    # Not stored as an event either: the build says who asked for it and when.
    WORKBOOK_BUILT = "workbook.built", "lập bảng tổng hợp"
    WORKBOOK_CANCELLED = "workbook.cancelled", "hủy lập bảng tổng hợp"
    WORKBOOK_DOWNLOADED = "workbook.downloaded", "tải bảng tổng hợp"
    ACCOUNT_ADDED = "account.added", "thêm người dùng"
    ACCOUNT_CHANGED = "account.changed", "sửa người dùng"
    ACCOUNT_UNLOCKED = "account.unlocked", "mở khóa người dùng"
    ACCOUNT_LINK_MADE = "account.link_made", "tạo liên kết đặt mật khẩu"
    ACCOUNT_LINKED = "account.linked", "gắn với đăng nhập một lần"
    ACCOUNT_MAIL_FAULT = "account.mail_fault", "ghi nhận địa chỉ thư hỏng"
    ACCOUNT_MAIL_RESTORED = "account.mail_restored", "dùng lại địa chỉ thư"
    ACCOUNT_PREFERENCES_CHANGED = "account.preferences", "đổi các thư muốn nhận"
    PASSWORD_CHANGED = "password.changed", "đổi mật khẩu"
    SECOND_FACTOR_SET = "second_factor.set", "bật xác thực hai bước"
    SECOND_FACTOR_CHANGED = "second_factor.changed", "đổi ứng dụng xác thực"
    SECOND_FACTOR_REMOVED = "second_factor.removed", "tắt xác thực hai bước"
    SECOND_FACTOR_RESET = "second_factor.reset", "gỡ ứng dụng xác thực của người dùng"
    SECOND_FACTOR_ASKED = "second_factor.asked", "đổi yêu cầu xác thực hai bước"
    RECOVERY_CODES_MADE = "recovery_codes.made", "cấp mã dự phòng mới"
    RECOVERY_CODE_USED = "recovery_code.used", "dùng một mã dự phòng"
    TOKEN_ISSUED = "token.issued", "cấp mã truy cập"
    TOKEN_REVOKED = "token.revoked", "thu hồi mã truy cập"
    AGENCY_CHANGED = "agency.changed", "sửa đơn vị"
    AGENCIES_IMPORTED = "agency.imported", "nhập danh sách đơn vị"
    AGENCY_OFFICERS_PERMITTED = "agency.officers_permitted", "cho cán bộ của đơn vị tự nộp báo cáo"
    AGENCY_OFFICERS_RESTRICTED = "agency.officers_restricted", "thôi cho cán bộ của đơn vị tự nộp báo cáo"
    WORKING_DAY_ADDED = "working_day.added", "đặt ngày nghỉ, ngày làm bù"
    WORKING_DAY_REMOVED = "working_day.removed", "xóa ngày nghỉ, ngày làm bù"
    CALENDAR_RENEWED = "calendar.renewed", "đổi địa chỉ lịch"
