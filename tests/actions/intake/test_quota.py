"""An agency that hands in too much is asked to wait; what it handed in before keeps its receipt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.actions.context import Context
from service.actions.intake.report_files import attach_file, draft_files, submit_with_files
from service.actions.intake.submit import SubmissionRequest
from service.domain.organization.access import Caller, Role
from service.domain.organization.quota import Quota, QuotaError
from service.domain.reporting.evidence import WHOLE
from service.readers.formats import JSON
from tests.support.filings import changed, hand_in, of_agency, raw, real_report
from tests.support.installation import HOME_AFFAIRS, OFFICER, PERIOD

SIZE = len(raw(real_report()))


def limited(context: Context, submissions: int = 0, size: int = 0) -> Context:
    """The same with these limits; nought is none."""
    return replace(context, settings=replace(context.settings, quota=Quota(submissions, size)))


def test_beyond_its_quota_an_agency_is_refused_whoever_files_and_for_whatever_period(context: Context) -> None:
    context = limited(context, submissions=3)
    kept = [hand_in(context, changed(sang_kien__so_luong=n)) for n in range(3)]
    with pytest.raises(QuotaError) as error:
        hand_in(context, changed(sang_kien__so_luong=3))
    assert 3595 <= error.value.seconds <= 3600
    with pytest.raises(QuotaError):
        submit_with_files(
            context, HOME_AFFAIRS,
            SubmissionRequest(PERIOD, "SGTVT", JSON, raw(changed(sang_kien__so_luong=4)), reason="theo công văn"), [],
        )  # fmt: skip
    assert [hand_in(context, changed(sang_kien__so_luong=n)) for n in range(3)] == kept
    assert hand_in(context, changed(sang_kien__so_luong=1), key="khóa mới") == kept[1]
    assert hand_in(context, of_agency("STC")) == f"{PERIOD}-STC-1"


def test_files_beside_a_report_count_with_its_bytes(sqlite_context: Context) -> None:
    context = limited(sqlite_context, size=SIZE + 3000)
    program = Caller("Phần mềm", Role.OFFICER, "SGTVT")
    first = SubmissionRequest(PERIOD, "SGTVT", JSON, raw(real_report()))
    receipt, _ = submit_with_files(context, program, first, [(WHOLE, "a.txt", b"x" * 2000)])
    second = replace(first, raw=raw(changed(sang_kien__so_luong=2)))
    with pytest.raises(QuotaError):
        submit_with_files(context, program, second, [])
    assert submit_with_files(context, program, first, [(WHOLE, "a.txt", b"x" * 2000)])[0] == receipt
    attach_file(context, OFFICER, PERIOD, "SGTVT", "b.txt", b"y" * 900)
    with pytest.raises(QuotaError):
        attach_file(context, OFFICER, PERIOD, "SGTVT", "c.txt", b"z" * 900)
    attach_file(context, OFFICER, PERIOD, "SGTVT", "b.txt", b"y" * 900)
    assert [row.name for row in draft_files(context, OFFICER, PERIOD, "SGTVT")] == ["b.txt"]
