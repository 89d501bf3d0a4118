"""The supervisor starts again what dies, ends all in order, and leaves nothing behind."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

from tests.support.processes import descendants, is_running, launched, none_run, wait_until
from workers.supervisor import Command, SupervisedProcess, Supervisor

SLEEP = "import time; time.sleep(60)"
STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""
# Writes its name when it is asked to end.
NOTES_END = """
import pathlib, signal, sys, time
book, name = sys.argv[1:]
def end(*_):
    with open(book, "a") as file: file.write(name + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, end)
pathlib.Path(book + name).touch()
time.sleep(60)
"""
# Leaves a process of its own group behind, as a web server with workers does.
HAS_A_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(60)
"""
SUPERVISE = """
import sys, json, signal
from workers.supervisor import Command, Supervisor
supervisor = Supervisor()
signal.signal(signal.SIGHUP, signal.Handlers(int(sys.argv[1])))
supervisor.listen_to_signals()
sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
print(json.dumps([supervisor.start(Command(str(n), sleep)).pid for n in range(3)]), flush=True)
while not supervisor.asked_to_end:
    supervisor.tick()
supervisor.end(3)
print("ended", flush=True)
"""


def python(name: str, code: str, *arguments: str) -> Command:
    """A child that runs this code."""
    return Command(name, [sys.executable, "-c", code, *arguments])


def test_a_dying_child_is_started_again_with_growing_waits() -> None:
    child = SupervisedProcess(python("dying", "raise SystemExit(3)"))
    child.start()
    started: list[float] = []

    def restarted() -> bool:
        before = child.restarts
        child.keep_alive()
        if child.restarts > before:
            started.append(time.monotonic())
        return child.restarts == 3

    wait_until(restarted, what="the third restart")
    assert started[1] - started[0] >= 0.4
    assert started[2] - started[1] >= 0.8
    child.end(time.monotonic() + 5)
    assert not child.alive


def test_a_killed_child_comes_back_as_a_new_process() -> None:
    child = SupervisedProcess(python("sleeper", SLEEP))
    child.start()
    first = child.pid
    assert child.process is not None
    child.process.kill()

    def back() -> bool:
        child.keep_alive()
        return child.alive and child.pid != first

    wait_until(back, what="the new process")
    child.end(time.monotonic())


def test_children_end_in_reverse_order_and_the_needed_one_last(tmp_path: Path) -> None:
    supervisor = Supervisor()
    book = tmp_path / "book"
    needed = supervisor.start(python("needed", NOTES_END, str(book), "needed"))
    for name in ("web", "worker"):
        supervisor.start(python(name, NOTES_END, str(book), name))
    wait_until(lambda: len(list(tmp_path.glob("book?*"))) == 3, what="the start of all three")
    pids = [child.pid for child in supervisor.children]
    supervisor.end(5, last=needed)
    assert not any(is_running(pid) for pid in pids if pid)
    noted = book.read_text().split()
    assert sorted(noted) == ["needed", "web", "worker"]
    assert noted[-1] == "needed"


def test_a_child_that_ignores_the_wish_is_killed_in_time(tmp_path: Path) -> None:
    supervisor = Supervisor()
    child = supervisor.start(python("stubborn", STUBBORN, str(tmp_path / "deaf")))
    pid = child.pid
    assert pid is not None
    wait_until((tmp_path / "deaf").exists, what="the deafness")
    started = time.monotonic()
    supervisor.end(0.5)
    assert time.monotonic() - started < 30
    assert not is_running(pid)


def test_what_a_killed_child_left_in_its_group_is_ended(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child = SupervisedProcess(python("parent", HAS_A_CHILD, str(note)))
    child.start()
    wait_until(lambda: note.exists() and note.read_text(), what="the grandchild")
    grandchild = int(note.read_text())
    assert child.process is not None
    child.process.kill()
    child.process.wait(60)
    assert is_running(grandchild)
    child.keep_alive()
    wait_until(lambda: not is_running(grandchild), what="the end of the grandchild")
    child.end(time.monotonic())


def test_a_step_runs_to_its_end_and_says_how_it_went() -> None:
    supervisor = Supervisor()
    assert supervisor.run(python("good", "pass"))
    assert not supervisor.run(python("bad", "raise SystemExit(2)"))


def test_a_signal_ends_a_supervisor_and_its_children() -> None:
    for wish in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with launched("-c", SUPERVISE, str(int(signal.SIG_DFL))) as supervisor:
            assert supervisor.stdout is not None
            pids = json.loads(supervisor.stdout.readline())
            supervisor.send_signal(wish)
            assert supervisor.stdout.readline() == "ended\n"
            assert supervisor.wait(60) == 0
            assert not any(is_running(pid) for pid in pids)


def test_under_nohup_the_end_of_the_terminal_is_not_heard() -> None:
    with launched("-c", SUPERVISE, str(int(signal.SIG_IGN))) as supervisor:
        assert supervisor.stdout is not None
        pids = json.loads(supervisor.stdout.readline())
        supervisor.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        assert all(is_running(pid) for pid in pids)
        supervisor.terminate()
        assert supervisor.stdout.readline() == "ended\n"


def test_a_killed_supervisor_leaves_no_orphans() -> None:
    with launched("-c", SUPERVISE, str(int(signal.SIG_DFL))) as supervisor:
        assert supervisor.stdout is not None
        pids = json.loads(supervisor.stdout.readline())
        children = descendants(supervisor.pid)
        assert {child.pid for child in children} == set(pids)
        supervisor.kill()
        wait_until(lambda: none_run(children), what="the end of the children")
