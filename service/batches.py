"""Long lists in portions, and the one page of a list that somebody looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The items in order, so many together, the last portion shorter; none of nothing."""
    left = iter(items)
    while batch := tuple(islice(left, size)):
        yield batch


@dataclass(frozen=True)
class PageRange:
    """Which page of how many, counted from 1, and how many items lie before it."""

    page: int
    pages: int
    size: int

    @property
    def offset(self) -> int:
        """How many items lie before the page."""
        return (self.page - 1) * self.size

    @property
    def items(self) -> slice:
        """The items on it."""
        return slice(self.offset, self.offset + self.size)


def page_range(found: int, wanted: int, size: int) -> PageRange:
    """The page that is wanted of so many items, or the nearest one that there is; of nothing one empty page."""
    pages = max(1, -(-found // size))
    return PageRange(min(max(1, wanted), pages), pages, size)
