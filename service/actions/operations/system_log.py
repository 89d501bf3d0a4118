"""The log of the whole system, as auditors and administrators look through it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.actions.context import Context
from service.batches import PageRange, page_range
from service.domain.notation.text import without_diacritics
from service.storage.audit_chain import newest_seal
from service.storage.engine.conditional_update import MANY
from service.storage.events import Event, EventFilter, count_events, find_events
from service.storage.organization.accounts import all_accounts


@dataclass(frozen=True)
class LogPage:
    """A page of the log: events with their numbers, how many there are of these, and the chain's length and hash."""

    events: tuple[tuple[int, Event], ...]
    found: int
    shown: PageRange
    linked: int
    newest_hash: str


def log_page(context: Context, wanted: EventFilter, page: int, size: int) -> LogPage:
    """The page of the events that are wanted, the newest first."""
    wanted = _with_accounts(context, wanted)
    with context.database.reading() as session:
        found, last = count_events(session, wanted), newest_seal(session)
        shown = page_range(found, page, size)
        events = find_events(session, wanted, shown.offset, shown.size)
    return LogPage(events, found, shown, last.position, last.sha256 if last.position else "")


def whole_log(context: Context, wanted: EventFilter) -> tuple[tuple[int, Event], ...]:
    """All events that are wanted, the newest first."""
    wanted = _with_accounts(context, wanted)
    with context.database.reading() as session:
        return find_events(session, wanted)


def _with_accounts(context: Context, wanted: EventFilter) -> EventFilter:
    """The same with the people whose name or address has these words, written with diacritics or without."""
    bare = without_diacritics(wanted.said)
    if not bare:
        return wanted
    with context.database.reading() as session:
        found = [one for one in all_accounts(session) if bare in without_diacritics(f"{one.email} {one.name}")][:MANY]
    return replace(
        wanted, accounts=tuple(one.id for one in found), addresses=tuple(one.email for one in found)
    )  # fmt: skip
