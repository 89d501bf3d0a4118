"""Filings in the database: their rows, states, findings and content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session, undefer

from service.batches import batched
from service.domain.bilingual import english_of, in_both
from service.domain.errors import Finding, Message, NotFoundError, message
from service.domain.reporting.payload import Payload
from service.domain.reporting.submission import Review, State, require_transition
from service.storage.engine.conditional_update import MANY, conditional_update
from service.storage.intake import payload_codec as content
from service.storage.intake.message_codec import encode_values, message_of
from service.storage.leases import CHECKS
from service.storage.models import FindingRow, SubmissionRow


def no_submission(submission: str) -> Message:
    """What is said of a filing that is not there for whoever asks."""
    return message("Không có lần nộp «{id}».", id=submission)


def get_submission(session: Session, submission: str) -> SubmissionRow:
    """The filing of that id; raises NotFoundError."""
    row = session.get(SubmissionRow, submission)
    if row is None:
        raise NotFoundError(no_submission(submission))
    return row


def claim_validation(
    session: Session, submission: str, now: datetime, *, new_only: bool = False
) -> SubmissionRow | None:
    """The filing with its bytes for the one worker that gets it; None where there is nothing to do.

    With `new_only` one that was claimed before is not given out.
    """
    require_transition(State.RECEIVED, State.VALIDATING)
    interruptions = case((CHECKS.is_claimed, SubmissionRow.interruptions + 1), else_=SubmissionRow.interruptions)
    fresh = (SubmissionRow.attempts == 0,) if new_only else ()
    got = CHECKS.claim(session, submission, now, *fresh, interruptions=interruptions)
    if not got:
        return None
    return session.scalar(
        select(SubmissionRow).options(undefer(SubmissionRow.raw)).where(SubmissionRow.id == submission)
    )


def finish_validation(
    session: Session, submission: str, attempt: int, outcome: State, now: datetime, real: datetime, *,
    payload: Payload | None = None, findings: Iterable[Finding] = (), failure: str | None = None,
    terms: str | None = None,
) -> bool:  # fmt: skip
    """Store the outcome of that attempt; False where another attempt has taken over meanwhile.

    What an earlier check of the same filing found goes.
    """
    require_transition(State.VALIDATING, outcome)
    stored = CHECKS.finish(
        session,
        submission,
        attempt,
        outcome,
        real,
        validated_at=now,
        content=content.encode(payload) if payload else None,
        failure=failure,
        terms=terms,
    )
    if stored:
        session.execute(delete(FindingRow).where(FindingRow.submission == submission))
        session.add_all(_finding_row(submission, position, finding) for position, finding in enumerate(findings))
        session.flush()
    return stored


def submissions_with_content(session: Session, ids: Iterable[str]) -> Iterator[tuple[SubmissionRow, Payload]]:
    """These filings with what they say, by unit."""
    query = select(SubmissionRow).options(undefer(SubmissionRow.content))
    found: list[SubmissionRow] = []
    for some in batched(sorted(ids), MANY):
        found += session.scalars(query.where(SubmissionRow.id.in_(some)))
    for row in sorted(found, key=lambda row: row.agency):
        assert row.content is not None
        yield row, content.decode(row.content)


def submissions_of_period(session: Session, period: str) -> list[SubmissionRow]:
    """Every filing of a period, by unit and revision."""
    return list(
        session.scalars(
            select(SubmissionRow)
            .where(SubmissionRow.period == period)
            .order_by(SubmissionRow.agency, SubmissionRow.revision)
        )
    )


def submissions_since(session: Session, period: str, moment: datetime) -> list[SubmissionRow]:
    """The filings of a period that came after the moment, the newest first."""
    return list(
        session.scalars(
            select(SubmissionRow)
            .where(SubmissionRow.period == period, SubmissionRow.received_at > moment)
            .order_by(SubmissionRow.received_at.desc(), SubmissionRow.id)
        )
    )


def submissions_of_agency(session: Session, period: str, agency: str) -> tuple[SubmissionRow, ...]:
    """A unit's filings of a period, by revision."""
    return tuple(
        session.scalars(
            select(SubmissionRow)
            .where(SubmissionRow.period == period, SubmissionRow.agency == agency)
            .order_by(SubmissionRow.revision)
        )
    )


