"""Warnings about a report's texts: the same by form, workbook and program, shown and never asked to be explained."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.drafts import submit_draft
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import open_period
from service.actions.review.lookups import find_submission
from service.readers.formats import EXCEL
from tests.support.drafts import UNIT, opened, real_values, write
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import LEADER, OFFICER, PERIOD

RIGHT, WRONG = "7266", "7999"  # files received, as the texts say it
GAP = "Đã tiếp nhận … hồ sơ."
REASON = {"explanations.R06": "Hai thủ tục đang chuyển mức độ"}
BOTH = {"contradiction", "placeholder"}
COPIED = " ".join(
    f"Câu thứ {number} nói về một việc đã làm trong kỳ này tại đơn vị." for number in ("một", "hai", "ba")
)


def misstated(texts: dict[str, str]) -> dict[str, str]:
    """The texts with another number of files received."""
    return {key: text.replace(RIGHT, WRONG) for key, text in texts.items()}


def found(context: Context, submission: str) -> set[str]:
    """The rules of a filing's findings about texts."""
    return {item.rule for item in find_submission(context, OFFICER, submission).findings} & {*BOTH, "copied"}


def draft(context: Context) -> None:
    """A draft of the real report with another number and a gap in its texts."""
    texts = {path: text for path, text in real_values().items() if path.startswith("narratives.")}
    write(context, {**real_values(), **misstated(texts), "narratives.II.6": GAP, **REASON})


def test_the_form_shows_them_and_files_the_report_without_an_explanation(sqlite_context: Context) -> None:
    draft(sqlite_context)
    form = opened(sqlite_context)
    assert {item.rule for item in form.findings} >= BOTH
    assert not form.unexplained
    receipt = submit_draft(sqlite_context, LEADER, PERIOD, UNIT, form.draft.version)
    validate_submission(sqlite_context, receipt.submission)
    assert found(sqlite_context, receipt.submission) == BOTH


def test_a_workbook_is_taken_with_them(sqlite_context: Context) -> None:
    draft(sqlite_context)
    raw = make_blank_form(sqlite_context, PERIOD, UNIT, opened(sqlite_context).payload)
    handed = SubmissionRequest(PERIOD, UNIT, EXCEL, raw, "a.xlsx", None)
    submission = submit_report(sqlite_context, OFFICER, handed)[0].submission
    validate_submission(sqlite_context, submission)
    assert found(sqlite_context, submission) == BOTH


def test_a_program_s_report_is_taken_with_them(sqlite_context: Context) -> None:
    report = real_report()
    report["narratives"] = {**misstated(report["narratives"]), "II.6": GAP}
    assert found(sqlite_context, hand_in_and_check(sqlite_context, report)) == BOTH


def test_text_of_the_period_before_is_a_warning_with_its_share(sqlite_context: Context) -> None:
    open_period(sqlite_context, "2023-H1")
    report = real_report()
    report["narratives"]["II.1"] = COPIED
    hand_in_and_check(sqlite_context, {**report, "period": "2023-H1"})
    again = hand_in_and_check(sqlite_context, report)
    said = [str(item.message) for item in find_submission(sqlite_context, OFFICER, again).findings]
    assert any("mục II.1 giống 100 % kỳ trước (6 tháng đầu năm 2023)" in text for text in said)
    assert found(sqlite_context, again) == {"copied"}


def test_the_real_report_has_none_of_them(sqlite_context: Context) -> None:
    assert found(sqlite_context, hand_in_and_check(sqlite_context, real_report())) == set()
