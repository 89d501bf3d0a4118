"""`tonghop backup` and `tonghop restore`, and the copy that is made before an upgrade."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from service.storage.engine.database import Database
from service.storage.engine.migrate import _config
from tests.support.command import Run
from tests.support.whole_databases import everything_in


def database_in(folder: Path) -> Database:
    return Database(f"sqlite:///{folder / 'tonghop.sqlite3'}")


def contents(folder: Path) -> object:
    database = database_in(folder)
    try:
        return everything_in(database)
    finally:
        database.dispose()


def test_an_installation_is_made_again_elsewhere(installed: Run, tmp_path: Path) -> None:
    made = installed("backup", "sao-luu")
    assert made.exit_code == 0 and "Khoá (TONGHOP_SECRET hoặc cookie.secret) không nằm trong bản sao lưu" in made.stdout
    assert "mật khẩu ở dạng mã băm" in made.stdout and "được niêm phong" in made.stdout
    (backup,) = (tmp_path / "sao-luu").iterdir()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (backup, *backup.rglob("*")))
    refused = installed("restore", backup, "--data", "moi")
    assert refused.exit_code == 2 and "chép tệp cookie.secret cũ vào" in refused.stderr
    restored = installed("restore", backup, "--data", "moi", "--new-key")
    assert restored.exit_code == 0 and "Đã khôi phục dữ liệu lúc" in restored.stdout
    assert contents(tmp_path / "moi") == contents(tmp_path / "data")
    again = installed("restore", backup, "--data", "moi", "--new-key")
    assert again.exit_code == 2 and "chỉ khôi phục vào nơi chưa có dữ liệu" in again.stderr


def test_a_copy_is_made_before_the_tables_are_upgraded(installed: Run, tmp_path: Path) -> None:
    database = database_in(tmp_path / "data")
    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    database.dispose()
    newest = ScriptDirectory.from_config(config).get_revision("head")
    done = installed("db", "upgrade")
    assert f"Đã nâng cấp cơ sở dữ liệu từ phiên bản {newest.down_revision} lên {newest.revision}." in done.stdout
    assert done.exit_code == 0 and "Trước khi nâng cấp, dữ liệu đã được sao lưu vào" in done.stdout
    (backup,) = (tmp_path / "data" / "backups").iterdir()
    assert installed("restore", backup, "--data", "moi").exit_code == 2  # without the key
    assert installed("restore", backup, "--data", "moi", "--new-key").exit_code == 0
    assert contents(tmp_path / "moi") == contents(tmp_path / "data")
