"""The ladder of reminders climbs: what is due is written into its book and posted, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.owing import Running, due_now, running
from service.actions.reminder_letters import About, reminder_letter
from service.actions.send_mail import Posted, post
from service.domain.access import Role
from service.domain.account import Account
from service.domain.agency import Agency
from service.domain.delivery import Means, message_id
from service.domain.reminders import Audience, Due, Step
from service.mail import Letter, write
from service.storage.accounts import people_of_units, people_with_role
from service.storage.agencies import all_agencies
from service.storage.events import Event, add_event
from service.storage.periods import get_period, hold_period
from service.storage.reminders import Outcome, Reminder, add_reminders

ACTOR = "Lịch nhắc nộp"


@dataclass(frozen=True)
class Message:
    """One mail that is due: a step to a person, about one unit, or about many to Home Affairs."""

    run: Running
    step: Step
    audience: Audience
    person: Account
    about: tuple[Due, ...]
    letter: Letter

    @property
    def id(self) -> str:
        """The same whenever it is asked for."""
        units = [f"{due.owed.agency} {due.owed.anchor.isoformat()}" for due in self.about]
        return message_id(self.run.opened.code, self.step.name, self.person.email, Means.MAIL, *units)

    @property
    def subject(self) -> str:
        """The mail's subject."""
        return write(self.letter).subject


@dataclass(frozen=True)
class Climb:
    """What a moment asks for: steps that are due, and the mails that they come to."""

    run: Running
    due: tuple[Due, ...]
    messages: tuple[Message, ...]


def look(context: Context, session: Session) -> Iterator[Climb]:
    """What is due now in each open period; nothing is written."""
    now = context.clock.now()
    for run in running(context, session):
        due = due_now(context, session, run, now)
        if due:
            yield Climb(run, tuple(due), tuple(_messages(context, session, run, due)))


def what_is_due(context: Context) -> tuple[Climb, ...]:
    """The same for whoever only wants to know."""
    with context.database.reading() as session:
        return tuple(look(context, session))


def remind(context: Context) -> tuple[Message, ...]:
    """Send what is due now; may be run any number of times, by any number of processes at once."""
    done: list[Message] = []
    for climb in what_is_due(context):
        with context.database.writing() as session:
            # Whoever comes second waits here, looks again, and finds it done.
            hold_period(session, climb.run.opened.code)
            if get_period(session, climb.run.opened.code).closed_at is not None:
                continue
            due = due_now(context, session, climb.run, context.clock.now())
            messages = list(_messages(context, session, climb.run, due))
            posted = _enter(context, session, due, messages)
        for letter in posted:
            letter.hint()
        done += messages
    return tuple(done)


def _enter(context: Context, session: Session, due: Sequence[Due], messages: Sequence[Message]) -> list[Posted]:
    """Write the book: a mail for each message, and a line for what was overtaken or could reach nobody."""
    now: datetime = context.clock.now()
    posted = [post(context, session, item.person.email, item.letter, item.id) for item in messages]
    reached: defaultdict[str, list[str]] = defaultdict(list)
    lines = []
    for item in messages:
        for one in item.about:
            reached[one.owed.agency].append(item.person.email)
            lines.append(
                _line(one, item.step, Outcome.WRITTEN, now, item.audience.value, item.person.email, "mail", item.id)
            )
    for one in due:
        lines += [_line(one, step, Outcome.OVERTAKEN, now) for step in one.overtaken]
        if one.owed.agency in reached:
            to = ", ".join(reached[one.owed.agency])[:200]
            add_event(session, Event(now, ACTOR, "unit.reminded", one.owed.period, one.owed.agency, to, one.step.title))
        else:
            lines.append(_line(one, one.step, Outcome.UNREACHABLE, now))
    add_reminders(session, lines)
    return posted


def _line(due: Due, step: Step, outcome: Outcome, now: datetime, *written: str) -> Reminder:
    owed = due.owed
    return Reminder(owed.period, owed.agency, owed.anchor, step.name, outcome, now, *written)


def _messages(context: Context, session: Session, run: Running, due: Sequence[Due]) -> Iterator[Message]:
    """The mails of these steps, in the order of units; those to Home Affairs come last, one a step and person."""
    units = {agency.code: agency for agency in all_agencies(session)}
    above = {parent for one in due if (parent := units[one.owed.agency].parent) is not None}
    people = people_of_units(session, {*(one.owed.agency for one in due), *above})
    for_home_affairs: defaultdict[str, list[Due]] = defaultdict(list)
    for one in due:
        if Audience.HOME_AFFAIRS in one.step.to:
            for_home_affairs[one.step.name].append(one)
        for person, audience in _persons(one.step, units[one.owed.agency], people).values():
            yield _message(context, run, audience, person, units, (one,))
    for about in for_home_affairs.values():
        for person in people_with_role(session, Role.HOME_AFFAIRS):
            yield _message(context, run, Audience.HOME_AFFAIRS, person, units, tuple(about))


def _message(
    context: Context,
    run: Running,
    audience: Audience,
    person: Account,
    units: dict[str, Agency],
    about: tuple[Due, ...],
) -> Message:
    step = about[0].step
    told = [About(units[one.owed.agency], one.owed.anchor) for one in about]
    return Message(run, step, audience, person, about, reminder_letter(context, run, step, audience, person, told))


def _persons(step: Step, agency: Agency, people: dict[str, list[Account]]) -> dict[str, tuple[Account, Audience]]:
    """The unit's people, and those above it, to whom a step speaks, each once, by address.

    Where a unit has no officer of its own, its leader is the one who must know.
    """
    own = people[agency.code]
    leaders = _of(Role.LEADER, own)
    by_audience = {
        Audience.OFFICER: _of(Role.OFFICER, own) or leaders,
        Audience.LEADER: leaders,
        Audience.SUPERIOR: _of(Role.LEADER, people.get(agency.parent or "", [])),
    }
    found: dict[str, tuple[Account, Audience]] = {}
    for audience in step.to:
        for person in by_audience.get(audience, []):
            found.setdefault(person.email, (person, audience))
    return found


def _of(role: Role, people: Sequence[Account]) -> list[Account]:
    return [person for person in people if person.role is role]
