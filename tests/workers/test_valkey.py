"""The embedded Valkey keeps what it was told, has one master, and goes when its supervisor goes."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.domain.errors import TonghopError
from service.queue import connect
from service.settings import Settings, settings_from
from tests.support.processes import ROOT, is_running, launched, wait_until
from tests.support.valkey import running_valkey, wait_until_written
from workers.supervisor import SupervisedProcess
from workers.valkey import FolderLock, ping, valkey_command

RUN_VALKEY = """
import sys, time
from pathlib import Path
from service.settings import settings_from
from tests.support.valkey import running_valkey, wait_until_written
from workers.supervisor import SupervisedProcess
from workers.valkey import FolderLock, ping, valkey_command
settings = settings_from({}, Path(sys.argv[1]))
child = SupervisedProcess(valkey_command(settings, FolderLock(settings.data)))
child.start()
while not ping(settings):
    time.sleep(0.02)
print(child.pid)
time.sleep(60)
"""


def revive(child: SupervisedProcess, settings: Settings) -> None:
    """Keep the child alive until it answers again."""
    before = child.restarts

    def back() -> bool:
        child.keep_alive()
        return child.restarts > before and ping(settings)

    wait_until(back, what="the return of Valkey")


def test_what_was_queued_survives_a_kill(settings: Settings, valkey: SupervisedProcess) -> None:
    with connect(settings.queue_url) as connection:
        connection.rpush("rq:queue:submissions", *(f"job-{number}" for number in range(500)))
    wait_until_written(settings, b"job-499")
    assert valkey.process is not None
    valkey.process.send_signal(signal.SIGKILL)
    valkey.process.wait(60)
    assert not ping(settings)
    revive(valkey, settings)
    with connect(settings.queue_url) as connection:
        assert connection.lrange("rq:queue:submissions", 0, -1) == [f"job-{number}".encode() for number in range(500)]


def test_it_never_throws_jobs_away_and_listens_on_its_socket_only(
    settings: Settings, valkey: SupervisedProcess
) -> None:
    with connect(settings.queue_url) as connection:
        assert connection.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert connection.config_get("port") == {"port": "0"}
        assert connection.config_get("appendonly") == {"appendonly": "yes"}
    assert stat.S_IMODE(settings.valkey_socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(settings.valkey_socket.parent.stat().st_mode) == 0o700


def test_it_ends_when_asked(settings: Settings, valkey: SupervisedProcess) -> None:
    pid = valkey.pid
    assert pid is not None
    started = time.monotonic()
    valkey.ask_to_end()
    valkey.end(started + 60)
    assert not is_running(pid)
    assert time.monotonic() - started < 50
    assert not ping(settings)


def test_a_second_installation_is_refused(settings: Settings) -> None:
    lock = FolderLock(settings.data)
    with pytest.raises(TonghopError, match="đang được một tiến trình tonghop khác sử dụng"):
        FolderLock(settings.data, seconds=0.1)
    lock.release()


def test_the_lock_lasts_as_long_as_the_server(settings: Settings) -> None:
    with running_valkey(settings) as (_, lock):
        lock.release()
        with pytest.raises(TonghopError):
            FolderLock(settings.data, seconds=0.1)
    FolderLock(settings.data).release()


def test_a_killed_supervisor_leaves_no_server(tmp_path: Path) -> None:
    with launched("-c", RUN_VALKEY, str(tmp_path)) as supervisor:
        assert supervisor.stdout is not None
        pid = int(supervisor.stdout.readline())
        assert is_running(pid)
        supervisor.kill()
        wait_until(lambda: not is_running(pid), what="the end of Valkey")
    FolderLock(tmp_path).release()


def test_a_deep_data_folder_gets_a_short_private_socket(tmp_path: Path) -> None:
    deep = tmp_path / "ky-bao-cao" / ("thu-muc-" * 12)
    settings = settings_from({}, deep)
    assert len(bytes(settings.valkey_socket)) <= 100
    assert settings.valkey_socket == settings_from({}, deep).valkey_socket
    assert settings.valkey_socket != settings_from({}, deep / "khac").valkey_socket
    with running_valkey(settings):
        assert stat.S_IMODE(settings.valkey_socket.parent.stat().st_mode) == 0o700


def test_a_folder_with_unusual_letters_is_reached(tmp_path: Path) -> None:
    settings = settings_from({}, tmp_path / "số 100% #1? a=b")
    with running_valkey(settings), connect(settings.queue_url) as connection:
        # Whoever asks for this splits the answer at blanks and equals signs.
        assert str(settings.valkey_socket) in connection.client_info()["laddr"]


def test_a_link_in_place_of_the_folder_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    lock = FolderLock(settings.data)
    (settings.data / "valkey").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TonghopError, match="không phải là thư mục của người đang chạy"):
        valkey_command(settings, lock)
    lock.release()


def test_a_file_in_place_of_the_data_folder_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "data"
    taken.write_text("a file")
    with pytest.raises(TonghopError, match="Không ghi được vào thư mục dữ liệu"):
        FolderLock(taken)


def test_the_launcher_does_not_start_what_nobody_waits_for() -> None:
    not_our_own = str(os.getppid())
    command = [sys.executable, "-m", "service.parent_death", not_our_own, "15", "echo", "started"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