def agencies_that_filed(session: Session, period: str, agencies: Iterable[str]) -> frozenset[str]:
    """Which of these agencies have handed anything in for the period."""
    found: set[str] = set()
    for some in batched(agencies, MANY):
        of_some = (SubmissionRow.period == period, SubmissionRow.agency.in_(some))
        found.update(session.scalars(select(SubmissionRow.agency).where(*of_some).distinct()))
    return frozenset(found)


def set_review(session: Session, submission: str, before: Review, after: Review, now: datetime) -> bool:
    """Store what Home Affairs says of a valid filing; False where somebody else was faster."""
    return conditional_update(
        session,
        update(SubmissionRow)
        .where(
            SubmissionRow.id == submission,
            SubmissionRow.review == before,
            SubmissionRow.state == State.VALID,
        )
        .values(review=after, reviewed_at=now),
    )


def submissions_with_bytes(session: Session, start: str) -> tuple[SubmissionRow, ...]:
    """The filings whose fingerprint, in small letters, begins so, in the order in which they came; 20 at most."""
    return tuple(
        session.scalars(
            select(SubmissionRow)
            .where(SubmissionRow.sha256 >= start, SubmissionRow.sha256 <= start.ljust(64, "f"))
            .order_by(SubmissionRow.received_at)
            .limit(20)
        )
    )


def findings_of(session: Session, submissions: Iterable[str]) -> dict[str, tuple[Finding, ...]]:
    """The findings of each filing, in order."""
    found: dict[str, list[Finding]] = {submission: [] for submission in submissions}
    for some in batched(found, MANY):
        rows = session.scalars(
            select(FindingRow)
            .where(FindingRow.submission.in_(some))
            .order_by(FindingRow.submission, FindingRow.position)
        )
        for row in rows:
            found[row.submission].append(_finding(row))
    return {submission: tuple(findings) for submission, findings in found.items()}


def explained_before(session: Session, period: str, agency: str, revision: int | None = None) -> tuple[Finding, ...]:
    """What the unit explained in all revisions, or in those before one, the newest last."""
    earlier = () if revision is None else (SubmissionRow.revision < revision,)
    rows = session.scalars(
        select(FindingRow)
        .join(SubmissionRow, SubmissionRow.id == FindingRow.submission)
        .where(
            SubmissionRow.period == period,
            SubmissionRow.agency == agency,
            *earlier,
            FindingRow.explanation != "",
        )
        .order_by(SubmissionRow.revision, FindingRow.position)
    )
    return tuple(_finding(row) for row in rows)


def payload_of(session: Session, submission: str) -> Payload | None:
    """What the filing says, None where it was not understood yet."""
    text = session.scalar(select(SubmissionRow.content).where(SubmissionRow.id == submission))
    return content.decode(text) if text else None


def last_understood(session: Session, filings: Iterable[SubmissionRow]) -> tuple[SubmissionRow, Payload] | None:
    """Of a unit's filings by revision the newest that was understood, with what it says."""
    for row in reversed(tuple(filings)):
        payload = payload_of(session, row.id)
        if payload is not None:
            return row, payload
    return None


def _finding_row(submission: str, position: int, finding: Finding) -> FindingRow:
    return FindingRow(
        submission=submission,
        position=position,
        rule=finding.rule,
        level=finding.level,
        text=finding.message.text,
        english=english_of(finding.message.text),
        values=encode_values(finding.message.values),
        subjects=list(finding.subjects),
        place=finding.place,
        operands=dict(finding.operands),
        explanation=finding.explanation,
    )


def _finding(row: FindingRow) -> Finding:
    return Finding(
        rule=row.rule,
        level=row.level,
        message=message_of(in_both(row.text, row.english), row.values),
        subjects=tuple(row.subjects),
        place=row.place,
        operands=row.operands,
        explanation=row.explanation,
    )
