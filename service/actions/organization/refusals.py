"""Attempts that were refused and that an auditor should know of; while one goes on it is on record once."""

from __future__ import annotations

from collections.abc import Hashable

import structlog

from service.actions.context import Context
from service.actions.transaction import VISITOR, Actor
from service.domain.audit import LONGEST_SUBJECT, AuditEvent
from service.domain.errors import UnavailableError
from service.domain.organization.access import Caller
from service.domain.organization.account import Account, email_form
from service.domain.organization.throttle import CounterKind
from service.storage.organization.accounts import account_by_email

NOBODYS_ADDRESS = "địa chỉ không có tài khoản"
HOW = {CounterKind.CODE: "mã xác thực", CounterKind.CURRENT: "mật khẩu hiện tại"}

log = structlog.get_logger()


def address_on_record(account: Account | None) -> str:
    """What the log calls whoever an address stands for: what was typed may be a secret, so nobody's is not kept."""
    return NOBODYS_ADDRESS if account is None else account.email


def record_wait(context: Context, kind: CounterKind, email: str) -> None:
    """Put on record that answers for that person come faster than they are taken."""
    with context.database.reading() as session:
        account = account_by_email(session, email_form(email))
    number, agency = (None, None) if account is None else (account.id, account.agency)
    how = HOW.get(kind, "mật khẩu")
    _record_once(
        context, VISITOR, AuditEvent.SIGN_IN_THROTTLED, address_on_record(account), how, agency, key=(kind, number)
    )


def record_refused_access(context: Context, caller: Caller, endpoint: str, path: str) -> None:
    """Put on record that somebody asked for what is not theirs."""
    key = (caller.name, caller.account, caller.role, caller.agency, endpoint)
    subject = path[:LONGEST_SUBJECT]
    _record_once(context, caller, AuditEvent.ACCESS_REFUSED, subject, caller.role.label, caller.agency, key=key)


def _record_once(
    context: Context, actor: Actor, action: AuditEvent, subject: str, reason: str, agency: str | None, key: Hashable
) -> None:
    context.refused.get((action, key), lambda: _record(context, actor, action, subject, reason, agency))


def _record(context: Context, actor: Actor, action: AuditEvent, subject: str, reason: str, agency: str | None) -> bool:
    try:
        with context.transaction(actor) as tx:
            tx.record(action, agency=agency, subject=subject, reason=reason)
    except UnavailableError as error:
        # Who was refused learns that all the same.
        log.warning("a refused attempt is not on record", action=action.value, error=str(error))
    return True
