"""What is installed works by itself: templates, pages, demonstration and migrations travel in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 300


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout stays as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, timeout=LIMIT)
    (built,) = folder.glob("tonghop-*.whl")
    return built


def test_the_wheel_holds_what_is_not_code(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "templates/reports/cchc/2022/report.toml",
        "templates/reports/cchc/2022/indicators.csv",
        "templates/reports/cchc/2022/rules.csv",
        "templates/pages/front.html",
        "templates/help/vi/nhap-bao-cao.html",
        "service/web/static/app.css",
        "service/web/static/help/form.webp",
        "service/web/translations/en/LC_MESSAGES/messages.mo",
        "service/demo/agencies.csv",
        "service/demo/communes-2025.csv",
        "service/storage/migrations/env.py",
        "workers/jobs.py",
    } <= names
    assert not [name for name in names if name.startswith("tests/")]


def test_an_empty_environment_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True, timeout=LIMIT)
    python = environment / "bin" / "python"
    lock = ROOT / "requirements.lock"
    # What is imported is compiled then: most of it never is.
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-compile"]
    subprocess.run([*install, "--no-deps", "--require-hashes", "-r", str(lock)], check=True, timeout=LIMIT)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True, timeout=LIMIT)
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    tonghop = str(environment / "bin" / "tonghop")
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "TONGHOP_DATA"}}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [tonghop, *arguments], cwd=empty, env=clean, capture_output=True, text=True, timeout=LIMIT, check=True
        )
        return done.stdout

    run("template", "cchc", "--period", "2023-Q3", "--agency", "SGTVT", "-o", "form.xlsx")
    assert zipfile.is_zipfile(empty / "form.xlsx")
    run("db", "upgrade", "--data", "data")
    assert "demo-sgtvt" in run("demo", "load", "--data", "data")
    run("schedule", "--help")
    found = subprocess.run(
        [str(python), "-c", "import service, workers.jobs; print(service.__file__)"],
        cwd=empty, env=clean, capture_output=True, text=True, timeout=LIMIT, check=True,
    )  # fmt: skip
    assert str(environment) in found.stdout
