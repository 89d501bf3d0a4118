"""Report templates to spoil: copies of the shipped one in a folder of a province's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from service.templates_folder import TEMPLATES

SHIPPED = TEMPLATES / "reports" / "cchc" / "2022"


def own_copy(folder: Path, code: str = "bcdn", version: str = "1", prefix: str = "BC") -> Path:
    """A copy of the shipped template with a code, a version and period codes of its own; its folder."""
    target = folder / code / version
    shutil.copytree(SHIPPED, target)
    replace(target, "report.toml", 'code = "cchc"', f'code = "{code}"\nperiod_prefix = "{prefix}"')
    replace(target, "report.toml", 'version = "2022"', f'version = "{version}"')
    return target


def replace(folder: Path, name: str, old: str, new: str) -> None:
    """Change the first place where a file says so; it must say so."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{name} does not hold {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
