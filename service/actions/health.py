"""Whether this process can work, and the counts that an administrator watches."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from service.actions.context import Context
from service.domain.errors import UnavailableError
from service.queue import QUEUES, queue_lengths
from service.storage.models import SubmissionRow, WorkbookRow

log = structlog.get_logger()


@dataclass(frozen=True)
class Health:
    """Which parts answer."""

    database: bool
    queue: bool

    @property
    def is_ready(self) -> bool:
        """Whether filings can be taken in: the database suffices, since a lost hint is found again."""
        return self.database


def health(context: Context) -> Health:
    """Ask the parts for a sign of life."""
    return Health(_database_answers(context), queue_lengths(context.settings.queue_url) is not None)


def counts(context: Context) -> dict[tuple[str, str], int]:
    """How many filings and builds are in which state, and how many jobs wait in which queue."""
    found: dict[tuple[str, str], int] = {}
    with context.database.reading() as session:
        for name, model in (("submissions", SubmissionRow), ("workbooks", WorkbookRow)):
            for state, count in session.execute(select(model.state, func.count()).group_by(model.state)):
                found[name, state] = count
    lengths = queue_lengths(context.settings.queue_url)
    for queue in QUEUES if lengths is not None else ():
        found["queue", queue] = (lengths or {})[queue]
    return found


def _database_answers(context: Context) -> bool:
    try:
        with context.database.reading() as session:
            session.execute(text("SELECT 1"))
    except (SQLAlchemyError, UnavailableError) as error:
        log.warning("database does not answer", error=str(error))
        return False
    return True
