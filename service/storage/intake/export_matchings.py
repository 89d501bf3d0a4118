"""What units confirmed of the exports of one-stop systems, in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.storage.models import ExportMatchingRow

Heads = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class ExportMatching:
    """What a unit confirmed of exports with the same heads: the heads of the columns that each figure is from."""

    id: int
    layout: str
    file_name: str
    heads: Heads
    confirmed_at: datetime


def matchings_of(session: Session, agency: str, template: str) -> tuple[ExportMatching, ...]:
    """All that a unit confirmed for a report template, the newest first."""
    query = select(ExportMatchingRow).where(ExportMatchingRow.agency == agency, ExportMatchingRow.template == template)
    return tuple(_matching(row) for row in session.scalars(query.order_by(ExportMatchingRow.confirmed_at.desc())))


def keep_matching(
    session: Session, agency: str, template: str, layout: str, file_name: str, heads: Heads, now: datetime
) -> None:
    """What is confirmed of a layout now; other figures keep their columns, unless one is taken from them."""
    row = session.scalar(
        select(ExportMatchingRow).where(
            ExportMatchingRow.agency == agency,
            ExportMatchingRow.template == template,
            ExportMatchingRow.layout == layout,
        )
    ) or ExportMatchingRow(agency=agency, template=template, layout=layout, heads="{}")
    taken = {key for keys in heads.values() for key in keys}
    kept = {code: keys for code, keys in _decoded(row.heads).items() if not taken & set(keys)}
    row.heads = json.dumps({**kept, **heads}, ensure_ascii=False)
    row.file_name, row.confirmed_at = file_name[-255:], now
    session.add(row)
    session.flush()


def drop_matching(session: Session, agency: str, number: int) -> str:
    """Forget what a unit confirmed of a layout: the name of its last file, empty where there is no such thing."""
    name = session.scalar(
        delete(ExportMatchingRow)
        .where(ExportMatchingRow.id == number, ExportMatchingRow.agency == agency)
        .returning(ExportMatchingRow.file_name)
    )
    return name or ""


def _matching(row: ExportMatchingRow) -> ExportMatching:
    return ExportMatching(row.id, row.layout, row.file_name, _decoded(row.heads), row.confirmed_at)


def _decoded(text: str) -> dict[str, tuple[str, ...]]:
    return {code: tuple(keys) for code, keys in json.loads(text).items()}
