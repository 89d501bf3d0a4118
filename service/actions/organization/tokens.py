"""API tokens: made once, shown once, kept only as a hash; each ends, and may what it was given for."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

import structlog

from service.actions.context import Context
from service.actions.organization.agencies import require_present
from service.actions.periods.presence import told_end
from service.actions.transaction import ADMINISTRATION, Actor
from service.domain.audit import AuditEvent, Property, differences
from service.domain.errors import EntryError, UnauthenticatedError, UnavailableError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.access import PERMITTED, Caller, Permission
from service.domain.reporting.period import official_moment
from service.storage.models import TokenRow
from service.storage.organization.tokens import StoredToken, add_token, all_tokens, find_token, mark_used, revoke

LONGEST_NAME = 200
# In days: how long a token works where nothing is said, and at most.
LIFE, LONGEST_LIFE = 365, 1096
# When it was used last is kept to the hour, so that filings in a rush do not wait for it.
TOUCH = timedelta(hours=1)

log = structlog.get_logger()


def issue_token(
    context: Context, caller: Caller, secret: str | None = None, actor: Actor = ADMINISTRATION, days: int = LIFE
) -> str:
    """A new token for the caller, for so many days; raises EntryError with the field that will not do.

    It permits what the caller's role may of what it was given for, and no more where the role may more one day.
    """
    _require_sound(caller, days)
    caller = replace(caller, permits=caller.permits & PERMITTED[caller.role])
    token = secret or f"tonghop_{secrets.token_urlsafe(32)}"
    with context.transaction(actor) as tx:
        if caller.agency is not None:
            require_present(tx.session, tx.now, caller.agency)
        expires_at = tx.utcnow + timedelta(days=days)
        add_token(tx.session, _hash(token), caller, tx.utcnow, expires_at)
        said = {
            Property.EXPIRES: official_moment(expires_at),
            Property.PERMITS: ", ".join(item.label for item in Permission if item in caller.permits),
        }
        tx.record(
            AuditEvent.TOKEN_ISSUED, agency=caller.agency, subject=caller.name, reason=caller.role.label,
            changes=differences({}, said),
        )  # fmt: skip
    return token


def _require_sound(caller: Caller, days: int) -> None:
    if caller.role.has_unit != (caller.agency is not None):
        said = message("Mã của cán bộ báo cáo, lãnh đạo đơn vị cần kèm đơn vị; mã của các vai trò khác thì không.")
        raise EntryError("agency", said)
    if len(caller.name) > LONGEST_NAME:
        raise EntryError("name", message("Tên của mã truy cập dài tối đa {limit} ký tự.", limit=LONGEST_NAME))
    if not caller.permits & PERMITTED[caller.role]:
        can = "; ".join(item.label for item in Permission if item in PERMITTED[caller.role])
        said = message("Chọn ít nhất một việc trong những việc mà mã của {role} làm được: {can}.",
                       role=caller.role.label, can=can)  # fmt: skip
        raise EntryError("permits", said)
    if not 1 <= days <= LONGEST_LIFE:
        raise EntryError("days", message("Thời hạn của mã truy cập là từ 1 đến {limit} ngày.", limit=LONGEST_LIFE))


def list_tokens(context: Context) -> list[TokenRow]:
    """Every token, the newest first; what they are is known to nobody."""
    with context.database.reading() as session:
        return all_tokens(session)


def revoke_token(context: Context, actor: Actor, token: int) -> None:
    """End a token; within a few seconds nobody gets in with it."""
    with context.transaction(actor) as tx:
        ended = revoke(tx.session, token, tx.utcnow)
        if ended is not None:
            tx.record(AuditEvent.TOKEN_REVOKED, agency=ended.agency, subject=ended.name)


def authenticate(context: Context, token: str) -> Caller:
    """Who the token stands for, as of a few seconds ago at most; raises UnauthenticatedError."""
    return context.recent.get(("token", token), lambda: _find_caller(context, token))


def _find_caller(context: Context, token: str) -> Caller:
    with context.database.reading() as session:
        found = find_token(session, _hash(token))
        ended = None if found is None else told_end(session, context.clock.now(), found.caller.agency)
    if found is None:
        raise UnauthenticatedError(message("Mã truy cập API không đúng hoặc đã bị thu hồi."))
    now = context.clock.real()
    if found.expires_at is None or found.expires_at <= now:
        raise UnauthenticatedError(message("Mã truy cập API đã hết hạn: đề nghị quản trị viên cấp mã mới."))
    if ended is not None:
        raise UnauthenticatedError(ended)
    if found.last_used_at is None or abs(now - found.last_used_at) > TOUCH:
        _note_use(context, found)
    return found.caller


def _note_use(context: Context, token: StoredToken) -> None:
    """Keep when it was used; a database that cannot be written to just now keeps nobody from reading."""
    try:
        with context.transaction(token.caller) as tx:
            mark_used(tx.session, token.number, tx.utcnow)
    except UnavailableError as error:
        log.warning("the last use of a token is not noted", token=token.number, error=str(error))


def _hash(token: str) -> str:
    # A token is 256 random bits, so a plain hash is as safe as a slow one.
    return sha256_of(token)
