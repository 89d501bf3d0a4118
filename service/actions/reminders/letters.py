"""What reminders say: to a unit's people of their own report, to Home Affairs of all units at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.actions.context import Context
from service.actions.reminders.due import OpenPeriod
from service.channels.smtp import MessageContent
from service.domain.notifications.delivery import Attachment
from service.domain.organization.account import Account
from service.domain.organization.agency import Agency
from service.domain.reminders.schedule import FOR_HOME_AFFAIRS, RecipientRole, ReminderRule, Trigger
from service.domain.reporting.deadline import days_between, days_late
from service.domain.reporting.period import VIETNAM


@dataclass(frozen=True)
class ReminderSubject:
    """A unit that a letter speaks of, and the deadline or return that counts."""

    agency: Agency
    anchor: datetime


def reminder_message(
    context: Context,
    run: OpenPeriod,
    step: ReminderRule,
    audience: RecipientRole,
    person: Account,
    about: Sequence[ReminderSubject],
    enclosure: Attachment | None = None,
    note: str = "",
) -> MessageContent:
    """A letter to one person as of now; Home Affairs reads a list, all others of one unit with an officer's note."""
    now = context.clock.now().astimezone(VIETNAM)
    shared: dict[str, Any] = {
        "account": person, **context.catalogue.naming(run.template), "period": run.period.title, "note": note.strip(),
    }  # fmt: skip
    units = [_unit(step, item, now) for item in sorted(about, key=lambda item: item.agency.sort_key)]
    if audience is RecipientRole.HOME_AFFAIRS:
        link = f"{context.settings.address}/ky/{run.opened.code}"
        told = {**shared, "units": units, "days": _days(units), "link": link, "enclosed": enclosure is not None}
        return MessageContent(step.text + FOR_HOME_AFFAIRS, told, enclosure=enclosure)
    return MessageContent(step.text, {**shared, **units[0], "link": f"{context.settings.address}/bao-cao"})


def _unit(step: ReminderRule, item: ReminderSubject, now: datetime) -> dict[str, object]:
    """A unit with its deadline and the days to it or begun since, or with its return and the days since."""
    then = item.anchor.astimezone(VIETNAM)
    is_late = step.anchor is Trigger.DEADLINE and now > then
    days = days_late(then, now) if is_late else abs(days_between(then, now))
    return {"agency": item.agency.name, "anchor": then, "days": days}


def _days(units: Sequence[Mapping[str, Any]]) -> str:
    """How many days, the same for all units or from the fewest to the most."""
    fewest, most = (pick(unit["days"] for unit in units) for pick in (min, max))
    return str(fewest) if fewest == most else f"{fewest}–{most}"
