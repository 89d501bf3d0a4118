"""What the ladder will send in the next days if nothing changes, and whom it cannot reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.working_days import working_time
from service.actions.reminders.due import OpenPeriod, load_open_period, outstanding_reports
from service.actions.reminders.recipients import Recipients, reachable, recipients_of
from service.domain.organization.account import Account
from service.domain.organization.agency import Agency
from service.domain.reminders.schedule import OutstandingReport, RecipientRole, ReminderRule, Trigger, forecast
from service.storage.organization.accounts import accounts_with_bounces
from service.storage.periods.periods import get_period
from service.storage.reminders.reminders import steps_dealt_with

HORIZON = timedelta(days=14)


@dataclass(frozen=True)
class ForecastBatch:
    """What goes out at one moment: a step to the people of some units, and to Home Affairs of all of them."""

    moment: datetime
    step: ReminderRule
    units: tuple[Agency, ...]
    known: Recipients

    @property
    def home_affairs(self) -> list[Account]:
        """Those of Home Affairs who get one mail about all units."""
        return reachable(self.known.home_affairs) if RecipientRole.HOME_AFFAIRS in self.step.to else []

    def people_of(self, agency: Agency) -> list[Account]:
        """Those who get a mail about the unit alone."""
        return reachable(person for person, _ in self.known.of_unit(self.step, agency.code).values())

    @property
    def people(self) -> int:
        """How many people get a mail."""
        found = {person.email for agency in self.units for person in self.people_of(agency)}
        return len(found | {person.email for person in self.home_affairs})


@dataclass(frozen=True)
class ReminderForecast:
    """The coming batches in order; units that owe and have nobody to write to; people to whom mails come back."""

    run: OpenPeriod
    until: datetime
    batches: tuple[ForecastBatch, ...]
    unreached: tuple[Agency, ...]
    faulty: tuple[Account, ...]


def forecast_reminders(context: Context, period: str) -> ReminderForecast:
    """The next two weeks of a period as it stands now; raises NotFoundError."""
    now = context.clock.now()
    with context.database.reading() as session:
        run = load_open_period(context, get_period(session, period))
        owed = [] if run.opened.closed_at is not None else outstanding_reports(session, run)
        known = recipients_of(session, [item.agency for item in owed])
        faulty = accounts_with_bounces(session)
        coming: defaultdict[tuple[datetime, str], list[Agency]] = defaultdict(list)
        for item, moment, step in _coming(session, run, owed, now):
            coming[moment, step].append(known.units[item.agency])
    places = {step.name: place for place, step in enumerate(run.ladder.steps)}
    batches = (
        ForecastBatch(
            moment, run.ladder.steps[places[step]], tuple(sorted(units, key=lambda unit: unit.sort_key)), known
        )
        for (moment, step), units in sorted(coming.items(), key=lambda found: (found[0][0], places[found[0][1]]))
    )
    alone = {known.units[item.agency] for item in owed if not reachable(known.people[item.agency])}
    return ReminderForecast(
        run, now + HORIZON, tuple(batches), tuple(sorted(alone, key=lambda unit: unit.sort_key)), faulty
    )


def _coming(
    session: Session, run: OpenPeriod, owed: list[OutstandingReport], now: datetime
) -> Iterator[tuple[OutstandingReport, datetime, str]]:
    """Units, moments and steps; units that owe by the same moments and got the same are asked about once."""
    working = working_time(session)
    dealt_with = steps_dealt_with(session, run.opened.code, [item.agency for item in owed])
    known: dict[tuple[Trigger, datetime, datetime, frozenset[str]], list[tuple[datetime, str]]] = {}
    for item in owed:
        sent = frozenset(dealt_with.get((item.agency, item.anchor), ()))
        key = (item.counts, item.anchor, item.since, sent)
        if key not in known:
            found = forecast(run.ladder, working, item, now, now + HORIZON, sent)
            known[key] = [(one.moment, one.due.step.name) for one in found]
        for moment, step in known[key]:
            yield item, moment, step
