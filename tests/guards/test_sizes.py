"""Functions and files stay small enough to be read at one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for folder in ("service", "workers", "tests") for path in (ROOT / folder).rglob("*.py"))
WEB = ROOT / "service" / "web"
PAGES = sorted((ROOT / "templates").rglob("*.html"))
FUNCTION, FILE, HANDLER, JOB, LINE = 40, 400, 15, 10, 140


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


def long_handlers(folder: Path) -> dict[str, list[str]]:
    """The handlers below a folder that are too long, by file."""
    found = {
        str(path.relative_to(folder)): too_long(path.read_text(encoding="utf-8"), HANDLER, decorated_only=True)
        for path in folder.rglob("*.py")
    }
    return {name: handlers for name, handlers in found.items() if handlers}


def wide_lines(text: str) -> list[int]:
    """The lines of a page's template that hold more than can be read side by side with another file."""
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > LINE]


def test_handlers_are_small() -> None:
    assert len(list((WEB / "pages").rglob("*.py"))) > 20
    assert long_handlers(WEB) == {}


def test_lines_of_templates_are_short() -> None:
    assert len(PAGES) > 60
    found = {str(path.relative_to(ROOT)): wide_lines(path.read_text(encoding="utf-8")) for path in PAGES}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_jobs_are_small() -> None:
    assert not too_long((ROOT / "workers" / "jobs.py").read_text(encoding="utf-8"), JOB)


def test_the_guard_sees_a_long_function() -> None:
    long = "def f() -> None:\n" + "    x = 1\n" * FUNCTION
    assert too_long(long, FUNCTION) == [f"f: {FUNCTION + 1} lines"]


def test_the_guard_sees_a_long_handler_in_any_folder(tmp_path: Path) -> None:
    (tmp_path / "pages" / "province").mkdir(parents=True)
    body = "    x = 1\n" * HANDLER
    (tmp_path / "pages" / "province" / "board.py").write_text(f"@pages.get('/')\ndef f():\n{body}def g():\n{body}")
    assert long_handlers(tmp_path) == {"pages/province/board.py": [f"f: {HANDLER + 1} lines"]}


def test_the_guard_sees_a_long_job() -> None:
    source = (ROOT / "workers" / "jobs.py").read_text(encoding="utf-8")
    assert too_long(source + "\n\ndef f() -> None:\n" + "    x = 1\n" * JOB, JOB) == [f"f: {JOB + 1} lines"]


def test_the_guard_sees_a_wide_line() -> None:
    assert wide_lines("<p>\n" + "đ" * LINE + "\n" + "đ" * (LINE + 1) + "\n") == [3]
