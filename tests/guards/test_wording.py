"""No work is left lying about in the code, and no error is swallowed."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(path for folder in ("service", "workers", "tests") for path in (ROOT / folder).rglob("*.py"))
LEFT_LYING = re.compile(r"#.*\b(TO" + "DO|FIX" + "ME|XX" + "X)\b")
BROAD = {"Exception", "BaseException"}


def swallowing(source: str) -> list[int]:
    """Lines of handlers that catch everything, or catch broadly and do nothing."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            is_broad = isinstance(node.type, ast.Name) and node.type.id in BROAD
            if node.type is None or (is_broad and all(isinstance(item, ast.Pass) for item in node.body)):
                found.append(node.lineno)
    return found


def test_nothing_is_left_lying_about() -> None:
    assert [str(path) for path in CODE if LEFT_LYING.search(path.read_text(encoding="utf-8"))] == []


def test_no_error_is_swallowed() -> None:
    assert {str(path): lines for path in CODE if (lines := swallowing(path.read_text(encoding="utf-8")))} == {}


def test_the_guard_sees_a_swallowed_error() -> None:
    assert swallowing("try:\n    f()\nexcept:\n    g()\n") == [3]
    assert swallowing("try:\n    f()\nexcept Exception:\n    pass\n") == [3]


def test_no_rule_is_commented_out() -> None:
    files = list((ROOT / "templates" / "reports").rglob("*.csv"))
    assert files
    for path in files:
        with path.open(encoding="utf-8", newline="") as lines:
            assert not [row for row in csv.reader(lines) if row and row[0].startswith("#")]
