"""Whether this process can work, and the counts that an administrator watches."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from service.actions.context import Context
from service.actions.transaction import SYSTEM
from service.domain.errors import Message, UnavailableError, message
from service.os_errors import why
from service.queue import QUEUES, queue_lengths
from service.storage.models import SubmissionRow, WorkbookRow
from service.storage.organization.options import try_to_write

# Bytes written to the data folder, and letters to the database, to learn whether they still take anything.
PROBE = 64 * 1024
LETTERS = 16 * 1024
NO_ANSWER = message("Cơ sở dữ liệu không trả lời kịp thời.")
NO_ANSWER_OF_FOLDER = message("Thư mục dữ liệu không trả lời kịp thời.")
FAILED = message("Cơ sở dữ liệu không dùng được.")

log = structlog.get_logger()


@dataclass(frozen=True)
class Health:
    """Which parts work: the database and the data folder take what is written, the queues answer.

    `reasons` says of each that keeps filings from being taken in what is the matter.
    """

    database: bool
    queue: bool
    folder: bool = True
    reasons: tuple[Message, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether filings can be taken in: the queues are not needed, since a lost hint is found again."""
        return not self.reasons


# What a part said: a reason why it does not work, or that it does.
Said = tuple[Message | None]


def health(context: Context) -> Health:
    """Ask the parts for a sign of life; within a second or so, whatever hangs."""
    queue = context.probes.ask("queue", lambda: (queue_lengths(context.settings.queue_url),))
    database = context.probes.ask("database", lambda: _write_to_database(context)) or (NO_ANSWER,)
    folder = _folder(context)
    return Health(
        database=database[0] is None,
        queue=queue is not None and queue[0] is not None,
        folder=folder[0] is None,
        reasons=tuple(reason for (reason,) in (database, folder) if reason is not None),
    )


def counts(context: Context) -> dict[tuple[str, str], int]:
    """How many filings and builds are in which state, and how many jobs wait in which queue.

    What does not answer within a second or so is left out.
    """
    found = dict(context.probes.ask("rows", lambda: _rows(context)) or {})
    (lengths,) = context.probes.ask("queue", lambda: (queue_lengths(context.settings.queue_url),)) or (None,)
    for queue in QUEUES if lengths is not None else ():
        found["queue", queue] = (lengths or {})[queue]
    return found


def _rows(context: Context) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    try:
        with context.database.reading() as session:
            for name, model in (("submissions", SubmissionRow), ("workbooks", WorkbookRow)):
                for state, count in session.execute(select(model.state, func.count()).group_by(model.state)):
                    found[name, state] = count
    except (SQLAlchemyError, UnavailableError) as error:
        log.warning("rows cannot be counted", error=str(error))
    return found


def _write_to_database(context: Context) -> Said:
    """Write something that takes room, and take it away again, in one transaction."""
    try:
        with context.transaction(SYSTEM) as tx:
            try_to_write(tx.session, secrets.token_hex(LETTERS // 2))
    except UnavailableError as error:
        log.warning("database cannot be written to", error=str(error))
        return (error.said,)
    except SQLAlchemyError as error:
        log.warning("database cannot be written to", error=str(error))
        return (FAILED,)
    return (None,)


def _folder(context: Context) -> Said:
    """The data folder matters where the database lies in it."""
    if not context.database.is_sqlite:
        return (None,)
    return context.probes.ask("folder", lambda: _write_to_folder(context)) or (NO_ANSWER_OF_FOLDER,)


def _write_to_folder(context: Context) -> Said:
    try:
        with tempfile.TemporaryFile(dir=context.settings.data) as file:
            file.write(os.urandom(PROBE))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        log.warning("data folder cannot be written to", error=str(error))
        return (message("Không ghi được vào thư mục dữ liệu: {why}.", why=why(error)),)
    return (None,)
