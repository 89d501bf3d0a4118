"""Periods: opened once, merged by one worker at a time, and nothing that arrives meanwhile is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from service.actions.context import Context
from service.domain.errors import NotFoundError
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM, with_deadlines
from service.storage.leases import MERGES
from service.storage.periods.periods import (
    ObligationOverride,
    add_period,
    all_periods,
    claim_merge,
    close_period,
    content_changed,
    finish_merge,
    get_period,
    merged_content,
    obligations,
    put_obligation,
)
from tests.support.installation import PERIOD
from tests.support.threads import at_once

REAL = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
LEASE = MERGES.lasts


def change(context: Context, real: datetime = REAL) -> bool:
    with context.database.writing() as session:
        return content_changed(session, PERIOD, real)


def claim(context: Context, real: datetime = REAL) -> int | None:
    with context.database.writing() as session:
        return claim_merge(session, PERIOD, real)


def finish(context: Context, merged: int, real: datetime = REAL) -> bool:
    with context.database.writing() as session:
        return finish_merge(session, PERIOD, merged, real)


def forgotten(context: Context, now: datetime) -> list[str]:
    with context.database.writing() as session:
        waiting, expired = MERGES.lost(session, now)
        return waiting + expired


def test_a_period_is_opened_with_its_own_deadlines(context: Context) -> None:
    template, period = context.catalogue.for_period("2023-Y")
    due = datetime(2023, 12, 22, 17, 0, tzinfo=VIETNAM)
    with context.database.writing() as session:
        add_period(session, with_deadlines(period, {AgencyKind.XA: due}), template, REAL)
    with context.database.reading() as session:
        opened = get_period(session, "2023-Y")
        assert [item.code for item in all_periods(session)] == [PERIOD, "2023-Y"]
    assert opened.template_digest == template.digest
    assert opened.period(template) == with_deadlines(period, {AgencyKind.XA: due})
    assert opened.closed_at is None


def test_a_period_is_opened_once(context: Context) -> None:
    template, period = context.catalogue.for_period(PERIOD)
    with pytest.raises(IntegrityError), context.database.writing() as session:
        add_period(session, period, template, REAL)


def test_a_period_that_was_never_opened_is_named(context: Context) -> None:
    with context.database.reading() as session, pytest.raises(NotFoundError, match="«2023-Y» chưa được mở"):
        get_period(session, "2023-Y")


def test_a_closed_period_says_when(context: Context) -> None:
    with context.database.writing() as session:
        close_period(session, PERIOD, REAL)
    with context.database.reading() as session:
        assert get_period(session, PERIOD).closed_at == REAL


def test_what_a_unit_owes_is_kept_and_replaced(context: Context) -> None:
    owed = ObligationOverride(includes_children=True, exempt=("ho_so.*",))
    with context.database.writing() as session:
        put_obligation(session, PERIOD, "SGTVT", owed)
    with context.database.reading() as session:
        assert obligations(session, PERIOD) == {"SGTVT": owed}
        assert obligations(session, "2023-H1") == {}
    with context.database.writing() as session:
        put_obligation(session, PERIOD, "SGTVT", replace(owed, exempt=()))
    with context.database.reading() as session:
        assert obligations(session, PERIOD) == {"SGTVT": ObligationOverride(includes_children=True)}


def test_of_many_changes_one_asks_for_the_merge(context: Context) -> None:
    asked = at_once(8, lambda _: change(context))
    assert sorted(asked) == [False] * 7 + [True]
    with context.database.reading() as session:
        assert merged_content(session, PERIOD) == 8


def test_of_many_workers_exactly_one_merges(context: Context) -> None:
    change(context)
    assert sorted(at_once(8, lambda _: claim(context) or 0)) == [0] * 7 + [1]


def test_a_claim_is_held_for_the_lease_and_then_taken_over(context: Context) -> None:
    change(context)
    assert claim(context) == 1
    assert claim(context, REAL + LEASE) is None
    assert claim(context, REAL + LEASE + timedelta(microseconds=1)) == 1


def test_what_arrives_during_a_merge_asks_for_another(context: Context) -> None:
    assert change(context)
    assert claim(context) == 1
    assert not change(context)  # a merge is under way and will ask itself
    assert finish(context, 1)
    assert claim(context) == 2
    assert not finish(context, 2)
    assert change(context)  # idle again


def test_a_period_that_does_not_exist_is_not_claimed(context: Context) -> None:
    with context.database.writing() as session:
        assert claim_merge(session, "2023-Y", REAL) is None


def test_forgotten_merges_are_those_that_wait_or_whose_worker_is_gone(context: Context) -> None:
    assert forgotten(context, REAL + timedelta(days=1)) == []
    change(context)
    assert forgotten(context, REAL + timedelta(seconds=15)) == []
    assert forgotten(context, REAL + timedelta(seconds=16)) == [PERIOD]
    assert forgotten(context, REAL + timedelta(seconds=17)) == []  # asked for just now
    assert forgotten(context, REAL + timedelta(seconds=32)) == [PERIOD]
    began = REAL + timedelta(seconds=40)
    claim(context, began)
    assert forgotten(context, began + LEASE) == []
    assert forgotten(context, began + LEASE + timedelta(seconds=1)) == [PERIOD]
    assert forgotten(context, began + LEASE + timedelta(seconds=2)) == [PERIOD]
