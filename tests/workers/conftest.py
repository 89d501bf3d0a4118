"""A settings object over an empty folder, and a running embedded Valkey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.actions.context import Context
from service.queue import JobQueue, connect
from service.settings import Settings, settings_from
from tests.support.installation import new_context, with_units
from tests.support.valkey import running_valkey
from workers.supervisor import SupervisedProcess


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a fresh installation."""
    return settings_from({}, tmp_path / "data")


@pytest.fixture
def valkey(settings: Settings) -> Iterator[SupervisedProcess]:
    """A Valkey that answers; it is started again by `keep_alive` only."""
    with running_valkey(settings) as (child, _):
        yield child


@pytest.fixture
def installed(settings: Settings, valkey: SupervisedProcess) -> Iterator[Context]:
    """Hưng Yên's units and an open period, over queues that nobody serves yet."""
    built = with_units(new_context(settings.data, settings.database_url))
    with connect(settings.queue_url) as connection:
        yield replace(built, queue=JobQueue(connection))
    built.database.dispose()
