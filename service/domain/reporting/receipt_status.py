"""What a receipt is worth: whether the submission counts, and what has happened to it since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain.errors import Message, message
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.standing import Revision, SubmissionHistory
from service.domain.reporting.submission import UNDECIDED, Review, State


class Weight(StrEnum):
    """How it is shown: it counts, it counts for now, it does not, or nobody knows yet."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    BUSY = "busy"


@dataclass(frozen=True)
class ReceiptStatus:
    """What is said of a receipt: the state, and further sentences."""

    weight: Weight
    state: Message
    more: tuple[Message, ...] = ()


def receipt_status(row: Revision, submissions: Iterable[Revision]) -> ReceiptStatus:
    """The status of one of a unit's submissions for a period."""
    history = SubmissionHistory(submissions)
    later, standing = history.overtaken_by(row), history.standing
    if later is not None and later.state == State.VALID:
        since = message(
            "đã có lần nộp mới hơn: lần {revision}, nộp lúc {at}, được tính thay lần này",
            revision=later.revision, at=_moment(later.received_at),
        )  # fmt: skip
        return ReceiptStatus(Weight.WARN, since, (_own(row),))
    more = []
    if later is not None:
        more.append(message("Lần nộp {revision} mới hơn đang được kiểm tra.", revision=later.revision))
    if row.state == State.INVALID and standing is not None:
        more.append(message("Lần nộp {revision} hợp lệ trước đó vẫn được tính.", revision=standing.revision))
    return ReceiptStatus(_weight(row), _own(row), tuple(more))


def _own(row: Revision) -> Message:
    """What became of the submission itself."""
    if row.state in UNDECIDED:
        return message("đã nhận, đang kiểm tra")
    if row.state == State.INVALID:
        return message("có lỗi, chưa được ghi nhận")
    if row.state == State.FAILED:
        return message("không kiểm tra được, chưa được ghi nhận")
    if row.review == Review.RETURNED:
        return message("Sở Nội vụ trả lại để sửa và nộp lại")
    if row.review == Review.ACCEPTED:
        return message("hợp lệ, Sở Nội vụ đã tiếp nhận")
    return message("hợp lệ, chờ Sở Nội vụ tiếp nhận")


def _weight(row: Revision) -> Weight:
    if row.state in UNDECIDED:
        return Weight.BUSY
    if row.state != State.VALID:
        return Weight.BAD
    return Weight.WARN if row.review == Review.RETURNED else Weight.GOOD


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
