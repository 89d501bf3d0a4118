"""What a unit that took others over was handed by them: confirmed or corrected once, and its own from then on."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from service.actions.context import Context
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.drafts import save_draft
from service.actions.intake.form_state import FormState, open_draft
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.validate import validate_submission
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.containment import answer_containment
from service.actions.periods.lifecycle import open_period, set_obligation
from service.domain.errors import Finding, Level
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import FieldEdit
from service.domain.reporting.period import VIETNAM
from service.domain.validation.explanations import HANDED_OVER
from service.readers.formats import EXCEL
from service.storage.intake.submissions import findings_of
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.installation import PERIOD, at
from tests.support.province import put_figures
from tests.support.units import units_csv
from tests.support.workbooks import typed

BEFORE, YEAR, NEXT, CARRIED = "2023-H1", "2023-Y", "2024-Q1", "ho_so.ky_truoc_chuyen_sang"
OFFICER = Caller("Cán bộ huyện M", Role.OFFICER, "M")
REASON = "Biên bản bàn giao ngày 31/7 ghi 21 hồ sơ, hai hồ sơ đã trả trước khi bàn giao"
SAID = (
    "«Số hồ sơ chuyển từ kỳ trước sang» (II.2.7.1) là 21, khác số bàn giao 23 theo báo cáo gần nhất của đơn vị và các "
    "đơn vị đã nhận: sửa lại, hoặc giữ số theo biên bản bàn giao và ghi lý do vào ghi chú của chỉ tiêu."
)

HINT = (
    "Số bàn giao theo báo cáo gần nhất của đơn vị và các đơn vị đã nhận: 23; khác số này thì ghi lý do vào ghi chú (*)"
)


@pytest.fixture
def merged(sqlite_context: Context) -> Context:
    """A and B ended on 31 July with 15 and 8 applications pending in their last reports, and became M."""
    lines = (
        "A,Huyện A,,huyen,,2000-01-01,2023-07-31,M", "B,Huyện B,,huyen,,2000-01-01,2023-07-31,M",
        "M,Huyện M,,huyen,,2023-08-01,,",
    )  # fmt: skip
    import_agencies(sqlite_context, units_csv(*lines))
    open_period(sqlite_context, BEFORE)
    put_figures(sqlite_context, "A", BEFORE, ho_so__chua_den_han=12, ho_so__qua_han=3)
    put_figures(sqlite_context, "B", BEFORE, ho_so__chua_den_han=7, ho_so__qua_han=1)
    return sqlite_context


def form_of(context: Context, period: str = PERIOD) -> FormState:
    return open_draft(context, OFFICER, period, "M")


def reported(context: Context) -> Decimal | None:
    (item,) = form_of(context).handed_over
    assert item.indicator.code == CARRIED
    return item.reported


def asked(found: tuple[Finding, ...]) -> list[Finding]:
    return [item for item in found if item.rule == HANDED_OVER]


def write(context: Context, **values: str) -> list[Finding]:
    """What the form says of it after that was typed."""
    names = {"figure": f"indicators.{CARRIED}", "note": f"notes.{CARRIED}"}
    base = form_of(context).draft.version
    save_draft(context, OFFICER, PERIOD, "M", [FieldEdit(names[name], text, base) for name, text in values.items()])
    return asked(form_of(context).findings)


def checked(context: Context, submission: str) -> list[Finding]:
    with context.database.reading() as session:
        return asked(findings_of(session, [submission]).get(submission, ()))


def test_the_form_takes_the_sum_or_another_number_with_a_reason(merged: Context) -> None:
    """12 + 3 + 7 + 1 are 23; 21 asks for a reason, and is filed with one."""
    assert reported(merged) == Decimal(23)
    assert write(merged, figure="23") == []
    (found,) = write(merged, figure="21")
    assert (found.level, str(found.message), found.subjects) == (Level.WARNING, SAID, (f"$.indicators.{CARRIED}",))
    assert found in form_of(merged).unexplained
    (found,) = write(merged, note=REASON)
    assert found.explanation == REASON and found not in form_of(merged).unexplained


def test_a_program_and_a_workbook_are_told_the_same(merged: Context) -> None:
    report = of_agency("M", ho_so__ky_truoc_chuyen_sang=21)
    (found,) = checked(merged, hand_in_and_check(merged, report))
    assert str(found.message) == SAID
    blank = make_blank_form(merged, PERIOD, "M")
    names = [str(row[1].value) for row in openpyxl.load_workbook(io.BytesIO(blank))["II.2"].iter_rows()]
    assert [name.splitlines()[1] for name in names if "Số bàn giao" in name] == [HINT]
    raw = typed(blank, **{CARRIED: 21})
    handed = SubmissionRequest(PERIOD, "M", EXCEL, raw, "m.xlsx", None)
    submission = submit_report(merged, OFFICER, handed)[0].submission
    validate_submission(merged, submission)
    (found,) = checked(merged, submission)
    assert (str(found.message), found.place.startswith("II.2!E")) == (SAID, True)


def test_a_last_report_says_what_was_pending_unless_it_is_contained(merged: Context) -> None:
    """A ended with 5 in the period itself: 5 + 7 + 1 are handed over, and 23 where M's figures contain A's."""
    before = form_of(merged)
    put_figures(merged, "A", PERIOD, ho_so__chua_den_han=4, ho_so__qua_han=1)
    assert reported(merged) == Decimal(13)
    after = form_of(merged)
    assert before.terms.fingerprint(before.earlier) != after.terms.fingerprint(after.earlier)
    answer_containment(merged, OFFICER, PERIOD, "M", "A", contained=True, seen=after.last_reports[0].seen)
    assert reported(merged) == Decimal(23)


def test_nothing_is_asked_where_a_report_is_not_there_or_a_unit_was_divided(merged: Context) -> None:
    lines = (
        "B,Huyện B,,huyen,,2000-01-01,2023-07-31,M|N", "N,Huyện N,,huyen,,2023-08-01,,",
    )  # fmt: skip
    import_agencies(merged, units_csv(*lines))
    assert reported(merged) is None
    assert write(merged, figure="21") == []


def test_who_is_spared_the_figure_is_handed_nothing(merged: Context) -> None:
    set_obligation(merged, PERIOD, "M", exempt=("ho_so.*",))
    assert form_of(merged).handed_over == ()
    assert write(merged, figure="21") == []
    book = openpyxl.load_workbook(io.BytesIO(make_blank_form(merged, PERIOD, "M")))
    assert "Số bàn giao" not in str([row[1].value for row in book["II.2"].iter_rows()])


def test_from_the_second_period_on_it_is_held_against_its_own_report(merged: Context) -> None:
    """The report of the year in which it began starts with what was handed over, too."""
    later = at(merged, datetime(2024, 3, 18, 8, 0, tzinfo=VIETNAM))
    open_period(later, YEAR)
    (item,) = form_of(later, YEAR).handed_over
    assert item.reported == Decimal(23)
    put_figures(later, "M", YEAR, ho_so__chua_den_han=6, ho_so__qua_han=2)
    open_period(later, NEXT)
    assert form_of(later, NEXT).handed_over == ()
    report = of_agency("M", ho_so__ky_truoc_chuyen_sang=9)
    submission = hand_in_and_check(later, {**report, "period": NEXT, "documents": []})
    assert checked(later, submission) == []
    with later.database.reading() as session:
        (held,) = [item for item in findings_of(session, [submission])[submission] if item.rule == "R05"]
    assert "(9) khác số hồ sơ tồn" in str(held.message) and str(held.message).endswith("chênh lệch 1")
