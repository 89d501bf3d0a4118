"""The application over installations of both kinds."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from tests.support.web import Web


@pytest.fixture
def web(sqlite_context: Context) -> Web:
    """The application over SQLite."""
    return Web(sqlite_context)


@pytest.fixture
def any_web(context: Context) -> Web:
    """The application over each kind of database, for what depends on it."""
    return Web(context)
