"""An installation in a temporary folder with units and an open period, at a fixed moment of business time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import open_period
from service.catalogue import Catalogue, load_catalogue
from service.clock import Clock, FixedClock
from service.demo import AGENCIES_CSV
from service.domain.organization.access import PERMITTED, Caller, Role
from service.domain.reporting.period import VIETNAM
from service.queue import NoQueue
from service.settings import Settings
from service.storage.engine.database import Database
from service.storage.engine.migrate import upgrade
from tests.support.databases import sharing, sqlite_url

MORNING = datetime(2023, 9, 18, 8, 0, tzinfo=VIETNAM)
PERIOD = "2023-Q3"
OFFICER = Caller("Nguyễn Văn An", Role.OFFICER, "SGTVT")
LEADER = Caller("Trần Thị Bình", Role.LEADER, "SGTVT")
HOME_AFFAIRS = Caller("Lê Văn Cường", Role.HOME_AFFAIRS)
HOME_AFFAIRS_LEADER = Caller("Đỗ Thị Dung", Role.HOME_AFFAIRS_LEADER)
ADMIN = Caller("Quản trị", Role.ADMIN)
AUDITOR = Caller("Kiểm tra", Role.AUDITOR)


def as_given(caller: Caller) -> Caller:
    """The caller that a token stands for which was made for this one, with all that its role may."""
    return replace(caller, permits=PERMITTED[caller.role])


def new_context(folder: Path, database_url: str | None = None) -> Context:
    """A context over a fresh database without any data; business time stands still and nobody is asked for jobs."""
    url = database_url or sqlite_url(folder)
    database = Database(url)
    upgrade(database)
    database.dispose()
    return standing(folder, url)


def standing(folder: Path, database_url: str) -> Context:
    """A context over a database that is there; business time stands still and nobody is asked for jobs."""
    settings = Settings(data=folder, database_url=database_url)
    return Context(settings, FixedClock(moment=MORNING), _catalogue(), sharing(Database(database_url)), NoQueue())


@cache
def _catalogue() -> Catalogue:
    """The report templates, read once."""
    return load_catalogue()


def with_units(context: Context, *periods: str) -> Context:
    """The same with Hưng Yên's units and open periods."""
    import_agencies(context, AGENCIES_CSV)
    for period in periods or (PERIOD,):
        open_period(context, period)
    return context


def at(context: Context, moment: datetime) -> Context:
    """The same at another moment of business time."""
    return replace(context, clock=FixedClock(moment=moment))


class LaterClock(Clock):
    """Real time that has gone on, as leases see it."""

    def __init__(self, later: timedelta) -> None:
        super().__init__()
        object.__setattr__(self, "later", later)

    def real(self) -> datetime:
        """The moment in UTC, later than it is."""
        later: timedelta = self.later  # type: ignore[attr-defined]
        return super().real() + later


def after(context: Context, **elapsed: float) -> Context:
    """The same when so much real time has gone by; `elapsed` as for timedelta."""
    return replace(context, clock=LaterClock(timedelta(**elapsed)))
