"""Claims: one for each row, numbered, renewed, given back, and taken over where they run out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from service.actions.context import Context
from service.domain.reporting.submission import Review
from service.storage.consolidation.workbooks import add_build
from service.storage.engine.leases import Lease
from service.storage.leases import BUILDS, CHECKS, MERGES, MESSAGES
from service.storage.models import SubmissionRow
from service.storage.notifications.messages import NewMail, add_mail
from service.watch import UNRENEWED
from tests.support.installation import PERIOD
from tests.support.threads import at_once

REAL = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
ALL = [CHECKS, MERGES, BUILDS, MESSAGES]
NUMBERED = [CHECKS, BUILDS, MESSAGES]
KEYS = {CHECKS: f"{PERIOD}-SGTVT-1", MERGES: PERIOD, BUILDS: f"{PERIOD}-1", MESSAGES: "m"}


@pytest.fixture
def filled(context: Context) -> Context:
    """Something waits in each table since REAL."""
    with context.database.writing() as session:
        session.add(
            SubmissionRow(
                id=KEYS[CHECKS], period=PERIOD, agency="SGTVT", revision=1, channel="json", file_name="",
                sha256="a" * 64, raw=b"", received_at=REAL, filed_by="", state=CHECKS.waiting, state_since=REAL,
                review=Review.PENDING.value,
            )
        )  # fmt: skip
        add_build(session, PERIOD, "", REAL, REAL)
        add_mail(session, NewMail("m", "a@b.vn", "", "", ""), REAL)
        MERGES.settle(session, PERIOD, MERGES.waiting, REAL)
    return context


def claim(context: Context, lease: Lease, after: timedelta = timedelta()) -> bool:
    with context.database.writing() as session:
        return lease.claim(session, KEYS[lease], REAL + after)


def state(context: Context, lease: Lease) -> tuple[str, int | None]:
    with context.database.reading() as session:
        found = session.scalars(select(lease.key.class_).where(lease.key == KEYS[lease])).one()
        return getattr(found, lease.state.key), lease.attempts and getattr(found, lease.attempts.key)


@pytest.mark.parametrize("lease", ALL)
def test_of_many_workers_one_gets_the_row(filled: Context, lease: Lease) -> None:
    assert sorted(at_once(6, lambda _: claim(filled, lease))) == [False] * 5 + [True]


@pytest.mark.parametrize("lease", ALL)
def test_a_claim_runs_out_unless_it_is_renewed(filled: Context, lease: Lease) -> None:
    assert claim(filled, lease)
    assert not claim(filled, lease, lease.lasts)
    with filled.database.writing() as session:
        assert lease.renew(session, KEYS[lease], 1, REAL + lease.lasts)
    assert not claim(filled, lease, 2 * lease.lasts)
    assert claim(filled, lease, 2 * lease.lasts + MOMENT)


@pytest.mark.parametrize("lease", NUMBERED)
def test_a_late_attempt_is_not_heard(filled: Context, lease: Lease) -> None:
    claim(filled, lease)
    claim(filled, lease, lease.lasts + MOMENT)
    now = REAL + 2 * lease.lasts
    with filled.database.writing() as session:
        assert not lease.renew(session, KEYS[lease], 1, now)
        assert not lease.finish(session, KEYS[lease], 1, "failed", now)
        assert not lease.give_back(session, KEYS[lease], 1, now, counted=True)
    assert state(filled, lease) == (lease.claimed, 2)
    with filled.database.writing() as session:
        assert lease.finish(session, KEYS[lease], 2, "failed", now)
    assert state(filled, lease) == ("failed", 2)


@pytest.mark.parametrize("lease", NUMBERED)
@pytest.mark.parametrize("counted", [True, False])
def test_what_is_given_back_waits_again_and_the_attempt_counts_or_not(
    filled: Context, lease: Lease, counted: bool
) -> None:
    claim(filled, lease)
    with filled.database.writing() as session:
        assert lease.give_back(session, KEYS[lease], 1, REAL, counted=counted)
    assert state(filled, lease) == (lease.waiting, int(counted))
    assert claim(filled, lease)


@pytest.mark.parametrize("lease", ALL)
def test_lost_is_what_waits_beyond_patience_or_whose_claim_ran_out(filled: Context, lease: Lease) -> None:
    def lost(after: timedelta) -> tuple[list[str], list[str]]:
        with filled.database.writing() as session:
            return lease.lost(session, REAL + after)

    assert lost(lease.patience) == ([], [])
    late = lease.patience + MOMENT
    assert lost(late) == ([KEYS[lease]], [])
    assert lost(late + lease.patience) == ([], []), "it began to wait anew"
    claim(filled, lease, late)
    assert lost(late + lease.lasts) == ([], [])
    for _ in range(2):
        assert lost(late + lease.lasts + MOMENT) == ([], [KEYS[lease]]), "until somebody takes it over"


def test_further_conditions_of_a_claim_hold(filled: Context) -> None:
    with filled.database.writing() as session:
        session.execute(update(SubmissionRow).values(attempts=1))
        assert not CHECKS.claim(session, KEYS[CHECKS], REAL, SubmissionRow.attempts == 0)
        assert CHECKS.claim(session, KEYS[CHECKS], REAL, deaths=1)


@pytest.mark.parametrize("lease", ALL)
def test_a_claim_and_a_wait_from_before_the_clock_was_set_back_are_over(filled: Context, lease: Lease) -> None:
    def lost(after: timedelta) -> tuple[list[str], list[str]]:
        with filled.database.writing() as session:
            return lease.lost(session, REAL + after)

    back = -timedelta(hours=1)
    assert lost(-timedelta(seconds=30)) == ([], []), "machines differ by so much"
    assert lost(back) == ([KEYS[lease]], [])
    assert claim(filled, lease)
    assert lost(back) == ([], [KEYS[lease]])
    assert claim(filled, lease, back)
    assert not claim(filled, lease, back + MOMENT)


@pytest.mark.parametrize("lease", [CHECKS, MERGES, BUILDS])
def test_only_what_nobody_has_renewed_lately_is_taken_from_who_is_gone(filled: Context, lease: Lease) -> None:
    claim(filled, lease)
    with filled.database.writing() as session:
        lease.renew(session, KEYS[lease], 1, REAL + timedelta(seconds=4))
        assert lease.release_unrenewed(session, REAL + timedelta(seconds=10), UNRENEWED) == []
        assert lease.release_unrenewed(session, REAL + timedelta(seconds=11), UNRENEWED) == [KEYS[lease]]
        assert lease.release_unrenewed(session, REAL + timedelta(seconds=11), UNRENEWED) == []
    assert state(filled, lease)[0] == lease.waiting
