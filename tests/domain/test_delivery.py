"""Waits after failures grow, and one message has one id."""

from __future__ import annotations

from datetime import timedelta

from service.domain.delivery import RETRY_AFTER, message_id, next_try


def test_waits_grow_outlast_a_day_and_end() -> None:
    waits = [next_try(attempts) for attempts in range(1, len(RETRY_AFTER) + 1)]
    assert waits == sorted(RETRY_AFTER)
    assert sum(RETRY_AFTER[:-1], timedelta()) > timedelta(days=1)
    assert next_try(len(RETRY_AFTER) + 1) is None


def test_the_same_parts_have_one_id_and_others_another() -> None:
    assert message_id("a", "b") == message_id("a", "b")
    assert len({message_id("a", "b"), message_id("ab"), message_id("a", "b", ""), message_id("b", "a")}) == 4
