"""Checks of filings that did not end, or are to be made again, in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.reporting.submission import State, require_transition
from service.storage.engine.rows import changed
from service.storage.models import SubmissionRow


def keep_check(session: Session, submission: str, attempt: int, now: datetime) -> None:
    """Let the claim of that attempt begin anew."""
    session.execute(
        update(SubmissionRow)
        .where(
            SubmissionRow.id == submission,
            SubmissionRow.state == State.VALIDATING.value,
            SubmissionRow.attempts == attempt,
        )
        .values(state_since=now)
    )


def died_at(session: Session, submission: str, attempt: int, deaths: int) -> SubmissionRow | None:
    """The filing at which a process died, with so many more `deaths`; None where another attempt has taken over."""
    row = session.scalar(
        select(SubmissionRow)
        .where(
            SubmissionRow.id == submission,
            SubmissionRow.state == State.VALIDATING.value,
            SubmissionRow.attempts == attempt,
        )
        .with_for_update()
    )
    if row is not None:
        row.deaths += deaths
        session.flush()
    return row


def take_back(session: Session, submission: str, attempt: int, now: datetime) -> None:
    """Let a filing wait again whose check did not end."""
    require_transition(State.VALIDATING, State.RECEIVED)
    session.execute(
        update(SubmissionRow)
        .where(
            SubmissionRow.id == submission,
            SubmissionRow.state == State.VALIDATING.value,
            SubmissionRow.attempts == attempt,
        )
        .values(state=State.RECEIVED.value, state_since=now)
    )


def check_anew(session: Session, submission: str, before: State, now: datetime) -> bool:
    """Let a filing whose check ended in `before` wait for another one, as if none had died of it; False where
    somebody else was faster."""
    require_transition(before, State.RECEIVED)
    return changed(
        session,
        update(SubmissionRow)
        .where(SubmissionRow.id == submission, SubmissionRow.state == before.value)
        .values(state=State.RECEIVED.value, state_since=now, deaths=0, interruptions=0, failure=None),
    )


def never_claimed(session: Session, submissions: Iterable[str]) -> list[str]:
    """Those of these filings that wait and that no worker has begun with, in the order in which they are given."""
    wanted = list(submissions)
    found = set(
        session.scalars(
            select(SubmissionRow.id).where(
                SubmissionRow.id.in_(wanted),
                SubmissionRow.state == State.RECEIVED.value,
                SubmissionRow.attempts == 0,
            )
        )
    )
    return [submission for submission in wanted if submission in found]
