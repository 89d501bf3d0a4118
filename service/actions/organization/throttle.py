"""Waits after wrong passwords and codes: an answer counts before it is looked at, so that many at once count too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.refusals import record_wait
from service.actions.transaction import SYSTEM
from service.domain.organization.throttle import (
    BACKOFF_POLICIES,
    Counter,
    CounterKind,
    SlowDownError,
    password_counters,
    slow_down,
    who_is,
)
from service.storage.organization.throttle import (
    CountedFailure,
    clear,
    count_failure,
    forget,
    is_known_place,
    longest_wait,
    put_place,
    undo_failure,
)

# Where somebody is whose address nobody tells: at the machine itself.
HERE = "127.0.0.1"


@dataclass(frozen=True)
class SignInAttempt:
    """An answer that was counted as a wrong one until it is known to be right."""

    who: str
    charged: tuple[CountedFailure, ...]


def try_password(context: Context, email: str, network: str) -> SignInAttempt:
    """Count a password given at sign-in; raises SlowDownError where it is too early for one.

    From a place where the person has signed in before, only their own mistakes there count against them.
    """
    pair, *wide = password_counters(email, network)
    now = context.clock.real()
    with context.database.reading() as session:
        is_known = is_known_place(session, pair.who, network, now)
    asked = [pair] if is_known else [pair, *wide]
    return _try(context, email, asked, [pair, *wide])


def try_answer(context: Context, kind: CounterKind, email: str) -> SignInAttempt:
    """Count a code, or the present password given once more; raises SlowDownError where it is too early for one."""
    counter = Counter(kind, who_is(email))
    return _try(context, email, [counter], [counter])


def _try(context: Context, email: str, asked: Collection[Counter], counted: Iterable[Counter]) -> SignInAttempt:
    try:
        return _count(context, who_is(email), asked, counted)
    except SlowDownError:
        record_wait(context, next(iter(asked)).kind, email)
        raise


def _count(context: Context, who: str, asked: Collection[Counter], counted: Iterable[Counter]) -> SignInAttempt:
    now = context.clock.real()
    with context.database.reading() as session:
        found = longest_wait(session, asked, now)
    if found is not None:
        raise slow_down(*found)
    with context.transaction(SYSTEM) as tx:
        charged = count_failure(tx.session, counted, now)
        for item in charged:
            # Somebody else was counted since the look above.
            if item.counter in asked and now < item.before <= now + BACKOFF_POLICIES[item.counter.kind].longest:
                raise slow_down(item.counter.kind, item.before - now)
    return SignInAttempt(who, charged)


def was_right(context: Context, tried: SignInAttempt, place: str = "") -> None:
    """The answer was right: earlier mistakes are forgotten, and a place from which the person got in is known.

    Not forgotten are those made for the person from other places, which others may have made.
    """
    with context.transaction(SYSTEM) as tx:
        undo_failure(tx.session, tried.charged)
        forget(tx.session, [item.counter for item in tried.charged if item.counter.who])
        if place:
            put_place(tx.session, tried.who, place, tx.utcnow)


def forget_mistakes(session: Session, email: str, kinds: Iterable[CounterKind]) -> None:
    """Nobody has to wait any more to give such an answer for that person."""
    clear(session, who_is(email), kinds)
