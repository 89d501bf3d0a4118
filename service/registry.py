"""Named entries of one kind, in order: what asks for them knows none of them by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Entries by name, which for a while may be joined by another."""

    def __init__(self, entries: Iterable[Entry], name: Callable[[Entry], str]) -> None:
        self._name = name
        self._entries = {name(entry): entry for entry in entries}

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

    def find(self, name: str) -> Entry | None:
        """The entry of that name; None where there is none, or none any more."""
        return self._entries.get(name)

    @contextmanager
    def including(self, entry: Entry) -> Iterator[None]:
        """For a while there is another entry; raises ValueError where its name is another's."""
        name = self._name(entry)
        if name in self._entries:
            raise ValueError(name)
        self._entries[name] = entry
        try:
            yield
        finally:
            del self._entries[name]
