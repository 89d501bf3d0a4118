"""An installation made again of a backup."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from service.actions.context import has_tables
from service.actions.operations.backup import sync
from service.actions.operations.backup_manifest import (
    DATABASE,
    TEMPLATES,
    Manifest,
    mark_of_key,
    read_manifest,
    require_complete,
)
from service.domain.errors import ConflictError, TonghopError, message
from service.sealing import seal_of
from service.settings import Settings
from service.signing_key import stored_signing_key
from service.storage.engine.database import Database
from service.storage.engine.migrate import upgrade
from service.storage.engine.snapshot import fill, opened_file, require_intact, row_counts


def restore_backup(settings: Settings, backup: Path, *, new_key: bool = False) -> Manifest:
    """Make the installation of the backup again, in a place that has none, at the newest version of its tables.

    Raises ConflictError where something is there already, or where the key that opens its secrets is not, unless a
    new one is wanted; TonghopError where the backup is not complete or was altered. Nothing is left half done.
    """
    manifest = read_manifest(backup)
    require_complete(backup, manifest)
    _require_key(settings, manifest, new_key=new_key)
    _require_nothing_there(settings, manifest)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data, prefix=".restored-") as name:
        copy = Path(name) / DATABASE
        shutil.copyfile(backup / DATABASE, copy)
        require_intact(copy)
        _require_rows(copy, manifest)
        with opened_file(copy) as database:
            upgrade(database, lambda: seal_of(settings))
        if manifest.has_templates:
            shutil.copytree(backup / TEMPLATES, Path(name) / TEMPLATES)
        _put_in_place(settings, copy)
        if manifest.has_templates:
            (Path(name) / TEMPLATES).rename(settings.data / TEMPLATES)
    return manifest


def _require_key(settings: Settings, manifest: Manifest, *, new_key: bool) -> None:
    there = settings.secret or stored_signing_key(settings)
    if new_key or (there is not None and mark_of_key(there) == manifest.key):
        return
    raise ConflictError(
        message(
            "Khoá của bản sao lưu không có ở đây: đặt TONGHOP_SECRET như trước, hoặc chép tệp cookie.secret cũ vào "
            "«{folder}», rồi chạy lại. Nếu khoá đã mất, thêm --new-key: mọi người phải đăng nhập lại và thiết lập lại "
            "xác thực hai bước, lịch có địa chỉ mới, thư cũ không đọc được nữa.",
            folder=settings.data,
        )
    )


def _require_nothing_there(settings: Settings, manifest: Manifest) -> None:
    taken = [settings.data / TEMPLATES] if manifest.has_templates else []
    for path in (*taken, settings.sqlite_file):
        if path is not None and path.exists():
            raise ConflictError(message("Đã có «{path}»: chỉ khôi phục vào nơi chưa có dữ liệu.", path=path))
    if settings.sqlite_file is None:
        database = Database(settings.database_url)
        is_taken = has_tables(database)
        database.dispose()
        if is_taken:
            raise ConflictError(message("Cơ sở dữ liệu đã có dữ liệu: chỉ khôi phục vào cơ sở dữ liệu trống."))


def _require_rows(copy: Path, manifest: Manifest) -> None:
    with opened_file(copy) as database:
        if row_counts(database) != dict(manifest.rows):
            raise TonghopError(message("Bản sao lưu không đủ dữ liệu như đã kê."))


def _put_in_place(settings: Settings, copy: Path) -> None:
    if settings.sqlite_file is not None:
        settings.sqlite_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = settings.sqlite_file.with_name(f".{settings.sqlite_file.name}.restored")
        shutil.copyfile(copy, beside)
        sync(beside)
        beside.rename(settings.sqlite_file)
        sync(settings.sqlite_file.parent)
        return
    target = Database(settings.database_url)
    try:
        upgrade(target, lambda: seal_of(settings))
        with opened_file(copy) as source:
            fill(target, source)
    finally:
        target.dispose()
