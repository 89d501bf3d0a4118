"""A filing and what belongs to it are there together or not at all, wherever the machine stops in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.actions.context import Context
from service.actions.intake.approvals import request_approval
from service.actions.intake.drafts import submit_draft
from service.actions.intake.report_files import attach_file, submit_with_files
from service.actions.intake.submit import SubmissionRequest
from service.actions.intake.uploads import submit_file
from service.domain.errors import ConflictError, TonghopError
from service.domain.reporting.evidence import WHOLE
from service.readers.formats import EXCEL, JSON
from service.storage.engine.database import Database
from service.storage.intake.report_files import files_of_submission
from tests.support.drafts import TONG, UNIT, opened, real_values, write
from tests.support.filings import raw, real_report
from tests.support.installation import LEADER, OFFICER, PERIOD
from tests.support.workbooks import filled_and_explained

FIRST = f"{PERIOD}-{UNIT}-1"
SIGNED = ("bản ký.pdf", b"%PDF-1.7 ky")


@contextmanager
def without(database: Database, table: str) -> Iterator[None]:
    """The database fails wherever this table is needed."""
    with database.writing() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO away"))
    yield
    with database.writing() as session:
        session.execute(text(f"ALTER TABLE away RENAME TO {table}"))


def by_form(context: Context) -> str:
    """The leader files the draft."""
    return submit_draft(context, LEADER, PERIOD, UNIT, opened(context).draft.version).submission


def by_file(context: Context) -> str:
    """The leader files a workbook, which is to become the draft."""
    handed = SubmissionRequest(PERIOD, UNIT, EXCEL, filled_and_explained(), "a.xlsx")
    return submit_file(context, LEADER, handed, opened(context).draft.version).submission


@pytest.mark.parametrize("file", [by_form, by_file])
def test_a_filing_whose_draft_cannot_follow_is_none_and_succeeds_whole_afterwards(
    context: Context, file: Callable[[Context], str]
) -> None:
    write(context, real_values() | {TONG: "141"} if file is by_file else real_values())
    if file is by_form:
        request_approval(context, OFFICER, PERIOD, UNIT)
    attach_file(context, OFFICER, PERIOD, UNIT, *SIGNED)
    before = opened(context).draft
    # Whom to tell of a filing is looked up last.
    with without(context.database, "account"), pytest.raises((DBAPIError, TonghopError)):
        file(context)
    now = opened(context)
    assert now.filings == () and now.draft == before and [row.name for row in now.files] == [SIGNED[0]]
    assert file(context) == FIRST
    now = opened(context)
    assert (now.draft.filed_as, now.draft.has_news, now.draft.request, now.files) == (FIRST, False, None, ())
    assert now.draft.values[TONG] == "140"
    with context.database.reading() as session:
        assert [row.name for row in files_of_submission(session, FIRST)] == [SIGNED[0]]


def test_a_programs_filing_whose_evidence_cannot_be_kept_is_none(context: Context) -> None:
    handed = SubmissionRequest(PERIOD, UNIT, JSON, raw(real_report()))
    sent = [(WHOLE, *SIGNED)]
    with without(context.database, "report_file"), pytest.raises((DBAPIError, TonghopError)):
        submit_with_files(context, OFFICER, handed, sent)
    assert opened(context).filings == ()
    receipt, is_new = submit_with_files(context, OFFICER, handed, sent)
    assert (receipt.submission, is_new) == (FIRST, True)
    with context.database.reading() as session:
        assert [row.raw for row in files_of_submission(session, FIRST)] == [SIGNED[1]]


def test_filing_the_same_draft_twice_gives_one_filing(context: Context) -> None:
    write(context, real_values())
    version = opened(context).draft.version
    receipts = [submit_draft(context, LEADER, PERIOD, UNIT, version) for _ in range(2)]
    assert receipts[0] == receipts[1] and len(opened(context).filings) == 1


def test_nothing_is_begun_for_a_period_that_takes_no_filing(context: Context) -> None:
    with context.transaction("x") as tx:
        tx.session.execute(text("UPDATE period SET closed_at = :now"), {"now": "2023-09-18 00:00:00+00:00"})
    with pytest.raises(ConflictError):
        by_file(context)
    assert opened(context).draft.changed_at is None and opened(context).filings == ()
