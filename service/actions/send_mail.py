"""Messages: stored with what they tell of, and handed over by a job afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.domain.delivery import Means
from service.mail import Letter
from service.queue import Job
from service.storage.mails import NewMail, add_mail


@dataclass(frozen=True)
class Posted:
    """A stored message, whose sending is asked for once the transaction is committed."""

    context: Context
    id: str

    def hint(self) -> None:
        """Ask for the sending of all that waits, so that once is enough for many."""
        self.context.queue.enqueue(Job.DELIVER)


def post(
    context: Context,
    session: Session,
    recipient: str,
    letter: Letter,
    id_: str = "",
    unsubscribe: str | None = None,
    means: Means = Means.MAIL,
    *,
    is_bulk: bool = False,
    facts: Mapping[str, str | None] | None = None,
) -> Posted:
    """Store a letter in the transaction at hand, under an id of its own or the one given; call hint() after it.

    `unsubscribe` is the address that ends such mail; one of many (`is_bulk`) lets urgent ones pass; `facts` are what a
    webhook tells a program beside the words.
    """
    written = letter.written
    mail = NewMail(
        id_ or uuid.uuid4().hex, recipient, written.subject, written.text, written.html, unsubscribe, means, is_bulk,
        facts, *attached(letter),
    )  # fmt: skip
    add_mail(session, mail, context.clock.real())
    return Posted(context, mail.id)


def attached(letter: Letter) -> tuple[str, bytes] | tuple[None, None]:
    """Name and content of what goes with a letter."""
    enclosure = letter.enclosure
    return (None, None) if enclosure is None else (enclosure.name, enclosure.content)
