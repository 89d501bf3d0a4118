"""The chain over the events as it is stored: linked on at the end of a change, read from the first link to the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, literal, select
from sqlalchemy.orm import Session

from service.domain.audit_chain import START, AuditLink, AuditSeal, digest_of, next_seal
from service.storage.engine.compiled import Cursor
from service.storage.models import AuditSealRow, EventRow

# What is hashed of an event besides its moment, in this order; a later column needs a later form of the digest.
_SAID = ("actor", "action", "period", "agency", "subject", "reason", "account", "origin", "changes")
_EVENT = (EventRow.at, *(getattr(EventRow, name) for name in _SAID))
_SEAL = (AuditSealRow.position, AuditSealRow.event, AuditSealRow.digest, AuditSealRow.sha256)
# One change after the other is linked on; the number stands for the chain, of which there is one in a database.
_CHAIN = 0x746F6E67686F70
# Made once: building a statement costs more than running it.
_HOLD = select(func.count(func.pg_advisory_xact_lock(literal(_CHAIN))))
_LAST = select(*_SEAL).order_by(AuditSealRow.position.desc()).limit(1)
_NEWEST = select(func.max(AuditSealRow.position))
_AT = select(*_SEAL).where(AuditSealRow.position == bindparam("position"))
_ADD = insert(AuditSealRow).values({name: bindparam(name) for name in AuditSeal._fields}).inline()
# The digest of an event that was kept as long as it had to be.
REMOVED = ""
# Events are read so many at a time.
_ROWS = 1000


def seal_events(session: Session, events: Sequence[EventRow]) -> None:
    """Link these events on, as the last thing that a transaction does: others who change anything wait from now on.

    What was waited for, a row that somebody else holds, must not come after it, so all is written before.
    """
    session.flush()
    _hold(session)
    last, seals = newest_seal(session), []
    for row in sorted(events, key=lambda row: row.id):
        last = next_seal(last, row.id, digest_of_row(row))
        seals.append(last._asdict())
    session.execute(_ADD, seals)


def digest_of_row(row: EventRow) -> str:
    """The digest of an event as it is now."""
    return digest_of(row.at, *(getattr(row, name) for name in _SAID))


def seal_event(cursor: Cursor, event: int, columns: Mapping[str, Any], *, is_sqlite: bool) -> None:
    """The same for the one event of a transaction of compiled statements, whose columns are given."""
    if not is_sqlite:
        cursor.one(_HOLD, {})
    (newest,) = cursor.one(_NEWEST, {})
    last = START if newest is None else AuditSeal(*cursor.one(_AT, {"position": newest}))
    digest = digest_of(columns["at"], *(columns[name] for name in _SAID))
    cursor.write(_ADD, next_seal(last, event, digest)._asdict())


def newest_seal(session: Session) -> AuditSeal:
    """The last link; START where nothing happened yet. Its hash is over all that was on record by then."""
    row = session.execute(_LAST).one_or_none()
    return START if row is None else AuditSeal(*row)


def newest_hash(session: Session) -> str:
    """The hash of the last link, as outputs show it; empty where nothing happened yet."""
    last = newest_seal(session)
    return last.sha256 if last.position else ""


def find_seals(session: Session, beginning: str) -> tuple[tuple[AuditSeal, datetime | None], ...]:
    """The links whose hash begins like that, at most two, each with the moment of its event if that is there."""
    query = select(*_SEAL, EventRow.at).outerjoin(EventRow, EventRow.id == AuditSealRow.event)
    rows = session.execute(query.where(AuditSealRow.sha256.startswith(beginning, autoescape=True)).limit(2))
    return tuple((AuditSeal(*row[:4]), row.at) for row in rows)


def chain_links(session: Session, replaced: Mapping[int, str]) -> Iterator[AuditLink]:
    """Every link in its place with the event that is behind it now.

    An event whose digest is the one in `replaced` stands for the one that was sealed: only a name in it gave way, or
    it was taken out after its time.
    """
    query = select(*_SEAL, EventRow.id.label("found"), *_EVENT).outerjoin(EventRow, EventRow.id == AuditSealRow.event)
    rows = session.execute(query.order_by(AuditSealRow.position), execution_options={"yield_per": _ROWS})
    return (_link(row, replaced) for row in rows)


def loose_events(session: Session) -> tuple[tuple[int, datetime], ...]:
    """The numbers and moments of events that no link holds, by number."""
    return tuple((row.id, row.at) for row in session.execute(_loose(EventRow.id, EventRow.at)))


def loose_rows(session: Session) -> list[EventRow]:
    """The same events as rows, that nobody links on meanwhile."""
    _hold(session)
    return list(session.scalars(_loose(EventRow)))


def _loose(*wanted: Any) -> Select[Any]:
    held = select(AuditSealRow.event).where(AuditSealRow.event == EventRow.id).exists()
    return select(*wanted).where(~held).order_by(EventRow.id)


def _hold(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        session.execute(_HOLD)


def _link(row: Row[Any], replaced: Mapping[int, str]) -> AuditLink:
    values = tuple(row)
    seal, found, at = AuditSeal(*values[:4]), values[4], values[5]
    if found is None:
        return AuditLink(seal, seal.digest if replaced.get(seal.event) == REMOVED else "")
    actual = digest_of(at, *values[6:])
    return AuditLink(seal, seal.digest if replaced.get(found) == actual else actual, at)
