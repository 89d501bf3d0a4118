"""Commands for those who write report templates."""

from __future__ import annotations

from pathlib import Path

import click

from service.catalogue.check import check_folder


@click.group("catalogue")
def catalogue_commands() -> None:
    """Mẫu báo cáo."""


@catalogue_commands.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="THƯ_MỤC")
@click.pass_context
def check_command(ctx: click.Context, folder: Path) -> None:
    """Nêu mọi chỗ sai của các mẫu báo cáo trong THƯ_MỤC: không có (0), có (1)."""
    faults = check_folder(folder)
    for said in faults:
        click.echo(str(said))
    click.echo(f"{len(faults)} chỗ sai." if faults else "Không có chỗ sai.")
    ctx.exit(1 if faults else 0)
