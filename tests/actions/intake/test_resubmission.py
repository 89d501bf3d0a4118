"""The same content once more: the first receipt, words where it achieves nothing, a new check where that may help."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.actions.context import Context
from service.actions.intake.drafts import submit_draft as hand_in_draft
from service.actions.intake.form_state import open_draft
from service.actions.intake.resubmission import note_on, require_news
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import close_period, set_obligation
from service.actions.review.decide import return_for_correction
from service.actions.review.lookups import find_submission
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import ConflictError
from service.queue import Job
from service.readers.formats import JSON
from service.storage.events import events_of
from tests.support.drafts import real_values, write
from tests.support.filings import changed, give_up_on, hand_in, hand_in_and_check, raw, real_report
from tests.support.hints import recording
from tests.support.installation import ADMIN, HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.threads import at_once

FIRST = f"{PERIOD}-SGTVT-1"


def again(context: Context, report: dict[str, object]) -> tuple[Receipt, bool]:
    """The unit hands the report in once more, by a program."""
    return submit_report(context, OFFICER, SubmissionRequest(PERIOD, "SGTVT", JSON, raw(report)))


def state(context: Context, submission: str = FIRST) -> str:
    return find_submission(context, ADMIN, submission).row.state


def without_dvctt() -> dict[str, object]:
    """A report that lacks what only an exemption spares it."""
    report = real_report()
    report["indicators"] = {code: v for code, v in report["indicators"].items() if not code.startswith("dvctt.")}
    return report


def test_a_filing_that_stands_needs_no_words(context: Context) -> None:
    hand_in_and_check(context, real_report())
    receipt, is_new = again(context, real_report())
    assert (receipt.submission, is_new, note_on(context, receipt)) == (FIRST, False, None)
    require_news(context, receipt)


def test_a_returned_filing_handed_in_again_is_said_to_be_no_news(context: Context) -> None:
    hand_in_and_check(context, real_report())
    return_for_correction(context, HOME_AFFAIRS, FIRST, "Số liệu chưa khớp")
    receipt, is_new = again(context, real_report())
    assert (receipt.submission, is_new) == (FIRST, False)
    said = r"đã nộp lúc \d\d:\d\d ngày \d\d/\d\d/\d{4} \(lần 1\), đã bị trả lại lúc .* không có gì mới được nộp"
    with pytest.raises(ConflictError, match=said):
        require_news(context, receipt)


def test_in_the_form_a_leader_is_told_that_a_returned_content_is_no_news(context: Context) -> None:
    write(context, real_values())
    version = open_draft(context, LEADER, PERIOD, "SGTVT").draft.version
    first = hand_in_draft(context, LEADER, PERIOD, "SGTVT", version)
    validate_submission(context, first.submission)
    return_for_correction(context, HOME_AFFAIRS, first.submission, "Số liệu chưa khớp")
    with pytest.raises(ConflictError, match="đã bị trả lại lúc"):
        hand_in_draft(context, LEADER, PERIOD, "SGTVT", version)
    write(context, {"notes.tthc.tong": "Đã rà soát"})
    version = open_draft(context, LEADER, PERIOD, "SGTVT").draft.version
    assert hand_in_draft(context, LEADER, PERIOD, "SGTVT", version).revision == 2


def test_content_with_errors_is_checked_again_only_where_other_things_are_asked_now(context: Context) -> None:
    hand_in_and_check(context, without_dvctt())
    context, recorder = recording(context)
    receipt, _ = again(context, without_dvctt())
    assert (state(context), recorder.take()) == ("invalid", [])
    with pytest.raises(ConflictError, match="đã kiểm tra và có lỗi"):
        require_news(context, receipt)
    set_obligation(context, PERIOD, "SGTVT", exempt=("dvctt.*",))
    recorder.take()
    receipt, is_new = again(context, without_dvctt())
    assert (receipt.submission, is_new, state(context)) == (FIRST, False, "received")
    assert recorder.take() == [(Job.VALIDATE_ALONE, FIRST)]
    require_news(context, receipt)
    assert "đang được kiểm tra lại" in str(note_on(context, receipt))
    validate_submission(context, FIRST)
    assert (state(context), find_submission(context, ADMIN, FIRST).findings) == ("valid", ())
    assert note_on(context, receipt) is None


def test_content_is_checked_again_where_the_report_before_is_another_one(
    context: Context, file_demo: Callable[..., str]
) -> None:
    wrong = changed(tthc__tong=141)
    hand_in_and_check(context, wrong)
    file_demo(context, "2023-H1", "SGTVT")
    again(context, wrong)
    assert state(context) == "received"
    validate_submission(context, FIRST)
    assert state(context) == "invalid"
    again(context, wrong)
    assert state(context) == "invalid"


def test_what_could_not_be_checked_is_checked_again_when_it_is_handed_in_again(context: Context) -> None:
    hand_in(context, real_report())
    give_up_on(context, FIRST)
    context, recorder = recording(context)
    answers = at_once(4, lambda _: again(context, real_report()))
    assert {(receipt.submission, is_new) for receipt, is_new in answers} == {(FIRST, False)}
    assert recorder.take() == [(Job.VALIDATE_ALONE, FIRST)]
    with context.database.reading() as session:
        done = [event.action for event in events_of(session, PERIOD, "SGTVT")]
    assert done.count("filing.checked_again") == 1
    validate_submission(context, FIRST)
    assert state(context) == "valid"


def test_nothing_is_checked_again_that_a_later_filing_stands_for_or_in_a_closed_period(context: Context) -> None:
    hand_in(context, real_report())
    give_up_on(context, FIRST)
    later = hand_in_and_check(context, changed(sang_kien__so_luong=2))
    receipt, _ = again(context, real_report())
    assert (state(context), state(context, later)) == ("failed", "valid")
    assert "sau đó lần 2 được tính thay" in str(note_on(context, receipt))
    close_period(context, PERIOD)
    assert again(context, real_report()) == (receipt, False)
    assert state(context) == "failed"


def test_in_a_closed_period_the_unit_is_told_that_nothing_can_be_checked(context: Context) -> None:
    hand_in(context, real_report())
    give_up_on(context, FIRST)
    close_period(context, PERIOD)
    receipt, _ = again(context, real_report())
    assert state(context) == "failed"
    with pytest.raises(ConflictError, match="không kiểm tra được, và kỳ báo cáo đã khóa"):
        require_news(context, receipt)
