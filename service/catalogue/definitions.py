"""`definitions.csv` beside a report template: what each indicator means. No figure depends on it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path

from service.catalogue.faults import Faults
from service.catalogue.table import CsvRow, read_rows
from service.domain.reporting.definition import Definition, Evidence

DEFINITIONS = "definitions.csv"
COLUMNS = ("code", "definition", "formula", "source", "example", "evidence")


def load_definitions(folder: Path, indicators: Container[str], faults: Faults) -> Mapping[str, Definition]:
    """The definitions of a folder by indicator, none where it has no file; its faulty rows go to the `faults`."""
    if not (folder / DEFINITIONS).exists():
        return {}
    above: set[str] = set()
    rows = read_rows(folder, DEFINITIONS, COLUMNS, faults=faults)
    return dict(faults.each(rows, lambda row: _definition(row, indicators, above)))


def _definition(row: CsvRow, indicators: Container[str], above: set[str]) -> tuple[str, Definition]:
    code = row.text("code")
    if code not in indicators:
        raise row.fault("code", f"biểu mẫu không có chỉ tiêu «{code}»")
    if code in above:
        raise row.fault("code", f"chỉ tiêu «{code}» đã có ở trên")
    above.add(code)
    return code, Definition(
        text=row.text("definition"),
        formula=row.optional("formula"),
        source=row.text("source"),
        example=row.text("example"),
        evidence=row.choice("evidence", Evidence),
    )
