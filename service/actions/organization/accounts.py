"""People who sign in: added, changed, disabled, and their passwords."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.notifications.outbox import Link, enqueue_message
from service.actions.organization.agencies import require_present
from service.actions.organization.leaving import end_access
from service.actions.organization.passwords import require_strong_password
from service.actions.organization.refusals import address_on_record
from service.actions.organization.throttle import HERE, forget_mistakes, try_answer, was_right
from service.actions.transaction import SYSTEM, VISITOR, Actor, Transaction
from service.channels.smtp import MessageContent
from service.domain.audit import NO, YES, AuditEvent, Property, differences, yes_or_no
from service.domain.errors import ConflictError, EntryError, NotFoundError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.access import Role
from service.domain.organization.account import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_PASSWORD,
    Account,
    HeldRole,
    clean_email,
    email_form,
    require_compatible,
    require_matching_agency,
)
from service.domain.organization.throttle import PASSWORD_KINDS, CounterKind, who_is
from service.queue import Job
from service.storage.notifications.messages import end_letters
from service.storage.organization.accounts import (
    account_by_email,
    add_account,
    change_account,
    end_resets,
    end_web_sessions,
    get_account,
    lock_administrators,
    put_reset,
    reset_of,
    use_reset,
)
from service.storage.organization.held_roles import held_roles
from service.storage.organization.reset_requests import put_reset_request, take_reset_request, waiting_reset_requests
from service.storage.organization.throttle import put_place

RESET_LIFE = timedelta(hours=2)
INVITE_LIFE = timedelta(days=7)
GONE = message("Liên kết đặt mật khẩu đã dùng hoặc hết hạn: yêu cầu liên kết mới.")
_hasher = PasswordHasher()


@cache
def _nobodys() -> str:
    """A hash to check where an address is unknown, so that the answer takes as long as for a known one."""
    return _hasher.hash(secrets.token_urlsafe(16))


def create_account(
    context: Context,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    agency: str | None,
    password: str | None = None,
) -> Account:
    """Add a person; without a password they get a link by mail. Raises ConflictError where something will not do."""
    email = clean_email(email)
    if password is not None:
        require_strong_password(password, email, name)
    hashed = None if password is None else hash_password(password)
    account = invite_account(context, actor, email=email, name=name, role=role, agency=agency, hashed=hashed)
    if hashed is None:
        with context.transaction(actor) as tx:
            post_invitation(context, tx, account)
    return account


def invite_account(
    context: Context, actor: Actor, *, email: str, name: str, role: Role, agency: str | None, hashed: str | None
) -> Account:
    """Add a person with the hash of a password, or without any; raises ConflictError where something will not do."""
    with context.transaction(actor) as tx:
        return put_new_account(tx, email=email, name=name, role=role, agency=agency, hashed=hashed)


def put_new_account(
    tx: Transaction, *, email: str, name: str, role: Role, agency: str | None, hashed: str | None = None
) -> Account:
    """The same within a transaction."""
    _require_new(tx.session, tx.now, email=email, name=name, role=role, agency=agency)
    number = add_account(tx.session, email, name.strip(), role, agency, tx.utcnow)
    change_account(tx.session, number, password_hash=hashed)
    account = get_account(tx.session, number)
    changes = differences({}, properties_of(account))
    tx.record(AuditEvent.ACCOUNT_ADDED, agency=agency, subject=email, changes=changes)
    return account


def require_addable(context: Context, *, email: str, name: str, role: Role, agency: str | None) -> None:
    """Raises what adding the person would, before a password is asked for."""
    with context.database.reading() as session:
        _require_new(session, context.clock.now(), email=clean_email(email), name=name, role=role, agency=agency)


def _require_new(session: Session, now: datetime, *, email: str, name: str, role: Role, agency: str | None) -> None:
    _require_name(name.strip())
    require_matching_agency(role, agency)
    if account_by_email(session, email) is not None:
        raise EntryError("email", message("Đã có người dùng với địa chỉ «{email}».", email=email))
    if agency is not None:
        require_present(session, now, agency)


def change_account_details(
    context: Context,
    actor: Actor,
    number: int,
    *,
    name: str,
    role: Role,
    agency: str | None,
    disabled: bool,
    email: str | None = None,
) -> None:
    """Change a person, whose address stays where none is given; one whose rights change is signed out.

    Raises ConflictError or NotFoundError.
    """
    with context.transaction(actor) as tx:
        details = AccountDetails(name.strip(), role, agency, disabled, email)
        put_account_details(context, tx, number, details)


@dataclass(frozen=True)
class AccountDetails:
    """What a person is to be; the address stays where none is given."""

    name: str
    role: Role
    agency: str | None
    disabled: bool
    email: str | None = None


def put_account_details(context: Context, tx: Transaction, number: int, given: AccountDetails) -> None:
    """The same within a transaction."""
    _require_name(given.name)
    require_matching_agency(given.role, given.agency)
    administrators = lock_administrators(tx.session)
    before = get_account(tx.session, number)
    beside = held_roles(tx.session, number)
    require_compatible([HeldRole(given.role, given.agency), *beside])
    if given.disabled or Role.ADMIN not in {given.role, *(held.role for held in beside)}:
        require_other_administrator(context, number, administrators)
    if given.agency is not None and given.agency != before.agency:
        require_present(tx.session, tx.now, given.agency)
    change_account(
        tx.session,
        number,
        name=given.name,
        role=given.role.value,
        agency=given.agency,
        disabled_at=tx.utcnow if given.disabled else None,
    )
    if given.disabled or (given.role, given.agency) != (before.role, before.agency):
        end_access(tx, before, beside, () if given.disabled else (HeldRole(given.role, given.agency), *beside))
    address = before.email if given.email is None else clean_email(given.email)
    if address != before.email:
        _put_address(tx.session, number, address)
    changes = differences(properties_of(before), properties_of(get_account(tx.session, number)))
    tx.record(AuditEvent.ACCOUNT_CHANGED, agency=given.agency, subject=address, changes=changes)


def properties_of(account: Account) -> dict[Property, str]:
    """What the log says of a person's account."""
    return {
        Property.EMAIL: account.email,
        Property.NAME: account.name,
        Property.ROLE: account.role.label,
        Property.AGENCY: account.agency or "",
        Property.IS_DISABLED: yes_or_no(account.is_disabled),
    }


