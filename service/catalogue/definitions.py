"""`definitions.csv` beside a report template: what each indicator means. No figure depends on it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path

from service.catalogue.table import read_rows
from service.domain.reporting.definition import Definition, Evidence

DEFINITIONS = "definitions.csv"
COLUMNS = ("code", "definition", "formula", "source", "example", "evidence")


def load_definitions(folder: Path, indicators: Container[str]) -> Mapping[str, Definition]:
    """The definitions of a folder by indicator, none where it has no file; raises CatalogueError."""
    if not (folder / DEFINITIONS).exists():
        return {}
    found: dict[str, Definition] = {}
    for row in read_rows(folder, DEFINITIONS, COLUMNS):
        code = row.text("code")
        if code not in indicators:
            raise row.fault("code", f"biểu mẫu không có chỉ tiêu «{code}»")
        if code in found:
            raise row.fault("code", f"chỉ tiêu «{code}» đã có ở trên")
        found[code] = Definition(
            text=row.text("definition"),
            formula=row.optional("formula"),
            source=row.text("source"),
            example=row.text("example"),
            evidence=row.choice("evidence", Evidence),
        )
    return found
