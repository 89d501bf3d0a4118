"""What every action works with, built once a process."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from sqlalchemy import inspect

from service.actions.transaction import Actor, StatementTransaction, Transaction, statement_transaction, transaction
from service.catalogue import Catalogue, load_catalogue
from service.clock import Clock
from service.domain.errors import CatalogueError, TonghopError, message
from service.probes import Probes
from service.queue import JobEnqueuer, JobQueue, connect_briefly
from service.settings import Settings
from service.storage.engine.database import Database
from service.storage.engine.migrate import is_current
from service.storage.models import PeriodRow
from service.storage.periods.demonstration import demonstration_offset
from service.storage.periods.periods import all_periods
from service.ttl_cache import TtlCache
from service.watch import NoWatch, Watch

# An attempt that is refused again within so long is the same one for the log.
SECONDS_OF_A_REFUSAL = 600


@dataclass(frozen=True)
class Context:
    """Settings, clock, report templates, database and queues of this process, and who watches over its work.

    `recent` is what may be a few seconds old, `refused` which attempts were refused lately.
    """

    settings: Settings
    clock: Clock
    catalogue: Catalogue
    database: Database
    queue: JobEnqueuer
    recent: TtlCache = field(default_factory=TtlCache)
    refused: TtlCache = field(default_factory=lambda: TtlCache(SECONDS_OF_A_REFUSAL))
    probes: Probes = field(default_factory=Probes)
    watch: Watch = field(default_factory=NoWatch)

    def transaction(self, actor: Actor) -> AbstractContextManager[Transaction]:
        """The one way to change anything: committed where the block ends well, then its jobs are asked for."""
        return transaction(self.database, self.queue, self.clock, actor)

    def statement_transaction(
        self, actor: Actor, *, is_audited: bool = False
    ) -> AbstractContextManager[StatementTransaction]:
        """The same for one compiled statement that thousands wait for; `is_audited` where it is put on record."""
        return statement_transaction(self.database, self.queue, self.clock, actor, is_audited=is_audited)


def build_context(settings: Settings, clock: Clock | None = None) -> Context:
    """The context of a running installation.

    Raises TonghopError where the database is not of the newest version, and CatalogueError where a
    report template that a period uses has changed on disk.
    """
    database = Database(settings.database_url)
    try:
        _require_current(database)
        context = bare_context(settings, database, clock)
        require_unchanged_templates(context)
    except TonghopError:
        database.dispose()
        raise
    return replace(context, clock=clock or _clock(database))


def _require_current(database: Database) -> None:
    if not is_current(database):
        raise TonghopError(message("Cơ sở dữ liệu chưa ở phiên bản mới nhất: chạy «tonghop db upgrade» trước."))


def bare_context(settings: Settings, database: Database, clock: Clock | None = None) -> Context:
    """A context that looks at nothing in the database yet."""
    return Context(
        settings=settings,
        clock=clock or Clock(),
        catalogue=load_catalogue(settings.own_templates),
        database=database,
        queue=JobQueue(connect_briefly(settings.queue_url)),
    )


def require_unchanged_templates(context: Context) -> None:
    """Raises CatalogueError where a used version of a report template is missing or changed."""
    with context.database.reading() as session:
        for period in all_periods(session):
            template = context.catalogue.templates.get((period.template_code, period.template_version))
            if template is None or not template.takes_forms_of(period.template_digest):
                raise CatalogueError(
                    message(
                        "Biểu mẫu {code} {version} đang dùng cho kỳ {period} đã {what} trên đĩa: khôi phục bản cũ, "
                        "hoặc đặt thay đổi vào một phiên bản mới.",
                        code=period.template_code,
                        version=period.template_version,
                        period=period.code,
                        what=message("mất") if template is None else message("thay đổi"),
                    )
                )


def has_tables(database: Database) -> bool:
    """Whether the database was ever set up; raises TonghopError where it cannot be used."""
    database.require_answer()
    return bool(inspect(database.engine).has_table(PeriodRow.__tablename__))


def _clock(database: Database) -> Clock:
    with database.reading() as session:
        return Clock(demonstration_offset(session))
