"""The second factor: an authenticator app set up, asked for, changed and removed, and codes for when it is lost.

Whoever finds a browser open can do none of it: each change asks for the password and for a present code, is noted,
told to the person by mail, and ends their other sign-ins.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.organization.accounts import refuse_proof, require_password
from service.actions.organization.sign_in import BY_CODE, SignedIn, must_have_factor, refuse_sign_in, start_session
from service.actions.organization.throttle import forget_mistakes, try_answer, was_right
from service.actions.transaction import Actor, Transaction
from service.channels.smtp import MessageContent
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, UnauthenticatedError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.account import Account
from service.domain.organization.throttle import CounterKind
from service.domain.reporting.period import VIETNAM
from service.sealing import SealError, seal_of
from service.storage.organization.accounts import change_account, end_web_sessions, get_account, use_totp
from service.storage.organization.recovery_codes import count_recovery_codes, put_recovery_codes, use_recovery_code

STEP = 30  # seconds that a code of the second factor is good for
ISSUER = "tonghop"
RECOVERY_CODES = 10
_CODE_BYTES = 10
WRONG_CODE = message("Mã xác thực không đúng hoặc đã dùng: chờ mã mới rồi nhập lại.")
# What the letter says of each event.
_TOLD = {
    AuditEvent.SECOND_FACTOR_SET: message("bật"),
    AuditEvent.SECOND_FACTOR_CHANGED: message("chuyển sang một ứng dụng xác thực khác"),
    AuditEvent.SECOND_FACTOR_REMOVED: message("tắt"),
    AuditEvent.SECOND_FACTOR_RESET: message("gỡ bởi quản trị viên"),
    AuditEvent.RECOVERY_CODES_MADE: message("cấp bộ mã dự phòng mới, bộ cũ không dùng được nữa"),
    AuditEvent.RECOVERY_CODE_USED: message("thực hiện bằng một mã dự phòng"),
}


@dataclass(frozen=True)
class Proof:
    """What a person gives to show that a change is theirs: the password, and a code of the present app."""

    password: str
    code: str = ""


def verify_code(context: Context, signed: SignedIn, code: str, network: str = "") -> SignedIn:
    """The full sign-in after the second factor or a recovery code, under a new key; raises UnauthenticatedError.

    Wrong codes are counted for the person, however many sign-ins they come from: raises SlowDownError.
    """
    account = signed.account
    if account.totp_secret is None or not _is_right(context, account, code, network):
        refuse_sign_in(context, account, account, BY_CODE)
        raise UnauthenticatedError(WRONG_CODE)
    return start_session(context, account, BY_CODE, is_trusted=True, instead_of=signed)


def new_secret() -> str:
    """A secret for an authenticator app."""
    return pyotp.random_base32()


def secret_address(account: Account, secret: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)


def enrol(
    context: Context, signed: SignedIn, secret: str, code: str, proof: Proof | None = None
) -> tuple[SignedIn, tuple[str, ...]]:
    """Keep the secret once its first code was given; the sign-in, full from now on, and the new recovery codes.

    Somebody who has just given the password and must set an app up needs no `proof`. Raises ConflictError.
    """
    account = signed.account
    if not signed.is_full and account.totp_secret is not None:
        raise ConflictError(message("Tài khoản đã có ứng dụng xác thực: nhập mã của ứng dụng đó."))
    step = _step_of(secret, code, context.clock.real())
    if step is None:
        raise ConflictError(message("Mã chưa đúng: kiểm tra giờ của điện thoại rồi nhập mã mới nhất."))
    if signed.is_full:
        _require_proof(context, account, proof or Proof(""))
    codes = _new_codes()
    is_first = account.totp_secret is None
    action = AuditEvent.SECOND_FACTOR_SET if is_first else AuditEvent.SECOND_FACTOR_CHANGED
    with context.transaction(account) as tx:
        change_account(tx.session, account.id, totp_secret=seal_of(context.settings).close(secret), totp_used=step)
        put_recovery_codes(tx.session, account.id, [_hash(account, item) for item in codes])
        end_web_sessions(tx.session, account.id)
        _tell(context, tx, account, action)
        account = get_account(tx.session, account.id)
    return start_session(context, account, BY_CODE, is_trusted=True), codes


def remove_second_factor(context: Context, signed: SignedIn, proof: Proof) -> None:
    """Turn one's own second factor off; raises ConflictError, also where the role must have one."""
    account = signed.account
    with context.database.reading() as session:
        if must_have_factor(session, account.id):
            raise ConflictError(message("Vai trò này bắt buộc dùng xác thực hai bước: không tắt được, chỉ đổi được."))
    _require_proof(context, account, proof)
    _forget(context, account, account, AuditEvent.SECOND_FACTOR_REMOVED, keep=signed.digest)


