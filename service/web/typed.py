"""What a browser without scripts sends: every value of the page, under its path."""

from __future__ import annotations

import json
from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from service.domain.draft import DOCUMENTS, Change
from service.domain.report import NA

_KEYS = ("indicators.", "notes.", "narratives.", "explanations.")
_CELLS = ("kind", "number", "date", "title")


def typed_changes(form: MultiDict[str, str]) -> list[Change]:
    """The page's values as changes to the version of the draft that it showed."""
    base = form.get("version", 0, type=int)
    spared = set(form.getlist("na"))
    changes = [
        Change(path, NA.value if path in spared else text.replace("\r\n", "\n"), base, is_copied=_is_copied(form, path))
        for path, text in form.items()
        if path.startswith(_KEYS)
    ]
    if "documents.0.title" in form:
        rows = [row for row in _rows(form) if any(row)]
        changes.append(Change(DOCUMENTS, json.dumps(rows, ensure_ascii=False) if rows else "", base))
    return changes


def _is_copied(form: MultiDict[str, str], path: str) -> bool:
    """Whether a text that was copied is still as it was: its length and ends are those that the page showed."""
    return form.get(f"copied.{path}", "") == form.get(path, "").replace("\r\n", "\n") != ""


def _rows(form: MultiDict[str, str]) -> Iterator[list[str]]:
    number = 0
    while f"documents.{number}.title" in form:
        yield [form.get(f"documents.{number}.{cell}", "").strip() for cell in _CELLS]
        number += 1
