"""A child takes what is dangerous: its end is an error in words for one caller, and nothing for anybody else."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from service.domain.errors import TooLargeError, UnavailableError, UnreadableError, message
from service.sandbox import CHILDREN, MEGABYTE, Bounds, SandboxProcess, run_bounded
from tests.support import bounded_calls
from tests.support.processes import launched, wait_until

BOUNDS = Bounds(memory=256 * MEGABYTE, processor=1, time=20.0, said=message("Tệp quá lớn hoặc quá phức tạp để đọc."))
BRIEF = Bounds(memory=256 * MEGABYTE, processor=60, time=0.3, said=BOUNDS.said)
HEAVY = Bounds(memory=256 * MEGABYTE, processor=60, time=20.0, said=BOUNDS.said, heavy=True)


@pytest.fixture(params=["forked", "started"])
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """How a child comes to be: forked where nothing else runs in this process, else started anew."""
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    if request.param == "started":
        other.start()
    for pid in CHILDREN.pids():
        os.kill(pid, signal.SIGKILL)
    yield request.param
    ended.set()
    if request.param == "started":
        other.join()


def test_a_call_returns_what_the_function_returns(way: str) -> None:
    assert run_bounded(BOUNDS, bounded_calls.doubled, 21) == 42


def test_a_child_serves_many_calls(way: str) -> None:
    served = {run_bounded(BOUNDS, bounded_calls.process) for _ in range(5)}
    assert len(served) == 1 and served != {os.getpid()}


def test_an_error_for_people_comes_through_as_it_is(way: str) -> None:
    with pytest.raises(UnreadableError, match=r"Ô II\.2!F12 không đọc được"):
        run_bounded(BOUNDS, bounded_calls.refuse)


def test_a_failure_that_nobody_foresaw_becomes_words(way: str) -> None:
    with pytest.raises(UnreadableError, match="Không xử lý được tệp này"):
        run_bounded(BOUNDS, bounded_calls.fail)


@pytest.mark.parametrize(
    ("bounds", "call", "args"),
    [
        (BOUNDS, bounded_calls.take_memory, (1024,)),
        (BOUNDS, bounded_calls.spin, ()),
        (BRIEF, bounded_calls.sleep, ()),
        (BOUNDS, bounded_calls.die, ()),
    ],
    ids=["memory", "processor", "time", "death"],
)
def test_beyond_its_bounds_a_call_is_refused_and_the_next_one_served(
    way: str, bounds: Bounds, call: Callable[..., None], args: tuple[int, ...]
) -> None:
    before = time.monotonic()
    with pytest.raises(TooLargeError, match="Tệp quá lớn hoặc quá phức tạp để đọc"):
        run_bounded(bounds, call, *args)
    assert time.monotonic() - before < 60
    assert run_bounded(BOUNDS, bounded_calls.doubled, 21) == 42


def test_the_bounds_are_those_of_each_call_and_not_of_all_together(way: str) -> None:
    for _ in range(4):
        assert run_bounded(BOUNDS, bounded_calls.take_memory, 100) == 100 * MEGABYTE


def test_a_child_that_was_ended_while_idle_is_replaced(way: str) -> None:
    child = run_bounded(BOUNDS, bounded_calls.process)
    os.kill(child, signal.SIGKILL)
    assert run_bounded(BOUNDS, bounded_calls.process) != child


def test_of_heavy_calls_one_runs_at_a_time_and_others_are_told_to_come_again() -> None:
    with CHILDREN.lent(heavy=True):
        before = time.monotonic()
        with pytest.raises(UnavailableError, match="thử lại sau ít phút"):
            run_bounded(HEAVY, bounded_calls.doubled, 1)
        assert time.monotonic() - before < 30
        assert run_bounded(BOUNDS, bounded_calls.doubled, 21) == 42
    assert run_bounded(HEAVY, bounded_calls.doubled, 1) == 2


BUSY = """
import threading
from service.sandbox import Bounds, MEGABYTE, SandboxProcess, message
from tests.support import bounded_calls
{thread}
child = SandboxProcess()
print(child.pid, flush=True)
child.call(Bounds(MEGABYTE * 256, 600, 600.0, message("x")), bounded_calls.{call}, ())
"""


@pytest.mark.parametrize("call", ["sleep", "spin"])
@pytest.mark.parametrize("thread", ["", "threading.Thread(target=threading.Event().wait, daemon=True).start()"])
def test_a_child_ends_with_its_parent(thread: str, call: str) -> None:
    with launched("-c", BUSY.format(thread=thread, call=call)) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, what="the child's end")


def test_a_child_is_given_nothing_of_its_parents_open_files() -> None:
    with open(os.devnull) as held:  # noqa: PTH123
        child = SandboxProcess()
        try:
            opened = {path.path for path in psutil.Process(child.pid).open_files()}
        finally:
            child.end()
    assert held.name not in opened
