"""Digests: a mail a day at most to each of Home Affairs, a line a week to each leader who wants it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.notifications.preferences import stop_address
from service.actions.periods.working_days import working_time
from service.actions.reminders.digest_content import PeriodDigest, daily_digest, period_digests, weekly_digest
from service.actions.transaction import SYSTEM
from service.channels.smtp import MessageContent
from service.domain.notifications.delivery import message_id
from service.domain.organization.account import Account, Subscription
from service.domain.reminders.digests import digest_before, planned_digest
from service.storage.reminders.digests import Digest, add_digest, begin_digest, first_planned, still_without, told_until


def send_digests(context: Context) -> int:
    """Send the digests that are due, and return how many; may be run any number of times, by any number at once."""
    done = 0
    with context.database.reading() as session:
        working = working_time(session)
    for wish in (Subscription.DAILY, Subscription.WEEKLY):
        planned = planned_digest(wish, working, context.clock.now())
        if planned is None:
            continue
        for person, letter in _letters(context, wish, planned):
            done += _enter(context, person, wish, planned, letter)
    return done


def _letters(context: Context, wish: Subscription, planned: datetime) -> list[tuple[Account, MessageContent | None]]:
    """What there is to say to each person whose digest is still to be made."""
    with context.database.reading() as session:
        people = still_without(session, wish, planned)
        periods = period_digests(context, session) if people else ()
        return [(roles[0], _letter(context, session, roles, wish, planned, periods)) for roles in people]


def _letter(
    context: Context,
    session: Session,
    roles: Sequence[Account],
    wish: Subscription,
    planned: datetime,
    periods: tuple[PeriodDigest, ...],
) -> MessageContent | None:
    person = roles[0]
    if wish is Subscription.WEEKLY:
        letter = weekly_digest(context, roles, periods)
    else:
        letter = daily_digest(context, session, person, periods, _since(session, person, planned))
    if letter is None:
        return None
    stop = stop_address(context, person.id, wish)
    return MessageContent(letter.template, {**letter.about, "address": context.settings.address, "stop": stop})


def _since(session: Session, person: Account, planned: datetime) -> datetime:
    """From when on things are new to the person: what no digest has told them, the first one looks back a day."""
    told = told_until(session, person.id, Subscription.DAILY)
    first = first_planned(session, person.id, Subscription.DAILY) or planned
    return told or digest_before(working_time(session), first)


def _enter(
    context: Context, person: Account, wish: Subscription, planned: datetime, letter: MessageContent | None
) -> bool:
    """Note that the digest is made, and post it where there is something to say; whether it was posted.

    Nothing is done where somebody else was faster.
    """
    with context.transaction(SYSTEM) as tx:
        if not begin_digest(tx.session, person.id, wish, planned):
            return False
        mail = None
        if letter is not None:
            id_ = message_id("digest", wish.value, planned.isoformat(), person.email)
            mail = enqueue_message(context, tx, person.email, letter, id_, letter.about["stop"], is_bulk=True)
        made = Digest(person.id, wish, planned, tx.now, mail)
        add_digest(tx.session, made)
    return mail is not None
