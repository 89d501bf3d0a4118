"""A workbook of some hundred units tells how far it is, and stops soon after it was given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from service.actions.consolidation.build import build_workbook, cancel_workbook, latest_workbook, request_workbook
from service.actions.context import Context
from service.actions.review.lookups import find_workbook
from service.domain.errors import ConflictError, NotFoundError
from service.storage.engine.database import Database
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.province import put_units, put_valid

UNITS = 300


class Watched(Database):
    """A database that tells before each transaction that writes, when none is open yet."""

    def __init__(self, url: str, told: Callable[[], None]) -> None:
        super().__init__(url)
        self.told = told

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed at the end, after telling."""
        self.told()
        with super().writing() as session:
            yield session


def large(context: Context) -> str:
    """A period in which some hundred units filed, whose workbook is asked for."""
    put_valid(context, put_units(context, UNITS))
    return request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id


def build(context: Context, workbook: str, told: Callable[[], None]) -> None:
    watched = Watched(context.database.url, told)
    try:
        build_workbook(replace(context, database=watched), workbook)
    finally:
        watched.dispose()


def test_progress_rises_in_small_steps(context: Context) -> None:
    workbook = large(context)
    seen: list[int] = []
    build(context, workbook, lambda: seen.append(find_workbook(context, workbook).progress))
    assert seen == sorted(seen) and seen[0] == 0
    assert len(set(seen)) >= 10
    assert max(later - earlier for earlier, later in pairwise(seen)) <= 25
    row = find_workbook(context, workbook)
    assert (row.state, row.progress) == ("ready", 100)


@pytest.mark.parametrize("percent", [1, 50])
def test_it_stops_at_its_next_step_once_it_was_given_up(context: Context, percent: int) -> None:
    workbook = large(context)
    steps_after: list[int] = []

    def watch() -> None:
        row = find_workbook(context, workbook)
        if row.state == "cancelled":
            steps_after.append(row.progress)
        elif row.progress >= percent:
            cancel_workbook(context, "quản trị", workbook)

    build(context, workbook, watch)
    row = find_workbook(context, workbook)
    assert (row.state, row.sha256, row.finished_at) == ("cancelled", None, None)
    assert percent <= row.progress < 100
    assert steps_after == []  # the builder was told at the very step at which it was given up
    with pytest.raises(NotFoundError):
        latest_workbook(context, PERIOD)
    second, is_new = request_workbook(context, HOME_AFFAIRS, PERIOD)
    assert is_new and second.id != workbook


def test_what_is_not_under_way_cannot_be_given_up(context: Context) -> None:
    workbook = request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id
    cancel_workbook(context, "quản trị", workbook)
    with pytest.raises(ConflictError, match="đã kết thúc nên không hủy được"):
        cancel_workbook(context, "quản trị", workbook)
    with pytest.raises(NotFoundError):
        cancel_workbook(context, "quản trị", "khong-co")
