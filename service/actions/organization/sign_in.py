"""Signing in and out: sessions in the database, which end when unused, when old, and when told to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.accounts import verify_password
from service.actions.organization.refusals import address_on_record
from service.actions.organization.throttle import HERE, try_password, was_right
from service.actions.periods.presence import told_end
from service.actions.transaction import VISITOR, Actor, Transaction
from service.clock import SKEW
from service.domain.audit import AuditEvent
from service.domain.errors import UnauthenticatedError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.access import Role
from service.domain.organization.account import Account, email_form
from service.storage.organization.accounts import (
    account_by_email,
    add_web_session,
    end_web_session,
    forget_old_sessions,
    get_account,
    get_web_session,
    touch_web_session,
)
from service.storage.organization.held_roles import held_roles
from service.storage.organization.options import Option, is_on

BY_PASSWORD, BY_CODE, BY_PROVIDER = "mật khẩu", "mã xác thực", "đăng nhập một lần"
SESSION_ENDED = message("Phiên làm việc đã hết hạn: đăng nhập lại, nội dung đã lưu vẫn còn.")
IDLE = timedelta(hours=2)
LIFE = timedelta(hours=12)
TOUCH = timedelta(minutes=1)
FACTOR_OPTIONS = {
    Role.HOME_AFFAIRS: Option.HOME_AFFAIRS_SECOND_FACTOR,
    Role.HOME_AFFAIRS_LEADER: Option.HOME_AFFAIRS_LEADER_SECOND_FACTOR,
    Role.ADMIN: Option.ADMIN_SECOND_FACTOR,
    Role.LEADER: Option.LEADER_SECOND_FACTOR,
}


@dataclass(frozen=True)
class SignedIn:
    """A sign-in: its key for the cookie, and what it still asks for."""

    key: str
    account: Account
    is_full: bool
    needs_enrolment: bool = False

    @property
    def digest(self) -> str:
        """How the database knows it."""
        return sha256_of(self.key)


def sign_in(context: Context, email: str, password: str, network: str = HERE) -> SignedIn:
    """A new sign-in; raises UnauthenticatedError, with one sentence for every reason, or SlowDownError."""
    tried = try_password(context, email, network)
    with context.database.reading() as session:
        account = account_by_email(session, email_form(email))
    if not verify_password(account, password) or account is None or account.is_disabled:
        refuse_sign_in(context, VISITOR, account, BY_PASSWORD)
        raise UnauthenticatedError(message("Địa chỉ thư hoặc mật khẩu không đúng."))
    signed = start_session(context, account, BY_PASSWORD)
    was_right(context, tried, network if signed.is_full else "")
    return signed


def refuse_sign_in(context: Context, actor: Actor, account: Account | None, how: str) -> None:
    """Put on record that somebody was not let in, whether the address is a person's or nobody's."""
    with context.transaction(actor) as tx:
        record_refusal(tx, account, how)


def record_refusal(tx: Transaction, account: Account | None, how: str) -> None:
    """The same with a change."""
    agency = None if account is None else account.agency
    reason = f"{how}; tài khoản đang bị khóa" if account is not None and account.is_disabled else how
    tx.record(AuditEvent.SIGN_IN_REFUSED, agency=agency, subject=address_on_record(account), reason=reason)


def start_session(
    context: Context, account: Account, how: str = BY_PASSWORD, *, is_trusted: bool = False,
    instead_of: SignedIn | None = None,
) -> SignedIn:  # fmt: skip
    """A sign-in of a person who has proved who they are, perhaps instead of one that was not full yet.

    A trusted provider has asked for the second factor itself. Raises UnauthenticatedError where their unit has ended.
    """
    key = secrets.token_urlsafe(32)
    with context.transaction(account) as tx:
        require_role_of_today(tx.session, tx.now, account)
        now = tx.utcnow
        forget_old_sessions(tx.session, now - LIFE, now - IDLE)
        is_full = is_trusted or not is_factor_wanted(tx.session, account)
        add_web_session(tx.session, sha256_of(key), account.id, now, is_full=is_full)
        if instead_of is not None:
            end_web_session(tx.session, instead_of.digest)
        reason = how if is_full else f"{how}; còn chờ mã xác thực"
        tx.record(AuditEvent.SIGNED_IN, agency=account.agency, subject=account.email, reason=reason)
    return SignedIn(key, account, is_full, needs_enrolment=account.totp_secret is None)


def find_sign_in(context: Context, key: str, *, is_present: bool = True, works_as: str = "") -> SignedIn:
    """The sign-in of that key, in the role of that key which the person holds; raises UnauthenticatedError at its end.

    It goes on for as long as somebody is present, which a page that renews itself does not prove.
    """
    now = context.clock.real()
    digest = sha256_of(key)
    with context.database.reading() as session:
        found = get_web_session(session, digest)
        if found is None or _has_ended(found[0].created_at, found[0].seen_at, now) or found[1].is_disabled:
            raise UnauthenticatedError(SESSION_ENDED)
        row, account = found
        person = require_role_of_today(session, context.clock.now(), account, works_as)
    if is_present and abs(now - row.seen_at) > TOUCH:
        with context.transaction(account) as tx:
            touch_web_session(tx.session, digest, now)
    return SignedIn(key, person, row.is_full, needs_enrolment=account.totp_secret is None)


def require_role_of_today(session: Session, now: datetime, account: Account, works_as: str = "") -> Account:
    """The person in the role of that key, or where its unit has ended in another that they hold.

    Raises UnauthenticatedError where the units of all their roles have ended.
    """
    beside = held_roles(session, account.id) if works_as else ()
    person = next((account.working_as(held) for held in beside if held.key == works_as), account)
    ended = told_end(session, now, person.agency)
    if ended is None:
        return person
    for held in (account.own_role, *held_roles(session, account.id)):
        if told_end(session, now, held.agency) is None:
            return account.working_as(held)
    raise UnauthenticatedError(ended)


def sign_out(context: Context, signed: SignedIn) -> None:
    """End a sign-in."""
    account = signed.account
    with context.transaction(account) as tx:
        end_web_session(tx.session, signed.digest)
        tx.record(AuditEvent.SIGNED_OUT, agency=account.agency, subject=account.email)


def is_factor_wanted(session: Session, account: Account) -> bool:
    """Whether the person signs in with a second factor, by choice or because a role must."""
    return account.totp_secret is not None or must_have_factor(session, account.id)


def must_have_factor(session: Session, number: int) -> bool:
    """Whether one of the person's roles must have a second factor."""
    roles = {get_account(session, number).role, *(held.role for held in held_roles(session, number))}
    return any(is_on(session, option) for role, option in FACTOR_OPTIONS.items() if role in roles)


def _has_ended(created: datetime, seen: datetime, now: datetime) -> bool:
    """Whether it is too old, or was seen when it cannot have been, since the clock was set back."""
    return now - created > LIFE or not -SKEW <= now - seen <= IDLE
