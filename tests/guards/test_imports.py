"""Imports go one way; the contracts are run as they stand in pyproject.toml."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The contracts over a checkout."""
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(program), "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def copy_to(folder: Path) -> Path:
    """A copy of what the contracts look at."""
    for name in ("service", "workers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(tmp_path: Path) -> None:
    done = lint(copy_to(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_import_is_seen(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    file = folder / "service" / "domain" / "consolidation" / "merge.py"
    file.write_text("import sqlalchemy\nfrom service.storage import models\n" + file.read_text(), encoding="utf-8")
    done = lint(folder)
    assert done.returncode != 0
    assert "The domain is plain Python" in done.stdout and "BROKEN" in done.stdout
