"""Commands that keep an installation's data safe: a backup, and an installation made of one."""

from __future__ import annotations

from pathlib import Path

import click

from service.actions.operations.backup import make_backup
from service.actions.operations.backup_manifest import TEMPLATES, read_manifest
from service.actions.operations.restore import restore_backup
from service.cli.options import data_option, settings_of
from service.domain.reporting.period import official_moment
from service.storage.engine.database import Database


@click.command("backup")
@data_option
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup_command(data: Path | None, folder: Path) -> None:
    """Sao lưu toàn bộ dữ liệu vào một thư mục, trong khi hệ thống vẫn chạy."""
    settings = settings_of(data)
    database = Database(settings.database_url)
    made = make_backup(settings, database, folder)
    database.dispose()
    rows = sum(read_manifest(made).rows.values())
    click.echo(
        f"Gồm {rows} bản ghi: báo cáo và tệp kèm, thư, tài khoản (mật khẩu ở dạng mã băm; khoá xác thực hai bước, liên "
        "kết trong thư được niêm phong), nhật ký."
    )
    click.echo(
        f"Đã sao lưu vào {made}. Khoá (TONGHOP_SECRET hoặc cookie.secret) không nằm trong bản sao lưu: cất riêng."
    )


@click.command("restore")
@data_option
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--new-key", is_flag=True, help="Khoá cũ đã mất: dùng khoá khác, nội dung niêm phong không mở được nữa.")
def restore_command(data: Path | None, backup: Path, new_key: bool) -> None:
    """Khôi phục một bản sao lưu vào nơi chưa có dữ liệu."""
    settings = settings_of(data)
    manifest = restore_backup(settings, backup, new_key=new_key)
    click.echo(f"Đã khôi phục dữ liệu lúc {official_moment(manifest.made_at)}: {sum(manifest.rows.values())} bản ghi.")
    if manifest.settings:
        click.echo(f"Các thiết lập khi sao lưu: {', '.join(manifest.settings)}.")
    if manifest.has_templates:
        click.echo(f"Biểu mẫu riêng của tỉnh: đặt TONGHOP_TEMPLATES={settings.data / TEMPLATES}")
