"""A report in words in the database: kept for its bringer, used once, and handed in with the draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.actions.context import Context
from service.actions.intake.confirmation import bring_report, keep_choices, open_confirmation, take_confirmed
from service.actions.intake.drafts import submit_draft
from service.actions.organization.accounts import create_account
from service.actions.review.lookups import find_submission
from service.domain.errors import ConflictError, ForbiddenError, NotFoundError
from service.domain.organization.access import Caller
from service.domain.reading.proposal import Choices
from tests.support.drafts import UNIT, opened, real_values, write
from tests.support.installation import AUDITOR, LEADER, PERIOD

REPORT = (Path(__file__).parents[2] / "data" / "sgtvt-2023-q3.txt").read_bytes()


@pytest.fixture
def leader(context: Context) -> Caller:
    """The unit's leader, with an account, who has brought the report."""
    account = create_account(
        context, "quản trị", email="binh@sgtvt.vn", name=LEADER.name, role=LEADER.role, agency=UNIT
    )
    caller = Caller(LEADER.name, LEADER.role, UNIT, account.id)
    bring_report(context, caller, PERIOD, UNIT, "báo cáo.txt", REPORT)
    return caller


def test_a_report_is_used_once_and_its_file_goes_with_the_submission(context: Context, leader: Caller) -> None:
    found = open_confirmation(context, leader, PERIOD, UNIT)
    choices = found.with_sure(Choices({"ho_so.tiep_nhan": "7.266"}))
    keep_choices(context, leader, found.file.id, choices)
    assert open_confirmation(context, leader, PERIOD, UNIT).choices == choices
    take_confirmed(context, leader, found, choices, 0, is_own=False)
    version = opened(context).draft.version
    with pytest.raises(ConflictError):
        take_confirmed(context, leader, found, choices, version, is_own=False)
    assert opened(context).draft.version == version
    with pytest.raises(NotFoundError):
        open_confirmation(context, leader, PERIOD, UNIT)
    write(context, real_values(), leader)
    receipt = submit_draft(context, leader, PERIOD, UNIT, opened(context).draft.version)
    (file,) = find_submission(context, leader, receipt.submission).files
    assert (file.name, file.sha256, file.is_read) == ("báo cáo.txt", found.file.sha256, True)


def test_bringing_another_report_replaces_the_one_that_waits(context: Context, leader: Caller) -> None:
    old = open_confirmation(context, leader, PERIOD, UNIT).file.id
    bring_report(context, leader, PERIOD, UNIT, "mới.txt", REPORT)
    assert open_confirmation(context, leader, PERIOD, UNIT).file.name == "mới.txt"
    with pytest.raises(ConflictError):
        keep_choices(context, leader, old, Choices())


@pytest.mark.parametrize("caller", [AUDITOR, LEADER], ids=["who only looks", "a program"])
def test_only_people_who_write_reports_bring_one(context: Context, caller: Caller) -> None:
    with pytest.raises(ForbiddenError):
        bring_report(context, caller, PERIOD, UNIT, "báo cáo.txt", REPORT)
