"""Send waiting messages, urgent ones first, within the rate limit, over connections that are kept open.

Any number of these runs may go on at once: each claims a message in the database before it hands it over.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.notifications.outbox import attached, read_message
from service.actions.notifications.recheck import Cancel, Defer, Recheck, SendNow
from service.actions.transaction import SYSTEM, ask_again
from service.channels.registry import CHANNELS, Transport
from service.channels.smtp import OutgoingMessage, RenderedMessage
from service.domain.notifications.delivery import Attachment, DeliveryError, MessageState, next_try, rate_limit
from service.queue import Job
from service.sealing import SealError
from service.storage.models import MailRow
from service.storage.notifications.messages import (
    claim_mail,
    end_attempt,
    finish_mail,
    lock_dispatch,
    next_mail,
    next_slot,
    put_off_mail,
)
from service.watch import WatchedTask, Work

# Seconds between two looks for what may go, and for what may be written yet.
LOOK, SHORT_LOOK = 1.0, 0.2
log = structlog.get_logger()


# By channel; None where the settings have nobody: then messages are kept to be read.
Transports = dict[str, Transport | None]


@dataclass(frozen=True)
class Claimed:
    """A message that is this run's to hand over."""

    means: str
    parcel: OutgoingMessage
    attempts: int


@dataclass(frozen=True)
class Done:
    """A message that needs nothing more for now."""


@dataclass(frozen=True)
class Throttled:
    """The next message has to wait so many seconds for its turn."""

    wait: float


def run_delivery(
    context: Context, upkeep: Callable[[Context], None], recheck: Recheck, seconds: float, lingers: float = 0.0
) -> None:
    """Hand over what waits; after so many seconds ask for another run where more may wait.

    `upkeep` is called between messages, `recheck` says of each claimed one whether it is still to go. Once nothing
    waits, what is written within the seconds that it `lingers` is handed over too.
    """
    transports, ends = CHANNELS.transports(context.settings), time.monotonic() + seconds
    idle_until = time.monotonic() + lingers
    try:
        while (left := ends - time.monotonic()) > 0:
            upkeep(context)
            match _next(context, transports, recheck):
                case None if time.monotonic() >= idle_until:
                    return
                case None:
                    time.sleep(min(SHORT_LOOK, left))
                case Throttled(wait):
                    time.sleep(min(wait, left, LOOK))
                case Claimed() as claimed:
                    _hand_over(context, transports, claimed)
    finally:
        for transport in transports.values():
            if transport is not None:
                transport.close()
    ask_again(context.queue, Job.DELIVER)


def _next(context: Context, transports: Transports, recheck: Recheck) -> Claimed | Done | Throttled | None:
    """The next message that one of the transports may take, claimed; None where none waits any more."""
    with context.transaction(SYSTEM) as tx:
        lock_dispatch(tx.session)
        now = tx.utcnow
        found = next_mail(tx.session, transports.keys(), now)
        if found is None:
            return None
        mail, means = found
        free = next_slot(tx.session, means, rate_limit(context.settings.mails_per_minute), now)
        if free is not None:
            return Throttled((free - now).total_seconds())
        claimed = claim_mail(tx.session, mail, now)
        if claimed is None or not _is_to_be_sent(context, tx.session, claimed, recheck):
            return Done()
        if transports[means] is None:
            finish_mail(tx.session, mail, MessageState.KEPT, now)
            return Done()
        try:
            parcel = _parcel(context, claimed)
        except SealError as error:
            finish_mail(tx.session, mail, MessageState.FAILED, now, str(error))
            return Done()
        claimed.tried_at = now
        return Claimed(means, parcel, claimed.attempts)


def _parcel(context: Context, row: MailRow) -> OutgoingMessage:
    name, content = row.attachment_name, row.attachment
    enclosure = None if name is None or content is None else Attachment(name, content)
    written = RenderedMessage(row.subject, *read_message(context, row))
    return OutgoingMessage(row.id, row.recipient, written, row.unsubscribe, row.facts, enclosure)


def _hand_over(context: Context, transports: Transports, claimed: Claimed) -> None:
    """Hand it over and store what came of it; whoever cannot be reached is asked for nothing more in this run."""
    transport, parcel = transports[claimed.means], claimed.parcel
    assert transport is not None
    with context.watch.over(Work(WatchedTask.LETTER, parcel.id, claimed.attempts)):
        refused = _refusal(transport, parcel, context.clock.real())
    if refused is None:
        with context.transaction(SYSTEM) as tx:
            finish_mail(tx.session, parcel.id, MessageState.SENT, tx.utcnow)
        return
    log.warning("message not sent", message=parcel.id, attempts=claimed.attempts, error=str(refused))
    _try_again(context, claimed, str(refused)[:500])
    if refused.is_away:
        transport.close()
        del transports[claimed.means]


def _refusal(transport: Transport, parcel: OutgoingMessage, now: datetime) -> DeliveryError | None:
    """Why the message was not taken; None where it was."""
    try:
        transport.hand_over(parcel, now)
    except DeliveryError as error:
        return error
    return None


def _is_to_be_sent(context: Context, session: Session, row: MailRow, recheck: Recheck) -> bool:
    """Whether a claimed mail is to go now; a reminder is looked at once more, since things may have changed."""
    now = context.clock.real()
    if row.sealed_until is not None and row.sealed_until <= now:
        finish_mail(session, row.id, MessageState.WITHDRAWN, now)
        return False
    match recheck(context, session, row):
        case Cancel():
            finish_mail(session, row.id, MessageState.WITHDRAWN, now)
        case Defer(until):
            row.attempts -= 1  # nobody was asked to take it
            put_off_mail(session, row.id, now, until, row.failure)
        case SendNow(letter):
            if letter is not None:
                written = letter.written
                row.subject, row.text, row.html = written.subject, written.text, written.html
                row.attachment_name, row.attachment = attached(letter)
                session.flush()
            return True
    return False


def _try_again(context: Context, claimed: Claimed, failure: str) -> None:
    with context.transaction(SYSTEM) as tx:
        wait = next_try(claimed.attempts)
        end_attempt(tx.session, claimed.parcel.id, claimed.attempts, tx.utcnow, wait, failure)
