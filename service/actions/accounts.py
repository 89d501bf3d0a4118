"""People who sign in: added, changed, disabled, and their passwords."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.send_mail import Link, post
from service.domain.access import Role
from service.domain.account import (
    LONGEST_PASSWORD,
    Account,
    clean_email,
    email_form,
    require_fitting_unit,
    require_good_password,
)
from service.domain.errors import ConflictError, NotFoundError, message
from service.mail import Letter
from service.storage.accounts import (
    account_by_email,
    add_account,
    change_account,
    end_resets,
    end_web_sessions,
    get_account,
    put_reset,
    reset_of,
    use_reset,
)
from service.storage.agencies import get_agency
from service.storage.events import Event, add_event
from service.storage.mails import end_letters

RESET_LIFE = timedelta(hours=2)
INVITE_LIFE = timedelta(days=7)
LONGEST_NAME = 200
GONE = message("Liên kết đặt mật khẩu đã dùng hoặc hết hạn: yêu cầu liên kết mới.")
_hasher = PasswordHasher()


@cache
def _nobodys() -> str:
    """A hash to check where an address is unknown, so that the answer takes as long as for a known one."""
    return _hasher.hash(secrets.token_urlsafe(16))


def create_account(
    context: Context, actor: str, *, email: str, name: str, role: Role, agency: str | None, password: str | None = None
) -> Account:
    """Add a person; without a password they get a link by mail. Raises ConflictError where something will not do."""
    email = clean_email(email)
    if password is not None:
        require_good_password(password, email)
    hashed = None if password is None else _hashed(password)
    account = add_person(context, actor, email=email, name=name, role=role, agency=agency, hashed=hashed)
    if hashed is None:
        _send_link(context, account, INVITE_LIFE, "account_invited")
    return account


def add_person(
    context: Context, actor: str, *, email: str, name: str, role: Role, agency: str | None, hashed: str | None
) -> Account:
    """Add a person with the hash of a password, or without any; raises ConflictError where something will not do."""
    _require_name(name.strip())
    require_fitting_unit(role, agency)
    with context.database.writing() as session:
        if account_by_email(session, email) is not None:
            raise ConflictError(message("Đã có người dùng với địa chỉ «{email}».", email=email))
        if agency is not None:
            get_agency(session, agency)
        number = add_account(session, email, name.strip(), role, agency, context.clock.real())
        change_account(session, number, password_hash=hashed)
        add_event(session, Event(context.clock.now(), actor, "account.added", agency=agency, subject=email))
        return get_account(session, number)


def change_person(
    context: Context,
    actor: str,
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
    _require_name(name.strip())
    require_fitting_unit(role, agency)
    now = context.clock.real()
    with context.database.writing() as session:
        before = get_account(session, number)
        if agency is not None:
            get_agency(session, agency)
        change_account(
            session, number, name=name.strip(), role=role.value, agency=agency, disabled_at=now if disabled else None
        )
        if disabled or (role, agency) != (before.role, before.agency):
            end_web_sessions(session, number)
        address = before.email if email is None else clean_email(email)
        if address != before.email:
            _put_address(session, number, address)
        add_event(session, Event(context.clock.now(), actor, "account.changed", agency=agency, subject=address))


def _put_address(session: Session, number: int, email: str) -> None:
    """A new address, at which nothing came back yet; a link in a mail to the old one lets nobody in."""
    if account_by_email(session, email) is not None:
        raise ConflictError(message("Đã có người dùng với địa chỉ «{email}».", email=email))
    change_account(session, number, email=email, mail_fault="")
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


def change_password(context: Context, number: int, current: str, new: str, keep: str) -> None:
    """Set one's own password; all other sign-ins end. Raises ConflictError where either password will not do."""
    with context.database.reading() as session:
        account = get_account(session, number)
    if not verify_password(account, current):
        raise ConflictError(message("Mật khẩu hiện tại không đúng."))
    require_good_password(new, account.email)
    hashed = _hashed(new)
    with context.database.writing() as session:
        _put_password(context, session, account, hashed, keep)


def require_same(password: str, again: str) -> None:
    """Raises ConflictError where the password was typed differently the second time."""
    if password != again:
        raise ConflictError(message("Hai lần nhập mật khẩu không giống nhau."))


def ask_for_reset(context: Context, email: str) -> None:
    """Send a link for a new password where the address is known; nobody learns here whether it is."""
    with context.database.reading() as session:
        account = account_by_email(session, email_form(email))
    if account is not None and not account.is_disabled:
        _send_link(context, account, RESET_LIFE, "password_reset")


def send_invitation(context: Context, number: int) -> None:
    """Send a person a link for a password, as the administrator asks."""
    with context.database.reading() as session:
        account = get_account(session, number)
    _send_link(context, account, INVITE_LIFE, "account_invited")


def owner_of_link(context: Context, token: str) -> Account:
    """Whose link it is; raises NotFoundError where it was used or has ended."""
    with context.database.reading() as session:
        number = reset_of(session, _hash(token), context.clock.real())
        if number is None:
            raise NotFoundError(GONE)
        return get_account(session, number)


def reset_password(context: Context, token: str, new: str) -> None:
    """Set a password by link, once; raises NotFoundError or ConflictError."""
    account = owner_of_link(context, token)
    require_good_password(new, account.email)
    hashed = _hashed(new)
    with context.database.writing() as session:
        if not use_reset(session, _hash(token)):
            raise NotFoundError(GONE)
        end_letters(session, account.id)
        _put_password(context, session, account, hashed)


def _put_password(context: Context, session: Session, account: Account, hashed: str, keep: str = "") -> None:
    change_account(session, account.id, password_hash=hashed)
    end_web_sessions(session, account.id, but=[keep] if keep else [])
    event = Event(context.clock.now(), account.name, "password.changed", agency=account.agency, subject=account.email)
    add_event(session, event)


def _send_link(context: Context, account: Account, life: timedelta, template: str) -> None:
    token = secrets.token_urlsafe(32)
    until = context.clock.real() + life
    with context.database.writing() as session:
        put_reset(session, _hash(token), account.id, until)
        end_letters(session, account.id)
        link = f"{context.settings.address}/dat-mat-khau/{token}"
        letter = Letter(template, {"account": account, "link": link, "hours": int(life.total_seconds() // 3600)})
        mail = post(context, session, account.email, letter, link=Link(account.id, until))
    mail.hint()


def _hashed(password: str) -> str:
    return _hasher.hash(_normal(password))


def _normal(password: str) -> str:
    # One keyboard writes «ế» as one sign and another as three; to the person it is the same password. What is longer
    # than any password with all its signs apart is none, and must not cost the work of putting it in order.
    return unicodedata.normalize("NFC", password) if len(password) <= 5 * LONGEST_PASSWORD else ""


def _require_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise ConflictError(message("Họ tên không được trống và dài tối đa {most} ký tự.", most=LONGEST_NAME))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
