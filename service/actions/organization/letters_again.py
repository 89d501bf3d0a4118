"""Letters that were kept or given up, sent again; where the link in one has ended, a new invitation goes instead."""

from __future__ import annotations

from dataclasses import dataclass

from service.actions.context import Context
from service.actions.organization.accounts import post_invitation
from service.actions.transaction import Actor, Transaction
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, NotFoundError, message
from service.domain.notifications.delivery import MessageState
from service.queue import Job
from service.storage.models import MailRow
from service.storage.notifications.messages import finish_mail, has_live_letter, requeue_mail, unsent_mails
from service.storage.organization.accounts import get_account


@dataclass(frozen=True)
class LettersAgain:
    """How many letters wait to be sent again, went anew with a new link, and are of no use any more."""

    requeued: int
    renewed: int
    ended: int


def send_again(context: Context, actor: Actor, mail: str | None = None) -> LettersAgain:
    """Send again a letter that was kept or given up, or all of them where none is given.

    Raises ConflictError without a mail server, and NotFoundError where there is no such letter.
    """
    if not context.settings.smtp_url:
        raise ConflictError(message("Chưa đặt máy chủ thư (TONGHOP_SMTP_URL) nên chưa gửi lại được."))
    done: list[MessageState | None] = []
    with context.transaction(actor) as tx:
        for row in unsent_mails(tx.session, mail):
            done.append(_again(context, tx, row))
        if mail is not None and not done:
            raise NotFoundError(message("Thư này không còn chờ gửi lại."))
        tx.enqueue(Job.DELIVER)
    return LettersAgain(done.count(MessageState.WAITING), done.count(None), done.count(MessageState.WITHDRAWN))


def _again(context: Context, tx: Transaction, row: MailRow) -> MessageState | None:
    """What becomes of one letter; None where a new one goes in its place."""
    has_ended = row.sealed_for is not None and (row.sealed_until is None or row.sealed_until <= tx.utcnow)
    if not has_ended:
        requeue_mail(tx.session, row.id, tx.utcnow)
        tx.record(AuditEvent.LETTER_SENT_AGAIN, subject=row.recipient)
        return MessageState.WAITING
    assert row.sealed_for is not None
    finish_mail(tx.session, row.id, MessageState.WITHDRAWN, tx.utcnow)
    account = get_account(tx.session, row.sealed_for)
    # Whoever has a newer link, or a password, has no use for the old letter.
    if not account.awaits_sign_in or has_live_letter(tx.session, account.id, tx.utcnow):
        return MessageState.WITHDRAWN
    post_invitation(context, tx, account, is_bulk=True)
    return None
