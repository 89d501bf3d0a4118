"""Workbooks: one under way a period, one builder for each, and a result that is stored once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from service.actions.context import Context
from service.domain.errors import NotFoundError
from service.storage.consolidation.workbooks import (
    add_build,
    build_under_way,
    claim_build,
    finish_build,
    get_build,
    newest_workbook,
)
from service.storage.leases import BUILDS
from service.storage.models import WorkbookRow
from tests.support.installation import PERIOD, with_units
from tests.support.threads import at_once

NOW = datetime(2023, 9, 18, 1, 0, tzinfo=UTC)
REAL = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
LEASE = BUILDS.lasts


def add(context: Context, period: str = PERIOD, real: datetime = REAL) -> str:
    with context.database.writing() as session:
        return add_build(session, period, "Chuyên viên", NOW, real).id


def claim(context: Context, workbook: str, real: datetime = REAL) -> WorkbookRow | None:
    with context.database.writing() as session:
        return claim_build(session, workbook, real)


def finish(context: Context, workbook: str, attempt: int, raw: bytes | None, real: datetime = REAL) -> bool:
    with context.database.writing() as session:
        return finish_build(
            session, workbook, attempt, NOW, real, raw=raw, sha256=None if raw is None else "a" * 64,
            failure="broken" if raw is None else None,
        )  # fmt: skip


def progress(context: Context, workbook: str, attempt: int, percent: int, real: datetime = REAL) -> bool:
    with context.database.writing() as session:
        return BUILDS.renew(session, workbook, attempt, real, progress=percent)


def forgotten(context: Context, now: datetime) -> list[str]:
    with context.database.writing() as session:
        waiting, expired = BUILDS.lost(session, now)
        return waiting + expired


def row(context: Context, workbook: str) -> WorkbookRow:
    with context.database.reading() as session:
        return get_build(session, workbook)


def test_a_second_build_of_a_period_is_refused_while_one_is_under_way(context: Context) -> None:
    first = add(context)
    with pytest.raises(IntegrityError):
        add(context)
    claim(context, first)
    with pytest.raises(IntegrityError):
        add(context)
    finish(context, first, 1, b"bytes")
    assert add(context) == "2023-Q3-2"


def test_a_failed_build_does_not_bar_the_next(context: Context) -> None:
    first = add(context)
    claim(context, first)
    finish(context, first, 1, None)
    assert (row(context, first).state, row(context, first).failure) == ("failed", "broken")
    assert add(context) == "2023-Q3-2"


def test_each_period_has_its_own_build(context: Context) -> None:
    with_units(context, "2023-H1")
    ids = [add(context), add(context, "2023-H1")]
    with context.database.reading() as session:
        under_way = [build_under_way(session, period) for period in (PERIOD, "2023-H1")]
    assert [build.id for build in under_way if build is not None] == ids == ["2023-Q3-1", "2023-H1-1"]


def test_of_many_workers_exactly_one_builds(context: Context) -> None:
    workbook = add(context)
    got = [build for build in at_once(8, lambda _: claim(context, workbook)) if build is not None]
    assert [(build.state, build.attempts, build.progress) for build in got] == [("building", 1, 0)]


def test_progress_keeps_the_claim(context: Context) -> None:
    workbook = add(context)
    claim(context, workbook)
    assert progress(context, workbook, 1, 40, REAL + LEASE)
    assert row(context, workbook).progress == 40
    assert claim(context, workbook, REAL + 2 * LEASE) is None
    taken = claim(context, workbook, REAL + 2 * LEASE + timedelta(microseconds=1))
    assert taken is not None and (taken.attempts, taken.progress) == (2, 0)


def test_only_the_present_attempt_stores_progress_and_workbook(context: Context) -> None:
    workbook = add(context)
    claim(context, workbook)
    claim(context, workbook, REAL + timedelta(minutes=5))
    assert not progress(context, workbook, 1, 90)
    assert not finish(context, workbook, 1, b"late")
    assert finish(context, workbook, 2, b"present")
    assert not finish(context, workbook, 2, None)
    with context.database.reading() as session:
        newest = newest_workbook(session, PERIOD)
        assert newest is not None and (newest.content, newest.progress, newest.state) == (b"present", 100, "ready")


def test_the_newest_workbook_is_the_one_finished_last(context: Context) -> None:
    with context.database.reading() as session:
        assert newest_workbook(session, PERIOD) is None
    for count in range(1, 12):  # the ids' order as text is another one
        workbook = add(context)
        claim(context, workbook)
        finish(context, workbook, 1, f"{count}".encode(), REAL + timedelta(minutes=count))
    failed = add(context)
    claim(context, failed)
    finish(context, failed, 1, None, REAL + timedelta(hours=1))
    with context.database.reading() as session:
        newest = newest_workbook(session, PERIOD)
        assert newest is not None and (newest.id, newest.content) == ("2023-Q3-11", b"11")


def test_an_unknown_build_is_named(context: Context) -> None:
    with pytest.raises(NotFoundError, match="Không có bảng tổng hợp «x»"):
        row(context, "x")
    assert claim(context, "x") is None


def test_forgotten_builds_are_those_that_wait_or_make_no_progress(context: Context) -> None:
    workbook = add(context)
    assert forgotten(context, REAL + timedelta(seconds=15)) == []
    assert forgotten(context, REAL + timedelta(seconds=16)) == [workbook]
    assert forgotten(context, REAL + timedelta(seconds=17)) == []  # asked for just now
    began = REAL + timedelta(minutes=1)
    claim(context, workbook, began)
    progress(context, workbook, 1, 10, began + LEASE)
    assert forgotten(context, began + 2 * LEASE) == []
    assert forgotten(context, began + 2 * LEASE + timedelta(seconds=1)) == [workbook]
    claim(context, workbook, began + 3 * LEASE)
    finish(context, workbook, 2, b"bytes")
    assert forgotten(context, began + timedelta(days=1)) == []
