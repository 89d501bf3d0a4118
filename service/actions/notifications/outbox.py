"""Messages: stored with what they tell of, and handed over by a job afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.actions.context import Context
from service.actions.transaction import Transaction
from service.channels.smtp import MessageContent
from service.domain.notifications.delivery import BY_MAIL
from service.queue import Job
from service.sealing import seal_of
from service.storage.models import MailRow
from service.storage.notifications.messages import NewMail, add_mail


@dataclass(frozen=True)
class Link:
    """A letter's link that lets in whoever has it: whose it is, and until when."""

    account: int
    until: datetime


def enqueue_message(
    context: Context,
    tx: Transaction,
    recipient: str,
    letter: MessageContent,
    id_: str = "",
    unsubscribe: str | None = None,
    means: str = BY_MAIL,
    *,
    is_bulk: bool = False,
    facts: Mapping[str, str | None] | None = None,
    link: Link | None = None,
    not_before: datetime | None = None,
    about: str = "",
) -> str:
    """Store a letter with the change that it tells of, and say its id: its own, or the one given.

    Delivery is asked for after the commit, once for all letters.

    `unsubscribe` is the address that ends such mail; one of many (`is_bulk`) lets urgent ones pass; `facts` are what a
    webhook tells a program beside the words; a letter with a `link` is stored sealed. It waits until `not_before`, a
    moment of real time. Of letters to a person `about` different things of one series only the newest waits.
    """
    written = letter.written
    text, html = written.text, written.html
    if link is not None:
        seal = seal_of(context.settings)
        text, html = seal.close(text), seal.close(html)
    name, content = attached(letter)
    mail = NewMail(
        id=id_ or uuid.uuid4().hex, recipient=recipient, subject=written.subject, text=text, html=html,
        unsubscribe=unsubscribe, means=means, is_bulk=is_bulk, facts=facts, attachment_name=name, attachment=content,
        sealed_for=None if link is None else link.account, sealed_until=None if link is None else link.until,
        not_before=not_before, about=about,
    )  # fmt: skip
    add_mail(tx.session, mail, tx.utcnow)
    tx.enqueue(Job.DELIVER)
    return mail.id


def read_message(context: Context, row: MailRow) -> tuple[str, str]:
    """A stored letter's words, as text and as HTML; raises SealError where they were sealed with another key."""
    if row.sealed_until is None:
        return row.text, row.html
    seal = seal_of(context.settings)
    return seal.open(row.text), seal.open(row.html)


def attached(letter: MessageContent) -> tuple[str, bytes] | tuple[None, None]:
    """Name and content of what goes with a letter."""
    enclosure = letter.enclosure
    return (None, None) if enclosure is None else (enclosure.name, enclosure.content)
