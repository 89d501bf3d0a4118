"""Home Affairs accepts a filing, or returns it with remarks, and what was returned counts until it is replaced."""

from __future__ import annotations

import pytest

from service.actions.consolidation.merge import merge_period
from service.actions.context import Context
from service.actions.review.decide import LONGEST, approve_submission, remarks_on, return_for_correction
from service.actions.review.lookups import find_consolidation, find_standings, find_submission
from service.domain.consolidation.consolidation import AgencyState
from service.domain.errors import ConflictError, NotFoundError
from service.domain.reporting.submission import Review
from service.queue import Job
from tests.support.drafts import opened
from tests.support.filings import changed, hand_in, hand_in_and_check, real_report
from tests.support.hints import recording
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD
from tests.support.threads import at_once

FIRST, SECOND, THIRD = (f"{PERIOD}-SGTVT-{number}" for number in (1, 2, 3))
FIGURE, SECTION = "indicators.ho_so.tiep_nhan", "narratives.V"


def review_of(context: Context, submission: str) -> str:
    return find_submission(context, HOME_AFFAIRS, submission).row.review


def standing(context: Context) -> tuple[AgencyState, Review, str]:
    status = next(item for item in find_standings(context, PERIOD) if item.agency.code == "SGTVT")
    assert status.receipt is not None
    return status.state, status.review, status.receipt.submission


def received(context: Context) -> object:
    merge_period(context, PERIOD)
    return find_consolidation(context, PERIOD).indicators["ho_so.tiep_nhan"]["value"]


def file_again(context: Context, number: int, **figures: object) -> str:
    return hand_in_and_check(context, changed(sang_kien__so_luong=number, **figures))


def test_a_valid_filing_is_accepted_once_by_name(context: Context) -> None:
    hand_in_and_check(context, real_report())
    approve_submission(context, HOME_AFFAIRS, FIRST)
    assert standing(context) == (AgencyState.VALID, Review.ACCEPTED, FIRST)
    with pytest.raises(ConflictError, match="đã được xử lý"):
        approve_submission(context, HOME_AFFAIRS, FIRST)


def test_it_is_returned_with_a_reason_and_remarks_on_a_figure_and_a_section(context: Context) -> None:
    hand_in_and_check(context, real_report())
    return_for_correction(
        context, HOME_AFFAIRS, FIRST, "  Chưa khớp. ", {FIGURE: " Đối chiếu lại. ", SECTION: "Viết rõ."}
    )
    found = [(item.path, item.text, item.by, item.at) for item in remarks_on(context, FIRST)]
    assert found == [
        ("", "Chưa khớp.", HOME_AFFAIRS.name, MORNING),
        (FIGURE, "Đối chiếu lại.", HOME_AFFAIRS.name, MORNING),
        (SECTION, "Viết rõ.", HOME_AFFAIRS.name, MORNING),
    ]
    assert standing(context) == (AgencyState.RETURNED, Review.RETURNED, FIRST)


def test_the_unit_sees_the_remarks_until_its_next_filing_is_valid(context: Context) -> None:
    hand_in_and_check(context, real_report())
    return_for_correction(context, HOME_AFFAIRS, FIRST, "", {FIGURE: "Đối chiếu lại."})
    assert [item.path for item in opened(context).remarks] == [FIGURE]
    file_again(context, 2, tthc__tong=1)  # invalid
    assert [item.path for item in opened(context).remarks] == [FIGURE]
    file_again(context, 3)
    assert opened(context).remarks == ()


def test_what_was_returned_counts_until_its_revision_is_valid(context: Context) -> None:
    hand_in_and_check(context, real_report())
    return_for_correction(context, HOME_AFFAIRS, FIRST, "Chưa khớp.")
    assert received(context) == 7266
    revision = changed(ho_so__tiep_nhan=7267, ho_so__tiep_nhan_moi=6278, ho_so__dung_han=6323)
    revision["indicators"]["ho_so.moi_truc_tiep"] = None
    hand_in_and_check(context, revision | {"indicators": {**revision["indicators"], "tthc.tong": 1}})
    assert (received(context), standing(context)) == (7266, (AgencyState.RETURNED, Review.RETURNED, FIRST))
    waiting = hand_in(context, changed(sang_kien__so_luong=4))
    assert (received(context), standing(context)[2]) == (7266, FIRST)
    assert waiting == THIRD
    file_again(context, 5)
    assert standing(context) == (AgencyState.VALID, Review.PENDING, f"{PERIOD}-SGTVT-4")


