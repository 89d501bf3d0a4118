"""Merged reports in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.consolidation.consolidation import Consolidation
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
