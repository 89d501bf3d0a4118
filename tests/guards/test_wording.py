"""No work is left lying about in the code, and no error is swallowed."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(path for folder in ("service", "workers", "tests") for path in (ROOT / folder).rglob("*.py"))
LEFT_LYING = re.compile(r"#.*\b(TO" + "DO|FIX" + "ME|XX" + r"X)\b")
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


def commented_out(text: str) -> list[list[str]]:
    """Rows of a table that stand in it as a comment."""
    return [row for row in csv.reader(text.splitlines()) if row and row[0].startswith("#")]


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
        assert commented_out(path.read_text(encoding="utf-8")) == [], path.name


def test_the_guard_sees_a_rule_that_is_commented_out_and_work_that_is_left() -> None:
    assert commented_out("id,level\n# R01,error\nR02,error\n") == [["# R01", "error"]]
    assert LEFT_LYING.search("x = 1  # TO" + "DO: later")
