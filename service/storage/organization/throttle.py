"""Wrong passwords and codes, counted in the database, which every web process shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from service.domain.organization.throttle import BACKOFF_POLICIES, LONGEST_MEMORY, Counter, CounterKind
from service.storage.engine.conditional_update import insert_if_new
from service.storage.models import SignInPlaceRow, ThrottleRow

PLACE_MEMORY = timedelta(days=90)
# Answers given at the same time are counted in any order, each with the moment at which it came.
AT_ONCE = timedelta(minutes=1)
# The end of a wait that there is not.
NO_WAIT = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class CountedFailure:
    """A counter that went up by one, with the wait before and after."""

    counter: Counter
    before: datetime
    after: datetime


def longest_wait(session: Session, counters: Iterable[Counter], now: datetime) -> tuple[CounterKind, timedelta] | None:
    """The longest wait that one of the counters asks for now; None where nobody has to wait."""
    waits = []
    for counter in counters:
        until = session.scalar(select(ThrottleRow.until).where(_is(counter)))
        # A moment further away than any wait comes from a clock that was set back.
        if until is not None and now < until <= now + BACKOFF_POLICIES[counter.kind].longest:
            waits.append((until - now, counter.kind))
    if not waits:
        return None
    wait, kind = max(waits)
    return kind, wait


def count_failure(session: Session, counters: Iterable[Counter], now: datetime) -> tuple[CountedFailure, ...]:
    """Count one wrong answer at each, before it is known whether it is one; `undo_failure` takes it back."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.last_at < now - LONGEST_MEMORY))
    # In one order, so that two processes never wait for each other.
    return tuple(_charge(session, counter, now) for counter in sorted(counters))


def _charge(session: Session, counter: Counter, now: datetime) -> CountedFailure:
    insert_if_new(
        session, ThrottleRow, kind=counter.kind.value, who=counter.who, network=counter.network, wrong=0, last_at=now,
        until=NO_WAIT,
    )  # fmt: skip
    row = session.scalars(
        select(ThrottleRow).where(_is(counter)).with_for_update().execution_options(populate_existing=True)
    ).one()
    pace, before = BACKOFF_POLICIES[counter.kind], row.until
    is_forgotten = not -AT_ONCE <= now - row.last_at <= pace.memory
    row.wrong = 1 if is_forgotten else row.wrong + 1
    row.last_at = now if is_forgotten else max(now, row.last_at)
    wait = pace.wait(row.wrong)
    if wait:
        row.until = now + wait
    elif is_forgotten:
        row.until = NO_WAIT
    session.flush()
    return CountedFailure(counter, before, row.until)


def undo_failure(session: Session, charged: Iterable[CountedFailure]) -> None:
    """The answer was right: take its count back, and its wait where nobody else set another meanwhile."""
    for item in charged:
        where = (_is(item.counter), ThrottleRow.wrong > 0)
        session.execute(update(ThrottleRow).where(*where).values(wrong=ThrottleRow.wrong - 1))
        is_mine = and_(_is(item.counter), ThrottleRow.until == item.after)
        session.execute(update(ThrottleRow).where(is_mine).values(until=item.before))


def forget(session: Session, counters: Iterable[Counter]) -> None:
    """Begin to count anew at each."""
    for counter in counters:
        session.execute(delete(ThrottleRow).where(_is(counter)))


def clear(session: Session, who: str, kinds: Iterable[CounterKind]) -> None:
    """Forget the person's wrong answers of these kinds, from wherever they came."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.who == who, ThrottleRow.kind.in_([k.value for k in kinds])))


def is_known_place(session: Session, who: str, network: str, now: datetime) -> bool:
    """Whether the person has signed in from there lately."""
    seen = session.scalar(
        select(SignInPlaceRow.seen_at).where(SignInPlaceRow.who == who, SignInPlaceRow.network == network)
    )
    return seen is not None and now - seen <= PLACE_MEMORY


def put_place(session: Session, who: str, network: str, now: datetime) -> None:
    """The person has signed in from there."""
    session.execute(delete(SignInPlaceRow).where(SignInPlaceRow.seen_at < now - PLACE_MEMORY))
    insert_if_new(session, SignInPlaceRow, who=who, network=network, seen_at=now)
    is_place = and_(SignInPlaceRow.who == who, SignInPlaceRow.network == network)
    session.execute(update(SignInPlaceRow).where(is_place).values(seen_at=now))


def _is(counter: Counter) -> ColumnElement[bool]:
    return and_(
        ThrottleRow.kind == counter.kind.value, ThrottleRow.who == counter.who, ThrottleRow.network == counter.network
    )
