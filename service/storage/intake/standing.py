"""What SubmissionHistory says of one unit, asked of the database for many units at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, literal, literal_column, select
from sqlalchemy.orm import Session, aliased, undefer

from service.domain.reporting.payload import Payload
from service.domain.reporting.submission import UNDECIDED, Review, State
from service.storage.intake import payload_codec as content
from service.storage.models import ObligationRow, SubmissionRow

# States are written out, since an index of some rows serves no question with a gap in the place of its condition.
_VALID: ColumnElement[str] = literal_column(f"'{State.VALID.value}'")
_RETURNED: ColumnElement[str] = literal_column(f"'{Review.RETURNED.value}'")


def standing_submissions(session: Session, period: str) -> Iterator[tuple[SubmissionRow, Payload]]:
    """For each unit the filing that counts with what it says, by unit code."""
    for row in session.scalars(_standing(period).options(undefer(SubmissionRow.content))):
        assert row.content is not None
        yield row, content.decode(row.content)


def standing_submission(session: Session, period: str, agency: str) -> tuple[SubmissionRow, Payload] | None:
    """One unit's filing of a period that counts, with what it says."""
    row = session.scalar(
        _standing(period).where(SubmissionRow.agency == agency).options(undefer(SubmissionRow.content))
    )
    return None if row is None or row.content is None else (row, content.decode(row.content))


def valid_moments(session: Session, periods: Iterable[str], agencies: Iterable[str]) -> dict[tuple[str, str], datetime]:
    """When these units' filings that count in these periods came, by period and unit."""
    codes = list(agencies)
    if not codes:
        return {}
    rows = session.execute(
        select(SubmissionRow.period, SubmissionRow.agency, SubmissionRow.received_at).where(
            SubmissionRow.period.in_(list(periods)),
            SubmissionRow.agency.in_(codes),
            SubmissionRow.state == _VALID,
            _has_no_newer_valid(),
        )
    )
    return {(period, agency): moment for period, agency, moment in rows}


def has_standing(period: Any, agency: Any) -> Exists:
    """The condition that a unit has a filing of a period that counts."""
    return exists().where(SubmissionRow.period == period, SubmissionRow.agency == agency, SubmissionRow.state == _VALID)


def has_valid_submission(session: Session, period: str, agency: str) -> bool:
    """Whether the unit has handed in what it owes."""
    return bool(session.scalar(select(has_standing(period, literal(agency)))))


def returned_submissions(session: Session, period: str) -> list[tuple[str, datetime]]:
    """The units whose filing that counts is returned, unless they were let off, with the moments."""
    let_off = exists().where(
        ObligationRow.period == period,
        ObligationRow.agency == SubmissionRow.agency,
        ObligationRow.waived_at.is_not(None),
    )
    query = (
        select(SubmissionRow.agency, SubmissionRow.reviewed_at)
        # Only what is valid is ever returned; asked for by name, its state would be read from behind the bytes.
        .where(SubmissionRow.period == period, SubmissionRow.review == _RETURNED, _has_no_newer_valid(), ~let_off)
        .order_by(SubmissionRow.agency)
    )
    return [(agency, moment) for agency, moment in session.execute(query) if moment is not None]


def being_checked(session: Session, period: str) -> set[str]:
    """The units whose newest filing is not decided yet."""
    newer = aliased(SubmissionRow)
    is_overtaken = exists().where(
        newer.period == period, newer.agency == SubmissionRow.agency, newer.revision > SubmissionRow.revision
    )
    query = select(SubmissionRow.agency).where(
        SubmissionRow.state.in_(sorted(UNDECIDED)),
        SubmissionRow.period == period,
        ~is_overtaken,
    )
    return set(session.scalars(query))


def _standing(period: str) -> Select[SubmissionRow]:
    return (
        select(SubmissionRow)
        .where(SubmissionRow.period == period, SubmissionRow.state == _VALID, _has_no_newer_valid())
        .order_by(SubmissionRow.agency)
    )


def _has_no_newer_valid() -> ColumnElement[bool]:
    newer = aliased(SubmissionRow)
    return ~exists().where(
        and_(
            newer.period == SubmissionRow.period,
            newer.agency == SubmissionRow.agency,
            newer.state == _VALID,
            newer.revision > SubmissionRow.revision,
        )
    )
