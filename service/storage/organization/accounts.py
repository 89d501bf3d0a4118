"""People, their sign-ins and their links for a new password, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from service.batches import batched
from service.domain.errors import NotFoundError, message
from service.domain.organization.access import Role
from service.domain.organization.account import Account, HeldRole, Subscription
from service.storage.engine.conditional_update import MANY, conditional_update
from service.storage.models import AccountRoleRow, AccountRow, PasswordResetRow, WebSessionRow

_COLUMNS = {
    Subscription.RESULTS: "wants_results",
    Subscription.DAILY: "wants_daily",
    Subscription.WEEKLY: "wants_weekly",
    Subscription.APPROVALS: "wants_approvals",
    Subscription.DECISIONS: "wants_decisions",
}

# Time steps by which one machine may take codes before another does: clocks differ, and a code is taken late.
STEPS_TAKEN = 4


def get_account(session: Session, account: int) -> Account:
    """The person of that number; raises NotFoundError."""
    row = session.get(AccountRow, account)
    if row is None:
        raise NotFoundError(message("Không có người dùng này."))
    return account_of(row)


def account_by_email(session: Session, email: str) -> Account | None:
    """The person with that address."""
    row = session.scalars(select(AccountRow).where(AccountRow.email == email)).one_or_none()
    return None if row is None else account_of(row)


def account_by_subject(session: Session, subject: str) -> Account | None:
    """The person whom the provider of single sign-on knows by this digest."""
    row = session.scalars(select(AccountRow).where(AccountRow.oidc_subject == subject)).one_or_none()
    return None if row is None else account_of(row)


def all_accounts(session: Session) -> tuple[Account, ...]:
    """Everybody, by address."""
    return tuple(account_of(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.email)))


def any_sealed_secret(session: Session) -> str | None:
    """What the installation's key has sealed for somebody; None where nobody has a second factor."""
    return session.scalars(select(AccountRow.totp_secret).where(AccountRow.totp_secret.is_not(None)).limit(1)).first()


def accounts_of_agency(session: Session, agency: str) -> tuple[Account, ...]:
    """A unit's officers and leaders who can sign in."""
    return _with_roles(session, AccountRow.agency == agency, AccountRoleRow.agency == agency)


def accounts_of_agencies(session: Session, agencies: Iterable[str]) -> dict[str, list[Account]]:
    """The officers and leaders of many units who can sign in, by unit; how they sign in is not read."""
    found: dict[str, list[Account]] = {agency: [] for agency in agencies}
    wanted = list(found)
    # Plain columns: thousands of people are read for a look at all units.
    columns = (
        AccountRow.id, AccountRow.email, AccountRow.name, AccountRow.role, AccountRow.agency, AccountRow.language,
        AccountRow.mail_fault, *(getattr(AccountRow, name) for name in _COLUMNS.values()),
    )  # fmt: skip
    roles = {role.value: role for role in Role}
    for some in batched(wanted, MANY):
        rows = session.execute(
            select(*columns)
            .where(AccountRow.agency.in_(some), AccountRow.disabled_at.is_(None))
            .order_by(AccountRow.email)
        )
        also = session.execute(
            select(AccountRow.id, AccountRow.email, AccountRow.name, AccountRoleRow.role, AccountRoleRow.agency,
                   AccountRow.language, AccountRow.mail_fault,
                   *(getattr(AccountRow, name) for name in _COLUMNS.values()))
            .join(AccountRoleRow, AccountRoleRow.account == AccountRow.id)
            .where(AccountRoleRow.agency.in_(some), AccountRow.disabled_at.is_(None))
            .order_by(AccountRow.email)
        )  # fmt: skip
        for number, email, name, role, agency, language, fault, *wanted in (*rows, *also):
            assert agency is not None
            wishes = frozenset(wish for wish, is_wanted in zip(_COLUMNS, wanted, strict=True) if is_wanted)
            person = Account(
                number, email, name, roles[role], agency, language=language, mail_fault=fault, wishes=wishes
            )
            found[agency].append(person)
    return found


