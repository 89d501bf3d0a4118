"""Merged reports in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.table_totals import TableTotals, TotalLine, shown_tables, table_totals
from service.storage.audit_chain import newest_hash
from service.storage.consolidation import correction_codec as codec
from service.storage.intake.payload_codec import json_figure
from service.storage.models import ConsolidationRow, ConsolidationSource, SubmissionRow


def newest_consolidation(session: Session, period: str) -> ConsolidationRow | None:
    """The period's newest merged report."""
    return session.scalar(
        select(ConsolidationRow)
        .where(ConsolidationRow.period == period)
        .order_by(ConsolidationRow.revision.desc())
        .limit(1)
    )


def sources_of(session: Session, consolidation: int) -> dict[str, str]:
    """The filings that a merged report was made from, by unit."""
    rows = session.execute(
        select(SubmissionRow.agency, SubmissionRow.id)
        .join(ConsolidationSource, ConsolidationSource.submission == SubmissionRow.id)
        .where(ConsolidationSource.consolidation == consolidation)
    )
    return {row.agency: row.id for row in rows}


def get_consolidation(session: Session, consolidation: int) -> ConsolidationRow:
    """The merged report of that number; raises KeyError where there is none, which no caller asks for."""
    row = session.get(ConsolidationRow, consolidation)
    if row is None:
        raise KeyError(consolidation)
    return row


def add_consolidation(
    session: Session, consolidation: Consolidation, content_seq: int, submissions: Iterable[str], now: datetime
) -> ConsolidationRow:
    """Store the next revision of a period's merged report with the filings that it was made from."""
    code = consolidation.period.code
    last = session.scalar(select(func.max(ConsolidationRow.revision)).where(ConsolidationRow.period == code)) or 0
    row = ConsolidationRow(
        period=code,
        revision=last + 1,
        content_seq=content_seq,
        built_at=now,
        newest_at=consolidation.report.newest,
        expected=len(consolidation.units),
        contributing=consolidation.contributing,
        missing=[unit.agency.code for unit in consolidation.missing],
        indicators=merged_values(consolidation),
        corrections=codec.corrections_json(consolidation.report),
        audit_hash=newest_hash(session),
    )
    session.add(row)
    session.flush()
    session.add_all(ConsolidationSource(consolidation=row.id, submission=id_) for id_ in sorted(submissions))
    session.flush()
    return row


def merged_values(consolidation: Consolidation) -> dict[str, dict[str, int | float | str | None]]:
    """Each indicator's value and how many units contributed to it, as the API writes them."""
    return {
        code: {
            "value": None if total.figure is None else json_figure(total.figure),
            "contributing": total.contributing,
        }
        for code, total in consolidation.report.totals.items()
    }


def merged_tables(consolidation: Consolidation) -> list[dict[str, Any]]:
    """Each table with rows added up over the units, line by line as other outputs show it, as the API writes it.

    A table in which nobody wrote a row has no lines.
    """
    shown = {table.code for _, table in shown_tables(consolidation)}
    return [
        _table_json(table_totals(consolidation.report, table), with_lines=table.code in shown)
        for table in consolidation.report.template.tables
        if consolidation.shows(table.section)
    ]


def _table_json(totals: TableTotals, *, with_lines: bool) -> dict[str, Any]:
    table = totals.table
    return {
        "table": table.code,
        "title": table.title,
        "section": table.section,
        "key": table.key or None,
        "units": totals.units,
        "columns": [
            {"column": item.code, "title": item.title, "unit": item.unit, "sum_of": list(item.parts)}
            for item in table.counts
        ],
        "lines": [_line_json(line) for line in totals.lines] if with_lines else [],
    }


def _line_json(line: TotalLine) -> dict[str, Any]:
    values = {code: json_figure(number) for code, number in line.sums.items()}
    return {"kind": line.kind.value, "name": line.name, "units": line.units, "values": values}
