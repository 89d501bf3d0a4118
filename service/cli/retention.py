"""The command that takes out what is older than the settings want."""

from __future__ import annotations

from pathlib import Path

import click

from service.actions.operations.retention import apply_retention, preview_retention
from service.actions.transaction import ADMINISTRATION
from service.cli.options import data_option, opened
from service.domain.organization.retention import RetentionKind


@click.command("retention")
@data_option
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ xóa gì, không xóa.")
def retention_command(data: Path | None, dry_run: bool) -> None:
    """Xóa những gì đã quá thời hạn lưu theo thiết lập; báo cáo được tính, ấn bản và quyết định không bao giờ bị xóa."""
    context = opened(data)
    kept = context.settings.retention
    found = preview_retention(context) if dry_run else apply_retention(context, ADMINISTRATION)
    expired = {item.kind: item for item in found}
    said = "sẽ xóa" if dry_run else "đã xóa"
    for kind in RetentionKind:
        item = expired.get(kind)
        size = "" if item is None or not item.size else f" ({-(-item.size // 1024)} KB)"
        done = "" if item is None else f"; {said} {item.count}{size}"
        time = "không xóa" if kept.age(kind) is None else f"giữ {kept.in_words(kind)}"
        click.echo(f"{kind.label}: {time}{done}")