def accounts_with_bounces(session: Session) -> tuple[Account, ...]:
    """Those who can sign in and to whom mails come back."""
    rows = session.scalars(
        select(AccountRow)
        .where(AccountRow.mail_fault != "", AccountRow.disabled_at.is_(None))
        .order_by(AccountRow.agency, AccountRow.email)
    )
    return tuple(account_of(row) for row in rows)


def accounts_with_role(session: Session, role: Role) -> tuple[Account, ...]:
    """Those of one role who can sign in."""
    return _with_roles(session, AccountRow.role == role.value, AccountRoleRow.role == role.value)


def accounts_with_wish(session: Session, wish: Subscription, but: Select[int]) -> tuple[tuple[Account, ...], ...]:
    """Those who can sign in, have roles that such mail is for and want it, all `but` some numbers, by address.

    Each person is there in each of these roles, that of the account first.
    """
    roles = [role.value for role in wish.roles]
    wanted = is_subscribed(wish) & AccountRow.id.not_in(but)
    found = _with_roles(session, AccountRow.role.in_(roles) & wanted, AccountRoleRow.role.in_(roles) & wanted)
    people: dict[int, list[Account]] = {}
    for person in found:
        people.setdefault(person.id, []).append(person)
    return tuple(tuple(roles) for roles in people.values())


def _with_roles(
    session: Session, own: ColumnElement[bool], held: ColumnElement[bool]
) -> tuple[Account, ...]:  # fmt: skip
    """Those who can sign in, in the role of the account or one that they hold beside it, by address."""
    also_held = and_(AccountRoleRow.account == AccountRow.id, held)
    rows = session.execute(
        select(AccountRow, AccountRoleRow, own)
        .outerjoin(AccountRoleRow, also_held)
        .where(AccountRow.disabled_at.is_(None), or_(own, AccountRoleRow.account.is_not(None)))
    ).all()
    in_own = {row.id: account_of(row) for row, _, is_own in rows if is_own}
    in_held = [
        account_of(row).working_as(HeldRole(Role(also.role), also.agency or None)) for row, also, _ in rows if also
    ]
    in_held.sort(key=lambda person: person.agency or "")
    return tuple(sorted([*in_own.values(), *in_held], key=lambda person: person.email))


def lock_administrators(session: Session) -> dict[int, bool]:
    """The administrators who are not disabled, and whether each has a password; nobody else holds them meanwhile.

    On SQLite every writing transaction is alone anyway.
    """
    also = select(AccountRoleRow.account).where(AccountRoleRow.role == Role.ADMIN.value)
    query = (
        select(AccountRow.id, AccountRow.password_hash)
        .where((AccountRow.role == Role.ADMIN.value) | AccountRow.id.in_(also), AccountRow.disabled_at.is_(None))
        .order_by(AccountRow.id)
    )
    session.execute(query.with_for_update()).all()
    # Read anew, since one of them may have lost the role while the others were waited for.
    return {number: hashed is not None for number, hashed in session.execute(query)}


def add_account(session: Session, email: str, name: str, role: Role, agency: str | None, now: datetime) -> int:
    """Store a new person and return the number."""
    row = AccountRow(email=email, name=name, role=role.value, agency=agency, created_at=now)
    session.add(row)
    session.flush()
    return row.id


def change_account(session: Session, account: int, **values: object) -> None:
    """Set columns of a person."""
    session.execute(update(AccountRow).where(AccountRow.id == account).values(**values))


def is_subscribed(wish: Subscription) -> ColumnElement[bool]:
    """The condition that a person wants such mail."""
    column: ColumnElement[bool] = getattr(AccountRow, _COLUMNS[wish])
    return column


def put_subscriptions(session: Session, account: int, wishes: Mapping[Subscription, bool]) -> None:
    """Set what mail a person wants, as far as it is given."""
    if wishes:
        change_account(session, account, **{_COLUMNS[wish]: wanted for wish, wanted in wishes.items()})


