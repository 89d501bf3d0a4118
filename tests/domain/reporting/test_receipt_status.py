"""A receipt says what it is worth: whether the submission counts, and what has happened since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from service.domain.reporting.period import VIETNAM
from service.domain.reporting.receipt_status import Weight, receipt_status
from service.domain.reporting.submission import Review, State

FIRST = datetime(2023, 9, 18, 8, 0, tzinfo=VIETNAM)


@dataclass(frozen=True)
class Filed:
    """A submission as the rules see it."""

    revision: int
    state: State
    review: Review = Review.PENDING

    @property
    def received_at(self) -> datetime:
        """An hour after the one before."""
        return FIRST + timedelta(hours=self.revision - 1)


@pytest.mark.parametrize(
    ("row", "weight", "said"),
    [
        (Filed(1, State.RECEIVED), Weight.BUSY, "đã nhận, đang kiểm tra"),
        (Filed(1, State.INVALID), Weight.BAD, "có lỗi, chưa được ghi nhận"),
        (Filed(1, State.FAILED), Weight.BAD, "không kiểm tra được, chưa được ghi nhận"),
        (Filed(1, State.VALID), Weight.GOOD, "hợp lệ, chờ Sở Nội vụ tiếp nhận"),
        (Filed(1, State.VALID, Review.ACCEPTED), Weight.GOOD, "hợp lệ, Sở Nội vụ đã tiếp nhận"),
        (Filed(1, State.VALID, Review.RETURNED), Weight.WARN, "Sở Nội vụ trả lại để sửa và nộp lại"),
    ],
)
def test_a_receipt_alone_says_what_became_of_the_submission(row: Filed, weight: Weight, said: str) -> None:
    status = receipt_status(row, [row])
    assert (status.weight, str(status.state), status.more) == (weight, said, ())


@pytest.mark.parametrize("review", list(Review))
def test_a_newer_valid_submission_takes_the_place_of_an_older_one(review: Review) -> None:
    old, new = Filed(1, State.VALID, review), Filed(2, State.VALID)
    status = receipt_status(old, [new, old])
    assert status.weight is Weight.WARN
    assert str(status.state) == ("đã có lần nộp mới hơn: lần 2, nộp lúc 09:00 ngày 18/09/2023, được tính thay lần này")
    assert len(status.more) == 1
    assert receipt_status(new, [new, old]).weight is Weight.GOOD


def test_a_newer_submission_with_errors_takes_nothings_place() -> None:
    old, new = Filed(1, State.VALID), Filed(2, State.INVALID)
    assert receipt_status(old, [old, new]).weight is Weight.GOOD
    status = receipt_status(new, [old, new])
    assert status.weight is Weight.BAD
    assert [str(said) for said in status.more] == ["Lần nộp 1 hợp lệ trước đó vẫn được tính."]


def test_a_newer_submission_that_is_being_checked_is_named() -> None:
    old, new = Filed(1, State.VALID), Filed(2, State.VALIDATING)
    status = receipt_status(old, [old, new])
    assert status.weight is Weight.GOOD
    assert [str(said) for said in status.more] == ["Lần nộp 2 mới hơn đang được kiểm tra."]
