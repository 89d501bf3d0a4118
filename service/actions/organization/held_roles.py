"""Roles that people hold beside the one of their account: given, taken back, and worked in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.accounts import require_other_administrator
from service.actions.organization.agencies import require_present
from service.actions.organization.leaving import end_access
from service.actions.transaction import Actor, Transaction
from service.domain.audit import AuditEvent, Property, differences
from service.domain.errors import NotFoundError, message
from service.domain.organization.access import Role
from service.domain.organization.account import Account, HeldRole, require_compatible, require_matching_agency
from service.storage.organization.accounts import get_account, lock_administrators
from service.storage.organization.held_roles import add_held_role, drop_held_role, held_roles, held_roles_of


def roles_of(context: Context, account: int) -> tuple[HeldRole, ...]:
    """All roles of a person, that of the account first; raises NotFoundError."""
    with context.database.reading() as session:
        return _all_of(session, get_account(session, account))


def roles_beside(context: Context) -> Mapping[int, tuple[HeldRole, ...]]:
    """What people hold beside the role of the account, by the person's number."""
    with context.database.reading() as session:
        return held_roles_of(session)


def give_role(context: Context, actor: Actor, number: int, held: HeldRole) -> None:
    """Let a person work in another role as well; they sign in anew.

    Raises NotFoundError, or ConflictError where one person may not hold all these roles.
    """
    require_matching_agency(held.role, held.agency)
    with context.transaction(actor) as tx:
        if held.agency is not None:
            require_present(tx.session, tx.now, held.agency)
        account = get_account(tx.session, number)
        before = _all_of(tx.session, account)
        require_compatible([*before, held])
        add_held_role(tx.session, number, held)
        _record(tx, account, before)


def take_role(context: Context, actor: Actor, number: int, held: HeldRole) -> None:
    """Take such a role back; the person signs in anew.

    Raises NotFoundError where they do not hold it beside their own, or ConflictError where no administrator is left.
    """
    with context.transaction(actor) as tx:
        administrators = lock_administrators(tx.session)
        account = get_account(tx.session, number)
        before = _all_of(tx.session, account)
        if not drop_held_role(tx.session, number, held):
            raise NotFoundError(message("Người dùng không có vai trò kiêm nhiệm này."))
        if held.role is Role.ADMIN:
            require_other_administrator(context, number, administrators)
        _record(tx, account, before)


def find_role(roles: Iterable[HeldRole], key: str) -> HeldRole:
    """The role of that key; raises NotFoundError."""
    for held in roles:
        if held.key == key:
            return held
    raise NotFoundError(message("Người dùng không có vai trò kiêm nhiệm này."))


def _all_of(session: Session, account: Account) -> tuple[HeldRole, ...]:
    return (account.own_role, *held_roles(session, account.id))


def _record(tx: Transaction, account: Account, before: tuple[HeldRole, ...]) -> None:
    """Put it on record, and let the new rights hold from the next sign-in on."""
    after = _all_of(tx.session, account)
    changes = differences({Property.ROLE: _in_words(before)}, {Property.ROLE: _in_words(after)})
    tx.record(AuditEvent.ACCOUNT_CHANGED, agency=account.agency, subject=account.email, changes=changes)
    end_access(tx, account, before, after)


def _in_words(roles: Iterable[HeldRole]) -> str:
    return "; ".join(f"{held.role.label} ({held.agency})" if held.agency else held.role.label for held in roles)
