"""Whoever acts for a unit no more, or whose unit has ended, gets in by nothing that they had: one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from service.actions.context import Context
from service.actions.notifications.notices import notices
from service.actions.organization.accounts import change_account_details
from service.actions.organization.agencies import change_agency
from service.actions.organization.held_roles import give_role, take_role
from service.actions.organization.sign_in import find_sign_in, sign_in, start_session
from service.actions.organization.tokens import authenticate, issue_token
from service.actions.periods.calendar_feed import calendar_file, feed_token, renew_feed
from service.actions.periods.late_filing import let_in_late
from service.actions.periods.lifecycle import close_period
from service.domain.errors import NotFoundError, UnauthenticatedError
from service.domain.organization.access import Role
from service.domain.organization.account import Account, HeldRole
from service.domain.reporting.period import VIETNAM
from service.storage.models import EventRow
from service.storage.organization.agencies import get_agency
from service.ttl_cache import TtlCache
from tests.support.browser import PASSWORD
from tests.support.installation import ADMIN, HOME_AFFAIRS, LEADER, MORNING, OFFICER, PERIOD, at
from tests.support.visitor import enlist

UNIT, OTHER = "SGTVT", "SYT"
ENDED = "Sở Giao thông vận tải đã kết thúc ngày 30/9/2023."


def change(context: Context, account: Account, *, unit: str = UNIT, disabled: bool = False) -> None:
    """The administrator changes the person."""
    change_account_details(
        context, ADMIN, account.id, name=account.name, role=account.role, agency=unit, disabled=disabled
    )


def is_served(context: Context, token: str) -> bool:
    """Whether the calendar's address leads somewhere."""
    try:
        return calendar_file(context, token, "vi").startswith(b"BEGIN:VCALENDAR")
    except NotFoundError:
        return False


def ended_on_record(context: Context) -> list[tuple[str | None, str]]:
    """The addresses that were ended, and for whose sake."""
    with context.database.reading() as session:
        rows = session.scalars(select(EventRow).where(EventRow.action == "calendar.ended"))
        return [(row.agency, row.subject) for row in rows]


@pytest.mark.parametrize(("unit", "disabled"), [(UNIT, True), (OTHER, False)])
def test_the_calendar_and_the_sign_ins_end_with_the_account_or_its_move(
    context: Context, unit: str, disabled: bool
) -> None:
    officer, leader = enlist(context, OFFICER), enlist(context, LEADER)
    signed, others = start_session(context, officer), start_session(context, leader)
    token, of_other = renew_feed(context, OFFICER), renew_feed(context, replace(OFFICER, agency=OTHER))
    change(context, officer, unit=unit, disabled=disabled)
    assert not is_served(context, token) and is_served(context, of_other)
    with pytest.raises(UnauthenticatedError):
        find_sign_in(context, signed.key)
    assert find_sign_in(context, others.key).account.id == leader.id
    assert feed_token(context, LEADER) is None
    assert ended_on_record(context) == [(UNIT, officer.email)]
    (told,) = notices(context, leader.id)
    assert told.subject.startswith("Địa chỉ lịch chung đã hết dùng được") and told.link == "/lich"
    assert notices(context, officer.id) == ()
    again = renew_feed(context, LEADER)
    change(context, officer, unit=unit, disabled=True)
    assert is_served(context, again), "who was out already knows nothing of it"


def test_another_name_ends_nothing(sqlite_context: Context) -> None:
    officer = enlist(sqlite_context, OFFICER)
    token, key = renew_feed(sqlite_context, OFFICER), start_session(sqlite_context, officer).key
    change(sqlite_context, replace(officer, name="Tên khác"))
    assert is_served(sqlite_context, token) and find_sign_in(sqlite_context, key).account.name == "Tên khác"


def test_the_calendar_ends_with_a_role_that_is_taken_back_and_not_while_another_shows_it(
    sqlite_context: Context,
) -> None:
    person, admin = enlist(sqlite_context, HOME_AFFAIRS), enlist(sqlite_context, ADMIN)
    for role in (HeldRole(Role.OFFICER, UNIT), HeldRole(Role.ADMIN)):
        give_role(sqlite_context, ADMIN, person.id, role)
    of_unit, of_province = renew_feed(sqlite_context, OFFICER), renew_feed(sqlite_context, HOME_AFFAIRS)
    take_role(sqlite_context, ADMIN, person.id, HeldRole(Role.OFFICER, UNIT))
    assert (is_served(sqlite_context, of_unit), is_served(sqlite_context, of_province)) == (False, True)
    take_role(sqlite_context, ADMIN, person.id, HeldRole(Role.ADMIN))
    assert is_served(sqlite_context, of_province), "they are of Home Affairs still"
    change_account_details(
        sqlite_context, ADMIN, person.id, name=person.name, role=person.role, agency=None, disabled=True
    )
    assert not is_served(sqlite_context, of_province)
    assert len(notices(sqlite_context, admin.id)) == 1


def end_unit(context: Context) -> None:
    """The unit ends on 30 September 2023."""
    with context.database.reading() as session:
        unit = get_agency(session, UNIT)
    change_agency(context, ADMIN, replace(unit, valid_to=date(2023, 9, 30), successors=(OTHER,)))


def test_calendar_token_and_sign_in_end_with_the_unit_once_it_owes_nothing(context: Context) -> None:
    officer = enlist(context, OFFICER)
    feed, key, token = renew_feed(context, OFFICER), start_session(context, officer).key, issue_token(context, OFFICER)
    end_unit(context)
    later = replace(at(context, datetime(2023, 10, 2, 8, tzinfo=VIETNAM)), recent=TtlCache())
    # Its report is still owed.
    assert is_served(later, feed) and authenticate(later, token).agency == UNIT
    assert find_sign_in(later, key).account.id == officer.id
    close_period(later, PERIOD)
    later = replace(later, recent=TtlCache())
    with pytest.raises(NotFoundError, match=ENDED):
        calendar_file(later, feed, "vi")
    for try_to_come_in in (
        lambda: authenticate(later, token),
        lambda: find_sign_in(later, key),
        lambda: sign_in(later, officer.email, PASSWORD),
    ):
        with pytest.raises(UnauthenticatedError, match=ENDED):
            try_to_come_in()
    until = later.clock.now() + timedelta(days=2)
    let_in_late(later, PERIOD, UNIT, until, HOME_AFFAIRS, "Nộp bổ sung")
    assert find_sign_in(later, key).account.id == officer.id
    assert is_served(later, feed) and authenticate(replace(later, recent=TtlCache()), token).agency == UNIT


def test_whoever_has_another_role_goes_on_in_that(sqlite_context: Context) -> None:
    officer = enlist(sqlite_context, OFFICER)
    give_role(sqlite_context, ADMIN, officer.id, HeldRole(Role.OFFICER, OTHER))
    end_unit(sqlite_context)
    close_period(sqlite_context, PERIOD)
    later = at(sqlite_context, MORNING + timedelta(days=30))
    key = start_session(later, officer).key
    assert find_sign_in(later, key).account.agency == OTHER
