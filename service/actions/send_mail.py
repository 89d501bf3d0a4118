"""Letters: stored with what they tell of, and sent by a job afterwards; without a mail server they lie readable."""

from __future__ import annotations

import smtplib
import uuid
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.reminder_now import Current, PutOff, Withdrawn, present_state
from service.domain.delivery import next_try
from service.mail import Letter, Written, mail_server, write
from service.queue import Job
from service.storage.mails import (
    FAILED,
    KEPT,
    SENT,
    WITHDRAWN,
    NewMail,
    add_mail,
    claim_mail,
    finish_mail,
    put_off_mail,
)
from service.storage.models import MailRow

# A worker that died between claim and sending may have sent it, so the mail rests: at most once an hour, never lost.
LEASE = timedelta(hours=1)

log = structlog.get_logger()


@dataclass(frozen=True)
class Posted:
    """A stored letter, whose sending is asked for once the transaction is committed."""

    context: Context
    id: str

    def hint(self) -> None:
        """Ask for the sending."""
        self.context.queue.enqueue(Job.SEND_MAIL, self.id)


def post(context: Context, session: Session, recipient: str, letter: Letter, id_: str = "") -> Posted:
    """Store a letter in the transaction at hand, under an id of its own or the one given; call hint() after it."""
    written = write(letter)
    mail = NewMail(id_ or uuid.uuid4().hex, recipient, written.subject, written.text, written.html)
    add_mail(session, mail, context.clock.real())
    return Posted(context, mail.id)


def send_mail(context: Context, mail: str) -> None:
    """Send a stored letter unless it is sent or there is no reason for it any more; may be run any number of times."""
    now = context.clock.real()
    server = mail_server(context.settings.smtp_url, context.settings.mail_sender)
    with context.database.writing() as session:
        row = claim_mail(session, mail, now, LEASE)
        if row is None or not _is_to_be_sent(context, session, row):
            return
        if server is None:
            finish_mail(session, mail, KEPT, now)
            return
        letter = Written(row.subject, row.text, row.html)
    try:
        server.send(row.recipient, letter, row.id, now)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail not sent", mail=mail, attempts=row.attempts, error=str(error))
        _try_again(context, row, str(error)[:500])
        return
    with context.database.writing() as session:
        finish_mail(session, mail, SENT, context.clock.real())


def _is_to_be_sent(context: Context, session: Session, row: MailRow) -> bool:
    """Whether a claimed mail is to go now; a reminder is looked at once more, since things may have changed."""
    now = context.clock.real()
    match present_state(context, session, row):
        case Withdrawn():
            finish_mail(session, row.id, WITHDRAWN, now)
        case PutOff(until):
            put_off_mail(session, row.id, now, until, row.failure)
        case Current(letter):
            if letter is not None:
                written = write(letter)
                row.subject, row.text, row.html = written.subject, written.text, written.html
                session.flush()
            return True
    # A return ends the transaction well, so what was decided is kept.
    return False


def _try_again(context: Context, row: MailRow, failure: str) -> None:
    wait, now = next_try(row.attempts), context.clock.real()
    with context.database.writing() as session:
        if wait is None:
            finish_mail(session, row.id, FAILED, now, failure)
        else:
            put_off_mail(session, row.id, now, now + wait, failure)
