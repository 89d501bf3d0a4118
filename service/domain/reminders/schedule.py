"""The ladder of reminders: which step of which unit is due at a moment, computed from what is owed and what was sent.

Nothing depends on a job having run at the right minute: after days without one, the newest step that is due goes out
and the older ones are overtaken.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from service.domain.bilingual import Bilingual
from service.domain.notifications.delivery import BY_MAIL
from service.domain.reminders.working_time import WorkingTime
from service.domain.reporting.period import VIETNAM

# What the name of a letter to Home Affairs ends in.
FOR_HOME_AFFAIRS = "_home_affairs"
# What the name of a step in the book begins with that no ladder sent; the dot keeps it apart from every rung's name.
BY_HAND = "tay."


class RecipientRole(StrEnum):
    """To whom a step speaks; the superior is the leader of the unit above."""

    OFFICER = "officer"
    LEADER = "leader"
    SUPERIOR = "superior"
    HOME_AFFAIRS = "home_affairs"

    @property
    def seen_outside(self) -> str:
        """To outside programs a superior is a leader."""
        return RecipientRole.LEADER.value if self is RecipientRole.SUPERIOR else self.value


class AttachmentKind(StrEnum):
    """The kind of attachment of a message to Home Affairs."""

    URGING_LETTER = "urging_letter"


class Trigger(StrEnum):
    """What a rule's days count from: the agency's deadline, the return of its submission, or a question to answer.

    The question is whether its figures contain the last report of a unit that it comes after; it is asked from when
    that report came.
    """

    DEADLINE = "deadline"
    RETURN = "return"
    QUESTION = "question"


@dataclass(frozen=True)
class ReminderRule:
    """A rung: `days` after the anchor, negative before it, at an hour of Vietnam time.

    `by` names channels; `text` names the letter in templates/mail/; `attachment` goes with the one to Home Affairs. A
    step at the return or the question itself has no hour.
    """

    name: str
    title: Bilingual
    anchor: Trigger
    days: int
    at: time | None
    to: tuple[RecipientRole, ...]
    by: tuple[str, ...]
    text: str
    attachment: AttachmentKind | None = None

    @property
    def is_before(self) -> bool:
        """Whether it speaks of a deadline that is still to come."""
        return self.anchor is Trigger.DEADLINE and self.days <= 0

    def planned(self, anchor: datetime, working: WorkingTime) -> datetime:
        """When it is due: in working hours, and not past the deadline that it speaks of."""
        # What was returned on a Sunday is told of on Monday, and the days count from then.
        begin = working.next_opening(anchor) if self.anchor is not Trigger.DEADLINE else anchor
        if self.at is None:
            return begin
        day = begin.astimezone(VIETNAM).date() + timedelta(days=self.days)
        moment = working.from_then(day, self.at)
        return working.last_before(anchor, self.at) if self.is_before and moment > anchor else moment


@dataclass(frozen=True)
class ReminderSchedule:
    """The rungs in order."""

    steps: tuple[ReminderRule, ...]

    def of(self, anchor: Trigger) -> tuple[ReminderRule, ...]:
        """The rungs that count from this."""
        return tuple(step for step in self.steps if step.anchor is anchor)


@dataclass(frozen=True)
class OutstandingReport:
    """What a unit owes in a period as the ladder sees it: the moment that counts, and since when it does."""

    period: str
    agency: str
    counts: Trigger
    anchor: datetime
    since: datetime


@dataclass(frozen=True)
class DueReminder:
    """A step that is to go out, and those that it overtakes."""

    owed: OutstandingReport
    step: ReminderRule
    planned: datetime
    overtaken: tuple[ReminderRule, ...] = ()


def due_rule(
    ladder: ReminderSchedule,
    working: WorkingTime,
    item: OutstandingReport,
    now: datetime,
    sent: Collection[str] = frozenset(),
) -> DueReminder | None:
    """The newest step of the unit that is due and not among those `sent` from its anchor; None outside working hours.

    A step whose moment lay before the unit owed anything by this anchor is not made up for, and one that speaks of a
    deadline to come is not sent past it.
    """
    if not working.is_open(now):
        return None
    passed = _passed(ladder, working, item, now)
    alive = [(planned, place, step) for planned, place, step in passed if not (step.is_before and now > item.anchor)]
    if not alive:
        return None
    planned, _, newest = max(alive)
    if newest.name in sent:
        return None
    overtaken = tuple(step for *_, step in passed if step is not newest and step.name not in sent)
    return DueReminder(item, newest, planned, overtaken)


@dataclass(frozen=True)
class ScheduledReminder:
    """What will go out at a moment if nothing changes."""

    moment: datetime
    due: DueReminder


def forecast(
    ladder: ReminderSchedule,
    working: WorkingTime,
    item: OutstandingReport,
    now: datetime,
    until: datetime,
    sent: Collection[str] = frozenset(),
) -> tuple[ScheduledReminder, ...]:
    """What goes out from now until then if nothing changes: the same that is due at each minute asked for itself.

    Steps become due when their moments come, and after a pause when the next working hours begin; at no other time.
    """
    moments = {working.next_opening(now), *(step.planned(item.anchor, working) for step in ladder.of(item.counts))}
    dealt_with, found = set(sent), []
    for moment in sorted(moment for moment in moments if now <= moment <= until):
        due = due_rule(ladder, working, item, moment, dealt_with)
        if due is not None:
            found.append(ScheduledReminder(moment, due))
            dealt_with |= {due.step.name, *(step.name for step in due.overtaken)}
    return tuple(found)


def rule_for(ladder: ReminderSchedule, working: WorkingTime, item: OutstandingReport, now: datetime) -> ReminderRule:
    """The step whose words fit the moment, for whoever is reminded by hand: the newest whose time has come.

    Where the ladder says nothing to a unit's people of a deadline ahead, one that passed or a return, a step with the
    words that tonghop ships for it.
    """
    is_ahead = item.counts is Trigger.DEADLINE and now <= item.anchor
    steps = [
        step
        for step in ladder.of(item.counts)
        if step.is_before is is_ahead and set(step.to) - {RecipientRole.HOME_AFFAIRS}
    ]
    planned = sorted((step.planned(item.anchor, working), place) for place, step in enumerate(steps))
    if planned:
        passed = [place for moment, place in planned if moment <= now]
        return steps[passed[-1] if passed else planned[0][1]]
    text = "reminder_before" if is_ahead else "reminder_late"
    text = "reminder_returned" if item.counts is Trigger.RETURN else text
    return ReminderRule(
        "", Bilingual(""), item.counts, 0, None, (RecipientRole.OFFICER, RecipientRole.LEADER), (BY_MAIL,), text
    )


def latest_due_rule(
    ladder: ReminderSchedule, working: WorkingTime, item: OutstandingReport, now: datetime
) -> str | None:
    """The name of the step that would be due if nothing was sent yet, which is all that a look at many units asks."""
    found = due_rule(ladder, working, item, now)
    return None if found is None else found.step.name


def _passed(
    ladder: ReminderSchedule, working: WorkingTime, item: OutstandingReport, now: datetime
) -> list[tuple[datetime, int, ReminderRule]]:
    """The steps whose moment has come since the unit owes by this anchor, with their places on the ladder."""
    found = []
    for place, step in enumerate(ladder.of(item.counts)):
        planned = step.planned(item.anchor, working)
        if item.since <= planned <= now:
            found.append((planned, place, step))
    return found