def require_other_administrator(context: Context, number: int, administrators: Mapping[int, bool]) -> None:
    """Raises ConflictError where the person is the only administrator who can sign in.

    `administrators` says of each whether they have a password; a provider of single sign-on lets the others in too.
    """
    able = {who for who, has_password in administrators.items() if has_password or context.settings.oidc is not None}
    if number in administrators and not able - {number}:
        raise ConflictError(
            message(
                "Đây là quản trị viên cuối cùng đăng nhập được: không khóa, không đổi vai trò được. Hãy thêm một quản "
                "trị viên khác và chờ người đó đặt mật khẩu."
            )
        )


def _put_address(session: Session, number: int, email: str) -> None:
    """A new address, at which nothing came back yet; a link in a mail to the old one lets nobody in."""
    if account_by_email(session, email) is not None:
        raise ConflictError(message("Đã có người dùng với địa chỉ «{email}».", email=email))
    change_account(session, number, email=email, mail_fault="", oidc_subject=None)
    end_resets(session, number)
    end_letters(session, number)


def verify_password(account: Account | None, password: str) -> bool:
    """Whether it is the person's password; takes as long where there is no such person."""
    known, nobodys = account.password_hash if account is not None else None, _nobodys()
    try:
        is_right = _hasher.verify(known or nobodys, _normal(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return is_right and known is not None


def hash_password(password: str) -> str:
    """The hash by which a password is kept."""
    return _hasher.hash(_normal(password))


def require_password(context: Context, account: Account, password: str) -> None:
    """Raises ConflictError where it is not the person's password, and SlowDownError after too many wrong ones.

    Somebody whom only a provider lets in has none to give.
    """
    if account.password_hash is None:
        return
    tried = try_answer(context, CounterKind.CURRENT, account.email)
    if not verify_password(account, password):
        refuse_proof(context, account, "mật khẩu hiện tại không đúng")
        raise ConflictError(message("Mật khẩu hiện tại không đúng."))
    was_right(context, tried)


def refuse_proof(context: Context, account: Account, why: str) -> None:
    """Put on record that somebody who is signed in could not show that they are the person."""
    with context.transaction(account) as tx:
        tx.record(AuditEvent.PASSWORD_REFUSED, agency=account.agency, subject=account.email, reason=why)


def change_password(context: Context, number: int, current: str, new: str, keep: str) -> None:
    """Set one's own password; all other sign-ins end.

    Raises ConflictError where either password will not do, and SlowDownError.
    """
    with context.database.reading() as session:
        account = get_account(session, number)
    if account.password_hash is None:
        raise ConflictError(message("Tài khoản chưa có mật khẩu: dùng «Quên mật khẩu?» để đặt mật khẩu đầu tiên."))
    require_password(context, account, current)
    hashed = _new_hash(account, new)
    with context.transaction(account) as tx:
        _put_password(tx, account, hashed, keep)


def _new_hash(account: Account, new: str) -> str:
    require_strong_password(new, account.email, account.name)
    if verify_password(account, new):
        raise ConflictError(message("Mật khẩu mới trùng mật khẩu đang dùng: chọn mật khẩu khác."))
    return hash_password(new)


def require_same(password: str, again: str) -> None:
    """Raises ConflictError where the password was typed differently the second time."""
    if password != again:
        raise ConflictError(message("Hai lần nhập mật khẩu không giống nhau."))


def ask_for_reset(context: Context, email: str) -> None:
    """Note that a link is wanted; the same is done where the address is nobody's, so that no answer tells."""
    wanted = email_form(email)
    if len(wanted) > LONGEST_EMAIL:
        return
    with context.transaction(VISITOR) as tx:
        put_reset_request(tx.session, wanted, tx.utcnow)
        account = account_by_email(tx.session, wanted)
        agency = None if account is None else account.agency
        tx.record(AuditEvent.PASSWORD_RESET_ASKED, agency=agency, subject=address_on_record(account))
        tx.enqueue(Job.DELIVER)


def send_asked_links(context: Context) -> None:
    """Send the links that were asked for, where the address is somebody's who can sign in."""
    with context.database.reading() as session:
        waiting = waiting_reset_requests(session)
    for number, email in waiting:
        with context.transaction(SYSTEM) as tx:
            account = account_by_email(tx.session, email)
            if take_reset_request(tx.session, number) and account is not None and not account.is_disabled:
                _post_link(context, tx, account, RESET_LIFE, "password_reset")


def send_invitation(context: Context, actor: Actor, number: int) -> None:
    """Send a person a link for a password, as the administrator asks."""
    with context.transaction(actor) as tx:
        post_invitation(context, tx, get_account(tx.session, number))


def owner_of_link(context: Context, token: str) -> Account:
    """Whose link it is; raises NotFoundError where it was used or has ended."""
    with context.database.reading() as session:
        number = reset_of(session, sha256_of(token), context.clock.real())
        if number is None:
            raise NotFoundError(GONE)
        return get_account(session, number)


def reset_password(context: Context, token: str, new: str, network: str = HERE) -> None:
    """Set a password by link, once; nobody has to wait any more for earlier mistakes.

    Raises NotFoundError or ConflictError.
    """
    account = owner_of_link(context, token)
    hashed = _new_hash(account, new)
    with context.transaction(account) as tx:
        if not use_reset(tx.session, sha256_of(token)):
            raise NotFoundError(GONE)
        end_letters(tx.session, account.id)
        _put_password(tx, account, hashed)
        forget_mistakes(tx.session, account.email, PASSWORD_KINDS)
        # Whoever reads the person's mail may sign in where the link was opened, whatever others did there.
        put_place(tx.session, who_is(account.email), network, tx.utcnow)


def _put_password(tx: Transaction, account: Account, hashed: str, keep: str = "") -> None:
    change_account(tx.session, account.id, password_hash=hashed)
    end_web_sessions(tx.session, account.id, but=[keep] if keep else [])
    changes = differences({Property.PASSWORD: NO if account.password_hash is None else YES}, {Property.PASSWORD: YES})
    tx.record(AuditEvent.PASSWORD_CHANGED, agency=account.agency, subject=account.email, changes=changes)


def post_invitation(context: Context, tx: Transaction, account: Account, *, is_bulk: bool = False) -> None:
    """Put a letter with a link for a password on its way, and on record; one of many lets urgent letters pass."""
    _post_link(context, tx, account, INVITE_LIFE, "account_invited", is_bulk=is_bulk)
    tx.record(AuditEvent.ACCOUNT_INVITED, agency=account.agency, subject=account.email)


def make_link(context: Context, actor: Actor, number: int) -> str:
    """A link for a new password, for whoever runs the machine to hand over; nothing is sent."""
    with context.transaction(actor) as tx:
        account = get_account(tx.session, number)
        tx.record(AuditEvent.ACCOUNT_LINK_MADE, agency=account.agency, subject=account.email)
        return _new_link(context, tx.session, account, tx.utcnow + RESET_LIFE)


def unlock(context: Context, actor: Actor, number: int) -> None:
    """Let a person in again who was disabled or has to wait after wrong answers; raises NotFoundError."""
    with context.transaction(actor) as tx:
        account = get_account(tx.session, number)
        change_account(tx.session, number, disabled_at=None)
        forget_mistakes(tx.session, account.email, CounterKind)
        changes = differences(properties_of(account), properties_of(get_account(tx.session, number)))
        tx.record(AuditEvent.ACCOUNT_UNLOCKED, agency=account.agency, subject=account.email, changes=changes)


def _new_link(context: Context, session: Session, account: Account, until: datetime) -> str:
    token = secrets.token_urlsafe(32)
    put_reset(session, sha256_of(token), account.id, until)
    return f"{context.settings.address}/dat-mat-khau/{token}"


def _post_link(
    context: Context, tx: Transaction, account: Account, life: timedelta, template: str, *, is_bulk: bool = False
) -> None:
    until = tx.utcnow + life
    link = _new_link(context, tx.session, account, until)
    end_letters(tx.session, account.id)
    letter = MessageContent(template, {"account": account, "link": link, "hours": int(life.total_seconds() // 3600)})
    enqueue_message(context, tx, account.email, letter, is_bulk=is_bulk, link=Link(account.id, until))


def _normal(password: str) -> str:
    # One keyboard writes «ế» as one sign and another as three; to the person it is the same password. What is longer
    # than any password with all its signs apart is none, and must not cost the work of putting it in order.
    return unicodedata.normalize("NFC", password) if len(password) <= 5 * LONGEST_PASSWORD else ""


def _require_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise EntryError("name", message("Họ tên không được trống và dài tối đa {most} ký tự.", most=LONGEST_NAME))
