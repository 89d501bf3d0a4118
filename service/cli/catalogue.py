"""Commands for those who write report templates."""

from __future__ import annotations

from pathlib import Path

import click

from service.actions.periods.rehearsal import Rehearsal, rehearse
from service.catalogue.check import check_folder
from service.catalogue.report_template import RULES
from service.cli.options import data_option, opened
from service.domain.errors import Level, NotFoundError, message
from service.domain.validation.rehearsal import RehearsedRule, RuleChange

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_LEVELS = {Level.ERROR: "lỗi", Level.WARNING: "cảnh báo"}


@click.group("catalogue")
def catalogue_commands() -> None:
    """Mẫu báo cáo."""


@catalogue_commands.command("check")
@click.argument("folder", type=_FOLDER, metavar="THƯ_MỤC")
@click.pass_context
def check_command(ctx: click.Context, folder: Path) -> None:
    """Nêu mọi chỗ sai của các mẫu báo cáo trong THƯ_MỤC: không có (0), có (1)."""
    faults = check_folder(folder)
    for said in faults:
        click.echo(str(said))
    click.echo(f"{len(faults)} chỗ sai." if faults else "Không có chỗ sai.")
    ctx.exit(1 if faults else 0)


@catalogue_commands.command("try")
@data_option
@click.argument("folder", type=_FOLDER, metavar="THƯ_MỤC")
@click.option("--period", "code", required=True, help="Kỳ đã có báo cáo, như 2023-Q3.")
@click.option("--all", "shows_all", is_flag=True, help="Cả các quy tắc không đổi.")
def try_command(data: Path | None, folder: Path, code: str, shows_all: bool) -> None:
    """Thử rules.csv trong THƯ_MỤC trên các báo cáo đã nộp của một kỳ; không lưu gì."""
    file = folder / RULES
    if not file.exists():
        raise NotFoundError(message("Thư mục {folder} không có tệp {file}.", folder=folder, file=RULES))
    tried = rehearse(opened(data), code, file.read_bytes())
    shown = tried.rules if shows_all else tried.changed
    for item in shown:
        click.echo(_line(item, tried))
    if not shown:
        click.echo("Không có quy tắc nào thay đổi.")


def _line(item: RehearsedRule, tried: Rehearsal) -> str:
    """«R15 (cảnh báo, quy tắc đã sửa): sẽ báo 14/28 đơn vị ở 2023-Q3, hiện nay 2: Sở Y tế; …»."""
    head = f"{item.rule.id} ({_LEVELS[item.rule.level]}, {item.change.label})"
    if item.change is RuleChange.REMOVED:
        return f"{head}: hiện nay báo {len(item.broken_before)}/{tried.filed} đơn vị ở {tried.period.code}"
    before = "" if item.change is RuleChange.ADDED else f", hiện nay {len(item.broken_before)}"
    names = "; ".join(agency.name for agency in item.broken)
    return (
        f"{head}: sẽ báo {len(item.broken)}/{tried.filed} đơn vị ở {tried.period.code}{before}{names and f': {names}'}"
    )
