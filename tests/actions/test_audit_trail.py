"""Acts of administration leave a trace: who did it, to what, and nothing where nothing changed."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from service.actions.consolidation.build import cancel_workbook, request_workbook
from service.actions.context import Context
from service.actions.notifications.preferences import change_subscriptions
from service.actions.organization.accounts import change_account_details, send_invitation, unlock
from service.actions.organization.agencies import change_agency, permit_officers
from service.actions.organization.import_agencies import import_agencies
from service.actions.organization.people import ask_second_factor
from service.actions.organization.tokens import issue_token, list_tokens, revoke_token
from service.actions.periods.lifecycle import close_period, extend, set_obligation, waive, withdraw_extension
from service.actions.review.downloads import record_download, record_file_download
from service.actions.transaction import act_from
from service.domain.audit import AuditEvent, Change, read_changes
from service.domain.organization.access import Role
from service.domain.organization.account import Subscription
from service.domain.reporting.period import VIETNAM
from service.storage.consolidation.editions import edition_of
from service.storage.models import EventRow
from service.storage.organization.agencies import get_agency
from tests.support.filings import hand_in_and_check, raw, real_report
from tests.support.installation import ADMIN, HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.units import units_csv
from tests.support.visitor import enlist


@pytest.fixture
def trail(context: Context) -> Iterable[EventRow]:
    """What is put on record from now on; it is read when it is gone through."""
    with context.database.reading() as session:
        before = set(session.scalars(select(EventRow.id)))

    class Trail:
        def __iter__(self):  # type: ignore[no-untyped-def]
            with context.database.reading() as session:
                rows = session.scalars(select(EventRow).order_by(EventRow.id)).all()
            return (row for row in rows if row.id not in before)

    return Trail()


def said(row: EventRow) -> list[Change]:
    """What was before and after, as it is on record."""
    return list(read_changes(row.changes))


def test_tokens_are_on_record_without_their_secret(context: Context, trail: Iterable[EventRow]) -> None:
    secret = issue_token(context, OFFICER, actor=ADMIN)
    for _ in range(2):  # the second time there is nothing left to end
        revoke_token(context, ADMIN, list_tokens(context)[0].id)
    said = [(row.action, row.actor, row.agency, row.subject) for row in trail]
    assert said == [(action, ADMIN.name, "SGTVT", OFFICER.name) for action in ("token.issued", "token.revoked")]
    assert all(secret not in f"{row.subject}{row.reason}" for row in trail)


def test_officers_who_may_hand_in_are_on_record_where_that_changes(context: Context, trail: Iterable[EventRow]) -> None:
    for may in (False, True, True, False):
        permit_officers(context, ADMIN, "SGTVT", may=may)
    assert [row.action for row in trail] == ["agency.officers_permitted", "agency.officers_restricted"]


def test_a_rule_of_one_unit_is_on_record_in_its_period(context: Context, trail: Iterable[EventRow]) -> None:
    set_obligation(context, PERIOD, "STC", exempt=("ho_so.*",), actor=HOME_AFFAIRS)
    (row,) = trail
    assert (row.action, row.period, row.agency, row.actor) == ("unit.obligation", PERIOD, "STC", HOME_AFFAIRS.name)
    assert row.subject.endswith("không phải báo cáo: ho_so.*")


def test_a_list_of_units_is_on_record(context: Context, trail: Iterable[EventRow]) -> None:
    import_agencies(context, units_csv("A1,Sở Một,,so,,2020-01-01,,", "A2,Sở Hai,,so,,2020-01-01,,"), ADMIN)
    (whole, *each) = trail
    assert (whole.action, whole.actor, whole.subject) == ("agency.imported", ADMIN.name, "2: A1, A2")
    assert [(row.action, row.actor, row.agency, row.subject) for row in each] == [
        ("agency.added", ADMIN.name, "A1", "Sở Một"),
        ("agency.added", ADMIN.name, "A2", "Sở Hai"),
    ]


def test_a_list_puts_each_unit_on_record_that_it_changes(context: Context, trail: Iterable[EventRow]) -> None:
    lines = ["A1,Sở Một,,so,,2020-01-01,,", "A2,Sở Hai,S2,so,,2020-01-01,,"]
    import_agencies(context, units_csv(*lines), ADMIN)
    before = len(list(trail))
    lines[1] = "A2,Sở Hai mới,,so,A1,2020-01-01,2027-06-30,"
    import_agencies(context, units_csv(*lines), ADMIN)
    whole, changed = list(trail)[before:]
    assert (whole.action, changed.action, changed.agency) == ("agency.imported", "agency.changed", "A2")
    assert said(changed) == [
        ("tên", "Sở Hai", "Sở Hai mới"), ("tên viết tắt", "S2", ""), ("đơn vị cấp trên", "", "A1"),
        ("hiệu lực đến", "", "30/6/2027"),
    ]  # fmt: skip


def test_a_unit_changed_on_its_page_is_on_record_before_and_after(context: Context, trail: Iterable[EventRow]) -> None:
    with context.database.reading() as session:
        unit = get_agency(session, "STC")
    for name in ("Sở Tài chính mới", "Sở Tài chính mới"):  # the second time nothing changes
        change_agency(context, ADMIN, replace(unit, name=name))
    (row,) = trail
    assert (row.action, said(row)) == ("agency.changed", [("tên", unit.name, "Sở Tài chính mới")])


def test_a_person_who_gets_another_role_is_on_record_before_and_after(
    context: Context, trail: Iterable[EventRow]
) -> None:
    person = enlist(context, OFFICER)
    change_account_details(
        context, ADMIN, person.id, name=person.name, role=Role.AUDITOR, agency=None, disabled=True, email="a@b.vn"
    )
    send_invitation(context, ADMIN, person.id)
    unlock(context, ADMIN, person.id)
    added, changed, invited, unlocked = trail
    assert [row.action for row in (added, invited, unlocked)] == [
        "account.added", "account.invited", "account.unlocked",
    ]  # fmt: skip
    assert ("vai trò", "", "cán bộ báo cáo") in said(added)
    assert said(changed) == [
        ("địa chỉ thư", person.email, "a@b.vn"), ("vai trò", "cán bộ báo cáo", "kiểm tra (chỉ xem)"),
        ("đơn vị", "SGTVT", ""), ("bị khóa", "không", "có"),
    ]  # fmt: skip
    assert said(unlocked) == [("bị khóa", "có", "không")]


def test_deadlines_waivers_and_terms_are_on_record_before_and_after(
    context: Context, trail: Iterable[EventRow]
) -> None:
    due = [datetime(2023, 9, day, 17, tzinfo=VIETNAM) for day in (25, 26)]
    extend(context, PERIOD, "STC", due[0], HOME_AFFAIRS, "Bão")
    extend(context, PERIOD, "STC", due[1], HOME_AFFAIRS, "Bão to")
    withdraw_extension(context, PERIOD, "STC", HOME_AFFAIRS, "Bão tan")
    waive(context, PERIOD, "STC", HOME_AFFAIRS, "Giải thể")
    set_obligation(context, PERIOD, "STC", exempt=("ho_so.*",), includes_children=True, actor=HOME_AFFAIRS)
    assert [said(row) for row in trail] == [
        [("hạn nộp", "", "17:00 ngày 25/9/2023")],
        [("hạn nộp", "17:00 ngày 25/9/2023", "17:00 ngày 26/9/2023")],
        [("hạn nộp", "17:00 ngày 26/9/2023", "")],
        [("miễn nộp", "không", "có")],
        [("gồm số liệu đơn vị trực thuộc", "không", "có"), ("chỉ tiêu không phải báo cáo", "", "ho_so.*")],
    ]


def test_a_closed_periods_edition_is_on_record_by_its_fingerprint(context: Context, trail: Iterable[EventRow]) -> None:
    close_period(context, PERIOD, HOME_AFFAIRS)
    closed = list(trail)[-1]
    with context.database.reading() as session:
        edition = edition_of(session, PERIOD)
    assert edition is not None
    assert (closed.action, said(closed)) == (
        "period.closed", [("mã xác thực (SHA-256)", "", edition.fingerprint)],
    )  # fmt: skip


def test_a_filing_is_on_record_by_its_fingerprint_once_it_is_checked(
    context: Context, trail: Iterable[EventRow]
) -> None:
    report = real_report()
    submission = hand_in_and_check(context, report)
    (row,) = trail
    assert (row.action, row.subject, row.agency, row.reason) == ("filing.checked", submission, "SGTVT", "hợp lệ")
    digest = hashlib.sha256(raw(report)).hexdigest()
    assert said(row) == [("người nộp", "", "Cán bộ"), ("mã xác thực (SHA-256)", "", digest)]


def test_what_a_role_is_asked_for_is_on_record(context: Context, trail: Iterable[EventRow]) -> None:
    for asks in (True, False):
        ask_second_factor(context, ADMIN, asks=asks, role=Role.ADMIN)
    assert [said(row) for row in trail] == [
        [("bắt buộc xác thực hai bước", "không", "có")], [("bắt buộc xác thực hai bước", "có", "không")],
    ]  # fmt: skip


def test_whoever_takes_a_units_file_is_on_record_but_not_the_unit(context: Context, trail: Iterable[EventRow]) -> None:
    submission = hand_in_and_check(context, real_report())
    for caller in (OFFICER, HOME_AFFAIRS):
        record_file_download(context, caller, submission, "a.json")
    record_download(context, HOME_AFFAIRS, AuditEvent.DATA_DOWNLOADED, "x" * 300, period=PERIOD)
    _, file, data = trail
    assert (file.action, file.actor, file.agency, file.subject) == (
        "file.downloaded", HOME_AFFAIRS.name, "SGTVT", f"{submission}: a.json",
    )  # fmt: skip
    assert (data.action, data.subject) == ("data.downloaded", "x" * 200)


def test_acts_say_from_where(context: Context, trail: Iterable[EventRow]) -> None:
    permit_officers(context, ADMIN, "SGTVT", may=True)
    act_from("203.0.113.7")
    permit_officers(context, ADMIN, "SGTVT", may=False)
    act_from()
    assert [row.origin for row in trail] == [socket.gethostname(), "203.0.113.7"]


def test_a_cancelled_workbook_is_on_record(context: Context, trail: Iterable[EventRow]) -> None:
    workbook, _ = request_workbook(context, HOME_AFFAIRS, PERIOD)
    cancel_workbook(context, HOME_AFFAIRS, workbook.id)
    (row,) = trail
    assert (row.action, row.period, row.subject) == (AuditEvent.WORKBOOK_CANCELLED, PERIOD, workbook.id)


def test_wishes_for_mail_are_on_record_where_they_change(context: Context) -> None:
    person = enlist(context, OFFICER)
    for wanted in (set(), set(), {Subscription.RESULTS}):
        change_subscriptions(context, person.id, wanted)
    with context.database.reading() as session:
        query = select(EventRow).where(EventRow.action == "account.preferences").order_by(EventRow.id)
        rows = session.scalars(query).all()
    assert [row.reason for row in rows] == ["không nhận thư nào", Subscription.RESULTS.label]
    assert {(row.account, row.actor) for row in rows} == {(person.id, person.name)}
