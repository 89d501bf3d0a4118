"""What a person is told on the pages: the newest notices, how many are unread, and reading them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.actions.context import Context
from service.actions.transaction import SYSTEM
from service.domain.bilingual import in_both
from service.domain.errors import NotFoundError, message
from service.storage.notifications.notices import (
    count_unread,
    newest_notices,
    own_notice,
    read_all_notices,
    read_notice,
)

SHOWN = 100


@dataclass(frozen=True)
class Notice:
    """One of them, in every language that it was written in; `link` is a path of the pages."""

    number: int
    subject: str
    link: str
    at: datetime
    is_read: bool


def unread_notices(context: Context, account: int) -> int:
    """How many notices the person has not read."""
    with context.database.reading() as session:
        return count_unread(session, account)


def notices(context: Context, account: int) -> tuple[Notice, ...]:
    """The person's newest notices, the newest first."""
    with context.database.reading() as session:
        rows = newest_notices(session, account, SHOWN)
    return tuple(
        Notice(row.id, in_both(row.subject, row.subject_en), row.link, row.created_at, row.read_at is not None)
        for row in rows
    )


def open_notice(context: Context, account: int, number: int) -> str:
    """Note that the person has read it, and say where it leads; raises NotFoundError where it is not theirs."""
    with context.transaction(SYSTEM) as tx:
        row = own_notice(tx.session, account, number)
        if row is None:
            raise NotFoundError(message("Không có thông báo này."))
        read_notice(tx.session, account, number, tx.now)
        return row.link


def read_all(context: Context, account: int, up_to: int) -> None:
    """Note that the person has read everything up to that notice."""
    with context.transaction(SYSTEM) as tx:
        read_all_notices(tx.session, account, up_to, tx.now)
