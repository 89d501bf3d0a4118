"""Find the reminders due at a moment with a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.containment import first_questions
from service.actions.periods.working_days import working_time
from service.domain.reminders.schedule import (
    DueReminder,
    OutstandingReport,
    ReminderSchedule,
    Trigger,
    due_rule,
    latest_due_rule,
)
from service.domain.reminders.working_time import WorkingTime
from service.domain.reporting.period import Period
from service.domain.reporting.template import ReportTemplate
from service.storage.intake.standing import being_checked, returned_submissions
from service.storage.periods.periods import OpenedPeriod, all_periods
from service.storage.reminders.reminders import DeadlineGroup, extensions, steps_dealt_with, still_owing


@dataclass(frozen=True)
class OpenPeriod:
    """An open period with its reminder schedule."""

    opened: OpenedPeriod
    template: ReportTemplate
    period: Period
    ladder: ReminderSchedule


def running_periods(context: Context, session: Session) -> Iterator[OpenPeriod]:
    """The open periods."""
    for opened in all_periods(session):
        if opened.closed_at is None:
            yield load_open_period(context, opened)


def load_open_period(context: Context, opened: OpenedPeriod) -> OpenPeriod:
    """A period with its reminder schedule."""
    key = (opened.template_code, opened.template_version)
    template = context.catalogue.get(*key)
    return OpenPeriod(opened, template, opened.period(template), context.catalogue.ladders[key])


def due_reminders(context: Context, session: Session, run: OpenPeriod, now: datetime) -> list[DueReminder]:
    """The period's due reminders; returns early without loading agencies if none is due."""
    working = working_time(session)
    candidates = [*_by_deadline(session, run, working, now), *_answering(session, run, working, now)]
    if not candidates:
        return []
    waiting = being_checked(session, run.opened.code)
    dealt_with = steps_dealt_with(session, run.opened.code, [item.agency for item in candidates])
    found = []
    for item in candidates:
        sent = dealt_with.get((item.agency, item.anchor), set())
        due = None if item.agency in waiting else due_rule(run.ladder, working, item, now, sent)
        if due is not None:
            found.append(due)
    return found


def outstanding_reports(session: Session, run: OpenPeriod) -> list[OutstandingReport]:
    """All outstanding reports of the period, except those being validated."""
    waiting = being_checked(session, run.opened.code)
    owed = [item for group in _groups(session, run) for item in _owed(session, run, group)]
    owed += _to_answer_now(session, run)
    return [item for item in owed if item.agency not in waiting]


def _groups(session: Session, run: OpenPeriod) -> Iterator[DeadlineGroup]:
    for kind, due_at in run.period.deadlines.items():
        yield DeadlineGroup(due_at, run.opened.deadlines_since.get(kind, run.opened.opened_at), kind)
    yield from extensions(session, run.opened.code)


def _owed(
    session: Session, run: OpenPeriod, group: DeadlineGroup, step: str | None = None
) -> Iterator[OutstandingReport]:
    period = run.opened.code
    for agency in still_owing(session, period, run.period.window, group, list(run.period.deadlines), step):
        yield OutstandingReport(period, agency, Trigger.DEADLINE, group.due_at, group.since)


def _by_deadline(session: Session, run: OpenPeriod, working: WorkingTime, now: datetime) -> Iterator[OutstandingReport]:
    for group in _groups(session, run):
        item = OutstandingReport(run.opened.code, "", Trigger.DEADLINE, group.due_at, group.since)
        step = latest_due_rule(run.ladder, working, item, now)
        if step is not None:
            yield from _owed(session, run, group, step)


def _answering(session: Session, run: OpenPeriod, working: WorkingTime, now: datetime) -> Iterator[OutstandingReport]:
    for item in _to_answer_now(session, run):
        if latest_due_rule(run.ladder, working, item, now) is not None:
            yield item


def _to_answer_now(session: Session, run: OpenPeriod) -> Iterator[OutstandingReport]:
    """What was returned, and the question about a unit before where it has no answer."""
    for agency, moment in returned_submissions(session, run.opened.code):
        yield OutstandingReport(run.opened.code, agency, Trigger.RETURN, moment, moment)
    for agency, moment in first_questions(session, run.period).items():
        yield OutstandingReport(run.opened.code, agency, Trigger.QUESTION, moment, moment)
