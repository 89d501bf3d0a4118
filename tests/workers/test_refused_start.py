"""What cannot run stops the start with its sentence and an exit code, whichever part is started."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from service.storage.engine.database import Database
from service.storage.engine.migrate import upgrade
from tests.support.databases import copied_file, sqlite_url
from tests.support.processes import ROOT, free_port

UP, WEB = ["up"], ["web"]
ALL = [UP, WEB, ["worker", "--queue", "upkeep"], ["schedule"], ["db", "upgrade"]]


def start(data: Path, command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """A start that is expected to end by itself."""
    port = ["--port", str(free_port())] if command in (UP, WEB) else []
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *command, "--data", str(data), *port],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": "", "DATABASE_URL": "", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """It ended with a sentence and nothing else, after the one about the database's version where it got so far."""
    assert done.returncode in {1, 2}, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    said = lines[1:] if lines[0].startswith("Cơ sở dữ liệu đã ở phiên bản mới nhất") else lines
    assert said[0].startswith("Lỗi: ")
    for word in words:
        assert word in said[0]
    assert len(said) <= 2


@pytest.fixture
def data(prepared_file: Path, tmp_path: Path) -> Iterator[Path]:
    """The folder of an installation with a period."""
    folder = tmp_path / "data"
    folder.mkdir()
    copied_file(prepared_file, folder)
    yield folder
    assert not (folder / "valkey").exists()


@pytest.mark.parametrize("command", ALL, ids=" ".join)
def test_a_faulty_report_template_stops_it(data: Path, tmp_path: Path, command: list[str]) -> None:
    folder = tmp_path / "bieu-mau" / "atgt" / "2026"
    folder.mkdir(parents=True)
    (folder / "report.toml").write_text('code = "atgt"\nversion = [')
    refused(start(data, command, TONGHOP_TEMPLATES=str(tmp_path / "bieu-mau")), "report.toml")


@pytest.mark.parametrize("command", [UP, WEB], ids=" ".join)
def test_a_folder_of_templates_that_is_not_there_stops_it(data: Path, tmp_path: Path, command: list[str]) -> None:
    refused(start(data, command, TONGHOP_TEMPLATES=str(tmp_path / "khong-co")), "Không có thư mục biểu mẫu")


@pytest.mark.parametrize("command", [UP, ["worker", "--queue", "mail"]], ids=" ".join)
def test_a_template_that_a_period_uses_and_that_changed_stops_it(data: Path, command: list[str]) -> None:
    changed(data, "UPDATE period SET template_digest = 'khác'")
    refused(start(data, command), "đã thay đổi trên đĩa")


@pytest.mark.parametrize("command", ALL, ids=" ".join)
def test_a_database_of_a_newer_version_stops_it(data: Path, command: list[str]) -> None:
    changed(data, "UPDATE alembic_version SET version_num = '9999'")
    refused(start(data, command), "phiên bản mới hơn", "9999")


@pytest.mark.parametrize("command", [WEB, ["worker", "--queue", "mail"], ["schedule"]], ids=" ".join)
def test_a_database_that_was_not_set_up_stops_it(tmp_path: Path, command: list[str]) -> None:
    refused(start(tmp_path, command), "tonghop db upgrade")


@pytest.mark.parametrize("url", ["bad", "mysql://x/y", "postgresql+khong_co://x/y", "postgresql://x:cổng/y"])
def test_an_address_that_is_of_no_database_of_ours_stops_it(tmp_path: Path, url: str) -> None:
    for command in (UP, ["db", "upgrade"]):
        refused(start(tmp_path, command, DATABASE_URL=url), "DATABASE_URL")


def test_a_setting_that_cannot_be_right_stops_it(tmp_path: Path) -> None:
    refused(start(tmp_path, UP, REDIS_URL="abc"), "REDIS_URL")
    refused(start(tmp_path, WEB, TONGHOP_SECRET="a"), "TONGHOP_SECRET")


def changed(data: Path, statement: str) -> None:
    """Something else was written to the database."""
    database = Database(sqlite_url(data))
    upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    database.dispose()
