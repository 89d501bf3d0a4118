"""What a step of the ladder says of a unit, before anybody gets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.containment import first_questions
from service.actions.periods.status import PeriodSnapshot, period_snapshot
from service.actions.periods.working_days import working_time
from service.actions.reminders.due import OpenPeriod, load_open_period
from service.actions.reminders.letters import ReminderSubject, reminder_message
from service.actions.reminders.recipients import Recipients, reachable, recipients_of
from service.channels.smtp import RenderedMessage
from service.clock import FixedClock
from service.domain.errors import NotFoundError, message
from service.domain.notation.text import without_diacritics
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.domain.organization.agency import Agency
from service.domain.reminders.schedule import RecipientRole, ReminderRule, Trigger
from service.storage.intake.standing import returned_submissions
from service.storage.periods.periods import get_period


@dataclass(frozen=True)
class Sample:
    """A letter as one person gets it, and all who get it; `people` is empty where nobody would."""

    audience: RecipientRole
    people: tuple[Account, ...]
    written: RenderedMessage


@dataclass(frozen=True)
class Preview:
    """A step's letters about a unit, written as of the moment at which it is due.

    `is_example` says that the unit's filing was not returned, so that the letter speaks as if it were now.
    """

    run: OpenPeriod
    step: ReminderRule
    agency: Agency
    moment: datetime
    is_example: bool
    samples: tuple[Sample, ...]


def preview(context: Context, period: str, step: str, unit: str) -> Preview:
    """The letters of a step, else of the first, about the unit of that code or name, else the first.

    Raises NotFoundError.
    """
    with context.database.reading() as session:
        run = load_open_period(context, get_period(session, period))
        view = period_snapshot(session, context.catalogue, period)
        found, agency = _step(run, step), _unit(view, unit)
        anchor, is_example = _anchor(context, session, view, found, agency)
        moment = found.planned(anchor, working_time(session))
        known = recipients_of(session, [agency.code])
    then = replace(context, clock=FixedClock(context.clock.offset, moment=moment))
    samples = _samples(then, run, found, ReminderSubject(agency, anchor), known)
    return Preview(run, found, agency, moment, is_example, tuple(samples))


def _step(run: OpenPeriod, name: str) -> ReminderRule:
    found = next((step for step in run.ladder.steps if name in {"", step.name}), None)
    if found is None:
        raise NotFoundError(message("Không có mốc nhắc «{name}».", name=name))
    return found


def _unit(view: PeriodSnapshot, wanted: str) -> Agency:
    by_code = {agency.code: agency for agency in view.agencies}
    bare = without_diacritics(wanted.strip())
    named = (agency for agency in view.agencies if agency.is_named(bare))
    found = by_code.get(wanted.strip()) or next(named, None)
    if found is None:
        raise NotFoundError(message("Không có đơn vị nào của kỳ khớp với «{wanted}».", wanted=wanted))
    return found


def _anchor(
    context: Context, session: Session, view: PeriodSnapshot, step: ReminderRule, agency: Agency
) -> tuple[datetime, bool]:
    """From what the step counts its days, and whether that is made up."""
    if step.anchor is Trigger.DEADLINE:
        return view.terms(agency).due, False
    if step.anchor is Trigger.QUESTION:
        begun = first_questions(session, view.period).get(agency.code)
    else:
        begun = dict(returned_submissions(session, view.period.code)).get(agency.code)
    return begun or context.clock.now(), begun is None


def _samples(
    context: Context, run: OpenPeriod, step: ReminderRule, about: ReminderSubject, known: Recipients
) -> Iterator[Sample]:
    """The letter to the unit's people and the one to Home Affairs, as the step speaks to them."""
    if set(step.to) - {RecipientRole.HOME_AFFAIRS}:
        found = known.of_unit(step, about.agency.code).values()
        yield _sample(context, run, step, step.to[0], reachable(person for person, _ in found), about)
    if RecipientRole.HOME_AFFAIRS in step.to:
        yield _sample(context, run, step, RecipientRole.HOME_AFFAIRS, reachable(known.home_affairs), about)


def _sample(
    context: Context,
    run: OpenPeriod,
    step: ReminderRule,
    audience: RecipientRole,
    people: list[Account],
    about: ReminderSubject,
) -> Sample:
    # Where nobody would get it, it speaks to the unit.
    reader = people[0] if people else Account(0, "", about.agency.name, Role.OFFICER, about.agency.code)
    return Sample(audience, tuple(people), reminder_message(context, run, step, audience, reader, [about]).written)
