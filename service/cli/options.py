"""What the commands share: where the data lie, and the context over them."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import click

from service.actions.context import Context, bare_context, build_context, has_tables
from service.private import keep_private
from service.settings import Settings, settings_from
from service.storage.engine.database import Database

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Thư mục dữ liệu (hoặc biến TONGHOP_DATA; mặc định ./data).",
)


def settings_of(data: Path | None) -> Settings:
    """The settings of the environment with this data folder, which from now on is this user's alone."""
    settings = settings_from(os.environ, data)
    keep_private(settings)
    return settings


def ready_settings(data: Path | None) -> Settings:
    """The settings of an installation that can be run; raises TonghopError where it cannot."""
    context = opened(data)
    context.database.dispose()
    return context.settings


def operator() -> str:
    """Whoever runs a command, as the log calls them: the user of the operating system."""
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = f"uid {number}"
    return f"{name} (lệnh tonghop)"


def opened(data: Path | None) -> Context:
    """The context of an installation that was set up."""
    return build_context(settings_of(data))


def opened_if_there(data: Path | None) -> tuple[Context, bool]:
    """A context, and whether there is a database behind it; none is made."""
    settings = settings_of(data)
    if _is_sqlite_file_missing(settings):
        return bare_context(settings, Database("sqlite://")), False
    database = Database(settings.database_url)
    if not has_tables(database):
        return bare_context(settings, database), False
    database.dispose()
    return build_context(settings), True


def _is_sqlite_file_missing(settings: Settings) -> bool:
    return settings.sqlite_file is not None and not settings.sqlite_file.exists()
