"""Gathering what is wrong with a template's files, so that all of it is named at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from service.domain.errors import CatalogueError, Finding, Level

T = TypeVar("T")
Row = TypeVar("Row")


class Faults:
    """The faults found so far, in the order in which the files are read."""

    def __init__(self) -> None:
        self._found: list[CatalogueError] = []

    def __iter__(self) -> Iterator[CatalogueError]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def add(self, error: CatalogueError) -> None:
        """Keep a fault, with those that came with it."""
        self._found += [error, *(CatalogueError(problem.message) for problem in error.problems)]

    def attempt(self, make: Callable[[], T]) -> T | None:
        """What is made, None where that is faulty."""
        try:
            return make()
        except CatalogueError as error:
            self.add(error)
            return None

    def all_of(self, **makers: Callable[[], Any]) -> dict[str, Any] | None:
        """What each makes under its name, None where one of them is faulty; all are tried."""
        before = len(self._found)
        made = {name: self.attempt(make) for name, make in makers.items()}
        return made if len(self._found) == before else None

    def each(self, rows: Iterable[Row], make: Callable[[Row], T | None]) -> tuple[T, ...]:
        """What is made of each row that has no fault."""
        made = (self.attempt(lambda row=row: make(row)) for row in rows)  # type: ignore[misc]
        return tuple(item for item in made if item is not None)

    def raise_any(self) -> None:
        """Raises CatalogueError with the first fault, and the others as its problems; nothing where there is none."""
        if self._found:
            first, *others = self._found
            problems = [Finding("catalogue", Level.ERROR, other.said) for other in others]
            raise CatalogueError(first.said, problems)
