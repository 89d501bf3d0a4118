"""How much each submission of a period deserves a look, as the last merge found it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from service.domain.validation.review_score import Concern, ConcernKind, Moved, ReviewScore, ScoreSummary
from service.storage.intake.message_codec import decode_message, encode_message
from service.storage.models import ReviewScoreRow


def put_scores(session: Session, period: str, scores: Mapping[str, ReviewScore]) -> None:
    """Store the scores of all submissions that count, by submission; those of others go."""
    query = select(ReviewScoreRow).where(ReviewScoreRow.period == period).options(undefer(ReviewScoreRow.concerns))
    known = {row.submission: row for row in session.scalars(query)}
    for submission, row in known.items():
        if submission not in scores:
            session.delete(row)
    for submission, score in scores.items():
        row = known.get(submission) or ReviewScoreRow(submission=submission, period=period)
        row.points, row.warnings, row.unexplained, moved = score.summary
        row.moved_indicator, row.moved_percent = ("", "") if moved is None else map(str, moved)
        row.concerns = [_encode(concern) for concern in score.concerns]
        session.add(row)
    session.flush()


def score_summaries(session: Session, period: str) -> dict[str, ScoreSummary]:
    """The scores of a period in short, by submission."""
    rows = session.scalars(select(ReviewScoreRow).where(ReviewScoreRow.period == period))
    return {row.submission: _summary(row) for row in rows}


def concerns_of(session: Session, submissions: Iterable[str]) -> dict[str, tuple[Concern, ...]]:
    """The reasons of the scores of a page's submissions, the gravest first; one without a score has no entry."""
    chosen = ReviewScoreRow.submission.in_(list(submissions))
    rows = session.execute(select(ReviewScoreRow.submission, ReviewScoreRow.concerns).where(chosen))
    return {submission: tuple(map(_decode, concerns)) for submission, concerns in rows}


def find_score(session: Session, submission: str) -> ReviewScore | None:
    """One submission's score; None where it does not count, or was not merged yet."""
    row = session.get(ReviewScoreRow, submission)
    return None if row is None else ReviewScore(_summary(row), tuple(map(_decode, row.concerns)))


def _summary(row: ReviewScoreRow) -> ScoreSummary:
    moved = Moved(row.moved_indicator, Decimal(row.moved_percent)) if row.moved_indicator else None
    return ScoreSummary(row.points, row.warnings, row.unexplained, moved)


def _encode(concern: Concern) -> dict[str, Any]:
    return {
        "kind": concern.kind.value, "points": concern.points, "path": concern.path, **encode_message(concern.said),
    }  # fmt: skip


def _decode(kept: Mapping[str, Any]) -> Concern:
    return Concern(ConcernKind(kept["kind"]), kept["points"], decode_message(kept), kept["path"])
