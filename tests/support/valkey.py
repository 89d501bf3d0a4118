"""A running embedded Valkey."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from service.settings import Settings
from tests.support.processes import wait_until
from workers.append_only_file import HINTS
from workers.supervisor import SupervisedProcess
from workers.valkey import FolderLock, ping, valkey_command


@contextlib.contextmanager
def running_valkey(settings: Settings) -> Iterator[tuple[SupervisedProcess, FolderLock]]:
    """A Valkey that answers, with its lock; it is started again by `keep_alive` only."""
    lock = FolderLock(settings.data)
    child = SupervisedProcess(valkey_command(settings, lock))
    child.start()
    try:
        wait_until(lambda: ping(settings), what="the answer of Valkey")
        yield child, lock
    finally:
        child.ask_to_end()
        child.end(time.monotonic() + 5)
        lock.release()
        if settings.data not in settings.valkey_socket.parents:
            settings.valkey_socket.parent.rmdir()


def wait_until_written(settings: Settings, words: bytes) -> None:
    """Wait for them in the file of hints: on a busy disk the server answers first and writes a little later."""
    (file,) = (settings.data / "valkey" / HINTS).glob("*.incr.aof")
    wait_until(lambda: words in file.read_bytes(), 90, f"{words!r} in the file of hints")
