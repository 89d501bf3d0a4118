"""The `tonghop` command: each command parses, calls one action and prints."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from service import __version__, logs
from service.cli.administration import agencies, database_commands, demo, evidence_commands, period, token
from service.cli.audit import protect_log_command, verify_audit_command
from service.cli.backups import backup_command, restore_command
from service.cli.catalogue import catalogue_commands
from service.cli.decisions import DECISION_COMMANDS
from service.cli.files import (
    check_command,
    consolidate_command,
    renew_command,
    report_command,
    template_command,
    verify_command,
)
from service.cli.options import data_option, ready_settings, settings_of
from service.cli.people import user
from service.cli.reading import read_command
from service.cli.reminders import remind_command
from service.cli.reorganisation import reorganise_command
from service.cli.retention import retention_command
from service.cli.settings import settings_commands
from service.cli.wording import said_of, speak_vietnamese
from service.demo import SCENES, USUAL_SCENE
from service.domain.errors import TonghopError
from service.os_errors import why
from service.queue import QUEUES
from service.settings import UNTOLD_PROXY, Settings, address_notice, is_loopback
from service.web.server import local_address, reachable, require_free_port, web_command

PYTHON = sys.executable
# What shells take for the end of a program whose output nobody reads any more.
BROKEN_PIPE = 141


class Tonghop(click.Group):
    """Turns errors into a sentence on standard error and an exit code: 2 for a wrong call or what cannot be done."""

    def main(  # type: ignore[override]  # which always ends the process, as click's own does by default
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run the command that was called; a wrong call is answered in Vietnamese."""
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            code = 2
        except click.UsageError as error:
            click.echo(f"Lỗi: {said_of(error)}", err=True)
            if error.ctx is not None:
                click.echo(f"Xem «{error.ctx.command_path} --help».", err=True)
            code = 2
        except click.Abort:
            code = 130
        sys.exit(code or 0)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except TonghopError as error:
            click.echo(f"Lỗi: {error}", err=True)
            for problem in error.problems:
                place = f"{problem.place}: " if problem.place else ""
                click.echo(f"  {place}{problem.message}", err=True)
        except BrokenPipeError:
            # Whoever read the output has enough of it, and nothing more can be said there, not even at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ctx.exit(BROKEN_PIPE)
        except OSError as error:
            place = f" «{error.filename}»" if error.filename else " tệp"
            click.echo(f"Lỗi: không dùng được{place}: {why(error)}.", err=True)
        return ctx.exit(2)


@click.group(cls=Tonghop, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Nhận, kiểm tra và tổng hợp báo cáo định kỳ của các đơn vị."""
    logs.configure()


@main.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--port", type=int, default=8000, show_default=True, help="Cổng của trang web.")
@click.option(
    "--demo", type=click.Choice(list(SCENES)), is_flag=False, flag_value=USUAL_SCENE, metavar="[2023|2025]",
    help="Nạp dữ liệu minh họa và chạy đồng hồ trình diễn; 2025 là sau sắp xếp đơn vị hành chính.",
)  # fmt: skip
def up(data: Path | None, host: str, port: int, demo: str | None) -> None:
    """Chạy tất cả trên một máy: cơ sở dữ liệu, hàng đợi, web, xử lý nền, lịch."""
    settings = settings_of(data)
    _warn_of_proxy(settings)
    folder = str(settings.data)
    arguments = ["--data", folder, "--host", host, "--port", str(port), *(["--demo", demo] if demo else [])]
    # The supervisor lives on in this process, so that signals reach it, and what is loaded is so for all that it forks.
    sys.argv = ["workers.launcher", *arguments]
    runpy.run_module("workers.launcher", run_name="__main__", alter_sys=True)


@main.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--port", type=int, default=8000, show_default=True, help="Cổng của trang web.")
@click.option("--workers", type=click.IntRange(1, 64), help="Số tiến trình web, mặc định 2.")
def web(data: Path | None, host: str, port: int, workers: int | None) -> None:
    """Chạy riêng trang web và API."""
    # The server itself would share the port with another one.
    require_free_port(host, port)
    settings = ready_settings(data)
    _warn(settings)
    click.echo(_listening(host, port))
    sys.stdout.flush()
    os.environ["TONGHOP_DATA"] = str(settings.data)
    os.execv(PYTHON, web_command(host, port, workers or settings.web_workers))  # noqa: S606 - no shell, our own interpreter


@main.command()
@data_option
@click.option("--queue", type=click.Choice(QUEUES), required=True, help="Hàng đợi mà tiến trình này phục vụ.")
def worker(data: Path | None, queue: str) -> None:
    """Chạy riêng một tiến trình xử lý nền."""
    _run_module("workers.worker", data, "--queue", queue)


@main.command()
@data_option
def schedule(data: Path | None) -> None:
    """Chạy riêng lịch các việc định kỳ."""
    _run_module("workers.schedule", data)


def _listening(host: str, port: int) -> str:
    """Where a server on this host and port is opened, and by whom."""
    address = local_address(host, port)
    if host != reachable(host):
        address += " (mọi máy trong mạng truy cập được)"
    elif is_loopback(address):
        address += " (chỉ máy này truy cập được; cho máy khác: thêm --host 0.0.0.0)"
    return f"Trang web và API chạy tại {address}. Dừng bằng Ctrl+C."


def _warn(settings: Settings) -> None:
    """Say what will go wrong later although everything starts."""
    _warn_of_proxy(settings)
    notice = address_notice(settings)
    if notice is not None:
        click.echo(f"Chú ý: {notice}", err=True)


def _warn_of_proxy(settings: Settings) -> None:
    if settings.is_proxy_untold:
        click.echo(f"Chú ý: {UNTOLD_PROXY}", err=True)


def _run_module(module: str, data: Path | None, *arguments: str) -> None:
    settings = ready_settings(data)
    _warn(settings)
    folder = str(settings.data)
    os.execv(PYTHON, [PYTHON, "-m", module, "--data", folder, *arguments])  # noqa: S606 - no shell, our interpreter


for command in (
    backup_command,
    agencies,
    catalogue_commands,
    check_command,
    consolidate_command,
    database_commands,
    demo,
    evidence_commands,
    period,
    read_command,
    remind_command,
    renew_command,
    report_command,
    restore_command,
    retention_command,
    settings_commands,
    template_command,
    token,
    user,
    verify_audit_command,
    verify_command,
):
    main.add_command(command)
database_commands.add_command(protect_log_command)
agencies.add_command(reorganise_command)
for command in DECISION_COMMANDS:
    period.add_command(command)
speak_vietnamese(main)
