"""A year's last period with people in some units, a mail server, and time that is moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import time_machine

from service.actions.context import Context
from service.actions.notifications.preferences import change_subscriptions
from service.actions.operations.delivery import deliver
from service.actions.operations.sweep import sweep
from service.actions.organization.accounts import invite_account
from service.actions.periods.lifecycle import close_period, open_period
from service.actions.reminders.digests import send_digests
from service.actions.reminders.send import send_reminders
from service.clock import Clock
from service.domain.organization.access import Role
from service.domain.organization.account import Account, Subscription
from service.domain.reporting.period import VIETNAM
from service.queue import Job
from service.storage.organization.accounts import account_by_email
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.hints import recording
from tests.support.installation import PERIOD
from tests.support.mail_server import Box

YEAR = "2023-Y"
WATCHED = ("SYT", "SCT", "SVHTTDL", "HKC", "STP")
HOME = "nv@snv.hungyen.gov.vn"


def there(*parts: int) -> datetime:
    """A moment in Vietnam."""
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[misc,arg-type]


OPENED = there(2023, 12, 1, 8)


def with_people(context: Context, box: Box, units: Collection[str] = WATCHED, opened: datetime = OPENED) -> Context:
    """An officer and a leader in these units, one for Home Affairs; business time is real, and moved.

    They want no mail but the reminders of what is owed.
    """
    settings = replace(context.settings, smtp_url=box.url, mail_sender="Báo cáo tỉnh <baocao@hungyen.gov.vn>")
    ready = replace(context, clock=Clock(), settings=settings)
    with at(opened):
        for unit in units:
            for name, role in (("canbo", Role.OFFICER), ("lanhdao", Role.LEADER)):
                email = f"{name}@{unit.lower()}.vn"
                invite_account(ready, "kiểm thử", email=email, name=email, role=role, agency=unit, hashed=None)
                choose(ready, email)
        invite_account(ready, "kiểm thử", email=HOME, name="Nội vụ", role=Role.HOME_AFFAIRS, agency=None, hashed=None)
        choose(ready, HOME)
        close_period(ready, PERIOD, tells=False)
        open_period(ready, YEAR)
    return ready


def person_at(context: Context, email: str) -> Account:
    """The person with that address."""
    with context.database.reading() as session:
        found = account_by_email(session, email)
    assert found is not None
    return found


def choose(context: Context, email: str, *wishes: Subscription) -> None:
    """The person wants this mail and no other."""
    change_subscriptions(context, person_at(context, email).id, wishes)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Time stands at that moment."""
    with time_machine.travel(moment, tick=False):
        yield


def tick(context: Context, moment: datetime) -> None:
    """What schedule and workers do at that moment: look for reminders and digests, sweep, send."""
    with at(moment):
        noting, recorder = recording(context)
        send_reminders(noting)
        send_digests(noting)
        sweep(noting)
        if (Job.DELIVER,) in recorder.take():
            deliver(context)


def file_valid(context: Context, unit: str, moment: datetime, **figures: object) -> str:
    """The unit hands in a report that is valid; the filing's id."""
    with at(moment):
        report = of_agency(unit, **figures)
        report["period"] = YEAR
        return hand_in_and_check(context, report)
