"""The `tonghop` command in this process, over a data folder of its own."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.demo import AGENCIES_CSV
from tests.support.command import Run
from tests.support.databases import FILE


def over(folder: Path, patch: pytest.MonkeyPatch) -> Run:
    """The command as called in this folder, whose data are in `data`."""
    patch.chdir(folder)
    for name in ("DATABASE_URL", "REDIS_URL", "TONGHOP_TEMPLATES", "TONGHOP_PROVINCE"):
        patch.delenv(name, raising=False)
    patch.setenv("TONGHOP_DATA", str(folder / "data"))

    def run(*words: str | Path) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("period", "open", "2023-Q3")`: its exit code, standard output and standard error."""
    return over(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a list of units, and an installation that commands have made of it."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "don-vi.csv").write_bytes(AGENCIES_CSV)
    with pytest.MonkeyPatch.context() as patch:
        run = over(folder, patch)
        for words in (["db", "upgrade"], ["agencies", "import", "don-vi.csv"], ["period", "open", "2023-Q3"]):
            assert run(*words).exit_code == 0, words
    with closing(sqlite3.connect(folder / "data" / FILE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def installed(run: Run, prepared: Path, tmp_path: Path) -> Run:
    """The same over a copy of that installation: with units and an open period."""
    shutil.copytree(prepared, tmp_path, ignore=shutil.ignore_patterns("*-wal", "*-shm"), dirs_exist_ok=True)
    return run
