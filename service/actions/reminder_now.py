"""A reminder at the moment of sending: an hour may have passed since it was written, or a night, or the report came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.owing import Running, run_of, working_time
from service.actions.reminder_letters import About, reminder_letter
from service.domain.reminders import Anchor, Audience, Step
from service.mail import Letter
from service.storage.accounts import account_by_email
from service.storage.agencies import get_agency
from service.storage.models import MailRow
from service.storage.periods import get_period, obligation_of
from service.storage.reminders import Reminder, has_valid_filing, reminders_of_mail, returned_filings


@dataclass(frozen=True)
class Current:
    """It is to go, in these words where it is a reminder."""

    letter: Letter | None = None


@dataclass(frozen=True)
class PutOff:
    """It is to wait for working hours, until that moment of real time."""

    until: datetime


@dataclass(frozen=True)
class Withdrawn:
    """There is no reason for it any more."""


def present_state(context: Context, session: Session, mail: MailRow) -> Current | PutOff | Withdrawn:
    """What is to be done with a mail now; any other letter than a reminder goes as it is."""
    reminders = reminders_of_mail(session, mail.id)
    if not reminders:
        return Current()
    run = run_of(context, get_period(session, reminders[0].period))
    steps = {step.name: step for step in run.ladder.steps}
    step, person = steps.get(reminders[0].step), account_by_email(session, mail.recipient)
    if step is None or person is None or person.is_disabled or run.opened.closed_at is not None:
        return Withdrawn()
    now = context.clock.now()
    still = [item for item in reminders if _is_owed(session, run, item, step, now)]
    if not still:
        return Withdrawn()
    opening = working_time().next_opening(now)
    if opening > now:
        return PutOff(context.clock.real() + (opening - now))
    about = [About(get_agency(session, item.agency), item.anchor) for item in still]
    return Current(reminder_letter(context, run, step, Audience(reminders[0].audience), person, about))


def _is_owed(session: Session, run: Running, item: Reminder, step: Step, now: datetime) -> bool:
    """Whether the unit still owes what the reminder speaks of, by the same deadline or return."""
    if step.anchor is Anchor.RETURN:
        return (item.agency, item.anchor) in returned_filings(session, item.period)
    obligation = obligation_of(session, item.period, item.agency)
    if obligation.waived_at is not None or has_valid_filing(session, item.period, item.agency):
        return False
    agency = get_agency(session, item.agency)
    usual = run.period.deadlines.get(agency.kind)
    return (obligation.due_at or usual) == item.anchor and not (step.is_before and now > item.anchor)
