"""Addresses that mails come back from: no reminder goes there, the book says so, and a new address ends it."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from service.actions.notifications.bounces import clear_bouncing, mark_bouncing, record_bounce
from service.actions.notifications.outbox import read_message
from service.actions.operations.delivery import deliver
from service.actions.organization.accounts import ask_for_reset, change_account_details, owner_of_link, send_asked_links
from service.actions.organization.people import find_account, list_accounts
from service.actions.reminders.send import send_reminders
from service.domain.errors import ConflictError, NotFoundError
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.storage.notifications.messages import newest_mails
from service.storage.reminders.reminders import ReminderOutcome, reminders_of
from tests.support.mail_server import Box, serving
from tests.support.reminding import HOME, YEAR, at, there, tick, with_people

WHO = "Máy chủ thư"


def person(context: Context, email: str) -> Account:
    """Somebody by address."""
    return next(account for account in list_accounts(context) if account.email == email)


def mails(context: Context, unit: str, by: str = "mail") -> set[tuple[str, str, ReminderOutcome]]:
    """What was done about a unit by that means: step, recipient and outcome."""
    with context.database.reading() as session:
        lines = reminders_of(session, YEAR)
    return {(line.step, line.recipient, line.outcome) for line in lines if line.agency == unit and line.means == by}


def test_a_faulty_address_gets_no_mail_and_the_leader_learns_of_it_instead(year: Context, box: Box) -> None:
    record_bounce(year, WHO, " CanBo@SYT.vn", "550 5.1.1\n User unknown")
    assert person(year, "canbo@syt.vn").mail_fault == "550 5.1.1 User unknown"
    record_bounce(year, WHO, "canbo@sct.vn", "hộp thư đầy")
    record_bounce(year, WHO, "lanhdao@sct.vn", "hộp thư đầy")
    record_bounce(year, WHO, HOME, "hộp thư đầy")
    with serving(box):
        tick(year, there(2023, 12, 13, 8))
        assert "lanhdao@syt.vn" in box.recipients and "canbo@hkc.vn" in box.recipients
        tick(year, there(2023, 12, 25, 8))
    assert not {"canbo@syt.vn", "canbo@sct.vn", "lanhdao@sct.vn", HOME} & set(box.recipients)
    assert {line for line in mails(year, "SYT") if line[0] in {"before_7", "late_3"}} == {
        ("before_7", "canbo@syt.vn", ReminderOutcome.UNREACHABLE),
        ("before_7", "lanhdao@syt.vn", ReminderOutcome.WRITTEN),
        ("late_3", "lanhdao@syt.vn", ReminderOutcome.WRITTEN),
        ("late_3", HOME, ReminderOutcome.UNREACHABLE),
    }
    assert {line for line in mails(year, "SCT") if line[0] == "before_7"} == {
        ("before_7", "canbo@sct.vn", ReminderOutcome.UNREACHABLE),
        ("before_7", "lanhdao@sct.vn", ReminderOutcome.UNREACHABLE),
    }


def test_a_notice_on_the_pages_reaches_whom_mails_do_not(year: Context, box: Box) -> None:
    record_bounce(year, WHO, "canbo@syt.vn", "550")
    tick(year, there(2023, 12, 13, 8))
    assert ("before_7", "canbo@syt.vn", ReminderOutcome.WRITTEN) in mails(year, "SYT", "notice")


def test_an_address_that_becomes_faulty_while_a_mail_waits_gets_it_no_more(year: Context, box: Box) -> None:
    with at(there(2023, 12, 13, 8)), serving(box):
        send_reminders(year)
        record_bounce(year, WHO, "canbo@syt.vn", "550")
        deliver(year)
    assert "canbo@sct.vn" in box.recipients and "canbo@syt.vn" not in box.recipients
    assert mails(year, "SYT") == {("before_7", "canbo@syt.vn", ReminderOutcome.UNREACHABLE)}


def test_a_fault_is_cleared_by_hand_or_by_a_new_address_whose_old_links_end(sqlite_context: Context, box: Box) -> None:
    context = with_people(sqlite_context, box)
    account = mark_bouncing(context, WHO, person(context, "canbo@syt.vn").id, "hộp thư đầy")
    clear_bouncing(context, WHO, account.id)
    assert find_account(context, account.id).mail_fault == ""
    mark_bouncing(context, WHO, account.id, "hộp thư đầy")
    kept = {"name": account.name, "role": Role.OFFICER, "agency": "SYT", "disabled": False}
    change_account_details(context, WHO, account.id, **kept, email="canbo@syt.vn")  # type: ignore[arg-type]
    assert find_account(context, account.id).mail_fault == "hộp thư đầy"
    ask_for_reset(context, "canbo@syt.vn")
    send_asked_links(context)
    with context.database.reading() as session:
        link = read_message(context, newest_mails(session)[0])[0].split("/dat-mat-khau/")[1].split()[0]
    assert owner_of_link(context, link).id == account.id
    change_account_details(context, WHO, account.id, **kept, email="Moi@SYT.vn")  # type: ignore[arg-type]
    after = find_account(context, account.id)
    assert (after.email, after.mail_fault) == ("moi@syt.vn", "")
    with pytest.raises(NotFoundError):
        owner_of_link(context, link)
    with pytest.raises(ConflictError, match=r"Đã có người dùng với địa chỉ «lanhdao@syt\.vn»"):
        change_account_details(context, WHO, account.id, **kept, email="lanhdao@syt.vn")  # type: ignore[arg-type]


def test_what_will_not_do_is_said(sqlite_context: Context, box: Box) -> None:
    context = with_people(sqlite_context, box)
    with pytest.raises(NotFoundError, match=r"«khong@co\.vn»"):
        record_bounce(context, WHO, "khong@co.vn", "550")
    with pytest.raises(ConflictError, match="vì sao thư bị trả lại"):
        record_bounce(context, WHO, "canbo@syt.vn", " \n")
    assert len(record_bounce(context, WHO, "canbo@syt.vn", "x" * 5000).mail_fault) == 500
