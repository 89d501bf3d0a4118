"""Addresses that mails come back from: noted by hand or by the mail system, and taken back once they work."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.transaction import Actor, Transaction
from service.domain.audit import AuditEvent, Property, differences
from service.domain.errors import ConflictError, NotFoundError, message
from service.domain.notation.text import clean
from service.domain.organization.account import Account, email_form
from service.storage.organization.accounts import account_by_email, change_account, get_account

LONGEST_REASON = 500


def record_bounce(context: Context, actor: Actor, address: str, reason: str) -> Account:
    """Mails to the address came back: no reminder goes there any more. Raises ConflictError or NotFoundError."""
    email = email_form(address)
    with context.transaction(actor) as tx:
        account = account_by_email(tx.session, email)
        if account is None:
            raise NotFoundError(message("Không có người dùng với địa chỉ «{email}».", email=email))
        return _note(tx, account, reason)


def mark_bouncing(context: Context, actor: Actor, number: int, reason: str) -> Account:
    """The same of a person; raises ConflictError or NotFoundError."""
    with context.transaction(actor) as tx:
        return _note(tx, get_account(tx.session, number), reason)


def clear_bouncing(context: Context, actor: Actor, number: int) -> None:
    """The address works again; raises NotFoundError."""
    with context.transaction(actor) as tx:
        account = get_account(tx.session, number)
        if account.mail_fault:
            change_account(tx.session, number, mail_fault="")
            changes = differences({Property.MAIL_FAULT: account.mail_fault}, {})
            tx.record(AuditEvent.ACCOUNT_MAIL_RESTORED, agency=account.agency, subject=account.email, changes=changes)


def _note(tx: Transaction, account: Account, reason: str) -> Account:
    # What mail servers give as a reason may run to pages.
    said = " ".join(clean(reason)[0].split())[:LONGEST_REASON]
    if not said:
        raise ConflictError(message("Cần ghi vì sao thư bị trả lại."))
    if said != account.mail_fault:
        change_account(tx.session, account.id, mail_fault=said)
        tx.record(AuditEvent.ACCOUNT_MAIL_FAULT, agency=account.agency, subject=account.email, reason=said)
    return get_account(tx.session, account.id)
