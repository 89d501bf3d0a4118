"""An installation that is started again whenever all of it dies, always at the same address."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from service.actions.context import Context
from service.actions.organization.tokens import issue_token
from service.domain.organization.access import Caller, Role
from service.domain.reporting.submission import State
from service.storage.models import SubmissionRow
from tests.support.installation import new_context, with_units
from tests.support.processes import descendants, free_port, none_run
from tests.support.processes import wait_until as wait
from tests.support.stack import Stack, up

START = 300.0
MOVED_CLOCK = Path(__file__).parent / "moved_clock"


@dataclass
class Site:
    """The folder of its data, its database, and whether its disk may be filled."""

    data: Path
    url: str
    log: IO[bytes]
    has_disk: bool = False
    revive_database: Callable[[], None] | None = None
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.context: Context = with_units(new_context(self.data, self.url))
        self.tokens: dict[str, str] = {}
        self.address = f"http://127.0.0.1:{self.port}"
        self.set_clock(0)
        self._running = contextlib.ExitStack()

    def __enter__(self) -> Site:
        """Start it."""
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and whatever is left of it."""
        self._running.close()
        self.context.database.dispose()

    def _start(self) -> None:
        settings = {
            "DATABASE_URL": "" if self.context.database.is_sqlite else self.url, "TONGHOP_SMTP_URL": "",
            "PYTHONPATH": str(MOVED_CLOCK), "CLOCK": str(self._clock),
        }  # fmt: skip
        running = up(self.data, log=self.log, patience=START, port=self.port, **settings)
        self.stack: Stack = self._running.enter_context(running)

    def kill_supervisor(self) -> list[psutil.Process]:
        """Kill what keeps everything alive; everything ends with it, and is started anew."""
        supervisor = psutil.Process(self.stack.process.pid)
        below = descendants(supervisor.pid)
        supervisor.kill()
        try:
            wait(lambda: none_run(below), 120, "the end of everything below the supervisor")
        except AssertionError as error:
            left = [process.as_dict(["pid", "ppid", "status", "cmdline"]) for process in below if process.is_running()]
            raise AssertionError(f"{error}: {left}") from error
        self._running.close()
        self._start()
        return [supervisor]

    @property
    def _clock(self) -> Path:
        return self.data.with_name("clock")

    def set_clock(self, seconds: int) -> None:
        """Let the clock of all its processes be so many seconds ahead, or behind, from now on."""
        with self._clock.open("r+b" if self._clock.exists() else "wb") as file:
            file.write(struct.pack("<q", seconds * 1_000_000_000))

    def token_of(self, unit: str) -> str:
        """The token of a unit's program."""
        if unit not in self.tokens:
            self.tokens[unit] = issue_token(self.context, Caller(f"Phần mềm {unit}", Role.OFFICER, unit))
        return self.tokens[unit]

    def being_checked(self) -> list[str]:
        """The filings that a worker holds; none where the database does not answer."""
        with contextlib.suppress(SQLAlchemyError), self.context.database.reading() as session:
            found = select(SubmissionRow.id).where(SubmissionRow.state == State.VALIDATING)
            return list(session.scalars(found))
        return []
