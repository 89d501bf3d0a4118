"""Signing in and out: sessions in the database, which end when unused, when old, and when told to."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from service.actions.accounts import verify_password
from service.actions.context import Context
from service.domain.access import Role
from service.domain.account import Account, email_form
from service.domain.errors import ConflictError, UnauthenticatedError, message
from service.sealing import SealError, seal_of
from service.storage.accounts import (
    account_by_email,
    add_web_session,
    change_account,
    end_web_session,
    forget_old_sessions,
    get_account,
    get_web_session,
    touch_web_session,
    use_totp,
)
from service.storage.options import Option, is_on

IDLE = timedelta(hours=2)
LIFE = timedelta(hours=12)
TOUCH = timedelta(minutes=1)
STEP = 30  # seconds that a code of the second factor is good for
ISSUER = "tonghop"


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
        return _hash(self.key)


def sign_in(context: Context, email: str, password: str) -> SignedIn:
    """A new sign-in; raises UnauthenticatedError, with one sentence for every reason."""
    with context.database.reading() as session:
        account = account_by_email(session, email_form(email))
    if not verify_password(account, password) or account is None or account.is_disabled:
        raise UnauthenticatedError(message("Địa chỉ thư hoặc mật khẩu không đúng."))
    return begin(context, account)


def begin(context: Context, account: Account, *, is_trusted: bool = False) -> SignedIn:
    """A sign-in of a person who has proved who they are; a trusted provider has asked for the second factor itself."""
    key = secrets.token_urlsafe(32)
    now = context.clock.real()
    with context.database.writing() as session:
        forget_old_sessions(session, now - LIFE, now - IDLE)
        wanted = _is_wanted(is_on(session, Option.HOME_AFFAIRS_SECOND_FACTOR), account)
        is_full = is_trusted or not wanted
        add_web_session(session, _hash(key), account.id, now, is_full=is_full)
    return SignedIn(key, account, is_full, needs_enrolment=account.totp_secret is None)


def begin_by_email(context: Context, email: str) -> SignedIn:
    """A sign-in of somebody whom a trusted provider knows by this address; raises UnauthenticatedError."""
    with context.database.reading() as session:
        account = account_by_email(session, email_form(email)) if email else None
    if account is None or account.is_disabled:
        raise UnauthenticatedError(
            message(
                "Người vừa đăng nhập ({email}) chưa có tài khoản ở hệ thống này: liên hệ quản trị viên để được cấp.",
                email=email or "?",
            )
        )
    return begin(context, account, is_trusted=True)


def find_sign_in(context: Context, key: str, *, is_present: bool = True) -> SignedIn:
    """The sign-in of that key; raises UnauthenticatedError where it has ended.

    It goes on for as long as somebody is present, which a page that renews itself does not prove.
    """
    now = context.clock.real()
    digest = _hash(key)
    with context.database.reading() as session:
        found = get_web_session(session, digest)
    if found is None or _has_ended(found[0].created_at, found[0].seen_at, now) or found[1].is_disabled:
        raise UnauthenticatedError(message("Phiên làm việc đã hết hạn: đăng nhập lại, nội dung đã lưu vẫn còn."))
    row, account = found
    if is_present and now - row.seen_at > TOUCH:
        with context.database.writing() as session:
            touch_web_session(session, digest, now)
    return SignedIn(key, account, row.is_full, needs_enrolment=account.totp_secret is None)


def sign_out(context: Context, key: str) -> None:
    """End a sign-in."""
    with context.database.writing() as session:
        end_web_session(session, _hash(key))


def give_code(context: Context, signed: SignedIn, code: str) -> SignedIn:
    """The full sign-in after the second factor, under a new key; raises UnauthenticatedError."""
    secret = _secret_of(context, signed.account)
    if secret is None or not _take_code(context, signed.account, secret, code):
        raise UnauthenticatedError(message("Mã xác thực không đúng hoặc đã dùng: chờ mã mới rồi nhập lại."))
    sign_out(context, signed.key)
    return begin(context, signed.account, is_trusted=True)


def _secret_of(context: Context, account: Account) -> str | None:
    """The secret that the person's authenticator app holds; raises UnauthenticatedError where our key was lost."""
    try:
        return None if account.totp_secret is None else seal_of(context.settings).open(account.totp_secret)
    except SealError as error:
        raise UnauthenticatedError(
            message("Hệ thống đã đổi khoá nên không kiểm tra được mã: nhờ quản trị viên bỏ ứng dụng xác thực cũ.")
        ) from error


def new_secret() -> str:
    """A secret for an authenticator app."""
    return pyotp.random_base32()


def secret_address(account: Account, secret: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)


def enrol(context: Context, signed: SignedIn, secret: str, code: str) -> SignedIn:
    """Keep the secret once its first code was given; raises ConflictError. Returns the sign-in, full from now on."""
    if signed.account.totp_secret is not None and not signed.is_full:
        raise ConflictError(message("Tài khoản đã có ứng dụng xác thực: nhập mã của ứng dụng đó."))
    if not _take_code(context, signed.account, secret, code):
        raise ConflictError(message("Mã chưa đúng: kiểm tra giờ của điện thoại rồi nhập mã mới nhất."))
    with context.database.writing() as session:
        change_account(session, signed.account.id, totp_secret=seal_of(context.settings).close(secret))
    sign_out(context, signed.key)
    with context.database.reading() as session:
        account = get_account(session, signed.account.id)
    return begin(context, account, is_trusted=True)


def drop_second_factor(context: Context, number: int) -> None:
    """Forget a person's authenticator app, as the administrator does for a lost telephone."""
    with context.database.writing() as session:
        change_account(session, number, totp_secret=None, totp_used=0)


def _take_code(context: Context, account: Account, secret: str, code: str) -> bool:
    """Whether the code is right now or was one step ago, and was not used before."""
    totp = pyotp.TOTP(secret, interval=STEP)
    present = int(context.clock.real().timestamp()) // STEP
    digits = "".join(code.split())
    for step in (present, present - 1):
        if pyotp.utils.strings_equal(digits, totp.generate_otp(step)):
            with context.database.writing() as session:
                return use_totp(session, account.id, step)
    return False


def _is_wanted(is_required: bool, account: Account) -> bool:
    return account.totp_secret is not None or (is_required and account.role is Role.HOME_AFFAIRS)


def _has_ended(created: datetime, seen: datetime, now: datetime) -> bool:
    return now - created > LIFE or now - seen > IDLE


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
