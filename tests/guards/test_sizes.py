"""Functions and files stay small enough to be read at one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for folder in ("service", "workers", "tests") for path in (ROOT / folder).rglob("*.py"))
FUNCTION, FILE, HANDLER, JOB = 40, 400, 15, 10


def functions(source: str) -> Iterator[tuple[str, int, bool]]:
    """Name, length in lines from its `def`, and whether it is decorated."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1, bool(node.decorator_list)


def too_long(source: str, limit: int, *, decorated_only: bool = False) -> list[str]:
    """The functions that are longer than allowed."""
    return [
        f"{name}: {length} lines"
        for name, length, decorated in functions(source)
        if length > limit and (decorated or not decorated_only)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= FILE
    assert not too_long(source, FUNCTION)


def test_handlers_are_small() -> None:
    files = list((ROOT / "service" / "web").glob("*.py"))
    assert files
    for path in files:
        assert not too_long(path.read_text(encoding="utf-8"), HANDLER, decorated_only=True), path.name


def test_jobs_are_small() -> None:
    assert not too_long((ROOT / "workers" / "jobs.py").read_text(encoding="utf-8"), JOB)


def test_the_guard_sees_a_long_function() -> None:
    long = "def f() -> None:\n" + "    x = 1\n" * FUNCTION
    assert too_long(long, FUNCTION) == [f"f: {FUNCTION + 1} lines"]
