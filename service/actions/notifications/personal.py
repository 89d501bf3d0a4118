"""Something that happened, told to one person: a notice on the pages always, a mail unless they do without such."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.transaction import Transaction
from service.channels.smtp import MessageContent
from service.domain.organization.account import Account, Subscription
from service.storage.notifications.notices import add_notice


@dataclass(frozen=True)
class PersonalMessage:
    """What is told: the words, the page that it leads to, and the kind of mail, None for what nobody can do without."""

    letter: MessageContent
    path: str
    wish: Subscription | None = None


def notify_person(
    context: Context, tx: Transaction, person: Account, told: PersonalMessage, id_: str = "", *,
    is_bulk: bool = False, not_before: datetime | None = None, about: str = "",
) -> None:  # fmt: skip
    """Tell it with the change that it tells of; `id_` is the mail's, which waits until `not_before` of real time.

    Of mails to a person `about` different things of one series only the newest waits.
    """
    add_notice(tx.session, person.id, told.letter.subject, told.path, tx.now)
    if (told.wish is None or person.gets(told.wish)) and not person.mail_fault:
        enqueue_message(
            context, tx, person.email, told.letter, id_, is_bulk=is_bulk, not_before=not_before, about=about
        )
