"""The tables. Units have dates and successors, templates versions, and each filing its raw bytes."""

from service.storage.models.audit import EventRow
from service.storage.models.consolidation import ConsolidationRow, ConsolidationSource, WorkbookRow
from service.storage.models.intake import (
    ApprovalRemarkRow,
    ApprovalRequestRow,
    CommentRow,
    DraftFieldRow,
    DraftRow,
    FindingRow,
    IdempotencyKeyRow,
    RemarkDraftRow,
    ReportFileRow,
    ReportReadingRow,
    SubmissionRow,
)
from service.storage.models.notifications import MailRow, NoticeRow
from service.storage.models.organization import (
    AccountRow,
    AgencyRow,
    AgencySuccessor,
    OptionRow,
    PasswordResetRow,
    RecoveryCodeRow,
    ResetRequestRow,
    SignInPlaceRow,
    ThrottleRow,
    TokenRow,
    WebSessionRow,
)
from service.storage.models.periods import (
    CalendarFeedRow,
    DemonstrationRow,
    ObligationRow,
    PeriodDeadline,
    PeriodRow,
    WorkingDayException,
)
from service.storage.models.reminders import DigestRow, ReminderRow

__all__ = [
    "AccountRow",
    "AgencyRow",
    "AgencySuccessor",
    "ApprovalRemarkRow",
    "ApprovalRequestRow",
    "CalendarFeedRow",
    "CommentRow",
    "ConsolidationRow",
    "ConsolidationSource",
    "DemonstrationRow",
    "DigestRow",
    "DraftFieldRow",
    "DraftRow",
    "EventRow",
    "FindingRow",
    "IdempotencyKeyRow",
    "MailRow",
    "NoticeRow",
    "ObligationRow",
    "OptionRow",
    "PasswordResetRow",
    "PeriodDeadline",
    "PeriodRow",
    "RecoveryCodeRow",
    "RemarkDraftRow",
    "ReminderRow",
    "ReportFileRow",
    "ReportReadingRow",
    "ResetRequestRow",
    "SignInPlaceRow",
    "SubmissionRow",
    "ThrottleRow",
    "TokenRow",
    "WebSessionRow",
    "WorkbookRow",
    "WorkingDayException",
]
