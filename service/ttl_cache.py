"""What a process may remember for a few seconds, so that a rush of filings asks the database less."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from cachetools import TTLCache

SECONDS = 5
MOST = 10_000

T = TypeVar("T")


class TtlCache:
    """Remembers what was found, never that something was not; only what may be a few seconds old belongs here."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self._found: TTLCache[Hashable, object] = TTLCache(MOST, seconds)
        self._lock = Lock()

    def clear(self) -> None:
        """Forget all of it, since something was changed that is to hold at once."""
        with self._lock:
            self._found.clear()

    def get(self, key: Hashable, find: Callable[[], T]) -> T:
        """What is remembered of the key, or what `find` says; whatever that raises is raised."""
        with self._lock:
            known = self._found.get(key)
        if known is None:
            known = find()
            with self._lock:
                self._found[key] = known
        return known  # type: ignore[return-value]
