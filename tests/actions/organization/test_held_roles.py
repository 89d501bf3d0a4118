"""One person in several roles: one sign-in, each role's rights and mails, and no way around the rules of each."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from service.actions.intake.validate import validate_submission
from service.actions.organization.accounts import change_account_details, create_account
from service.actions.organization.held_roles import give_role, roles_of, take_role
from service.actions.organization.people import agencies_without_people, ask_second_factor
from service.actions.organization.sign_in import find_sign_in, start_session
from service.domain.errors import ConflictError, NotFoundError, UnauthenticatedError
from service.domain.organization.access import Role
from service.domain.organization.account import Account, HeldRole, Subscription
from service.storage.notifications.messages import newest_mails
from service.storage.organization.accounts import accounts_of_agencies, accounts_of_agency, accounts_with_role
from service.storage.reminders.digests import still_without
from tests.support.browser import PASSWORD
from tests.support.filings import hand_in, of_agency
from tests.support.installation import MORNING

WHO = "quản trị"
REPORTER = HeldRole(Role.OFFICER, "SNV")


def add(context: Context, email: str, role: Role, agency: str | None = None) -> Account:
    return create_account(
        context, WHO, email=email, name=email, role=role, agency=agency, password=PASSWORD
    )  # fmt: skip


@pytest.fixture
def cuong(context: Context) -> Account:
    """Somebody of Home Affairs who reports for the department as well."""
    person = add(context, "cuong@snv.gov.vn", Role.HOME_AFFAIRS)
    give_role(context, WHO, person.id, REPORTER)
    return person


def test_the_same_sign_in_works_in_each_role_that_is_held_and_in_no_other(context: Context, cuong: Account) -> None:
    assert roles_of(context, cuong.id) == (HeldRole(Role.HOME_AFFAIRS), REPORTER)
    key = start_session(context, cuong).key
    as_officer = find_sign_in(context, key, works_as=REPORTER.key).account.caller
    assert (as_officer.role, as_officer.agency, as_officer.account) == (Role.OFFICER, "SNV", cuong.id)
    for works_as in ("", "admin:", "officer:STC", HeldRole(Role.HOME_AFFAIRS).key):
        assert find_sign_in(context, key, works_as=works_as).account.caller == cuong.caller
    take_role(context, WHO, cuong.id, REPORTER)
    with pytest.raises(UnauthenticatedError):
        find_sign_in(context, key, works_as=REPORTER.key)
    again = start_session(context, cuong).key
    assert find_sign_in(context, again, works_as=REPORTER.key).account.caller == cuong.caller


def test_whoever_is_written_to_in_a_role_is_found_in_it_once(context: Context, cuong: Account) -> None:
    add(context, "an@snv.gov.vn", Role.LEADER, "SNV")
    with context.database.reading() as session:
        found = [(person.email, person.role) for person in accounts_of_agency(session, "SNV")]
        assert found == [("an@snv.gov.vn", Role.LEADER), ("cuong@snv.gov.vn", Role.OFFICER)]
        assert {person.email for person in accounts_of_agencies(session, ["SNV", "STC"])["SNV"]} == dict(found).keys()
        assert [person.id for person in accounts_with_role(session, Role.HOME_AFFAIRS)] == [cuong.id]
        assert [person.id for person in accounts_with_role(session, Role.OFFICER)] == [cuong.id]
        daily = still_without(session, Subscription.DAILY, MORNING)
    assert [[(person.id, person.role) for person in roles] for roles in daily] == [[(cuong.id, Role.HOME_AFFAIRS)]]
    assert "SNV" not in {agency.code for agency in agencies_without_people(context)}


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (HeldRole(Role.OFFICER, "STC"), HeldRole(Role.LEADER, "STC"), "một vai trò"),
        (HeldRole(Role.HOME_AFFAIRS), HeldRole(Role.HOME_AFFAIRS), "đã có vai trò"),
        (HeldRole(Role.HOME_AFFAIRS), HeldRole(Role.HOME_AFFAIRS_LEADER), "Người trình khóa kỳ"),
        (HeldRole(Role.HOME_AFFAIRS_LEADER), HeldRole(Role.ADMIN), "Người trình khóa kỳ"),
        (HeldRole(Role.ADMIN), HeldRole(Role.OFFICER), "cần kèm đơn vị"),
    ],
)
def test_what_one_person_may_not_be_at_once_is_refused(
    sqlite_context: Context, first: HeldRole, second: HeldRole, said: str
) -> None:
    person = add(sqlite_context, "ha@tinh.gov.vn", first.role, first.agency)
    with pytest.raises(ConflictError, match=said):
        give_role(sqlite_context, WHO, person.id, second)
    assert roles_of(sqlite_context, person.id) == (first,)


def test_the_role_of_the_account_is_not_changed_into_one_that_does_not_go_with_the_others(
    sqlite_context: Context,
) -> None:
    person = add(sqlite_context, "ha@tinh.gov.vn", Role.AUDITOR)
    give_role(sqlite_context, WHO, person.id, HeldRole(Role.HOME_AFFAIRS_LEADER))
    with pytest.raises(ConflictError, match="Người trình khóa kỳ"):
        change_account_details(
            sqlite_context, WHO, person.id, name="Hà", role=Role.HOME_AFFAIRS, agency=None, disabled=False
        )


def test_an_administrator_beside_another_role_counts_and_the_last_one_stays(sqlite_context: Context) -> None:
    ha = add(sqlite_context, "ha@tinh.gov.vn", Role.ADMIN)
    binh = add(sqlite_context, "binh@stc.gov.vn", Role.OFFICER, "STC")
    give_role(sqlite_context, WHO, binh.id, HeldRole(Role.ADMIN))
    change_account_details(sqlite_context, WHO, ha.id, name="Hà", role=Role.AUDITOR, agency=None, disabled=False)
    with pytest.raises(ConflictError, match="quản trị viên cuối cùng"):
        take_role(sqlite_context, WHO, binh.id, HeldRole(Role.ADMIN))
    with pytest.raises(ConflictError, match="quản trị viên cuối cùng"):
        change_account_details(
            sqlite_context, WHO, binh.id, name="Bình", role=Role.OFFICER, agency="STC", disabled=True
        )
    change_account_details(sqlite_context, WHO, binh.id, name="Bình", role=Role.OFFICER, agency="STC", disabled=False)
    assert HeldRole(Role.ADMIN) in roles_of(sqlite_context, binh.id)
    with pytest.raises(NotFoundError):
        take_role(sqlite_context, WHO, ha.id, HeldRole(Role.ADMIN))


def test_a_role_that_must_have_a_second_factor_asks_for_it_whatever_the_first_role_is(sqlite_context: Context) -> None:
    person = add(sqlite_context, "binh@stc.gov.vn", Role.OFFICER, "STC")
    assert start_session(sqlite_context, person).is_full
    give_role(sqlite_context, WHO, person.id, HeldRole(Role.HOME_AFFAIRS))
    key = start_session(sqlite_context, person).key
    ask_second_factor(sqlite_context, WHO, asks=True, role=Role.HOME_AFFAIRS)
    with pytest.raises(UnauthenticatedError):
        find_sign_in(sqlite_context, key)
    assert not start_session(sqlite_context, person).is_full


def test_the_result_goes_to_whoever_filed_in_the_role_in_which_they_filed(sqlite_context: Context) -> None:
    person = add(sqlite_context, "cuong@snv.gov.vn", Role.HOME_AFFAIRS)
    give_role(sqlite_context, WHO, person.id, HeldRole(Role.OFFICER, "STC"))
    officer = person.working_as(HeldRole(Role.OFFICER, "STC")).caller
    filing = hand_in(sqlite_context, of_agency("STC"), filer=officer)
    validate_submission(sqlite_context, filing)
    with sqlite_context.database.reading() as session:
        told = [item.recipient for item in newest_mails(session) if "đặt mật khẩu" not in item.subject]
    assert told == [person.email]
