"""One concept has one name: no class name with two meanings, and no word of dialect in a name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path
    for folder in ("service", "workers")
    for path in (ROOT / folder).rglob("*.py")
    if path.parent.name != "versions"  # migrations name what once was
)
# What docs/glossary.md has other words for.
BANNED = {"climb", "deed", "desk", "hurried", "looks", "mend", "mended", "mending", "rung"}
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def identifiers(source: str) -> Iterator[str]:
    """Every name that the module gives or uses."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def dialect(source: str) -> set[str]:
    """The names with a banned word in them."""
    return {name for name in identifiers(source) if BANNED & {part.lower() for part in _PART.findall(name)}}


def shared_classes(sources: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Public class names that several modules define, with these modules."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for module, source in sources:
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_no_name_is_dialect() -> None:
    found = {str(path.relative_to(ROOT)): names for path in CODE if (names := dialect(path.read_text("utf-8")))}
    assert found == {}


def test_a_class_name_has_one_meaning() -> None:
    assert shared_classes((str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in CODE) == {}


def test_the_guard_sees_dialect_and_double_meanings() -> None:
    assert dialect("def find_desk(deed: int) -> None:\n    x.mending_place = BulkDeed\n") == {
        "find_desk", "deed", "mending_place", "BulkDeed",
    }  # fmt: skip
    assert shared_classes([("a", "class Row: ..."), ("b", "class Row: ..."), ("c", "class _Row: ...")]) == {
        "Row": ["a", "b"]
    }
