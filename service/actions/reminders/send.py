"""Send due reminders: log each one, record the event and queue the message, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.reminders.due import OpenPeriod, due_reminders, running_periods
from service.actions.reminders.letters import ReminderSubject, reminder_message
from service.actions.reminders.recipients import Recipients, recipients_of
from service.actions.transaction import Transaction
from service.channels.registry import CHANNELS, DeliveryChannel
from service.channels.smtp import MessageContent
from service.clock import SKEW
from service.domain.audit import AuditEvent
from service.domain.notifications.delivery import BY_MAIL, message_id
from service.domain.organization.account import Account
from service.domain.reminders.schedule import DueReminder, RecipientRole, ReminderRule
from service.storage.notifications.notices import add_notice
from service.storage.periods.periods import get_period, lock_period
from service.storage.reminders.reminders import (
    Reminder,
    ReminderOutcome,
    add_reminders,
    are_some_premature,
    forget_premature,
)

ACTOR = "Lịch nhắc nộp"


@dataclass(frozen=True)
class ReminderMessage:
    """One message that is due: a step to a person by one channel, about one unit, or about many to Home Affairs."""

    run: OpenPeriod
    step: ReminderRule
    channel: DeliveryChannel
    audience: RecipientRole
    person: Account
    about: tuple[DueReminder, ...]
    letter: MessageContent

    @cached_property
    def id(self) -> str:
        """The same whenever it is asked for; once, since one to Home Affairs may speak of thousands of units."""
        units = [f"{due.owed.agency} {due.owed.anchor.isoformat()}" for due in self.about]
        return message_id(self.run.opened.code, self.step.name, self.person.email, self.channel.name, *units)

    @property
    def subject(self) -> str:
        """Its subject."""
        return self.letter.written.subject

    @property
    def link(self) -> str:
        """Where it leads."""
        return str(self.letter.about["link"])

    @property
    def facts(self) -> dict[str, str | None]:
        """What a program is told beside the words; a message to Home Affairs is about no unit alone."""
        is_for_all = self.audience is RecipientRole.HOME_AFFAIRS
        return {
            "step": self.step.name,
            "period": self.run.opened.code,
            "agency": None if is_for_all else self.about[0].owed.agency,
            "audience": self.audience.seen_outside,
            "name": self.person.name,
            "link": self.link,
        }


@dataclass(frozen=True)
class PlannedMessages:
    """The messages that steps come to, and the people whom no mail is sent to, since mails to them come back."""

    messages: tuple[ReminderMessage, ...]
    faulty: tuple[tuple[DueReminder, Account, RecipientRole], ...]


@dataclass(frozen=True)
class ReminderBatch:
    """What a moment asks for: steps that are due, and the messages that they come to."""

    run: OpenPeriod
    due: tuple[DueReminder, ...]
    messages: tuple[ReminderMessage, ...]


def find_due_batches(context: Context, session: Session) -> Iterator[ReminderBatch]:
    """Find what is due now in each open period; nothing is written."""
    now = context.clock.now()
    for run in running_periods(context, session):
        due = due_reminders(context, session, run, now)
        if due:
            yield ReminderBatch(run, tuple(due), _found(context, session, run, due).messages)


def plan_due_batches(context: Context) -> tuple[ReminderBatch, ...]:
    """Find what is due without sending it (dry run)."""
    with context.database.reading() as session:
        return tuple(find_due_batches(context, session))


def send_reminders(context: Context) -> tuple[ReminderMessage, ...]:
    """Send what is due now; may be run any number of times, by any number of processes at once."""
    _forget_premature(context)
    done: list[ReminderMessage] = []
    for batch in plan_due_batches(context):
        with context.transaction(ACTOR) as tx:
            # A concurrent run blocks on this lock, then finds nothing left to do.
            lock_period(tx.session, batch.run.opened.code)
            if get_period(tx.session, batch.run.opened.code).closed_at is not None:
                continue
            due = due_reminders(context, tx.session, batch.run, tx.now)
            found = _found(context, tx.session, batch.run, due)
            _enter(context, tx, due, found)
        done += found.messages
    return tuple(done)


def _forget_premature(context: Context) -> None:
    """A clock that was ahead skipped steps whose moments are still to come: these are due at their times after all."""
    ahead = context.clock.now() + SKEW
    with context.database.reading() as session:
        is_clear = not are_some_premature(session, ahead)
    if is_clear:
        return
    with context.transaction(ACTOR) as tx:
        forget_premature(tx.session, ahead)


def _enter(context: Context, tx: Transaction, due: Sequence[DueReminder], found: PlannedMessages) -> None:
    """Write the book: a line for each message, and for what was overtaken or could reach nobody."""
    now = tx.now
    reached: defaultdict[str, dict[str, None]] = defaultdict(dict)
    lines = []
    for item in found.messages:
        mail = _tell(context, tx, item)
        address = item.person.email
        for one in item.about:
            reached[one.owed.agency][address] = None
            written = (item.audience.value, address, item.channel.name, mail)
            lines.append(_line(one, item.step, ReminderOutcome.WRITTEN, now, *written))
    for one, person, audience in found.faulty:
        lines.append(_line(one, one.step, ReminderOutcome.UNREACHABLE, now, audience.value, person.email, BY_MAIL))
    named = {(line.agency, line.step) for line in lines}
    for one in due:
        lines += [_line(one, step, ReminderOutcome.OVERTAKEN, now) for step in one.overtaken]
        if one.owed.agency in reached:
            to = ", ".join(reached[one.owed.agency])[:200]
            owed = one.owed
            tx.record(
                AuditEvent.UNIT_REMINDED, period=owed.period, agency=owed.agency, subject=to, reason=one.step.title
            )  # fmt: skip
        elif (one.owed.agency, one.step.name) not in named:
            lines.append(_line(one, one.step, ReminderOutcome.UNREACHABLE, now))
    add_reminders(tx.session, lines)


def _tell(context: Context, tx: Transaction, item: ReminderMessage) -> str | None:
    """Put a message where it is read; what has to be sent is posted, and its id said."""
    if item.channel.connect is None:
        path = item.link.removeprefix(context.settings.address)
        add_notice(tx.session, item.person.id, item.letter.subject, path, tx.now)
        return None
    facts, name = item.facts if item.channel.has_facts else None, item.channel.name
    return enqueue_message(context, tx, item.person.email, item.letter, item.id, means=name, is_bulk=True, facts=facts)


def _line(due: DueReminder, step: ReminderRule, outcome: ReminderOutcome, now: datetime, *written: Any) -> Reminder:
    owed = due.owed
    return Reminder(owed.period, owed.agency, owed.anchor, step.name, outcome, now, *written)


def _found(context: Context, session: Session, run: OpenPeriod, due: Sequence[DueReminder]) -> PlannedMessages:
    """The messages of these steps, in the order of units; those to Home Affairs come last, one a step and person."""
    known = recipients_of(session, [one.owed.agency for one in due])
    there = CHANNELS.there(context.settings)
    messages: list[ReminderMessage] = []
    faulty: list[tuple[DueReminder, Account, RecipientRole]] = []
    for_home_affairs: defaultdict[str, list[DueReminder]] = defaultdict(list)
    told: set[tuple[str, str, str]] = set()
    for one in due:
        if RecipientRole.HOME_AFFAIRS in one.step.to:
            for_home_affairs[one.step.name].append(one)
        for person, audience in known.of_unit(one.step, one.owed.agency).values():
            messages += _by_each_channel(context, run, audience, person, known, there, (one,))
            faulty += [(one, person, audience)] if person.mail_fault else []
            told.add((one.step.name, one.owed.agency, person.email))
    for about in for_home_affairs.values():
        for person in known.home_affairs:
            # Who works for an agency as well was told of that one as its own.
            rest = tuple(one for one in about if (one.step.name, one.owed.agency, person.email) not in told)
            if rest:
                messages += _by_each_channel(context, run, RecipientRole.HOME_AFFAIRS, person, known, there, rest)
                faulty += [(one, person, RecipientRole.HOME_AFFAIRS) for one in rest] if person.mail_fault else []
    return PlannedMessages(tuple(messages), tuple(faulty))


def _by_each_channel(
    context: Context, run: OpenPeriod, audience: RecipientRole, person: Account, known: Recipients,
    there: Mapping[str, DeliveryChannel], about: tuple[DueReminder, ...],
) -> Iterator[ReminderMessage]:  # fmt: skip
    """The same to one person by every channel of the step that is there, by mail unless mails come back."""
    step = about[0].step
    told = [ReminderSubject(known.units[one.owed.agency], one.owed.anchor) for one in about]
    letter = reminder_message(context, run, step, audience, person, told)
    for channel in (there[name] for name in step.by if name in there):
        if not (channel.comes_back and person.mail_fault):
            yield ReminderMessage(run, step, channel, audience, person, about, letter)
