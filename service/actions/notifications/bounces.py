"""Addresses that mails come back from: noted by hand or by the mail system, and taken back once they work."""

from __future__ import annotations

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.domain.errors import ConflictError, NotFoundError, message
from service.domain.organization.account import Account, email_form
from service.domain.text import clean
from service.storage.events import Event, add_event
from service.storage.organization.accounts import account_by_email, change_account, get_account

LONGEST_REASON = 500


def note_bounce(context: Context, actor: str, address: str, reason: str) -> Account:
    """Mails to the address came back: no reminder goes there any more. Raises ConflictError or NotFoundError."""
    email = email_form(address)
    with context.database.writing() as session:
        account = account_by_email(session, email)
        if account is None:
            raise NotFoundError(message("Không có người dùng với địa chỉ «{email}».", email=email))
        return _note(context, session, actor, account, reason)


def note_fault(context: Context, actor: str, number: int, reason: str) -> Account:
    """The same of a person; raises ConflictError or NotFoundError."""
    with context.database.writing() as session:
        return _note(context, session, actor, get_account(session, number), reason)


def clear_fault(context: Context, actor: str, number: int) -> None:
    """The address works again; raises NotFoundError."""
    with context.database.writing() as session:
        account = get_account(session, number)
        if account.mail_fault:
            change_account(session, number, mail_fault="")
            _event(context, session, actor, account, "account.mail_restored", "")


def _note(context: Context, session: Session, actor: str, account: Account, reason: str) -> Account:
    # What mail servers give as a reason may run to pages.
    said = " ".join(clean(reason)[0].split())[:LONGEST_REASON]
    if not said:
        raise ConflictError(message("Cần ghi vì sao thư bị trả lại."))
    if said != account.mail_fault:
        change_account(session, account.id, mail_fault=said)
        _event(context, session, actor, account, "account.mail_fault", said)
    return get_account(session, account.id)


def _event(context: Context, session: Session, actor: str, account: Account, action: str, reason: str) -> None:
    event = Event(context.clock.now(), actor, action, agency=account.agency, subject=account.email, reason=reason)
    add_event(session, event)
