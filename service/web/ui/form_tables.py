"""The tables with rows as the form shows them, and what the page's script needs to know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.actions.intake.form_state import FormState
from service.domain.errors import Finding
from service.domain.reporting.draft import TABLES
from service.domain.reporting.row_table import Row, RowTable
from service.readers.form import list_rows
from service.storage.intake.comments import Comment
from service.web.ui.i18n import translate

EMPTY_ROWS = 3


@dataclass(frozen=True)
class FormTable:
    """A table: its rows as they were typed with some empty ones, each beside what it says; sums; what is said of it.

    One that the unit is not asked for (`is_asked`) is there while something stands in it, to be cleared.
    """

    table: RowTable
    lines: tuple[tuple[list[str], Row], ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    remarks: tuple[Comment, ...]
    is_asked: bool

    @property
    def path(self) -> str:
        """Its value in the draft."""
        return f"{TABLES}.{self.table.code}"

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return table_anchor(self.table.code)

    @property
    def total(self) -> Row:
        """Every column of numbers added up."""
        return self.table.total_row(self.rows)


def table_anchor(code: str) -> str:
    """The place of a table on the page."""
    return f"bang-{code}"


def form_tables(form_state: FormState, section: str) -> tuple[FormTable, ...]:
    """The tables of a section that the unit may give, and those in which it wrote something all the same."""
    template = form_state.terms.template
    return tuple(
        _table(form_state, table)
        for table in template.tables
        if table.section == section
        and (_is_asked(form_state, table) or form_state.draft.values.get(f"{TABLES}.{table.code}"))
    )


def _is_asked(form_state: FormState, table: RowTable) -> bool:
    return form_state.terms.template.asks_table(table, form_state.agency, form_state.exempt)


def _table(form_state: FormState, table: RowTable) -> FormTable:
    path = f"{TABLES}.{table.code}"
    width = len(table.typed)
    typed = list_rows(form_state.draft.values.get(path, ""), width)
    rows = form_state.payload.tables.get(table.code, ())
    empty: list[tuple[list[str], Row]] = [([""] * width, {}) for _number in range(EMPTY_ROWS)]
    return FormTable(
        table=table,
        lines=(*zip(typed, rows, strict=True), *empty),
        rows=rows,
        findings=tuple(item for item in form_state.findings if concerns(item, path)),
        remarks=tuple(item for item in form_state.all_remarks if item.path == path),
        is_asked=_is_asked(form_state, table),
    )


def concerns(finding: Finding, path: str) -> bool:
    """Whether a finding is about the table of that path, or about one of its cells."""
    return any(item.startswith((f"$.{path}.", f"$.{path}[")) or item == f"$.{path}" for item in finding.subjects)


def script_tables(form_state: FormState) -> dict[str, Any]:
    """The columns of each table by its path."""
    return {
        f"{TABLES}.{table.code}": {
            "totals": table.totals,
            "columns": [
                {
                    "code": column.code,
                    "title": translate(column.title),
                    "isCount": column.is_count,
                    "parts": list(column.parts),
                    "choices": list(map(str, column.choices)),
                }
                for column in table.columns
            ],
        }
        for table in form_state.terms.template.tables
    }
