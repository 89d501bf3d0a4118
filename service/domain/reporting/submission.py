"""The states of a filing and of its review, with all allowed transitions in one table each."""

from __future__ import annotations

from enum import StrEnum

from service.domain.errors import ConflictError, message
from service.domain.notation.labelled import Labelled

NOT_CHECKED = message(
    "Báo cáo đã được nhận và lưu nguyên vẹn, nhưng hệ thống không kiểm tra được nên lần nộp này chưa được tính. "
    "Đề nghị điền lại vào biểu mẫu trên web hoặc vào tệp biểu mẫu mới tải từ hệ thống rồi nộp; nộp lại đúng nội dung "
    "này thì hệ thống kiểm tra lại từ đầu. Sở Nội vụ đã được thông báo và cũng có thể cho kiểm tra lại."
)


class State(Labelled):
    """Where the checking of a filing stands."""

    RECEIVED = "received", "đã nhận"
    VALIDATING = "validating", "đang kiểm tra"
    VALID = "valid", "hợp lệ"
    INVALID = "invalid", "có lỗi"
    FAILED = "failed", "không kiểm tra được"


class Review(StrEnum):
    """What Home Affairs said of a filing."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    RETURNED = "returned"


# Where a check has not come to its end.
UNDECIDED: frozenset[State] = frozenset({State.RECEIVED, State.VALIDATING})

TRANSITIONS: frozenset[tuple[State, State]] = frozenset(
    {
        (State.RECEIVED, State.VALIDATING),
        (State.VALIDATING, State.VALID),
        (State.VALIDATING, State.INVALID),
        (State.VALIDATING, State.FAILED),
        (State.VALIDATING, State.RECEIVED),  # its worker died and the sweeper takes it back
        (State.FAILED, State.RECEIVED),  # somebody asks for another try
        (State.INVALID, State.RECEIVED),  # it is handed in again, and what is asked of the unit has changed
    }
)

REVIEWS: frozenset[tuple[Review, Review]] = frozenset(
    {
        (Review.PENDING, Review.ACCEPTED),
        (Review.PENDING, Review.RETURNED),
        (Review.ACCEPTED, Review.RETURNED),
        (Review.RETURNED, Review.ACCEPTED),
    }
)


def require_review(before: Review, after: Review) -> None:
    """Raises ConflictError where Home Affairs may not say the one after the other."""
    if (before, after) not in REVIEWS:
        raise ConflictError(message("Báo cáo này đã được xử lý như vậy rồi: tải lại trang để xem trạng thái mới."))


def require_transition(before: State, after: State) -> None:
    """Raises ConflictError where a filing may not go from one state to the other."""
    if (before, after) not in TRANSITIONS:
        raise ConflictError(
            message("Lần nộp «{before}» không thể chuyển thành «{after}».", before=before.label, after=after.label)
        )
