"""Which editions were published to the units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.consolidation.edition import PeriodEdition
from service.storage.models import EditionPublicationRow, EditionRow


@dataclass(frozen=True)
class Publication:
    """That an edition of that number was published, by whom and when."""

    number: int
    by: str
    at: datetime


def publish(session: Session, edition: PeriodEdition, by: str, now: datetime) -> None:
    """Store that the edition was published; whoever does holds the period."""
    session.add(EditionPublicationRow(edition=edition.id, published_by=by, published_at=now))
    session.flush()


def publications_of(session: Session, period: str) -> tuple[Publication, ...]:
    """A period's published editions, the newest first."""
    rows = session.execute(
        select(EditionRow.number, EditionPublicationRow.published_by, EditionPublicationRow.published_at)
        .join(EditionPublicationRow, EditionPublicationRow.edition == EditionRow.id)
        .where(EditionRow.period == period)
        .order_by(EditionRow.number.desc())
    )
    return tuple(Publication(number, by, at) for number, by, at in rows)


def published_periods(session: Session) -> frozenset[str]:
    """The periods of which an edition was published."""
    query = select(EditionRow.period).join(EditionPublicationRow, EditionPublicationRow.edition == EditionRow.id)
    return frozenset(session.scalars(query))
