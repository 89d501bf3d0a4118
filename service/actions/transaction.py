"""One door for every change: what belongs together is committed together, and only then are jobs asked for."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement

from service.clock import Clock
from service.domain.audit import AuditEvent, Change
from service.domain.organization.access import Caller
from service.domain.organization.account import Account
from service.queue import Job, JobEnqueuer
from service.storage.audit_chain import loose_rows, seal_events
from service.storage.engine.compiled import Cursor
from service.storage.engine.database import Database
from service.storage.events import Event, add_event, insert_event
from service.storage.models import EventRow

# Who does something: a caller, a person, or by name alone what is neither.
Actor = Caller | Account | str
# Who does what nobody asked for, whoever runs the machine, and somebody who has not shown who they are.
SYSTEM = "hệ thống"
VISITOR = "người chưa đăng nhập"
ADMINISTRATION = "quản trị"

# From where somebody acts whose address nobody tells: commands and workers, from the machine that they run on.
MACHINE = socket.gethostname()

_open: ContextVar[Database | None] = ContextVar("open", default=None)
_origin: ContextVar[str] = ContextVar("origin", default=MACHINE)


def act_from(origin: str = MACHINE) -> None:
    """From now on in this thread or task, whoever acts does so from that network or machine."""
    _origin.set(origin)


class RecordedAct(TypedDict, total=False):
    """What is said of an act on record, beside who did it and when: see `Event`."""

    period: str | None
    agency: str | None
    subject: str
    reason: str
    changes: tuple[Change, ...]


class _Change:
    """Who changes something, by which clock, and what is asked for once that is committed."""

    def __init__(self, clock: Clock, actor: Actor) -> None:
        self._clock = clock
        self._actor = actor
        self._jobs: dict[Job, dict[str, None]] = {}

    @property
    def actor_name(self) -> str:
        """What people call whoever does it."""
        return _named(self._actor)[0]

    @property
    def now(self) -> datetime:
        """The moment of business time, also after a wait for somebody else's lock."""
        return self._clock.now()

    @property
    def utcnow(self) -> datetime:
        """The moment of real time."""
        return self._clock.real()

    def enqueue(self, job: Job, *ids: str) -> None:
        """Ask for the job after the commit, once for each id however often it is asked for here."""
        self._jobs.setdefault(job, {}).update(dict.fromkeys(ids))

    def ask(self, queue: JobEnqueuer) -> None:
        """Ask for the jobs; what the queue loses the sweeper finds."""
        for job, ids in self._jobs.items():
            queue.enqueue(job, *ids)

    def _event(self, action: AuditEvent, by: Actor | None, said: RecordedAct) -> Event:
        name, account = _named(self._actor if by is None else by)
        return Event(self.now, name, action, account=account, origin=_origin.get(), **said)


class Transaction(_Change):
    """A change by a session."""

    def __init__(self, session: Session, clock: Clock, actor: Actor) -> None:
        super().__init__(clock, actor)
        self.session = session
        self._events: list[EventRow] = []

    def record(self, action: AuditEvent, *, by: Actor | None = None, **said: Unpack[RecordedAct]) -> None:
        """Put the act on record with the change; `by` is who did it where only the change itself tells."""
        self._events.append(add_event(self.session, self._event(action, by, said)))

    def seal_loose(self) -> int:
        """Link on, with what is put on record here, every event that has no link yet; how many those are."""
        self._events += (found := loose_rows(self.session))
        return len(found)

    def seal(self) -> None:
        """Link what was put on record onto the chain; nothing else may be changed in this transaction afterwards."""
        if self._events:
            seal_events(self.session, self._events)


class StatementTransaction(_Change):
    """A change by one compiled statement, and acts put on record with it."""

    def __init__(self, cursor: Cursor, clock: Clock, actor: Actor, *, is_audited: bool, is_sqlite: bool) -> None:
        super().__init__(clock, actor)
        self._cursor = cursor
        self._is_sqlite = is_sqlite
        self._is_audited = is_audited
        self._is_written = False

    def write(self, statement: ClauseElement, given: Mapping[str, Any]) -> int:
        """How many rows the one statement wrote."""
        if self._is_written:
            raise RuntimeError("a transaction of one statement cannot write a second one")
        self._is_written = True
        return self._cursor.write(statement, given)

    def one(self, statement: ClauseElement, given: Mapping[str, Any]) -> Sequence[Any]:
        """The one row that a query finds; raises ValueError where there is not one."""
        return self._cursor.one(statement, given)

    def record(self, action: AuditEvent, *, by: Actor | None = None, **said: Unpack[RecordedAct]) -> None:
        """Put the act on record, last of all, with the change, which must have been begun as one that is."""
        if not self._is_audited:
            raise RuntimeError("this transaction was not begun as one that is put on record")
        insert_event(self._cursor, self._event(action, by, said), is_sqlite=self._is_sqlite)


@contextmanager
def transaction(database: Database, queue: JobEnqueuer, clock: Clock, actor: Actor) -> Iterator[Transaction]:
    """A transaction that is committed where the block ends well; then its jobs are asked for."""
    with _alone(database), database.writing() as session:
        change = Transaction(session, clock, actor)
        yield change
        change.seal()
    change.ask(queue)


@contextmanager
def statement_transaction(
    database: Database, queue: JobEnqueuer, clock: Clock, actor: Actor, *, is_audited: bool = False
) -> Iterator[StatementTransaction]:
    """The same for one statement that thousands wait for; only `is_audited` lets acts be put on record with it."""
    with _alone(database), database.writing_once(joined=is_audited) as cursor:
        change = StatementTransaction(cursor, clock, actor, is_audited=is_audited, is_sqlite=database.is_sqlite)
        yield change
    change.ask(queue)


def ask_again(queue: JobEnqueuer, job: Job, *ids: str, first: bool = False) -> None:
    """Ask for a job for what was committed long ago and still waits."""
    queue.enqueue(job, *ids, first=first)


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Raises RuntimeError in the midst of another transaction: a part would be committed without the whole."""
    if _open.get() is database:
        raise RuntimeError("a transaction is under way: pass it on instead of beginning another one")
    token = _open.set(database)
    try:
        yield
    finally:
        _open.reset(token)


def _named(actor: Actor) -> tuple[str, int | None]:
    """What the record calls somebody, and the number of their account."""
    if isinstance(actor, str):
        return actor, None
    return actor.name, actor.id if isinstance(actor, Account) else actor.account
