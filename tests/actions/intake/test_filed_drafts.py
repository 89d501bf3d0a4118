"""What was filed by a file or a program becomes the draft, and never over what somebody has written and not filed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.actions.context import Context
from service.actions.intake.drafts import submit_draft
from service.actions.intake.report_files import attach_file, draft_files
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.uploads import preview_submission, submit_file, take_submission
from service.actions.intake.validate import validate_submission
from service.domain.errors import NotFoundError
from service.domain.reporting.draft import ImportMode
from service.readers.formats import EXCEL, JSON
from service.storage.intake.report_files import files_of_submission
from tests.support.drafts import COLLEAGUE, EXPLAINED, STRANGER, TEXT, TONG, UNIT, opened, real_values, write
from tests.support.filings import changed, hand_in_and_check, raw, real_report
from tests.support.installation import LEADER, OFFICER, PERIOD
from tests.support.workbooks import filled, filled_and_explained

FIRST, SECOND = f"{PERIOD}-{UNIT}-1", f"{PERIOD}-{UNIT}-2"
RECEIVED = "indicators.ho_so.tiep_nhan"


def held(context: Context) -> dict[str, str]:
    """What the draft holds."""
    return {path: value for path, value in opened(context).draft.values.items() if value}


def by_program(context: Context) -> str:
    """A program files the real report; the filing's id."""
    return hand_in_and_check(context, real_report())


def by_workbook(context: Context) -> str:
    """A program files the same as a workbook."""
    filing = submit_report(context, OFFICER, SubmissionRequest(PERIOD, UNIT, EXCEL, filled(), "a.xlsx"))[0].submission
    validate_submission(context, filing)
    return filing


def handed_in(context: Context) -> None:
    """The form was filled in and filed."""
    write(context, real_values() | {RECEIVED: "7.266"})
    submit_draft(context, LEADER, PERIOD, UNIT, opened(context).draft.version)
    validate_submission(context, FIRST)


@pytest.mark.parametrize("file", [by_program, by_workbook])
def test_what_a_program_files_becomes_a_draft_in_which_nothing_waits(
    context: Context, file: Callable[[Context], str]
) -> None:
    handed_in(context)
    assert file(context) == SECOND
    now = opened(context)
    # What the program sent has no explanation.
    assert held(context) == {path: value for path, value in real_values().items() if path not in EXPLAINED}
    assert (now.draft.has_news, now.left_out, now.draft.filed_as) == (False, None, SECOND)


def test_a_filing_with_errors_becomes_the_draft_too_so_that_they_are_mended_there(sqlite_context: Context) -> None:
    handed_in(sqlite_context)
    hand_in_and_check(sqlite_context, changed(tthc__tong=999))
    assert held(sqlite_context)[TONG] == "999"


@pytest.mark.parametrize("is_filed_before", [True, False])
def test_what_somebody_wrote_and_did_not_file_is_left_alone_and_the_form_says_so(
    context: Context, is_filed_before: bool
) -> None:
    if is_filed_before:
        handed_in(context)
    write(context, {TONG: "141", TEXT: "Đã số hóa"}, COLLEAGUE)
    before = held(context)
    filing = by_program(context)
    now = opened(context)
    assert held(context) == before
    assert now.left_out is not None and now.left_out.id == filing
    assert now.draft.has_news


@pytest.mark.parametrize(
    ("mode", "figure", "text", "has_news"),
    [
        (ImportMode.REPLACE, "140", True, False),
        (ImportMode.FILL, "141", False, True),
        (None, "141", False, True),
    ],
)
def test_whoever_writes_chooses_what_is_kept_and_is_asked_once(
    sqlite_context: Context, mode: ImportMode | None, figure: str, text: bool, has_news: bool
) -> None:
    context = sqlite_context
    seen = write(context, {TONG: "141", TEXT: "Đã số hóa"}).draft.version
    filing = by_program(context)
    differences = preview_submission(context, OFFICER, PERIOD, UNIT, filing).differences
    assert differences.changed[TONG] == ("141", "140")
    saved = take_submission(context, OFFICER, PERIOD, UNIT, filing, mode, seen)
    now = opened(context)
    assert saved.clashes == ()
    assert (now.draft.values[TONG], now.draft.values[TEXT] != "Đã số hóa") == (figure, text)
    assert now.draft.values.get(RECEIVED, "") == ("" if mode is None else "7.266")
    assert (now.draft.has_news, now.left_out) == (has_news, None)


def test_what_a_colleague_wrote_since_one_looked_is_not_overwritten_by_the_choice(sqlite_context: Context) -> None:
    seen = write(sqlite_context, {TONG: "141"}).draft.version
    filing = by_program(sqlite_context)
    write(sqlite_context, {TONG: "142"}, COLLEAGUE)
    saved = take_submission(sqlite_context, OFFICER, PERIOD, UNIT, filing, ImportMode.REPLACE, seen)
    assert [(clash.change.value, clash.theirs.value) for clash in saved.clashes] == [("140", "142")]
    assert held(sqlite_context)[TONG] == "142"
    assert opened(sqlite_context).draft.has_news


def test_a_check_that_is_done_again_takes_nothing_away(sqlite_context: Context) -> None:
    handed_in(sqlite_context)
    by_program(sqlite_context)
    write(sqlite_context, {TONG: "141"})
    hand_in_and_check(sqlite_context, real_report())
    now = opened(sqlite_context)
    assert (now.draft.values[TONG], now.left_out) == ("141", None)


def test_an_older_filing_whose_check_ends_late_is_not_put_over_a_newer_one(sqlite_context: Context) -> None:
    write(sqlite_context, real_values())
    late = SubmissionRequest(PERIOD, UNIT, JSON, raw(changed(tthc__tong=999)))
    submit_report(sqlite_context, OFFICER, late)
    submit_draft(sqlite_context, LEADER, PERIOD, UNIT, opened(sqlite_context).draft.version)
    validate_submission(sqlite_context, FIRST)
    validate_submission(sqlite_context, SECOND)
    now = opened(sqlite_context)
    assert (now.draft.values[TONG], now.left_out, now.draft.has_news) == ("140", None, False)


def test_a_file_is_not_put_over_what_a_colleague_wrote_since_its_bringer_looked(context: Context) -> None:
    seen = write(context, {TONG: "139"}).draft.version
    write(context, {TONG: "141"}, COLLEAGUE)
    file = SubmissionRequest(PERIOD, UNIT, EXCEL, filled_and_explained(), "a.xlsx")
    receipt = submit_file(context, LEADER, file, seen)
    validate_submission(context, receipt.submission)
    now = opened(context)
    assert held(context) == {TONG: "141"}
    assert now.left_out is not None and now.left_out.id == receipt.submission


def test_what_lies_with_the_draft_goes_along_with_a_file_as_with_the_form(context: Context) -> None:
    attach_file(context, OFFICER, PERIOD, UNIT, "bản ký.pdf", b"%PDF-1.7 ky")
    file = SubmissionRequest(PERIOD, UNIT, EXCEL, filled_and_explained(), "a.xlsx")
    receipt = submit_file(context, LEADER, file, opened(context).draft.version)
    with context.database.reading() as session:
        assert [row.name for row in files_of_submission(session, receipt.submission)] == ["bản ký.pdf"]
    assert draft_files(context, OFFICER, PERIOD, UNIT) == ()


def test_nobody_looks_at_another_units_filing_beside_the_own_draft(sqlite_context: Context) -> None:
    filing = by_program(sqlite_context)
    with pytest.raises(NotFoundError):
        preview_submission(sqlite_context, STRANGER, PERIOD, "STC", filing)
