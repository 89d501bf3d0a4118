"""What Home Affairs decides about a unit, told to the unit's people: a notice at once, a mail in working hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from service.actions.context import Context
from service.actions.notifications.personal import PersonalMessage, notify_person
from service.actions.periods.obligations import load_period
from service.actions.periods.status import period_snapshot
from service.actions.periods.working_days import working_time
from service.actions.transaction import Transaction
from service.channels.smtp import MessageContent
from service.domain.audit import AuditEvent
from service.domain.organization.access import Role
from service.domain.organization.account import Subscription
from service.domain.organization.agency import Agency, AgencyKind
from service.storage.organization.accounts import accounts_of_agencies, accounts_with_role
from service.storage.organization.agencies import agencies_of

LETTER = "decision"
MINE = "/bao-cao"
# What a letter has no words for unless its decision does.
_NOTHING: Mapping[str, Any] = {
    "reason": "", "remarks": (), "is_left_out": False, "due_at": None, "number": "", "indicator": "", "adjusted": "",
    "reference": "", "counting": "", "leaving": "", "last_day": "",
}  # fmt: skip


def notify_agencies(
    context: Context,
    tx: Transaction,
    decision: AuditEvent,
    period: str,
    agencies: Iterable[str],
    path: str = MINE,
    *,
    is_bulk: bool = False,
    **about: Any,
) -> None:
    """Tell the people of these units of one decision, each once, with the change that it is.

    `about` are the words of the letter: `reason`, `due_at`, `usual`, `remarks`, as the decision has them.
    """
    template, opened = load_period(tx.session, context.catalogue, period)
    known = agencies_of(tx.session, list(agencies))
    units = {code: unit for code, unit in known.items() if unit.kind in opened.deadlines}
    people = accounts_of_agencies(tx.session, units)
    is_one_of_many, not_before = is_bulk or len(units) > 1, _next_opening(tx)
    for code, persons in people.items():
        shared = {
            **_NOTHING, "decision": decision.value, **context.catalogue.naming(template), "period": opened.title,
            "agency": units[code].name, "due_at": opened.deadline(units[code].kind), "by": tx.actor_name,
            "address": context.settings.address, "link": context.settings.address + path, **about,
        }  # fmt: skip
        for person in persons:
            letter = MessageContent(LETTER, {**shared, "account": person})
            told = PersonalMessage(letter, path, Subscription.DECISIONS)
            notify_person(context, tx, person, told, is_bulk=is_one_of_many, not_before=not_before)


def notify_home_affairs(
    context: Context, tx: Transaction, decision: AuditEvent, period: str, agency: Agency, path: str, **about: Any
) -> None:
    """Tell everybody of Home Affairs what an agency said, with the change that it is."""
    template, opened = load_period(tx.session, context.catalogue, period)
    shared = {
        **_NOTHING, "decision": decision.value, **context.catalogue.naming(template), "period": opened.title,
        "agency": agency.name, "by": tx.actor_name, "address": context.settings.address,
        "link": context.settings.address + path, **about,
    }  # fmt: skip
    for person in accounts_with_role(tx.session, Role.HOME_AFFAIRS):
        letter = MessageContent(LETTER, {**shared, "account": person})
        notify_person(context, tx, person, PersonalMessage(letter, path, Subscription.DECISIONS))


def notify_all(
    context: Context,
    tx: Transaction,
    decision: AuditEvent,
    period: str,
    kind: AgencyKind | None = None,
    **about: Any,
) -> None:
    """Tell every unit that owes a report for the period, or those of a kind that have no deadline of their own."""
    view = period_snapshot(tx.session, context.catalogue, period)
    own = {code for code, owed in view.obligations.items() if owed.due_at is not None}
    concerned = [
        agency.code for agency in view.agencies if kind is None or (agency.kind is kind and agency.code not in own)
    ]
    notify_agencies(context, tx, decision, period, concerned, **about)


def _next_opening(tx: Transaction) -> datetime | None:
    """When working hours begin, as a moment of real time; None within them."""
    now = tx.now
    opening = working_time(tx.session).next_opening(now)
    return tx.utcnow + (opening - now) if opening > now else None
