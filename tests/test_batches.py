"""Portions hold every item once, and a page always exists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.batches import batched, page_range


@given(st.lists(st.integers()), st.integers(1, 7))
def test_portions_hold_every_item_once_in_order(items: list[int], size: int) -> None:
    found = list(batched(items, size))
    assert [item for batch in found for item in batch] == items
    assert all(len(batch) == size for batch in found[:-1])
    assert all(0 < len(batch) <= size for batch in found[-1:])


@pytest.mark.parametrize(
    ("found", "wanted", "page", "pages"),
    [(0, 1, 1, 1), (50, 1, 1, 1), (51, 2, 2, 2), (51, 9, 2, 2), (51, 0, 1, 2), (51, -3, 1, 2)],
)
def test_the_page_is_the_wanted_one_or_the_nearest_that_there_is(
    found: int, wanted: int, page: int, pages: int
) -> None:
    shown = page_range(found, wanted, 50)
    assert (shown.page, shown.pages) == (page, pages)
    assert list(range(found))[shown.items] == list(range((page - 1) * 50, min(found, page * 50)))
