"""Letters: stored with what they tell of, and sent by a job afterwards; without a mail server they lie readable."""

from __future__ import annotations

import smtplib
import uuid
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.mail import Letter, Written, mail_server, write
from service.queue import Job
from service.storage.mails import FAILED, KEPT, SENT, WAITING, NewMail, add_mail, claim_mail, finish_mail

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8

log = structlog.get_logger()


@dataclass(frozen=True)
class Posted:
    """A stored letter, whose sending is asked for once the transaction is committed."""

    context: Context
    id: str

    def hint(self) -> None:
        """Ask for the sending."""
        self.context.queue.enqueue(Job.SEND_MAIL, self.id)


def post(context: Context, session: Session, recipient: str, letter: Letter) -> Posted:
    """Store a letter in the transaction at hand; call hint() after it."""
    written = write(letter)
    mail = NewMail(uuid.uuid4().hex, recipient, written.subject, written.text, written.html)
    add_mail(session, mail, context.clock.real())
    return Posted(context, mail.id)


def send_mail(context: Context, mail: str) -> None:
    """Send a stored letter unless it is sent; may be run any number of times."""
    now = context.clock.real()
    server = mail_server(context.settings.smtp_url, context.settings.mail_sender)
    with context.database.writing() as session:
        row = claim_mail(session, mail, now, LEASE)
        if row is not None and server is None:
            finish_mail(session, mail, KEPT, now)
    if row is None or server is None:
        return
    try:
        server.send(row.recipient, Written(row.subject, row.text, row.html), row.id, now)
        state, failure = SENT, ""
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail not sent", mail=mail, attempts=row.attempts, error=str(error))
        state, failure = (FAILED if row.attempts >= MAX_ATTEMPTS else WAITING), str(error)[:500]
    with context.database.writing() as session:
        finish_mail(session, mail, state, context.clock.real(), failure)