def reset_second_factor(context: Context, actor: Actor, number: int) -> None:
    """Forget a person's app, as the administrator does for a lost telephone; all their sign-ins end."""
    with context.database.reading() as session:
        account = get_account(session, number)
    if account.totp_secret is not None:
        _forget(context, account, actor, AuditEvent.SECOND_FACTOR_RESET)


def make_recovery_codes(context: Context, signed: SignedIn, proof: Proof) -> tuple[str, ...]:
    """Ten new codes, which nobody can show again; earlier ones work no more. Raises ConflictError."""
    account = signed.account
    if account.totp_secret is None:
        raise ConflictError(message("Bật xác thực hai bước trước: mã dự phòng đi kèm ứng dụng xác thực."))
    _require_proof(context, account, proof)
    codes = _new_codes()
    with context.transaction(account) as tx:
        put_recovery_codes(tx.session, account.id, [_hash(account, item) for item in codes])
        _tell(context, tx, account, AuditEvent.RECOVERY_CODES_MADE)
    return codes


def recovery_codes_left(context: Context, number: int) -> int:
    """How many codes the person has not used."""
    with context.database.reading() as session:
        return count_recovery_codes(session, number)


def _require_proof(context: Context, account: Account, proof: Proof) -> None:
    require_password(context, account, proof.password)
    if account.totp_secret is not None and not _is_right(context, account, proof.code):
        refuse_proof(context, account, "mã xác thực không đúng")
        raise ConflictError(WRONG_CODE)


def _is_right(context: Context, account: Account, code: str, network: str = "") -> bool:
    """Whether it is the app's code of now or one step ago, unused, or a recovery code."""
    assert account.totp_secret is not None
    tried = try_answer(context, CounterKind.CODE, account.email)
    step = _step_of(_secret_of(context, account.totp_secret), code, context.clock.real())
    with context.transaction(account) as tx:
        is_app = step is not None and use_totp(tx.session, account.id, step)
        if not is_app and not use_recovery_code(tx.session, account.id, _hash(account, code)):
            return False
        if not is_app:
            _tell(context, tx, account, AuditEvent.RECOVERY_CODE_USED)
    was_right(context, tried, network)
    return True


def _secret_of(context: Context, sealed: str) -> str:
    """The secret that the person's authenticator app holds; raises UnauthenticatedError where our key was lost."""
    try:
        return seal_of(context.settings).open(sealed)
    except SealError as error:
        raise UnauthenticatedError(
            message("Hệ thống đã đổi khoá nên không kiểm tra được mã: nhờ quản trị viên bỏ ứng dụng xác thực cũ.")
        ) from error


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step of which it is the code: the present one or the one before; None where it is no code."""
    totp = pyotp.TOTP(secret, interval=STEP)
    present = int(now.timestamp()) // STEP
    digits = "".join(code.split())
    return next((s for s in (present, present - 1) if pyotp.utils.strings_equal(digits, totp.generate_otp(s))), None)


def _forget(context: Context, account: Account, actor: Actor, action: AuditEvent, keep: str = "") -> None:
    with context.transaction(actor) as tx:
        change_account(tx.session, account.id, totp_secret=None, totp_used=0)
        put_recovery_codes(tx.session, account.id, ())
        end_web_sessions(tx.session, account.id, but=[keep] if keep else [])
        forget_mistakes(tx.session, account.email, [CounterKind.CODE])
        _tell(context, tx, account, action)


def _tell(context: Context, tx: Transaction, account: Account, action: AuditEvent) -> None:
    """Put it on record, and write to the person, who may not have done it."""
    tx.record(action, agency=account.agency, subject=account.email)
    about = {
        "account": account,
        "done": _TOLD[action],
        "at": tx.utcnow.astimezone(VIETNAM),
        "left": count_recovery_codes(tx.session, account.id),
        "is_set": action not in {AuditEvent.SECOND_FACTOR_REMOVED, AuditEvent.SECOND_FACTOR_RESET},
        "address": context.settings.address,
    }
    enqueue_message(context, tx, account.email, MessageContent("second_factor", about))


def _new_codes() -> tuple[str, ...]:
    return tuple(_spaced(base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()) for _ in range(RECOVERY_CODES))


def _spaced(code: str) -> str:
    code = code.lower()
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _hash(account: Account, code: str) -> str:
    # A code is 80 random bits, so a plain hash is as safe as a slow one.
    bare = "".join(sign for sign in code[:100].lower() if sign.isalnum())
    return sha256_of(f"{account.id}:{bare}")
