"""Checking a filing: what is found, what is explained, and what stands afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from service.actions.context import Context
from service.actions.intake.unfinished_checks import MOST_INTERRUPTIONS
from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import set_obligation
from service.actions.review.lookups import SubmissionDetail, find_submission
from service.catalogue import Catalogue
from service.domain.errors import Finding, StorageFullError
from service.domain.reporting.template import ReportTemplate
from service.queue import Job
from service.storage.intake.standing import standing_submission
from service.storage.models import SubmissionRow
from service.storage.periods.periods import merged_content
from tests.support.databases import full
from tests.support.filings import changed, hand_in, hand_in_and_check, real_report
from tests.support.hints import recording
from tests.support.installation import ADMIN, PERIOD


def found(context: Context, submission: str) -> SubmissionDetail:
    return find_submission(context, ADMIN, submission)


def rules(context: Context, submission: str) -> list[str]:
    return [finding.rule for finding in found(context, submission).findings]


def state(context: Context, submission: str) -> str:
    return found(context, submission).row.state


def r06(context: Context, submission: str) -> Finding:
    return next(finding for finding in found(context, submission).findings if finding.rule == "R06")


def standing(context: Context) -> str | None:
    with context.database.reading() as session:
        got = standing_submission(session, PERIOD, "SGTVT")
        return got[0].id if got else None


def with_explanation(words: str, **figures: object) -> dict[str, Any]:
    return {**changed(**figures), "explanations": {"R06": words}}


def test_the_real_report_is_valid_with_one_warning(context: Context, file_demo: Callable[..., str]) -> None:
    file_demo(context, "2023-H1", "SGTVT")
    submission = hand_in_and_check(context, real_report())
    assert state(context, submission) == "valid"
    (finding,) = found(context, submission).findings
    assert (finding.rule, finding.level, finding.explanation) == ("R06", "warning", "")
    assert finding.operands == {"dvctt.tong_tthc": "122", "dvctt.muc_do_3": "58", "dvctt.muc_do_4": "62"}
    assert "lệch 2" in str(finding.message)
    assert finding.place == "$.indicators.dvctt.tong_tthc"


def test_without_a_previous_report_nothing_is_held_against_it(context: Context) -> None:
    assert rules(context, hand_in_and_check(context, real_report())) == ["R06"]


def test_a_previous_report_that_does_not_fit_is_warned_about(context: Context, file_demo: Callable[..., str]) -> None:
    file_demo(context, "2023-H1", "SGTVT", tthc__tong=139, tthc__cap_tinh=121)
    submission = hand_in_and_check(context, real_report())
    assert (state(context, submission), rules(context, submission)) == ("valid", ["R06", "R17"])


def test_an_invalid_previous_report_is_none(context: Context, file_demo: Callable[..., str]) -> None:
    before = file_demo(context, "2023-H1", "SGTVT", tthc__tong=1)
    assert state(context, before) == "invalid"
    assert rules(context, hand_in_and_check(context, real_report())) == ["R06"]


def test_a_broken_rule_makes_it_invalid_and_asks_for_no_merge(context: Context) -> None:
    context, recorder = recording(context)
    submission = hand_in(context, changed(tthc__tong=141))
    recorder.take()
    validate_submission(context, submission)
    assert (state(context, submission), rules(context, submission)) == ("invalid", ["R02", "R06", "contradiction"])
    assert recorder.take() == []
    assert found(context, submission).payload is not None


def test_checking_twice_changes_nothing(context: Context) -> None:
    context, recorder = recording(context)
    submission = hand_in_and_check(context, real_report())
    before = found(context, submission)
    assert recorder.take() == [(Job.VALIDATE_SUBMISSIONS, submission), (Job.MERGE_PERIOD, PERIOD)]
    validate_submission(context, submission)
    after = found(context, submission)
    assert (after.findings, after.payload, after.row.attempts) == (before.findings, before.payload, 1)
    assert (after.row.validated_at, after.row.state_since) == (before.row.validated_at, before.row.state_since)
    assert recorder.take() == []
    with context.database.reading() as session:
        assert merged_content(session, PERIOD) == 1


def test_a_filing_that_does_not_exist_is_passed_over(context: Context) -> None:
    validate_submission(context, "2023-Q3-SGTVT-99")


@pytest.mark.parametrize("damage", [b"{", b"[1]", b'{"template": "cchc", "thua": 1}'])
def test_stored_bytes_that_broke_make_it_invalid_with_the_readers_findings(context: Context, damage: bytes) -> None:
    submission = hand_in(context, real_report())
    with context.database.writing() as session:
        session.execute(update(SubmissionRow).where(SubmissionRow.id == submission).values(raw=damage))
    validate_submission(context, submission)
    got = found(context, submission)
    assert (got.row.state, got.payload) == ("invalid", None)
    assert got.findings and all(finding.level == "error" and str(finding.message) for finding in got.findings)


def test_what_a_unit_is_spared_is_not_asked_of_it(context: Context) -> None:
    set_obligation(context, PERIOD, "SGTVT", exempt=("dvctt.*",))
    submission = hand_in_and_check(context, real_report())
    assert state(context, submission) == "invalid"  # it gave numbers all the same
    assert "exempt" in rules(context, submission)
    report = real_report()
    report["indicators"] = {code: v for code, v in report["indicators"].items() if not code.startswith("dvctt.")}
    assert rules(context, hand_in_and_check(context, report)) == []


def test_an_explanation_is_kept_with_its_warning(context: Context) -> None:
    submission = hand_in_and_check(context, with_explanation("Hai thủ tục đang chuyển mức độ"))
    assert state(context, submission) == "valid"
    assert r06(context, submission).explanation == "Hai thủ tục đang chuyển mức độ"


def test_an_explanation_survives_while_rule_and_figures_are_unchanged(context: Context) -> None:
    hand_in_and_check(context, with_explanation("Đang chuyển mức độ"))
    second = hand_in_and_check(context, changed(sang_kien__so_luong=2))
    assert r06(context, second).explanation == "Đang chuyển mức độ"
    third = hand_in_and_check(context, changed(sang_kien__so_luong=3))
    assert r06(context, third).explanation == "Đang chuyển mức độ"


def test_an_explanation_is_dropped_when_a_figure_changes(context: Context) -> None:
    hand_in_and_check(context, with_explanation("Đang chuyển mức độ"))
    second = hand_in_and_check(context, changed(dvctt__muc_do_3=57))
    assert r06(context, second).explanation == ""


def test_a_new_explanation_replaces_the_old(context: Context) -> None:
    hand_in_and_check(context, with_explanation("Lý do cũ"))
    second = hand_in_and_check(context, with_explanation("Lý do mới"))
    assert r06(context, second).explanation == "Lý do mới"
    third = hand_in_and_check(context, changed(sang_kien__so_luong=3))
    assert r06(context, third).explanation == "Lý do mới"


def test_an_explanation_given_with_an_invalid_revision_survives_too(context: Context) -> None:
    first = hand_in_and_check(context, with_explanation("Đang chuyển mức độ", tthc__tong=141))
    assert state(context, first) == "invalid"
    assert r06(context, hand_in_and_check(context, real_report())).explanation == "Đang chuyển mức độ"


def test_explanations_of_other_units_are_not_borrowed(context: Context) -> None:
    hand_in_and_check(context, {**with_explanation("Của Sở khác"), "agency": "STC"})
    assert r06(context, hand_in_and_check(context, real_report())).explanation == ""


def test_an_invalid_revision_never_removes_the_valid_one(context: Context) -> None:
    first = hand_in_and_check(context, real_report())
    invalid = hand_in_and_check(context, changed(tthc__tong=141))
    assert (state(context, invalid), standing(context)) == ("invalid", first)
    hand_in(context, changed(sang_kien__so_luong=5))  # not checked yet
    assert standing(context) == first
    better = hand_in_and_check(context, changed(sang_kien__so_luong=2))
    assert standing(context) == better


def test_control_characters_are_named_and_not_stored(context: Context) -> None:
    report = with_explanation("Đang\u0000 chuyển")
    report["narratives"]["V"] = "Không\u0000 có\u001b"
    report["documents"][0]["kind"] = "Loại\u0000 lạ"
    submission = hand_in_and_check(context, report)
    got = found(context, submission)
    assert got.row.state == "invalid"
    assert rules(context, submission).count("control") == 3
    assert got.payload is not None and got.payload.narratives["V"] == "Không có"
    assert not any("\x00" in str(finding) for finding in got.findings)
    assert r06(context, submission).explanation == "Đang chuyển"


def test_a_check_that_meets_a_full_disk_is_no_attempt_and_is_made_again(sqlite_context: Context) -> None:
    context = sqlite_context
    submission = hand_in(context, real_report())

    class Filling(Catalogue):
        """The disk fills up between the claim and the outcome."""

        def get(self, code: str, version: str) -> ReportTemplate:
            filling.enter_context(full(context.database))
            return super().get(code, version)

    for _ in range(MOST_INTERRUPTIONS + 2):
        with contextlib.ExitStack() as filling, pytest.raises(StorageFullError):
            validate_submission(
                replace(context, catalogue=Filling(context.catalogue.templates, context.catalogue.ladders)), submission
            )
        row = found(context, submission).row
        assert (row.state, row.attempts) == ("received", 0)
    validate_submission(context, submission)
    assert state(context, submission) == "valid"
