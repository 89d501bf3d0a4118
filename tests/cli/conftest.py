"""The `tonghop` command in this process, over a data folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.support.command import Run


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("period", "open", "2023-Q3")`: its exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "REDIS_URL", "TONGHOP_TEMPLATES", "TONGHOP_PROVINCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TONGHOP_DATA", str(tmp_path / "data"))

    def run(*words: str | Path) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run
