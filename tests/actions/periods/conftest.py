"""The demonstration, loaded once: closed periods that were published, and an open one with everything in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.actions.context import Context
from service.actions.operations.demo import load_demo
from tests.support.databases import FILE, copied_file
from tests.support.installation import new_context, standing


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """The demonstration, which each test copies."""
    made = new_context(tmp_path_factory.mktemp("demo"))
    assert load_demo(made)
    made.database.dispose()
    return made


@pytest.fixture
def led(loaded: Context, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A copy of it, in which the leader of Home Affairs approves closings."""
    folder = tmp_path_factory.mktemp("copy")
    made = standing(folder, copied_file(loaded.settings.data / FILE, folder))
    yield made
    made.database.dispose()
