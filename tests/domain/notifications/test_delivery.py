"""Waits after failures grow, one message has one id, and no minute sees more messages than it may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.domain.notifications.delivery import RETRY_AFTER, message_id, next_try, rate_limit


def test_waits_grow_outlast_a_day_and_end() -> None:
    waits = [next_try(attempts) for attempts in range(1, len(RETRY_AFTER) + 1)]
    assert waits == sorted(RETRY_AFTER)
    assert sum(RETRY_AFTER[:-1], timedelta()) > timedelta(days=1)
    assert next_try(len(RETRY_AFTER) + 1) is None


def test_the_same_parts_have_one_id_and_others_another() -> None:
    assert message_id("a", "b") == message_id("a", "b")
    assert len({message_id("a", "b"), message_id("ab"), message_id("a", "b", ""), message_id("b", "a")}) == 4


@pytest.mark.parametrize("per_minute", [1, 2, 5, 6, 7, 11, 13, 17, 60, 100, 119, 120, 1000, 6001])
def test_no_minute_sees_more_than_it_may_and_most_of_that_may_go(per_minute: int) -> None:
    found = rate_limit(per_minute)
    minute = timedelta(minutes=1)
    # So many stretches lie within a minute at most, since each begins after the last message of the one before.
    stretches = -(-minute // found.within)
    assert found.count * stretches <= per_minute
    assert found.count * stretches > per_minute * 0.7
    assert found.within <= minute / min(per_minute, 6)
