"""What the documents name is there: an identifier or a path that was renamed fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TREES = ("service", "workers", "templates", "tests", "docs")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SOURCE = "\n".join(path.read_text("utf-8") for tree in ("service", "workers") for path in (ROOT / tree).rglob("*.py"))
PATHS = {str(path.relative_to(ROOT)) for tree in TREES for path in (ROOT / tree).rglob("*")}
# Names of other programs, and beginnings of names.
FOREIGN = {"Dockerfile", "has_", "may_", "msgstr", "pg_dump", "venv"}
_QUOTED = re.compile(r"`([^`\n]+)`")


def unknown(text: str) -> Iterator[str]:
    """What the text names in code style and neither the code nor the tree has."""
    for quoted in _QUOTED.findall(text):
        if re.fullmatch(r"_?[A-Za-z]\w*", quoted):
            if quoted not in FOREIGN and not re.search(rf"(?<!\w){quoted}(?!\w)", SOURCE):
                yield quoted
        elif "::" in quoted:
            path, _, test = quoted.partition("::")
            if not (ROOT / path).is_file() or f"def {test}(" not in (ROOT / path).read_text("utf-8"):
                yield quoted
        elif re.fullmatch(r"[a-z_]+(?:/[a-z_]+)+/?(?:\.[a-z]+)?", quoted) and not _is_there(quoted.rstrip("/")):
            yield quoted


def _is_there(name: str) -> bool:
    """Whether a path of the tree ends with the name, with or without .py."""
    ends = (name, f"{name}.py")
    return any(path == end or path.endswith(f"/{end}") for path in PATHS for end in ends)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    assert list(unknown(document.read_text("utf-8"))) == []


def test_the_guard_sees_what_is_not_there() -> None:
    text = "`submit_report`, `actions/intake/submit`; `submit_filing`, `actions/intake/desks.py`"
    assert list(unknown(text)) == ["submit_filing", "actions/intake/desks.py"]
    tests = "`tests/test_queue.py::test_other_jobs_take_one_id_or_none`, `tests/test_queue.py::test_nothing`"
    assert list(unknown(tests)) == ["tests/test_queue.py::test_nothing"]
