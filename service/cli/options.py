"""What the commands share: where the data lie, and the context over them."""

from __future__ import annotations

import os
import pwd
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import click

from service.actions.context import Context, bare_context, build_context, has_tables
from service.domain.errors import TonghopError, message
from service.domain.notation.moments import read_moment
from service.domain.reporting.period import VIETNAM
from service.private import keep_private
from service.queue import JobQueue, connect_briefly
from service.settings import Settings, settings_from
from service.storage.engine.database import Database

QUEUE_IS_OFF = (
    "Hàng đợi hiện không chạy: việc đã được ghi lại, phần xử lý nền (kiểm tra, tổng hợp, gửi thư) sẽ được làm khi "
    "tonghop chạy («tonghop up»)."
)

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


def moment_of(option: str, text: str, of_day: time = time(0)) -> datetime:
    """The moment that an option names, in Vietnam's time unless it names its zone, `of_day` where it names a day alone.

    Raises TonghopError.
    """
    written = read_moment(text)
    if written is not None:
        return datetime.combine(written.day, written.hour or of_day, VIETNAM)
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise TonghopError(
            message(
                "{option}: «{text}» không phải thời điểm dạng 2023-09-19T08:00 hay 08:00 19/09/2023.",
                option=option,
                text=text,
            )
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def opened(data: Path | None) -> Context:
    """The context of an installation that was set up; raises TonghopError where there is none, and makes none."""
    settings = settings_of(data)
    if _is_sqlite_file_missing(settings):
        raise TonghopError(
            message(
                "Không có hệ thống nào ở «{folder}»: nêu thư mục dữ liệu của hệ thống bằng --data (hoặc biến "
                "TONGHOP_DATA), hoặc lập hệ thống mới bằng «tonghop db upgrade».",
                folder=settings.data.resolve(),
            )
        )
    return _plain(build_context(settings))


def opened_if_there(data: Path | None) -> tuple[Context, bool]:
    """A context, and whether there is a database behind it; none is made."""
    settings = settings_of(data)
    if _is_sqlite_file_missing(settings):
        return bare_context(settings, Database("sqlite://")), False
    database = Database(settings.database_url)
    if not has_tables(database):
        return bare_context(settings, database), False
    database.dispose()
    return _plain(build_context(settings)), True


def _plain(context: Context) -> Context:
    """The context of a command, which says once in a sentence that nobody works on what it asks for yet."""
    is_said: list[bool] = []

    def say(_asked: object, _error: object) -> None:
        if not is_said:
            click.echo(QUEUE_IS_OFF, err=True)
        is_said.append(True)

    return replace(context, queue=JobQueue(connect_briefly(context.settings.queue_url), say))


def _is_sqlite_file_missing(settings: Settings) -> bool:
    return settings.sqlite_file is not None and not settings.sqlite_file.exists()
