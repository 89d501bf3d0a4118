"""A part that hangs keeps nobody waiting for long, and is asked by one thread only."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from service.probes import FRESH, PATIENCE, Probes
from tests.support.processes import wait_until
from tests.support.threads import at_once


class Part:
    """Something that answers when it is let."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = threading.Event()

    def question(self) -> str:
        """Answer."""
        self.asked += 1
        self.may_answer.wait(30)
        return f"trả lời {self.asked}"


@pytest.fixture
def part() -> Iterator[Part]:
    """A part that hangs."""
    made = Part()
    yield made
    made.may_answer.set()


def test_who_asks_a_part_that_hangs_is_told_so_soon_and_asks_it_once(part: Part) -> None:
    probes, begun = Probes(), time.monotonic()
    assert at_once(10, lambda _: probes.ask("a", part.question)) == [None] * 10
    assert time.monotonic() - begun < PATIENCE + 30
    assert part.asked == 1


def test_its_answer_counts_once_it_comes(part: Part) -> None:
    probes = Probes()
    assert probes.ask("a", part.question) is None
    part.may_answer.set()
    wait_until(lambda: probes.ask("a", part.question) == "trả lời 1", what="the answer")


def test_the_last_answer_counts_while_a_new_one_is_awaited(part: Part) -> None:
    probes = Probes()
    part.may_answer.set()
    wait_until(lambda: probes.ask("a", part.question) == "trả lời 1", what="the answer")
    part.may_answer.clear()
    time.sleep(FRESH)  # how long an answer counts
    assert probes.ask("a", part.question) == "trả lời 1"
    assert part.asked == 2


def test_one_part_that_hangs_holds_no_other_up(part: Part) -> None:
    probes = Probes()
    assert probes.ask("a", part.question) is None
    wait_until(lambda: probes.ask("b", lambda: "khỏe") == "khỏe", what="the answer")
