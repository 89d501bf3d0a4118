"""`tonghop up` starts everything, keeps it alive, says clearly what it cannot do, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from service.queue import QUEUES
from service.settings import settings_from
from tests.support.processes import ROOT, descendants, free_port, none_run, wait_until
from tests.support.stack import Stack, up
from workers.launcher import http_healthy
from workers.valkey import FolderLock, ping


@pytest.fixture
def terminal() -> Iterator[None]:
    """Children hear of the terminal's end, also where the tests themselves run under nohup and pass that on."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def refused(data: Path, port: int) -> subprocess.CompletedProcess[str]:
    """A start that is expected to fail."""
    return subprocess.run(
        [sys.executable, "-m", "workers.launcher", "--data", str(data), "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": "", "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def parts(stack: Stack) -> dict[str, int]:
    """Each long-running part with its process."""
    found = {f"worker {queue}": stack.processes("workers.worker", queue)[:1] for queue in QUEUES}
    found["schedule"] = stack.processes("workers.schedule")[:1]
    found["web"] = stack.processes("granian")[:1]
    found["valkey"] = stack.processes("valkey-server")[:1]
    return {name: processes[0].pid for name, processes in found.items() if processes}


def test_everything_starts_says_where_and_ends_cleanly(tmp_path: Path) -> None:
    with up(tmp_path / "dữ liệu") as stack:
        assert set(parts(stack)) == {*(f"worker {queue}" for queue in QUEUES), "schedule", "web", "valkey"}
        assert [line for line in stack.lines if "tonghop chạy tại" in line] == [f"tonghop chạy tại {stack.address}"]
        assert psutil.Process(stack.process.pid).num_threads() == 1  # else forks might wait for ever
        below = descendants(stack.process.pid)
        stack.process.send_signal(signal.SIGINT)
        assert stack.process.wait(60) == 0
        assert none_run(below)
    FolderLock(tmp_path / "dữ liệu").release()
    settings_from({}, tmp_path / "dữ liệu").valkey_socket.parent.rmdir()


def test_every_part_comes_back_after_a_kill(tmp_path: Path) -> None:
    with up(tmp_path) as stack:
        before = parts(stack)
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)

        def back() -> bool:
            now = parts(stack)
            return set(now) == set(before) and not set(now.values()) & set(before.values())

        wait_until(back, 60, "the return of every part")
        settings = settings_from({}, tmp_path)
        wait_until(lambda: ping(settings), what="the answer of Valkey")
        port = int(stack.address.rpartition(":")[2])
        wait_until(lambda: http_healthy("127.0.0.1", port), 60, "the answer of the web server")


@pytest.mark.usefixtures("terminal")
def test_a_killed_supervisor_leaves_no_orphans_and_the_next_start_works(tmp_path: Path) -> None:
    with up(tmp_path) as stack:
        below = descendants(stack.process.pid)
        assert len(below) >= 5
        stack.process.kill()
        wait_until(lambda: none_run(below), what="the end of everything")
    with up(tmp_path) as again:
        below = descendants(again.process.pid)
        again.process.send_signal(signal.SIGHUP)  # as when the terminal's window is closed
        assert again.process.wait(60) == 0
        assert none_run(below)
    FolderLock(tmp_path).release()


def test_what_serves_ends_with_the_one_that_looks_after_it_even_where_nobody_cleans_up(tmp_path: Path) -> None:
    with up(tmp_path) as stack:
        (master,) = (one for one in stack.processes("granian") if one.ppid() == stack.process.pid)
        serving = master.children()
        assert serving
        stack.process.send_signal(signal.SIGSTOP)  # so that it does not clean up behind the one that dies
        master.kill()
        wait_until(lambda: none_run(serving), what="the end of what served")


def test_a_taken_port_is_named_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = refused(tmp_path, port)
    assert done.returncode == 1
    assert f"Cổng {port} trên 127.0.0.1 đang được chương trình khác sử dụng" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "valkey").exists()


def test_a_second_installation_over_the_same_folder_is_refused(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    done = refused(tmp_path, free_port())
    lock.release()
    assert done.returncode == 1
    assert "đang được một tiến trình tonghop khác sử dụng" in done.stderr


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_early_wish_to_end_is_heard(tmp_path: Path, wish: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "workers.launcher", "--data", str(tmp_path), "--port", str(free_port())],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": "", "DATABASE_URL": ""},
        stdout=subprocess.PIPE,
    )
    wait_until((tmp_path / "tonghop.lock").exists, what="the lock")
    wait_until(lambda: descendants(process.pid), what="the first step")
    below = descendants(process.pid)
    process.send_signal(wish)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, b"")
    assert none_run(below)
