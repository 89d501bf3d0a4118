"""The roles that people hold beside the one of their account, in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.domain.organization.access import Role
from service.domain.organization.account import HeldRole
from service.storage.engine.conditional_update import conditional_update
from service.storage.models import AccountRoleRow


def held_roles(session: Session, account: int) -> tuple[HeldRole, ...]:
    """Those of one person, by role and agency."""
    return held_roles_of(session, [account]).get(account, ())


def held_roles_of(session: Session, accounts: Iterable[int] | None = None) -> Mapping[int, tuple[HeldRole, ...]]:
    """Those of some people, or of everybody, by the person's number."""
    query = select(AccountRoleRow).order_by(AccountRoleRow.role, AccountRoleRow.agency)
    if accounts is not None:
        query = query.where(AccountRoleRow.account.in_(list(accounts)))
    found: defaultdict[int, list[HeldRole]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.account].append(HeldRole(Role(row.role), row.agency or None))
    return {account: tuple(roles) for account, roles in found.items()}


def add_held_role(session: Session, account: int, held: HeldRole) -> None:
    """The person holds it from now on."""
    session.add(AccountRoleRow(account=account, role=held.role.value, agency=held.agency or ""))
    session.flush()


def drop_held_role(session: Session, account: int, held: HeldRole) -> bool:
    """The person holds it no more; False where they did not."""
    return conditional_update(
        session,
        delete(AccountRoleRow).where(
            AccountRoleRow.account == account,
            AccountRoleRow.role == held.role.value,
            AccountRoleRow.agency == (held.agency or ""),
        ),
    )
