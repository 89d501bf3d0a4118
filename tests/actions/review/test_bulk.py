"""One decision for many units: seen before it happens, done to those it fits, and to none where something is wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.actions.context import Context
from service.actions.notifications.bounces import record_bounce
from service.actions.operations.delivery import deliver
from service.actions.organization.accounts import change_account_details
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.lifecycle import obligation_in, set_deadline
from service.actions.review.bulk import BulkAction, Plan, apply_plan, plan
from service.actions.review.decide import approve_submission, remarks_on, return_for_correction
from service.domain.consolidation.board import BoardState
from service.domain.errors import ConflictError, NotFoundError
from service.domain.notifications.delivery import MessageState
from service.domain.organization.access import Caller, Role
from service.domain.organization.agency import AgencyKind
from service.domain.reminders.schedule import BY_HAND
from service.domain.reporting.period import VIETNAM
from service.queue import Job
from service.storage.events import Event, events_of
from service.storage.models import MailRow
from service.storage.reminders.reminders import ReminderOutcome, reminders_of
from tests.support.filings import hand_in, hand_in_and_check, of_agency
from tests.support.hints import recording
from tests.support.installation import HOME_AFFAIRS, LEADER, MORNING, OFFICER, PERIOD, at
from tests.support.visitor import address_of, enlist

UNITS = ("SGTVT", "STC", "SXD", "SYT")
NEW = MORNING + timedelta(days=9)
DUE = datetime(2023, 9, 20, 17, 0, tzinfo=VIETNAM)


@pytest.fixture
def province(context: Context) -> Context:
    """SGTVT wrote nothing, STC is valid, SXD accepted, SYT has errors; SGTVT and STC have people."""
    for agency in ("STC", "SXD"):
        hand_in_and_check(context, of_agency(agency))
    approve_submission(context, HOME_AFFAIRS, f"{PERIOD}-SXD-1")
    hand_in_and_check(context, of_agency("SYT", tthc__tong=1))
    for caller in (OFFICER, LEADER, Caller("Người Sở Tài chính", Role.OFFICER, "STC")):
        enlist(context, caller, None)
    return context


def preview(context: Context, deed: BulkAction, agencies: tuple[str, ...] = UNITS, text: str = "") -> Plan:
    return plan(context, PERIOD, deed, agencies, text)


def reached(planned: Plan) -> set[str]:
    return {unit.row.agency.code for unit in planned.reached}


def do(context: Context, deed: BulkAction, text: str, due_at: datetime | None = None, *units: str) -> int:
    planned = preview(context, deed, units or UNITS, text)
    return apply_plan(context, HOME_AFFAIRS, PERIOD, planned, text, due_at)


def letters(context: Context) -> list[MailRow]:
    with context.database.reading() as session:
        return list(session.scalars(select(MailRow).order_by(MailRow.recipient)))


def events(context: Context) -> list[Event]:
    with context.database.reading() as session:
        return [item for item in events_of(session, PERIOD) if item.action != "period.opened"]


def states(context: Context) -> dict[str, BoardState]:
    return {row.agency.code: row.state for row in load_board(context, PERIOD, BoardFilter()).rows}


def test_each_deed_reaches_the_units_that_it_fits(province: Context) -> None:
    assert reached(preview(province, BulkAction.RETURN)) == {"STC", "SXD"}
    assert reached(preview(province, BulkAction.EXTEND)) == {"SGTVT", "SYT"}
    assert reached(preview(province, BulkAction.REMIND)) == {"SGTVT"}  # nobody of SYT could be written to
    assert [len(preview(province, deed).units) for deed in BulkAction] == [4] * len(BulkAction)


def test_a_preview_does_nothing(province: Context) -> None:
    before = (states(province), events(province), len(letters(province)))
    for deed in BulkAction:
        preview(province, deed, text="Đề nghị nộp sớm")
    assert (states(province), events(province), len(letters(province))) == before


def test_a_reminder_is_shown_as_the_first_unit_gets_it(province: Context) -> None:
    sample = preview(province, BulkAction.REMIND, text="Đề nghị nộp trước 15 giờ.").sample
    assert sample is not None
    assert "Quý III năm 2023" in sample.subject
    for said in (
        "Sở Giao thông vận tải",
        "hệ thống chưa có báo cáo cải cách hành chính định kỳ",
        "còn 2 ngày",
        "17:00 ngày 20/09/2023",
        "Đề nghị nộp trước 15 giờ.",
    ):
        assert said in sample.text
    assert preview(province, BulkAction.REMIND, ("STC",)).sample is None
    assert preview(province, BulkAction.EXTEND).sample is None


def test_units_that_the_period_does_not_have_are_left_out(sqlite_context: Context) -> None:
    found = preview(sqlite_context, BulkAction.EXTEND, ("SGTVT", "SGTVT", "KHONG-CO", "SNNMT", ""))
    assert [unit.row.agency.code for unit in found.units] == ["SGTVT"]
    with pytest.raises(NotFoundError, match="chưa được mở"):
        plan(sqlite_context, "2023-Y", BulkAction.EXTEND, UNITS)


def test_many_filings_are_returned_with_one_reason(province: Context) -> None:
    assert do(province, BulkAction.RETURN, "Thiếu phụ lục.") == 2
    for agency in ("STC", "SXD"):
        found = remarks_on(province, f"{PERIOD}-{agency}-1")
        assert [(item.path, item.text, item.by) for item in found] == [("", "Thiếu phụ lục.", HOME_AFFAIRS.name)]
        assert states(province)[agency] is BoardState.RETURNED
    assert states(province)["SYT"] is BoardState.INVALID
    assert do(province, BulkAction.RETURN, "Thiếu phụ lục.") == 0


def test_the_filing_that_counts_is_returned_where_a_newer_one_has_errors(province: Context) -> None:
    hand_in_and_check(province, of_agency("STC", tthc__tong=1))
    assert do(province, BulkAction.RETURN, "Thiếu phụ lục.", None, "STC") == 1
    assert len(remarks_on(province, f"{PERIOD}-STC-1")) == 1


def test_whoever_filed_between_the_preview_and_the_deed_is_not_returned_unseen(province: Context) -> None:
    planned = preview(province, BulkAction.RETURN, ("STC",))
    hand_in_and_check(province, of_agency("STC", sang_kien__so_luong=9))
    with pytest.raises(ConflictError, match="lần 2 mới hơn"):
        apply_plan(province, HOME_AFFAIRS, PERIOD, planned, "Thiếu phụ lục.")
    assert states(province)["STC"] is BoardState.PENDING


def test_every_person_of_a_unit_is_reminded_and_it_is_noted(province: Context) -> None:
    context, recorder = recording(province)
    known = {letter.id for letter in letters(context)}
    assert do(context, BulkAction.REMIND, "Đề nghị nộp sớm.") == 1
    sent = [letter for letter in letters(context) if letter.id not in known]
    assert [letter.recipient for letter in sent] == [address_of(LEADER), address_of(OFFICER)]
    for letter, person in zip(sent, (LEADER, OFFICER), strict=True):
        assert f"Kính gửi {person.name}" in letter.text and "Đề nghị nộp sớm." in letter.text
    assert recorder.take() == [(Job.DELIVER,)]
    assert {letter.is_bulk for letter in sent} == {False}
    note = events(context)[0]
    assert (note.action, note.actor, note.agency) == ("unit.reminded", HOME_AFFAIRS.name, "SGTVT")
    assert note.subject == f"{address_of(LEADER)}, {address_of(OFFICER)}" and note.reason == "Đề nghị nộp sớm."
    with context.database.reading() as session:
        lines = reminders_of(session, PERIOD)
    assert {(line.agency, line.recipient, line.outcome, line.mail) for line in lines} == {
        ("SGTVT", letter.recipient, ReminderOutcome.WRITTEN, letter.id) for letter in sent
    }
    assert {line.anchor for line in lines} == {DUE} and all(line.step.startswith(BY_HAND) for line in lines)


def test_a_reminder_needs_no_words_and_passes_over_who_may_not_sign_in(province: Context) -> None:
    for account in preview(province, BulkAction.REMIND).reached[0].recipients:
        if account.role is Role.OFFICER:
            change_account_details(province, HOME_AFFAIRS.name, account.id, name=account.name, role=account.role,
                          agency=account.agency, disabled=True)  # fmt: skip
    assert do(province, BulkAction.REMIND, "") == 1
    assert events(province)[0].subject == address_of(LEADER)


@pytest.mark.parametrize(
    ("moment", "said"),
    [(MORNING, "Còn 2 ngày đến hạn"), (DUE + timedelta(minutes=1), "Quá hạn 1 ngày nộp"),
     (DUE + timedelta(days=2), "Quá hạn 2 ngày nộp")],
)  # fmt: skip
def test_the_words_are_those_of_the_ladders_fitting_step(province: Context, moment: datetime, said: str) -> None:
    sample = preview(at(province, moment), BulkAction.REMIND).sample
    assert sample is not None and sample.subject.startswith(said)


def test_whoever_got_a_filing_back_is_reminded_of_the_return(province: Context) -> None:
    return_for_correction(province, HOME_AFFAIRS, f"{PERIOD}-STC-1", "Xem lại")
    sample = preview(province, BulkAction.REMIND, ("STC",), "Gấp.").sample
    assert sample is not None and "được trả lại để sửa" in sample.subject and "Gấp." in sample.text
    assert do(province, BulkAction.REMIND, "Gấp.", None, "STC") == 1


def test_an_address_that_mails_come_back_from_gets_none(province: Context) -> None:
    record_bounce(province, "máy chủ thư", address_of(OFFICER), "550 không có hộp thư")
    (unit,) = preview(province, BulkAction.REMIND, ("SGTVT",)).units
    assert unit.applies and [person.role for person in unit.recipients] == [Role.LEADER]
    assert [person.email for person in unit.unreachable] == [address_of(OFFICER)]
    record_bounce(province, "máy chủ thư", address_of(LEADER), "hộp thư đầy")
    assert reached(preview(province, BulkAction.REMIND)) == set()


def test_a_reminder_by_hand_that_waits_goes_in_the_evening_and_not_after_a_filing(province: Context) -> None:
    context = at(province, MORNING + timedelta(hours=12))
    for filed, state in ((False, MessageState.KEPT), (True, MessageState.WITHDRAWN)):
        known = {letter.id for letter in letters(context)}
        assert do(context, BulkAction.REMIND, "") == 1
        written = {letter.id for letter in letters(context)} - known
        if filed:
            hand_in_and_check(province, of_agency("SGTVT"))
        deliver(context)
        assert [letter.state for letter in letters(context) if letter.id in written] == [state] * 2


def test_text_in_a_reminder_is_never_markup(province: Context) -> None:
    do(province, BulkAction.REMIND, "<script>alert(1)</script>")
    html = next(letter.html for letter in letters(province) if "<script>" in letter.text)
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_many_units_get_more_time(province: Context) -> None:
    assert do(province, BulkAction.EXTEND, "Bão số 3", NEW) == 2
    for agency in ("SGTVT", "SYT"):
        owed = obligation_in(province, PERIOD, agency)
        assert (owed.due_at, owed.extension_reason) == (NEW, "Bão số 3")
    assert obligation_in(province, PERIOD, "STC").due_at is None
    later = states(at(province, NEW - timedelta(hours=1)))
    assert later["SGTVT"] is BoardState.MISSING and later["STP"] is BoardState.OVERDUE


@pytest.mark.parametrize(
    ("deed", "text", "due_at", "said"),
    [
        (BulkAction.RETURN, "", None, "Cần ghi lý do"),
        (BulkAction.RETURN, " \n ", None, "Cần ghi lý do"),
        (BulkAction.EXTEND, "", NEW, "Cần ghi lý do"),
        (BulkAction.EXTEND, "Bão số 3", None, "Cần ghi hạn mới"),
        (BulkAction.EXTEND, "Bão số 3", DUE, "phải sau hạn chung 17:00 20/09/2023"),
    ],
)
def test_a_deed_without_what_it_needs_touches_nobody(
    province: Context, deed: BulkAction, text: str, due_at: datetime | None, said: str
) -> None:
    before = (states(province), events(province))
    with pytest.raises(ConflictError, match=said):
        do(province, deed, text, due_at)
    assert (states(province), events(province)) == before
    assert obligation_in(province, PERIOD, "SGTVT").due_at is None


def test_a_deadline_that_is_too_early_for_one_unit_is_set_for_none(province: Context) -> None:
    """Departments come first in the table, so they would have been given it already."""
    set_deadline(province, PERIOD, AgencyKind.HUYEN, NEW + timedelta(days=1), HOME_AFFAIRS.name, "Theo công văn")
    with pytest.raises(ConflictError, match="phải sau hạn chung"):
        do(province, BulkAction.EXTEND, "Bão số 3", NEW, "SGTVT", "HAT")
    assert obligation_in(province, PERIOD, "SGTVT").due_at is None
    assert "unit.extended" not in {item.action for item in events(province)}


def test_a_filing_under_way_gets_neither_more_time_nor_a_reminder(province: Context) -> None:
    hand_in(province, of_agency("SGTVT"))
    for deed in BulkAction:
        assert "SGTVT" not in reached(preview(province, deed))