@pytest.mark.parametrize("remarks", [None, {}, {FIGURE: " \n\t "}])
@pytest.mark.parametrize("reason", ["", " \n "])
def test_nothing_is_returned_without_a_word(
    sqlite_context: Context, reason: str, remarks: dict[str, str] | None
) -> None:
    hand_in_and_check(sqlite_context, real_report())
    with pytest.raises(ConflictError, match="cần có lý do, hoặc nhận xét"):
        return_for_correction(sqlite_context, HOME_AFFAIRS, FIRST, reason, remarks)
    assert review_of(sqlite_context, FIRST) == "pending"


@pytest.mark.parametrize("path", ["indicators.khong.co", "la", "narratives.XX"])
def test_a_remark_on_what_the_form_does_not_have_returns_nothing(context: Context, path: str) -> None:
    hand_in_and_check(context, real_report())
    with pytest.raises(NotFoundError, match="không có ô"):
        return_for_correction(context, HOME_AFFAIRS, FIRST, "Chưa khớp.", {FIGURE: "Đối chiếu.", path: "?"})
    assert (review_of(context, FIRST), remarks_on(context, FIRST)) == ("pending", ())


def test_long_remarks_are_cut(sqlite_context: Context) -> None:
    hand_in_and_check(sqlite_context, real_report())
    return_for_correction(sqlite_context, HOME_AFFAIRS, FIRST, "Ử" * 9000, {FIGURE: "ử" * 9000})
    assert [len(item.text) for item in remarks_on(sqlite_context, FIRST)] == [LONGEST, LONGEST]


def test_home_affairs_may_change_its_mind(context: Context) -> None:
    hand_in_and_check(context, real_report())
    approve_submission(context, HOME_AFFAIRS, FIRST)
    return_for_correction(context, HOME_AFFAIRS, FIRST, "Nhầm.")
    with pytest.raises(ConflictError, match="đã được xử lý"):
        return_for_correction(context, HOME_AFFAIRS, FIRST, "Lần nữa.")
    approve_submission(context, HOME_AFFAIRS, FIRST)
    assert standing(context) == (AgencyState.VALID, Review.ACCEPTED, FIRST)
    assert opened(context).remarks == ()


def test_only_a_valid_filing_is_answered(context: Context) -> None:
    hand_in(context, real_report())
    file_again(context, 2, tthc__tong=1)
    for submission in (FIRST, SECOND):
        with pytest.raises(ConflictError, match="báo cáo hợp lệ"):
            approve_submission(context, HOME_AFFAIRS, submission)
        with pytest.raises(ConflictError, match="báo cáo hợp lệ"):
            return_for_correction(context, HOME_AFFAIRS, submission, "Sai.")
    with pytest.raises(NotFoundError):
        approve_submission(context, HOME_AFFAIRS, THIRD)


@pytest.mark.parametrize("newest_is_valid", [True, False])
def test_only_the_filing_that_counts_is_answered(context: Context, newest_is_valid: bool) -> None:
    hand_in_and_check(context, real_report())
    file_again(context, 2)
    if not newest_is_valid:
        file_again(context, 3, tthc__tong=1)
    with pytest.raises(ConflictError, match="đã nộp lần 2 mới hơn"):
        return_for_correction(context, HOME_AFFAIRS, FIRST, "Chưa khớp.")
    with pytest.raises(ConflictError, match="đã nộp lần 2 mới hơn"):
        approve_submission(context, HOME_AFFAIRS, FIRST)
    approve_submission(context, HOME_AFFAIRS, SECOND)
    assert standing(context) == (AgencyState.VALID, Review.ACCEPTED, SECOND)


def test_of_two_who_answer_at_once_one_is_told_that_the_other_was_faster(context: Context) -> None:
    hand_in_and_check(context, real_report())

    def answer(number: int) -> str:
        try:
            return_for_correction(context, HOME_AFFAIRS, FIRST, f"Lý do {number}")
        except ConflictError as error:
            return str(error)
        return "done"

    answers = at_once(4, answer)
    assert answers.count("done") == 1
    assert len(remarks_on(context, FIRST)) == 1


def test_each_answer_asks_for_one_merge(context: Context) -> None:
    hand_in_and_check(context, real_report())
    merge_period(context, PERIOD)
    context, recorder = recording(context)
    return_for_correction(context, HOME_AFFAIRS, FIRST, "Chưa khớp.")
    approve_submission(context, HOME_AFFAIRS, FIRST)
    assert recorder.take() == [(Job.MERGE_PERIOD, PERIOD)]
