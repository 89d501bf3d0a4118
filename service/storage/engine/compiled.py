"""Statements that thousands wait for: compiled once, then run by the database's driver alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement


class _Prepared:
    """A statement as the driver takes it; what its parameters are turned into is decided by their types, once."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._constants: dict[str, Any] = compiled.params
        self._order: Sequence[str] | None = compiled.positiontup if compiled.positional else None
        processors = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
        }
        self._processors = {name: process for name, process in processors.items() if process is not None}

    def arguments(self, given: Mapping[str, Any]) -> Any:
        """The parameters in the driver's kinds, by name or in the statement's order as the driver wants them."""
        values = {**self._constants, **given}
        for name, process in self._processors.items():
            values[name] = process(values[name])
        return values if self._order is None else [values[name] for name in self._order]


class Statements(Protocol):
    """Who runs compiled statements in a transaction."""

    def write(self, statement: ClauseElement, given: Mapping[str, Any]) -> int:
        """How many rows it wrote."""
        ...

    def one(self, statement: ClauseElement, given: Mapping[str, Any]) -> Sequence[Any]:
        """The one row that it finds, as the driver gives it; raises ValueError where there is not one."""
        ...


class Prepared:
    """The prepared statements of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[ClauseElement, _Prepared] = {}

    @contextmanager
    def transaction(self, begin: str = "") -> Iterator[Cursor]:
        """A transaction that is committed when it ends well; the driver's errors are raised as SQLAlchemy's.

        `begin` is the statement that begins it, where the driver does not by itself.
        """
        with self._errors():
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                if begin:
                    cursor.execute(begin)
                yield Cursor(cursor, self._find)
                connection.commit()
            finally:
                connection.close()

    @contextmanager
    def joined(self, connection: Connection) -> Iterator[Cursor]:
        """The statements as a part of a transaction that is under way there; errors as above."""
        with self._errors():
            yield Cursor(connection.connection.cursor(), self._find)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        driver = self._engine.dialect.loaded_dbapi
        try:
            yield
        except driver.Error as error:
            raise DBAPIError.instance(None, None, error, driver.Error) from error

    def _find(self, statement: ClauseElement) -> _Prepared:
        if statement not in self._known:
            self._known[statement] = _Prepared(statement, self._engine.dialect)
        return self._known[statement]


class Cursor:
    """Runs statements, which are to be the same objects from one time to the next."""

    def __init__(self, cursor: DBAPICursor, find: Callable[[ClauseElement], _Prepared]) -> None:
        self._cursor = cursor
        self._find = find

    def write(self, statement: ClauseElement, given: Mapping[str, Any]) -> int:
        """How many rows it wrote."""
        return self._run(statement, given).rowcount

    def one(self, statement: ClauseElement, given: Mapping[str, Any]) -> Sequence[Any]:
        """The one row that it finds, as the driver gives it; raises ValueError where there is not one."""
        (row,) = self._run(statement, given).fetchall()
        found: Sequence[Any] = row
        return found

    def _run(self, statement: ClauseElement, given: Mapping[str, Any]) -> DBAPICursor:
        prepared = self._find(statement)
        self._cursor.execute(prepared.text, prepared.arguments(given))
        return self._cursor
