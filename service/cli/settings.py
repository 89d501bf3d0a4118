"""Commands about the settings: whether each of them works."""

from __future__ import annotations

import os
from pathlib import Path

import click

from service.actions.operations.settings_check import SettingState, check_settings
from service.cli.options import data_option


@click.group("settings")
def settings_commands() -> None:
    """Thiết lập của hệ thống."""


@settings_commands.command("check")
@data_option
@click.pass_context
def check_settings_command(ctx: click.Context, data: Path | None) -> None:
    """Thử từng thiết lập và nói rõ chỗ nào sai: không có gì sai (0), có (1)."""
    checked = check_settings(os.environ, data)
    for setting in checked:
        click.echo(f"{setting.name}: {setting.state.label}. {setting.said}")
    ctx.exit(1 if any(setting.state is SettingState.WRONG for setting in checked) else 0)
