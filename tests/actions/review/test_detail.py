"""A filing beside the unit's earlier reports, with remarks and revisions."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from service.actions.periods.lifecycle import open_period
from service.actions.review.decide import return_for_correction
from service.actions.review.detail import SubmissionInContext, submission_in_context
from service.domain.errors import NotFoundError
from service.domain.reporting.report import Report
from tests.support.drafts import STRANGER
from tests.support.filings import changed, hand_in_and_check, real_report
from tests.support.installation import AUDITOR, HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.province import put_valid

FIRST, SECOND = f"{PERIOD}-SGTVT-1", f"{PERIOD}-SGTVT-2"
FIGURE = "indicators.ho_so.tiep_nhan"


def shown(context: Context, submission: str = FIRST) -> SubmissionInContext:
    return submission_in_context(context, HOME_AFFAIRS, submission)


def received(report: Report | None) -> object:
    return None if report is None else report.figure("ho_so.tiep_nhan")


def test_the_periods_before_are_those_of_the_same_unit(context: Context) -> None:
    for period, count in (("2023-H1", 7000), ("2022-Q3", 9000)):
        open_period(context, period)
        put_valid(context, ["SGTVT"], period, ho_so__tiep_nhan=count)
        put_valid(context, ["STC"], period, ho_so__tiep_nhan=1)
    put_valid(context, ["SGTVT"], "2023-H1", revision=2, ho_so__tiep_nhan=7100)
    hand_in_and_check(context, real_report())
    found = shown(context)
    assert received(found.filing.report) == 7266
    assert (received(found.previous), received(found.last_year)) == (7100, 9000)


@pytest.mark.parametrize("opened", [(), ("2023-H1", "2022-Q3")])
def test_without_earlier_reports_there_is_nothing_beside_it(context: Context, opened: tuple[str, ...]) -> None:
    for period in opened:
        open_period(context, period)
        put_valid(context, ["STC"], period)
    hand_in_and_check(context, real_report())
    assert (shown(context).previous, shown(context).last_year) == (None, None)


def test_remarks_stand_at_their_values_and_with_their_revision(context: Context) -> None:
    hand_in_and_check(context, real_report())
    return_for_correction(
        context, HOME_AFFAIRS, FIRST, "Chưa khớp.", {FIGURE: "Đối chiếu lại.", "narratives.V": "Viết rõ."}
    )
    hand_in_and_check(context, changed(sang_kien__so_luong=2))
    found = shown(context)
    assert [item.text for item in found.remarks] == ["Chưa khớp.", "Đối chiếu lại.", "Viết rõ."]
    assert [item.text for item in found.remarks_at(FIGURE)] == ["Đối chiếu lại."]
    assert found.remarks_at("indicators.tthc.tong") == ()
    assert shown(context, SECOND).remarks == ()


def test_all_revisions_are_there_the_newest_first_and_one_of_them_counts(context: Context) -> None:
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, changed(sang_kien__so_luong=2))
    hand_in_and_check(context, changed(tthc__tong=1))
    put_valid(context, ["STC"])
    assert [row.revision for row in shown(context).revisions] == [3, 2, 1]
    assert [shown(context, f"{PERIOD}-SGTVT-{number}").is_counted for number in (1, 2, 3)] == [False, True, False]


def test_a_filing_with_errors_is_shown_with_them_and_does_not_count(sqlite_context: Context) -> None:
    hand_in_and_check(sqlite_context, changed(tthc__tong=1))
    found = shown(sqlite_context)
    assert found.filing.findings and not found.is_counted


def test_whoever_may_not_see_it_does_not(sqlite_context: Context) -> None:
    hand_in_and_check(sqlite_context, real_report())
    for caller in (OFFICER, AUDITOR):
        assert submission_in_context(sqlite_context, caller, FIRST).filing.row.id == FIRST
    # Another unit's filing looks like one that is not there.
    with pytest.raises(NotFoundError):
        submission_in_context(sqlite_context, STRANGER, FIRST)
    with pytest.raises(NotFoundError):
        shown(sqlite_context, SECOND)
