"""The administrator's view of the people who sign in."""

from __future__ import annotations

from service.actions.context import Context
from service.domain.account import Account
from service.storage.accounts import all_accounts, get_account
from service.storage.events import Event, add_event
from service.storage.options import Option, is_on, put_option


def list_people(context: Context) -> tuple[Account, ...]:
    """Everybody, by address."""
    with context.database.reading() as session:
        return all_accounts(session)


def find_person(context: Context, number: int) -> Account:
    """One person; raises NotFoundError."""
    with context.database.reading() as session:
        return get_account(session, number)


def second_factor_asked(context: Context) -> bool:
    """Whether Home Affairs must give a second factor."""
    with context.database.reading() as session:
        return is_on(session, Option.HOME_AFFAIRS_SECOND_FACTOR)


def ask_second_factor(context: Context, actor: str, *, asks: bool) -> None:
    """Ask Home Affairs for a second factor from the next sign-in on, or no more."""
    with context.database.writing() as session:
        put_option(session, Option.HOME_AFFAIRS_SECOND_FACTOR, on=asks)
        subject = "on" if asks else "off"
        add_event(session, Event(context.clock.now(), actor, "second_factor.asked", subject=subject))
