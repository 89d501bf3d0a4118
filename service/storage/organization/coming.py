"""What units become on days that have not come yet, in the database."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.domain.organization.agency import AgencyKind
from service.domain.organization.coming import ComingChange
from service.storage.models import AgencyComingRow


def coming_changes(session: Session, until: date = date.max) -> tuple[ComingChange, ...]:
    """All that is written down for the days up to this one, in their order."""
    query = select(AgencyComingRow).where(AgencyComingRow.since <= until)
    rows = session.scalars(query.order_by(AgencyComingRow.since, AgencyComingRow.agency))
    return tuple(
        ComingChange(
            row.agency, row.since, row.name, row.abbreviation, None if row.kind is None else AgencyKind(row.kind),
            "" if row.is_without_parent else row.parent,
        )
        for row in rows
    )  # fmt: skip


def changes_by_agency(session: Session) -> dict[str, tuple[ComingChange, ...]]:
    """The same by the unit, for those that become other."""
    found: defaultdict[str, tuple[ComingChange, ...]] = defaultdict(tuple)
    for change in coming_changes(session):
        found[change.agency] += (change,)
    return dict(found)


def put_coming(session: Session, change: ComingChange) -> None:
    """Write down what a unit becomes on that day, in place of what was written for it."""
    forget_coming(session, change.agency, change.since)
    session.add(
        AgencyComingRow(
            agency=change.agency, since=change.since, name=change.name, abbreviation=change.abbreviation,
            kind=None if change.kind is None else change.kind.value, parent=change.parent or None,
            is_without_parent=change.parent == "",
        )
    )  # fmt: skip
    session.flush()


def forget_coming(session: Session, agency: str, since: date) -> bool:
    """What was written for that day does not come, or has come; whether there was anything."""
    of_day = delete(AgencyComingRow).where(AgencyComingRow.agency == agency, AgencyComingRow.since == since)
    return bool(session.execute(of_day.returning(AgencyComingRow.agency)).all())
