"""What every process of the workers shares: its context, its log and its waiting for the queues' server."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import redis
import structlog

from service import logs
from service.domain.errors import TonghopError, message
from service.os_errors import unavailable, why
from service.private import keep_private
from service.queue import Job, connect
from service.settings import Settings, settings_from

# What starts the processes does none of their work, and need not load it.
if TYPE_CHECKING:
    from service.actions.context import Context

START_WAIT = 30.0

_contexts: list[Context] = []


def install(context: Context) -> None:
    """Make this the context that the jobs of this process work with."""
    _contexts[:] = [context]


def current() -> Context:
    """The context of this process; raises RuntimeError in a process that is not a worker."""
    if not _contexts:
        raise RuntimeError("this process has no context: jobs run in a worker")
    return _contexts[0]


class Bridge(logging.Handler):
    """Hands what libraries log to the service's log, so that all lines look alike."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        structlog.get_logger().log(
            record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info or None
        )


def write_log() -> None:
    """Send what the service logs to standard error, and of the libraries what is wrong."""
    logs.configure()
    logging.basicConfig(level=logging.WARNING, handlers=[Bridge()], force=True)


def function_of(job: Job) -> Callable[..., None]:
    """Resolve a job's function by name; raises ImportError or AttributeError."""
    module, _, name = job.value.rpartition(".")
    function: Callable[..., None] = getattr(importlib.import_module(module), name)
    return function


def entry(program: str) -> argparse.ArgumentParser:
    """The command line of a process, which takes the data folder at least."""
    parser = argparse.ArgumentParser(prog=program)
    parser.add_argument("--data", type=Path, help="thư mục dữ liệu (hoặc biến TONGHOP_DATA)")
    return parser


def own_settings(data: Path | None) -> Settings:
    """The settings of the environment with this data folder, which from now on is this user's alone."""
    settings = settings_from(os.environ, data)
    keep_private(settings)
    return settings


def run_entry(action: Callable[[], None]) -> None:
    """Run a process to its end: exit code 1, with a sentence on standard error, where it cannot go on."""
    write_log()
    try:
        action()
    except TonghopError as error:
        print(f"Lỗi: {error}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        if unavailable(error) is None and not isinstance(error, PermissionError):
            raise
        print(f"Lỗi: không dùng được «{error.filename or 'tệp'}»: {why(error)}.", file=sys.stderr)
        sys.exit(1)


def forget_signals() -> None:
    """Restore the default signal handlers that RQ replaced."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def wait_for_queues(settings: Settings, seconds: float = START_WAIT) -> redis.Redis:
    """A connection to the queues' server once it answers; raises TonghopError after `seconds`."""
    connection = connect(settings.queue_url)
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.ping()
        except redis.RedisError as error:
            if time.monotonic() >= deadline:
                raise TonghopError(
                    message(
                        "Máy chủ hàng đợi tại «{place}» không trả lời sau {seconds} giây: {why}.",
                        place=_place(connection),
                        seconds=round(seconds),
                        why=error,
                    )
                ) from error
            time.sleep(0.2)
        else:
            return connection


def _place(connection: redis.Redis) -> str:
    # The address as it was given may hold a password.
    options = connection.connection_pool.connection_kwargs
    return str(options.get("path") or f"{options.get('host')}:{options.get('port')}")
