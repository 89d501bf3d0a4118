"""API tokens: made once, shown once, kept only as a hash."""

from __future__ import annotations

import secrets

from service.actions.context import Context
from service.actions.transaction import ADMINISTRATION, Actor
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, UnauthenticatedError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.access import Caller
from service.storage.models import TokenRow
from service.storage.organization.agencies import get_agency
from service.storage.organization.tokens import add_token, all_tokens, caller_of, revoke

LONGEST_NAME = 200


def issue_token(context: Context, caller: Caller, secret: str | None = None, actor: Actor = ADMINISTRATION) -> str:
    """A new token for the caller; raises ConflictError where role, unit and name will not do."""
    if caller.role.has_unit != (caller.agency is not None):
        raise ConflictError(
            message("Mã của cán bộ báo cáo (officer) và lãnh đạo (leader) cần kèm đơn vị; các vai trò khác thì không.")
        )
    if len(caller.name) > LONGEST_NAME:
        raise ConflictError(message("Tên của mã truy cập dài tối đa {limit} ký tự.", limit=LONGEST_NAME))
    token = secret or f"tonghop_{secrets.token_urlsafe(32)}"
    with context.transaction(actor) as tx:
        if caller.agency is not None:
            get_agency(tx.session, caller.agency)
        add_token(tx.session, _hash(token), caller, tx.utcnow)
        tx.record(AuditEvent.TOKEN_ISSUED, agency=caller.agency, subject=caller.name, reason=caller.role.label)
    return token


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
        caller = caller_of(session, _hash(token))
    if caller is None:
        raise UnauthenticatedError(message("Mã truy cập API không đúng hoặc đã bị thu hồi."))
    return caller


def _hash(token: str) -> str:
    # A token is 256 random bits, so a plain hash is as safe as a slow one.
    return sha256_of(token)