def use_totp(session: Session, account: int, step: int) -> bool:
    """Note that the code of a time step was used; False where it or a later one was used before.

    One of a step that has not come yet was used before the clock was set back, and keeps nobody out.
    """
    unused = or_(AccountRow.totp_used < step, AccountRow.totp_used > step + STEPS_TAKEN)
    return conditional_update(
        session, update(AccountRow).where(AccountRow.id == account, unused).values(totp_used=step)
    )


def add_web_session(session: Session, sha256: str, account: int, now: datetime, *, is_full: bool) -> None:
    """Store a new sign-in."""
    session.add(WebSessionRow(sha256=sha256, account=account, created_at=now, seen_at=now, is_full=is_full))
    session.flush()


def get_web_session(session: Session, sha256: str) -> tuple[WebSessionRow, Account] | None:
    """The sign-in with its person, None where there is none."""
    found = session.execute(
        select(WebSessionRow, AccountRow)
        .join(AccountRow, AccountRow.id == WebSessionRow.account)
        .where(WebSessionRow.sha256 == sha256)
    ).first()
    return None if found is None else (found[0], account_of(found[1]))


def touch_web_session(session: Session, sha256: str, now: datetime) -> None:
    """Note that the person is still there."""
    session.execute(update(WebSessionRow).where(WebSessionRow.sha256 == sha256).values(seen_at=now))


def end_web_sessions(session: Session, account: int, *, but: Iterable[str] = ()) -> None:
    """End a person's sign-ins, all but some."""
    session.execute(
        delete(WebSessionRow).where(WebSessionRow.account == account, WebSessionRow.sha256.not_in(list(but)))
    )


def end_sessions_without_factor(session: Session, role: Role) -> None:
    """End the sign-ins of those of a role who have no second factor."""
    also = select(AccountRoleRow.account).where(AccountRoleRow.role == role.value)
    without = select(AccountRow.id).where(
        (AccountRow.role == role.value) | AccountRow.id.in_(also), AccountRow.totp_secret.is_(None)
    )
    session.execute(delete(WebSessionRow).where(WebSessionRow.account.in_(without)))


def end_web_session(session: Session, sha256: str) -> None:
    """End one sign-in."""
    session.execute(delete(WebSessionRow).where(WebSessionRow.sha256 == sha256))


def forget_old_sessions(session: Session, created_before: datetime, seen_before: datetime) -> None:
    """Remove sign-ins that have ended by themselves."""
    session.execute(
        delete(WebSessionRow).where((WebSessionRow.created_at < created_before) | (WebSessionRow.seen_at < seen_before))
    )


def put_reset(session: Session, sha256: str, account: int, expires_at: datetime) -> None:
    """Store a link for a new password; earlier ones of the person end."""
    session.execute(delete(PasswordResetRow).where(PasswordResetRow.account == account))
    session.add(PasswordResetRow(sha256=sha256, account=account, expires_at=expires_at))
    session.flush()


def reset_of(session: Session, sha256: str, now: datetime) -> int | None:
    """Whose link it is, None where it is none or has ended."""
    return session.scalar(
        select(PasswordResetRow.account).where(PasswordResetRow.sha256 == sha256, PasswordResetRow.expires_at > now)
    )


def end_resets(session: Session, account: int) -> None:
    """The person's links for a new password work no more."""
    session.execute(delete(PasswordResetRow).where(PasswordResetRow.account == account))


def use_reset(session: Session, sha256: str) -> bool:
    """The link works no more; False where somebody else used it first."""
    return conditional_update(session, delete(PasswordResetRow).where(PasswordResetRow.sha256 == sha256))


def account_of(row: AccountRow) -> Account:
    """The person of a row."""
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        agency=row.agency,
        password_hash=row.password_hash,
        totp_secret=row.totp_secret,
        totp_used=row.totp_used,
        language=row.language,
        is_disabled=row.disabled_at is not None,
        wishes=frozenset(wish for wish in Subscription if getattr(row, _COLUMNS[wish])),
        mail_fault=row.mail_fault,
        is_linked=row.oidc_subject is not None,
    )
