"""Counts of wrong answers: whoever gives a right one at the same moment as others waits for nobody."""

from __future__ import annotations

from datetime import timedelta

from service.actions.context import Context
from service.domain.organization.throttle import BACKOFF_POLICIES, Counter, CounterKind
from service.storage.organization.throttle import count_failure, longest_wait, undo_failure

OFFICE = [Counter(CounterKind.NETWORK, network="10.0.0.5")]


def test_who_began_earlier_and_is_counted_later_does_not_wait(context: Context) -> None:
    now = context.clock.real()
    with context.database.writing() as session:
        later = count_failure(session, OFFICE, now)
    earlier = now - timedelta(seconds=2)
    with context.database.reading() as session:
        assert longest_wait(session, OFFICE, earlier) is None
    with context.database.writing() as session:
        (mine,) = count_failure(session, OFFICE, earlier)
        assert mine.before <= earlier
        undo_failure(session, [*later, mine])


def test_after_too_many_wrong_answers_there_is_a_wait_and_a_right_one_takes_only_its_own_back(context: Context) -> None:
    now = context.clock.real()
    with context.database.writing() as session:
        for _ in range(BACKOFF_POLICIES[CounterKind.NETWORK].free):
            count_failure(session, OFFICE, now)
        assert longest_wait(session, OFFICE, now) is not None
        right = count_failure(session, OFFICE, now + timedelta(minutes=1))
        undo_failure(session, right)
        assert longest_wait(session, OFFICE, now) is not None
