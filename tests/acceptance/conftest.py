"""A running installation for each file of stories, and the mail server of those that need one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.mail_server import Box, serving
from tests.support.stack import Stack, up


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    """A mail server that keeps what it is given."""
    kept = Box()
    with serving(kept):
        yield kept


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The demonstration, running; without a mail server."""
    with up(tmp_path_factory.mktemp("demo") / "data", "--demo") as running:
        yield running
