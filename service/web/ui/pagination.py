"""A part of a long list, as the address says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from service.batches import page_range

PAGE = 50
Item = TypeVar("Item")


@dataclass(frozen=True)
class Paged(Generic[Item]):
    """The items of one page."""

    items: Sequence[Item]
    found: int
    page: int
    pages: int


def paged(items: Sequence[Item]) -> Paged[Item]:
    """The page that the address asks for, the last one where there are not so many."""
    shown = page_range(len(items), request.args.get("trang", 1, type=int), PAGE)
    return Paged(items[shown.items], len(items), shown.page, shown.pages)
