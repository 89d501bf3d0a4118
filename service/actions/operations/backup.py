"""Copies of everything that an installation keeps, made while it runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import structlog

from service.actions.context import Context
from service.actions.operations.backup_manifest import (
    DATABASE,
    TEMPLATES,
    Manifest,
    describe,
    mark_of_key,
    write_manifest,
)
from service.clock import Clock
from service.domain.errors import ConflictError, TonghopError, message
from service.domain.reporting.period import VIETNAM
from service.settings import Settings
from service.signing_key import load_signing_key
from service.storage.engine.database import Database
from service.storage.engine.migrate import is_current
from service.storage.engine.snapshot import close_file, opened_file, row_counts, take_snapshot

PREFIX, UNFINISHED, MOMENT = "tonghop-", ".unfinished-", "%Y%m%dT%H%M%SZ"
# When a day's own backup is due, by the province's clock.
AT = time(1)

log = structlog.get_logger()


def make_backup(settings: Settings, database: Database, folder: Path, clock: Clock | None = None) -> Path:
    """A new backup in the folder: its path, which stands there only once the backup is complete.

    Raises TonghopError where a PostgreSQL database is not of the newest version.
    """
    if not is_current(database) and not database.is_sqlite:
        raise TonghopError(message("Cơ sở dữ liệu chưa ở phiên bản mới nhất: chạy «tonghop db upgrade» trước."))
    moment = (clock or Clock()).real().replace(microsecond=0)
    with _made_whole(folder, folder / f"{PREFIX}{moment.strftime(MOMENT)}") as unfinished:
        take_snapshot(database, unfinished / DATABASE)
        if settings.own_templates:
            shutil.copytree(settings.own_templates, unfinished / TEMPLATES)
        with opened_file(unfinished / DATABASE) as copy:
            rows = row_counts(copy)
        close_file(unfinished / DATABASE)
        kind = "sqlite" if database.is_sqlite else "postgresql"
        key = mark_of_key(load_signing_key(settings))
        write_manifest(unfinished, Manifest(moment, kind, key, rows, settings.given, describe(unfinished)))
    return folder / f"{PREFIX}{moment.strftime(MOMENT)}"


def back_up_when_due(context: Context) -> Path | None:
    """The day's backup where backups are wanted and today's is not there yet; older ones beyond the number end."""
    folder = context.settings.backups
    if folder is None or not _is_due(folder, context.clock.real()):
        return None
    made = make_backup(context.settings, context.database, folder, context.clock)
    for old in sorted(backups_in(folder))[: -context.settings.backups_kept]:
        shutil.rmtree(old)
    log.info("backed up", backup=str(made))
    return made


def backups_in(folder: Path) -> list[Path]:
    """The complete backups of a folder, by age."""
    return sorted(path for path in folder.glob(f"{PREFIX}*") if path.is_dir())


def _is_due(folder: Path, moment: datetime) -> bool:
    local = moment.astimezone(VIETNAM)
    today = datetime.combine(local.date(), AT, VIETNAM)
    since = today if local >= today else today - timedelta(days=1)
    # One of a later moment was made by a clock that has been set back.
    latest = [made for path in backups_in(folder) if (made := _moment_of(path)) <= moment]
    return not latest or max(latest) < since


def _moment_of(backup: Path) -> datetime:
    return datetime.strptime(backup.name.removeprefix(PREFIX), MOMENT).replace(tzinfo=UTC)


@contextmanager
def _made_whole(folder: Path, place: Path) -> Iterator[Path]:
    """A folder to fill, which gets its name at the end, on disk; what was broken off leaves nothing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.exists():
        raise ConflictError(message("Đã có bản sao lưu «{place}».", place=place))
    unfinished = Path(tempfile.mkdtemp(dir=folder, prefix=UNFINISHED))
    try:
        yield unfinished
        for path in (*unfinished.rglob("*"), unfinished):
            sync(path)
        unfinished.rename(place)
        sync(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def sync(path: Path) -> None:
    """Let a file or a folder's list of names outlast a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
