"""A settings object over an empty folder, and a running embedded Valkey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import Settings, settings_from
from tests.support.valkey import running_valkey
from workers.supervisor import Child


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a fresh installation."""
    return settings_from({}, tmp_path / "data")


@pytest.fixture
def valkey(settings: Settings) -> Iterator[Child]:
    """A Valkey that answers; it is started again by `keep_alive` only."""
    with running_valkey(settings) as (child, _):
        yield child
