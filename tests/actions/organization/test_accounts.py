"""People: the last administrator stays, passwords are none that a list would guess, links tell nobody who is known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from service.actions.context import Context
from service.actions.operations.sweep import WAIT, sweep
from service.actions.organization.accounts import (
    ask_for_reset,
    change_account_details,
    change_password,
    create_account,
    send_asked_links,
)
from service.actions.organization.people import list_accounts
from service.domain.errors import ConflictError
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.queue import Job
from service.settings import Provider
from service.storage.notifications.messages import newest_mails
from tests.support.browser import PASSWORD
from tests.support.hints import recording
from tests.support.installation import ADMIN, OFFICER, after
from tests.support.threads import at_once
from tests.support.visitor import enlist

LAST = "quản trị viên cuối cùng"


def administrator(context: Context, number: int, password: str | None = PASSWORD) -> Account:
    """One of several."""
    return create_account(
        context, "quản trị", email=f"quantri{number}@tinh.vn", name=f"Quản trị {number}", role=Role.ADMIN, agency=None,
        password=password,
    )  # fmt: skip


def disable(context: Context, person: Account) -> None:
    """Lock the person out."""
    change_account_details(
        context, "quản trị", person.id, name=person.name, role=Role.ADMIN, agency=None, disabled=True
    )


def demote(context: Context, person: Account) -> None:
    """Take the role away."""
    change_account_details(
        context, "quản trị", person.id, name=person.name, role=Role.AUDITOR, agency=None, disabled=False
    )


@pytest.mark.parametrize("take_away", [disable, demote])
def test_the_last_administrator_who_can_sign_in_stays_one(context: Context, take_away: object) -> None:
    assert callable(take_away)
    first = administrator(context, 1)
    with pytest.raises(ConflictError, match=LAST):
        take_away(context, first)
    invited = administrator(context, 2, None)
    with pytest.raises(ConflictError, match=LAST):
        take_away(context, first)
    take_away(context, invited)
    second = administrator(context, 3)
    take_away(context, first)
    with pytest.raises(ConflictError, match=LAST):
        take_away(context, second)
    assert [p.email for p in list_accounts(context) if p.role is Role.ADMIN and not p.is_disabled] == [second.email]


def test_administrators_whom_a_provider_lets_in_can_sign_in_without_a_password(context: Context) -> None:
    first = administrator(context, 1)
    administrator(context, 2, None)
    provided = replace(context.settings, oidc=Provider("https://x.vn", "a", "b", "c"))
    disable(replace(context, settings=provided), first)


def test_two_administrators_who_lock_each_other_out_at_once_leave_one(context: Context) -> None:
    both = [administrator(context, number) for number in (1, 2)]

    def lock_out(number: int) -> bool:
        try:
            (disable if number else demote)(context, both[1 - number])
        except ConflictError:
            return False
        return True

    assert sorted(at_once(2, lock_out)) == [False, True]
    assert len([p for p in list_accounts(context) if p.role is Role.ADMIN and not p.is_disabled]) == 1


@contextmanager
def counted(context: Context) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(context.database.engine, "before_cursor_execute", note)
    yield said
    event.remove(context.database.engine, "before_cursor_execute", note)


def test_asking_for_a_link_does_the_same_for_known_and_unknown_addresses(context: Context) -> None:
    watched, hints = recording(context)
    known = enlist(watched, OFFICER).email
    done = []
    for email in (known, "khong.co@tinh.vn", "không phải địa chỉ"):
        with counted(watched) as said:
            ask_for_reset(watched, email)
        done.append((said, hints.take()))
    assert done[0] == done[1] == done[2] and done[0][1] == [(Job.DELIVER,)]
    send_asked_links(watched)
    with watched.database.reading() as session:
        assert [mail.recipient for mail in newest_mails(session, 10)] == [known]


def test_a_link_whose_job_was_lost_is_asked_for_again(context: Context) -> None:
    enlist(context, OFFICER)
    ask_for_reset(context, "khong.co@tinh.vn")
    watched, hints = recording(after(context, seconds=WAIT.total_seconds() + 1))
    sweep(watched)
    assert (Job.DELIVER,) in hints.take()


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "password12", "matkhau123", "Hungyen2023", "hungyen@2025", "trinh-dien-2023", "Mật khẩu 2023",
        "Hưng Yên 2024", "Hai Duong 1990", "sonoivu2023", "Sở Nội vụ 2023", "quantri@123", "anhyeuem123", "Vietnam1975",
        "qwertyuiop", "0912345678", "P@ssw0rd2023", "abcdefghij", "Nguyễn Văn An 1990", "nguyenvanan90",
        "can.bo.so-1", "iloveyou123", "Admin@12345", "mot hai ba bon",
    ],
)  # fmt: skip
def test_a_password_that_a_list_or_a_rule_would_guess_is_refused(sqlite_context: Context, password: str) -> None:
    with pytest.raises(ConflictError, match="dễ đoán"):
        create_account(
            sqlite_context, "x", email="can.bo.so@tinh.vn", name="Nguyễn Văn An", role=Role.AUDITOR, agency=None,
            password=password,
        )  # fmt: skip


@pytest.mark.parametrize("local", ["a", "ha", "an", "bon"])
@pytest.mark.parametrize(
    "password", ["khach-hang-2026-xanh", "bốn con voi qua cầu tre", "một câu rất dài mà ai cũng nhớ được", "x9$Lq0pTz2"]
)
def test_a_sentence_is_good_though_a_short_name_stands_in_it(
    sqlite_context: Context, local: str, password: str
) -> None:
    create_account(
        sqlite_context, "x", email=f"{local}@tinh.vn", name="Hà", role=Role.AUDITOR, agency=None, password=password
    )


def test_a_new_password_is_another_than_the_present_one(sqlite_context: Context) -> None:
    person = enlist(sqlite_context, ADMIN)
    with pytest.raises(ConflictError, match="trùng mật khẩu đang dùng"):
        change_password(sqlite_context, person.id, PASSWORD, PASSWORD, "")
