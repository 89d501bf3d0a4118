"""Giving a build up: before it begins, and in the middle of a large one."""

from __future__ import annotations

import threading

import pytest

from service.actions.consolidation.build import (
    build_workbook,
    cancel_workbook,
    finished_workbook,
    list_builds,
    request_workbook,
)
from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from service.actions.review.lookups import find_workbook
from service.domain.errors import ConflictError, NotFoundError
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.processes import wait_until
from tests.support.units import units_csv

UNITS = 600


def ask(context: Context) -> str:
    return request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id


def test_what_was_given_up_is_not_begun(context: Context) -> None:
    number = ask(context)
    cancel_workbook(context, "quản trị", number)
    build_workbook(context, number)
    assert find_workbook(context, number).state == "cancelled"
    with pytest.raises(NotFoundError, match="chưa lập xong"):
        finished_workbook(context, number)
    assert ask(context) == f"{PERIOD}-2"


def test_a_large_build_says_how_far_it_is_and_stops_when_it_is_given_up(context: Context) -> None:
    lines = [f"U{number:04},Xã số {number:04},U{number:04},xa,,2000-01-01,," for number in range(UNITS)]
    import_agencies(context, units_csv(*lines))
    number = ask(context)
    builder = threading.Thread(target=build_workbook, args=(context, number))
    builder.start()
    wait_until(lambda: find_workbook(context, number).progress > 0, 60, "progress")
    cancel_workbook(context, "quản trị", number)
    builder.join(60)
    assert not builder.is_alive()
    given_up = find_workbook(context, number)
    assert given_up.state == "cancelled" and 0 < given_up.progress < 100
    assert [(row.id, row.sha256) for row in list_builds(context, PERIOD)] == [(number, None)]


def test_a_finished_one_stays_and_an_unknown_one_is_named(context: Context) -> None:
    number = ask(context)
    build_workbook(context, number)
    with pytest.raises(ConflictError):
        cancel_workbook(context, "quản trị", number)
    assert find_workbook(context, number).state == "ready"
    assert finished_workbook(context, number).content
    with pytest.raises(NotFoundError, match="khong-co"):
        cancel_workbook(context, "quản trị", "khong-co")
