"""Time comes from one clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLOCK = ROOT / "service" / "clock.py"
FORBIDDEN = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def readings(source: str) -> Iterator[str]:
    """Every call that looks at a clock."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if (name, node.func.attr) in FORBIDDEN:
                yield f"line {node.lineno}: {name}.{node.func.attr}()"


def test_nobody_else_looks_at_a_clock() -> None:
    files = [path for folder in ("service", "workers") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 50
    found = {str(path): list(readings(path.read_text(encoding="utf-8"))) for path in files if path != CLOCK}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_guard_sees_a_reading() -> None:
    assert list(readings("import datetime\nx = datetime.datetime.now()\n")) == ["line 2: datetime.now()"]
    assert list(readings(CLOCK.read_text(encoding="utf-8")))
