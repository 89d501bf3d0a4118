"""Checks of filings that did not end, or are to be made again, in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from service.domain.reporting.submission import State, require_transition
from service.storage.leases import CHECKS
from service.storage.models import SubmissionRow

# As it stands in the index, which serves no question in other words.
_NOT_BEGUN = text("state = 'received' AND attempts = 0")


def died_at(session: Session, submission: str, attempt: int, deaths: int) -> SubmissionRow | None:
    """The filing at which a process died, with so many more `deaths`; None where another attempt has taken over."""
    row = session.scalar(select(SubmissionRow).where(CHECKS.held(submission, attempt)).with_for_update())
    if row is not None:
        row.deaths += deaths
        session.flush()
    return row


def check_anew(session: Session, submission: str, before: State, now: datetime) -> bool:
    """Let a filing whose check ended in `before` wait for another one, as if none had died of it; False where
    somebody else was faster."""
    require_transition(before, State.RECEIVED)
    was_so = SubmissionRow.state == before
    return CHECKS.settle(session, submission, State.RECEIVED, now, was_so, deaths=0, interruptions=0, failure=None)


def next_in_turn(session: Session, limit: int) -> list[str]:
    """The filings that no worker has begun with and that are to be checked next.

    A unit's n-th filing within an hour comes before the next one of any other unit, so that nobody waits for whoever
    hands in hundreds.
    """
    query = select(SubmissionRow.id).where(_NOT_BEGUN)
    return list(
        session.scalars(query.order_by(SubmissionRow.turn, SubmissionRow.received_at, SubmissionRow.id).limit(limit))
    )


def is_newer_decided(session: Session, row: SubmissionRow) -> bool:
    """Whether the check of a later filing of the unit for the period has ended."""
    of_unit = (SubmissionRow.period == row.period, SubmissionRow.agency == row.agency)
    is_open = SubmissionRow.state.in_([State.RECEIVED, State.VALIDATING])
    return bool(session.scalar(select(exists().where(*of_unit, SubmissionRow.revision > row.revision, ~is_open))))


def never_claimed(session: Session, submissions: Iterable[str]) -> list[str]:
    """Those of these filings that wait and that no worker has begun with, in the order in which they are given."""
    wanted = list(submissions)
    found = set(
        session.scalars(
            select(SubmissionRow.id).where(
                SubmissionRow.id.in_(wanted),
                SubmissionRow.state == State.RECEIVED,
                SubmissionRow.attempts == 0,
            )
        )
    )
    return [submission for submission in wanted if submission in found]


def expired_validations(session: Session, now: datetime, limit: int = 500) -> tuple[list[str], list[str]]:
    """Filings that wait too long and were never claimed; and those to be tried again, which wait as long or were
    claimed by a worker that is gone; each the oldest first.
    """
    waiting, expired = CHECKS.lost(session, now, limit)
    unclaimed = never_claimed(session, waiting)
    return unclaimed, [submission for submission in waiting if submission not in set(unclaimed)] + expired
