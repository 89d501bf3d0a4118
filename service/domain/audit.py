"""What is put on record: every kind of act that the log of an installation knows, with its words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from service.domain.notation.labelled import Labelled

# What was done to is told in so many letters.
LONGEST_SUBJECT = 200


class AuditEvent(Labelled):
    """An act as it is stored, `subject.act`; `label` is what a reader sees."""

    PERIOD_OPENED = "period.opened", "mở kỳ báo cáo"
    PERIOD_CLOSED = "period.closed", "khóa kỳ báo cáo"
    PERIOD_REOPENED = "period.reopened", "mở lại kỳ báo cáo"
    PERIOD_CORRECTED = "period.corrected", "lập ấn bản điều chỉnh"
    PERIOD_PUBLISHED = "period.published", "công bố ấn bản cho các đơn vị"
    CLOSING_CHECK_WAIVED = "closing.check_waived", "bỏ qua một mục kiểm tra trước khi khóa"
    CLOSING_WAIVER_ENDED = "closing.waiver_ended", "thôi bỏ qua một mục kiểm tra trước khi khóa"
    CLOSING_TASK_DONE = "closing.task_done", "đánh dấu đã xong việc trước khi khóa"
    CLOSING_TASK_UNDONE = "closing.task_undone", "bỏ đánh dấu đã xong việc trước khi khóa"
    CLOSING_REQUESTED = "closing.requested", "trình lãnh đạo Sở Nội vụ duyệt khóa kỳ"
    CLOSING_WITHDRAWN = "closing.withdrawn", "rút lại bản trình duyệt khóa kỳ"
    CLOSING_APPROVED = "closing.approved", "duyệt khóa kỳ"
    CLOSING_SENT_BACK = "closing.sent_back", "trả lại bản trình duyệt khóa kỳ"
    PERIOD_DEADLINE_SET = "period.deadline", "đặt hạn nộp"
    PERIOD_SIGNATURE_ASKED = "period.signature_asked", "yêu cầu báo cáo đã ký số"
    PERIOD_SIGNATURE_FREED = "period.signature_freed", "thôi yêu cầu báo cáo đã ký số"
    UNIT_EXTENDED = "unit.extended", "gia hạn đến"
    UNIT_EXTENSION_WITHDRAWN = "unit.extension_withdrawn", "thu hồi gia hạn đến"
    UNIT_WAIVED = "unit.waived", "miễn nộp"
    UNIT_WAIVER_ENDED = "unit.owes_again", "bỏ miễn nộp"
    UNIT_LET_IN_LATE = "unit.late_filing", "cho nộp muộn sau khi khóa kỳ, đến"
    UNIT_LATE_FILING_ENDED = "unit.late_filing_ended", "thôi cho nộp muộn"
    UNIT_EXCLUDED = "unit.excluded", "không cộng số liệu"
    UNIT_EXCLUSION_ENDED = "unit.counted_again", "cộng lại số liệu"
    FIGURE_ADJUSTED = "figure.adjusted", "điều chỉnh số liệu"
    ADJUSTMENT_PROVEN = "figure.adjustment_proven", "kèm minh chứng của điều chỉnh"
    FIGURE_ADJUSTMENT_ENDED = "figure.adjustment_ended", "bỏ điều chỉnh số liệu"
    ADJUSTMENT_CONFIRMED = "figure.adjustment_confirmed", "xác nhận số liệu điều chỉnh"
    ADJUSTMENT_OBJECTED = "figure.adjustment_objected", "không đồng ý số liệu điều chỉnh"
    OVERLAP_DECLARED = "overlap.declared", "khai báo số liệu tính trùng"
    OVERLAP_CHANGED = "overlap.changed", "sửa khai báo số liệu tính trùng"
    OVERLAP_ENDED = "overlap.ended", "bỏ khai báo số liệu tính trùng"
    DEFINITION_SETTLED = "definition.settled", "xác nhận căn cứ của chỉ tiêu"
    DEFINITION_UNSETTLED = "definition.unsettled", "bỏ xác nhận căn cứ của chỉ tiêu"
    TARGET_SET = "target.set", "đặt mục tiêu của tỉnh"
    TARGET_RESET = "target.reset", "bỏ mục tiêu của tỉnh, dùng lại mục tiêu của mẫu"
    FIGURE_ASKED = "figure.asked", "hỏi đơn vị về một số liệu"
    FIGURE_ANSWERED = "figure.answered", "trả lời câu hỏi về số liệu"
    FIGURE_SETTLED = "figure.settled", "đánh dấu xong câu hỏi về số liệu"
    UNIT_OBLIGATION_SET = "unit.obligation", "đặt quy định riêng của đơn vị"
    UNIT_CONTAINED = "unit.contained", "ghi báo cáo phần cuối đã gồm trong số liệu của"
    UNIT_NOT_CONTAINED = "unit.not_contained", "ghi báo cáo phần cuối chưa gồm trong số liệu đơn vị kế thừa"
    UNIT_LAST_REPORT_ASKED = "unit.last_report", "đề nghị đơn vị kết thúc hoạt động nộp báo cáo phần cuối, hạn"
    UNIT_LAST_REPORT_ENDED = "unit.last_report_ended", "thôi đề nghị nộp báo cáo phần cuối, đơn vị báo cáo cả kỳ, hạn"
    UNIT_REMINDED = "unit.reminded", "nhắc nộp"
    DRAFT_SENT = "draft.sent", "trình lãnh đạo"
    DRAFT_WITHDRAWN = "draft.withdrawn", "rút lại bản trình lãnh đạo"
    DRAFT_SENT_BACK = "draft.sent_back", "lãnh đạo trả lại cán bộ"
    # Not stored as an event: the submission itself says who filed it and when.
    SUBMISSION_FILED = "filed", "nộp báo cáo"
    # Neither is this one: the submission says why Home Affairs filed it.
    SUBMISSION_FILED_ON_BEHALF = "filed.on_behalf", "nộp thay đơn vị"
    SUBMISSION_CHECKED = "filing.checked", "kiểm tra báo cáo"
    SUBMISSION_FAILED = "filing.failed", "không kiểm tra được báo cáo"
    SUBMISSION_CHECKED_AGAIN = "filing.checked_again", "kiểm tra lại báo cáo"
    SUBMISSION_ACCEPTED = "filing.accepted", "tiếp nhận báo cáo"
    SUBMISSION_RETURNED = "filing.returned", "trả lại báo cáo"
    SUBMISSION_REMARKED = "filing.remarked", "gửi thêm ý kiến về báo cáo"
    REVIEW_CLAIMED = "filing.claimed", "nhận xem xét báo cáo"
    REVIEW_ASSIGNED = "filing.assigned", "giao xem xét báo cáo cho"
    REVIEW_TAKEN_OVER = "filing.taken_over", "nhận xem xét báo cáo thay cho"
    REVIEW_RELEASED = "filing.released", "thôi xem xét báo cáo"
    # Not stored as an event either: the build says who asked for it and when.
    WORKBOOK_BUILT = "workbook.built", "lập bảng tổng hợp"
    WORKBOOK_CANCELLED = "workbook.cancelled", "hủy lập bảng tổng hợp"
    WORKBOOK_DOWNLOADED = "workbook.downloaded", "tải bảng tổng hợp"
    LETTER_DOWNLOADED = "letter.downloaded", "tải văn bản"
    LETTER_SENT_AGAIN = "letter.sent_again", "gửi lại thư"
    DATA_DOWNLOADED = "data.downloaded", "tải số liệu"
    FILE_DOWNLOADED = "file.downloaded", "tải tệp của báo cáo đã nộp"
    LOG_DOWNLOADED = "log.downloaded", "tải nhật ký"
    SIGNED_IN = "sign_in.done", "đăng nhập"
    SIGN_IN_REFUSED = "sign_in.refused", "đăng nhập không thành công"
    SIGNED_OUT = "sign_in.ended", "đăng xuất"
    SIGN_IN_THROTTLED = "sign_in.throttled", "phải chờ vì nhập sai nhiều lần"
    ACCESS_REFUSED = "access.refused", "bị từ chối truy cập"
    EVIDENCE_ATTACHED = "evidence.attached", "kèm tệp vào báo cáo"
    EVIDENCE_DETACHED = "evidence.detached", "bỏ tệp kèm báo cáo"
    EXPORT_MATCHED = "export.matched", "xác nhận cột của tệp một cửa"
    EXPORT_FORGOTTEN = "export.forgotten", "quên cột đã xác nhận của tệp một cửa"
    ACCOUNT_ADDED = "account.added", "thêm người dùng"
    ACCOUNT_CHANGED = "account.changed", "sửa người dùng"
    ACCOUNT_UNLOCKED = "account.unlocked", "mở khóa người dùng"
    ACCOUNT_INVITED = "account.invited", "gửi liên kết đặt mật khẩu"
    ACCOUNT_LINK_MADE = "account.link_made", "tạo liên kết đặt mật khẩu"
    ACCOUNT_LINKED = "account.linked", "gắn với đăng nhập một lần"
    ACCOUNT_MAIL_FAULT = "account.mail_fault", "ghi nhận địa chỉ thư hỏng"
    ACCOUNT_MAIL_RESTORED = "account.mail_restored", "dùng lại địa chỉ thư"
    ACCOUNT_PREFERENCES_CHANGED = "account.preferences", "đổi các thư muốn nhận"
    ACCOUNT_ANONYMISED = "account.anonymised", "ẩn danh người dùng"
    PERSONAL_DATA_EXPORTED = "account.exported", "tải dữ liệu cá nhân"
    PASSWORD_RESET_ASKED = "password.reset_asked", "yêu cầu đặt lại mật khẩu"
    PASSWORD_REFUSED = "password.refused", "nhập sai mật khẩu hoặc mã của mình"
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
    AGENCY_ADDED = "agency.added", "thêm đơn vị"
    AGENCY_CHANGED = "agency.changed", "sửa đơn vị"
    AGENCY_REMOVED = "agency.removed", "bỏ đơn vị chưa bắt đầu hoạt động"
    AGENCIES_REORGANISED = "agency.reorganised", "sắp xếp đơn vị"
    AGENCY_CHANGE_WITHDRAWN = "agency.change_withdrawn", "hủy thay đổi sắp tới của đơn vị"
    AGENCIES_IMPORTED = "agency.imported", "nhập danh sách đơn vị"
    AGENCY_OFFICERS_PERMITTED = "agency.officers_permitted", "cho cán bộ của đơn vị tự nộp báo cáo"
    AGENCY_OFFICERS_RESTRICTED = "agency.officers_restricted", "thôi cho cán bộ của đơn vị tự nộp báo cáo"
    WORKING_DAY_ADDED = "working_day.added", "đặt ngày nghỉ, ngày làm bù"
    WORKING_DAY_REMOVED = "working_day.removed", "xóa ngày nghỉ, ngày làm bù"
    CALENDAR_RENEWED = "calendar.renewed", "đổi địa chỉ lịch"
    CALENDAR_ENDED = "calendar.ended", "hủy địa chỉ lịch khi có người thôi nhiệm vụ"
    EVIDENCE_CHECKED = "evidence.checked", "kiểm tra lại chữ ký của các tệp đã gửi"
    DEMONSTRATION_LOADED = "demonstration.loaded", "nạp dữ liệu minh họa"
    EDITION_MADE = "edition.made", "lập ấn bản của kỳ đã khóa từ trước"
    RETENTION_APPLIED = "retention.applied", "xóa theo thời hạn lưu"
    LOG_LINKED = "log.linked", "đưa sự kiện ghi từ trước vào chuỗi nhật ký"


# What changes nothing that people decide about: it stands in the log of the system, not among the acts of a period.
TRACES = frozenset(
    {
        AuditEvent.SUBMISSION_CHECKED,
        AuditEvent.LETTER_DOWNLOADED,
        AuditEvent.DATA_DOWNLOADED,
        AuditEvent.FILE_DOWNLOADED,
        AuditEvent.LOG_DOWNLOADED,
        AuditEvent.PERSONAL_DATA_EXPORTED,
    }
)


# What an event of these tells is of use for finding misuse only; nobody decided anything by it.
PASSING_EVENTS = frozenset(
    {
        AuditEvent.SIGNED_IN,
        AuditEvent.SIGN_IN_REFUSED,
        AuditEvent.SIGNED_OUT,
        AuditEvent.SIGN_IN_THROTTLED,
        AuditEvent.ACCESS_REFUSED,
        AuditEvent.PASSWORD_REFUSED,
        AuditEvent.LETTER_DOWNLOADED,
        AuditEvent.DATA_DOWNLOADED,
        AuditEvent.FILE_DOWNLOADED,
        AuditEvent.LOG_DOWNLOADED,
        AuditEvent.WORKBOOK_DOWNLOADED,
    }
)


class Property(Labelled):
    """What an act may change, as the log calls it."""

    NAME = "name", "tên"
    EMAIL = "email", "địa chỉ thư"
    ROLE = "role", "vai trò"
    AGENCY = "agency", "đơn vị"
    IS_DISABLED = "is_disabled", "bị khóa"
    PASSWORD = "password", "mật khẩu"
    ABBREVIATION = "abbreviation", "tên viết tắt"
    KIND = "kind", "loại đơn vị"
    PARENT = "parent", "đơn vị cấp trên"
    VALID_FROM = "valid_from", "hiệu lực từ"
    VALID_TO = "valid_to", "hiệu lực đến"
    SUCCESSORS = "successors", "đơn vị kế thừa"
    DEADLINE = "deadline", "hạn nộp"
    WAIVED = "waived", "miễn nộp"
    CHILDREN = "children", "gồm số liệu đơn vị trực thuộc"
    EXEMPT = "exempt", "chỉ tiêu không phải báo cáo"
    INDICATOR = "indicator", "chỉ tiêu"
    COUNTING = "counting", "nơi được tính"
    LEAVING = "leaving", "nơi không cộng"
    STATE = "state", "trạng thái"
    FILED_BY = "filed_by", "người nộp"
    FINGERPRINT = "fingerprint", "mã xác thực (SHA-256)"
    SECOND_FACTOR = "second_factor", "bắt buộc xác thực hai bước"
    SUBSCRIPTIONS = "subscriptions", "các thư nhận"
    LANGUAGE = "language", "ngôn ngữ"
    MAIL_FAULT = "mail_fault", "lý do thư bị trả lại"
    EVIDENCE = "evidence", "căn cứ"
    SOURCE = "source", "nguồn"
    DEFINITION = "definition", "giải thích"
    TARGET = "target", "mục tiêu"
    SINCE = "since", "từ kỳ"
    EXPIRES = "expires", "hết hạn"
    PERMITS = "permits", "được làm"


YES, NO = "có", "không"


def yes_or_no(value: bool) -> str:
    """How the log says whether something holds."""
    return YES if value else NO


class Change(NamedTuple):
    """What an act changed: the name of a property in Vietnamese, and its value before and after; empty is none."""

    name: str
    before: str
    after: str


Properties = Mapping[Property, str]


def differences(before: Properties, after: Properties) -> tuple[Change, ...]:
    """What changed of these values, in their order; one that a side does not name was, or is, none."""
    names = dict.fromkeys((*before, *after))
    found = (Change(name.label, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(change for change in found if change.before != change.after)


def write_changes(changes: tuple[Change, ...]) -> str:
    """Changes as JSON, the way they are stored; nothing where there are none."""
    return json.dumps(changes, ensure_ascii=False) if changes else ""


def read_changes(stored: str) -> tuple[Change, ...]:
    """Changes as they were written."""
    return tuple(Change(*item) for item in json.loads(stored)) if stored else ()
