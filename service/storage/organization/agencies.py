"""Units in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import Session

from service.batches import batched
from service.domain.errors import NotFoundError, message
from service.domain.organization.agency import NEVER, Agency, AgencyKind
from service.storage.engine.conditional_update import MANY
from service.storage.models import AgencyRow, AgencySuccessor, AgencyVersionRow

# Of what never began only the log still tells.
IS_REAL = AgencyRow.valid_to.is_distinct_from(NEVER)


def all_agencies(session: Session) -> tuple[Agency, ...]:
    """Every unit that ever was, by code."""
    return _agencies(session, true(), true())


class AgencyEnd(NamedTuple):
    """The last day of a unit, and what it was called."""

    name: str
    day: date


def end_of_agency(session: Session, code: str) -> AgencyEnd | None:
    """The unit's end; None where it has none, or is not known."""
    query = select(AgencyRow.name, AgencyRow.valid_to).where(AgencyRow.code == code, IS_REAL)
    row = session.execute(query).one_or_none()
    return None if row is None or row.valid_to is None else AgencyEnd(row.name, row.valid_to)


def lock_agencies(session: Session) -> tuple[Agency, ...]:
    """All of them, while nobody else changes any, so that two changes never make a circle together.

    On SQLite every writing transaction is alone anyway; a new unit waits as well, for the same lock.
    """
    session.execute(select(AgencyRow.code).order_by(AgencyRow.code).with_for_update())
    return all_agencies(session)


def agencies_on(session: Session, day: date) -> tuple[Agency, ...]:
    """Every unit that ever was, by code, as it was on that day in name, kind and place."""
    return agencies_as_on(session, all_agencies(session), day)


def agencies_as_on(session: Session, agencies: Iterable[Agency], day: date) -> tuple[Agency, ...]:
    """These units as they were on that day in name, kind and place."""
    wanted = tuple(agencies)
    query = select(AgencyVersionRow).where(AgencyVersionRow.until >= day).order_by(AgencyVersionRow.until.desc())
    if len(wanted) <= MANY:
        query = query.where(AgencyVersionRow.agency.in_([agency.code for agency in wanted]))
    rows = session.scalars(query)
    # Of several the one that ended first after the day stays.
    was = {row.agency: row for row in rows}
    return tuple(
        agency if (row := was.get(agency.code)) is None else replace(
            agency, name=row.name, abbreviation=row.abbreviation, kind=AgencyKind(row.kind), parent=row.parent
        )
        for agency in wanted
    )  # fmt: skip


def put_version(session: Session, agency: Agency, until: date) -> None:
    """Keep what the unit was until that day; what is known of that very day already stays."""
    if session.get(AgencyVersionRow, (agency.code, until)) is None:
        kept = AgencyVersionRow(agency=agency.code, until=until, name=agency.name, kind=agency.kind.value)
        kept.abbreviation, kept.parent = agency.abbreviation, agency.parent
        session.add(kept)
        session.flush()


def agencies_of(session: Session, codes: Iterable[str]) -> dict[str, Agency]:
    """The units of these codes, however many, by code."""
    wanted = sorted(codes)
    found: list[Agency] = []
    for some in batched(wanted, MANY):
        found += _agencies(session, AgencyRow.code.in_(some), AgencySuccessor.agency.in_(some))
    return {agency.code: agency for agency in found}


def _agencies(session: Session, which: ColumnElement[bool], whose: ColumnElement[bool]) -> tuple[Agency, ...]:
    successors: defaultdict[str, list[str]] = defaultdict(list)
    for code, successor in session.execute(
        select(AgencySuccessor.agency, AgencySuccessor.successor).where(whose).order_by(AgencySuccessor.successor)
    ):
        successors[code].append(successor)
    # Plain columns: thousands of units are read for every board and merge, and none of them is changed.
    rows = session.execute(
        select(
            AgencyRow.code, AgencyRow.name, AgencyRow.kind, AgencyRow.valid_from, AgencyRow.valid_to,
            AgencyRow.abbreviation, AgencyRow.parent,
        ).where(which, IS_REAL).order_by(AgencyRow.code)
    )  # fmt: skip
    return tuple(
        Agency(code, name, AgencyKind(kind), first, last, short, parent, tuple(successors.get(code, ())))
        for code, name, kind, first, last, short, parent in rows
    )


def get_agency(session: Session, code: str) -> Agency:
    """The unit of that code; raises NotFoundError."""
    row = session.get(AgencyRow, code)
    if row is None or row.valid_to == NEVER:
        raise NotFoundError(message("Không có đơn vị «{code}».", code=code))
    return _agency(row)


def hold_agency(session: Session, code: str) -> Agency:
    """The same, and it stays till the end of the transaction: whoever would take it away waits, or is waited for."""
    session.execute(select(AgencyRow.code).where(AgencyRow.code == code).with_for_update(read=True, key_share=True))
    return get_agency(session, code)


def predecessors_named(session: Session, code: str) -> tuple[Agency, ...]:
    """The units that named this one as their successor, by code."""
    named = select(AgencySuccessor.agency).where(AgencySuccessor.successor == code)
    found = agencies_of(session, session.scalars(named))
    return tuple(found[agency] for agency in sorted(found))


def officer_files(session: Session, code: str) -> bool:
    """Whether the unit's officers may hand in without the leader."""
    return bool(session.scalar(select(AgencyRow.officer_files).where(AgencyRow.code == code)))


def let_officer_file(session: Session, code: str, *, may: bool) -> None:
    """Let the unit's officers hand in, or no more."""
    session.execute(update(AgencyRow).where(AgencyRow.code == code).values(officer_files=may))


def put_agencies(session: Session, agencies: Iterable[Agency]) -> None:
    """Add units, or bring those of the same code up to date; parents and successors may come in any order."""
    rows: list[tuple[AgencyRow, Agency]] = []
    for agency in agencies:
        row = session.get(AgencyRow, agency.code) or AgencyRow(code=agency.code)
        row.name, row.abbreviation, row.kind = agency.name, agency.abbreviation, agency.kind.value
        row.valid_from, row.valid_to = agency.valid_from, agency.valid_to
        row.officer_files = bool(row.officer_files) and not agency.is_void
        session.add(row)
        rows.append((row, agency))
    session.flush()
    for row, agency in rows:
        row.parent = agency.parent
        row.successors = [AgencySuccessor(agency=row.code, successor=code) for code in agency.successors]
    session.flush()


def _agency(row: AgencyRow) -> Agency:
    return Agency(
        code=row.code,
        name=row.name,
        kind=AgencyKind(row.kind),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        abbreviation=row.abbreviation,
        parent=row.parent,
        successors=tuple(link.successor for link in row.successors),
    )
