"""A settings object over an empty folder, and a running embedded Valkey."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import Settings, settings_from
from tests.support.processes import wait_until
from workers.supervisor import Child
from workers.valkey import FolderLock, answers, valkey_command


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a fresh installation."""
    return settings_from({}, tmp_path / "data")


@pytest.fixture
def lock(settings: Settings) -> Iterator[FolderLock]:
    """The lock of the data folder, held by this test."""
    held = FolderLock(settings.data)
    yield held
    held.release()


@pytest.fixture
def valkey(settings: Settings, lock: FolderLock) -> Iterator[Child]:
    """A Valkey that answers; it is started again by `keep_alive` only."""
    child = Child(valkey_command(settings, lock))
    child.start()
    wait_until(lambda: answers(settings), what="the answer of Valkey")
    yield child
    child.ask_to_end()
    child.end(time.monotonic() + 5)
