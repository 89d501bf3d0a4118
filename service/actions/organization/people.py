"""The administrator's view of the people who sign in."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.organization.sign_in import FACTOR_OPTIONS
from service.actions.transaction import Actor
from service.domain.audit import AuditEvent, Property, differences, yes_or_no
from service.domain.errors import ConflictError, message
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.domain.organization.agency import Agency, in_table_order
from service.domain.reporting.period import VIETNAM
from service.storage.organization.accounts import (
    accounts_of_agencies,
    all_accounts,
    end_sessions_without_factor,
    get_account,
)
from service.storage.organization.agencies import all_agencies
from service.storage.organization.options import is_on, put_option


def list_accounts(context: Context) -> tuple[Account, ...]:
    """Everybody, by address."""
    with context.database.reading() as session:
        return all_accounts(session)


def find_account(context: Context, number: int) -> Account:
    """One person; raises NotFoundError."""
    with context.database.reading() as session:
        return get_account(session, number)


def agencies_without_people(context: Context) -> tuple[Agency, ...]:
    """The agencies of today that have neither an officer nor a leader who may sign in, by kind and name."""
    today = context.clock.now().astimezone(VIETNAM).date()
    with context.database.reading() as session:
        known = [agency for agency in all_agencies(session) if agency.is_valid_on(today)]
        people = accounts_of_agencies(session, [agency.code for agency in known])
    return in_table_order(agency for agency in known if not people[agency.code])


def roles_with_second_factor(context: Context) -> frozenset[Role]:
    """The roles that must give a second factor."""
    with context.database.reading() as session:
        return frozenset(role for role, option in FACTOR_OPTIONS.items() if is_on(session, option))


def ask_second_factor(context: Context, actor: Actor, *, asks: bool, role: Role = Role.HOME_AFFAIRS) -> None:
    """Ask a role for a second factor, or no more; those without one are signed out. Raises ConflictError."""
    option = FACTOR_OPTIONS.get(role)
    if option is None:
        raise ConflictError(message("Xác thực hai bước chỉ bắt buộc được với quản trị, Sở Nội vụ và lãnh đạo đơn vị."))
    with context.transaction(actor) as tx:
        before = is_on(tx.session, option)
        put_option(tx.session, option, on=asks)
        if asks:
            end_sessions_without_factor(tx.session, role)
        subject = "on" if asks else "off"
        asked = {Property.SECOND_FACTOR: yes_or_no(before)}, {Property.SECOND_FACTOR: yes_or_no(asks)}
        tx.record(AuditEvent.SECOND_FACTOR_ASKED, subject=subject, reason=role.label, changes=differences(*asked))
