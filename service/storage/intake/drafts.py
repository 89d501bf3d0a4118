"""Drafts in the database, value by value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.reporting.draft import Draft, DraftField, FieldEdit
from service.storage.intake.approvals import pending_request
from service.storage.models import DraftFieldRow, DraftRow


def find_draft(session: Session, period: str, agency: str, *, hold: bool = False) -> Draft | None:
    """The draft, None where none was begun; held, nobody else changes it until the transaction ends."""
    query = select(DraftRow).where(DraftRow.period == period, DraftRow.agency == agency)
    row = session.scalars(query.with_for_update() if hold else query).one_or_none()
    if row is None:
        return None
    rows = session.scalars(select(DraftFieldRow).where(DraftFieldRow.period == period, DraftFieldRow.agency == agency))
    return Draft(
        period=period,
        agency=agency,
        fields={
            item.path: DraftField(item.value, item.version, item.is_copied, item.changed_by, item.changed_at)
            for item in rows
        },
        version=row.version,
        filed_version=row.filed_version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        request=pending_request(session, period, agency),
        filed_as=row.filed_as,
    )


def begun_drafts(session: Session, period: str) -> dict[str, bool]:
    """The units with a draft, and whether there is something in it that was not handed in."""
    rows = session.execute(
        select(DraftRow.agency, DraftRow.version, DraftRow.filed_version).where(DraftRow.period == period)
    )
    return {agency: version > filed for agency, version, filed in rows}


def begin_draft(session: Session, basis: Draft, by: str, now: datetime) -> Draft:
    """Store a new draft with the values of this one."""
    period, agency, values = basis.period, basis.agency, basis.values
    session.add(
        DraftRow(period=period, agency=agency, version=0, changed_by=by, changed_at=now, filed_as=basis.filed_as)
    )
    session.flush()
    session.add_all(
        DraftFieldRow(period=period, agency=agency, path=path, value=value, version=0, changed_by=by, changed_at=now)
        for path, value in values.items()
    )
    session.flush()
    fields = {path: DraftField(value, 0, False, by, now) for path, value in values.items()}
    return Draft(period, agency, fields, filed_as=basis.filed_as)


def change_draft(session: Session, draft: Draft, changes: Iterable[FieldEdit], by: str, now: datetime) -> int:
    """Write the changes under the draft's next version, which is returned."""
    version = draft.version + 1
    for change in changes:
        key = (draft.period, draft.agency, change.path)
        row = session.get(DraftFieldRow, key) or DraftFieldRow(
            period=draft.period, agency=draft.agency, path=change.path
        )
        row.value, row.version, row.is_copied = change.value, version, change.is_copied
        row.changed_by, row.changed_at = by, now
        session.add(row)
    _update(session, draft, version=version, changed_by=by, changed_at=now)
    session.flush()
    return version


def mark_submitted(session: Session, draft: Draft, version: int, submission: str) -> None:
    """Note that this version was handed in as that submission, or holds as much of it as somebody wanted."""
    _update(session, draft, filed_version=version, filed_as=submission)


def _update(session: Session, draft: Draft, **values: object) -> None:
    session.execute(
        update(DraftRow).where(DraftRow.period == draft.period, DraftRow.agency == draft.agency).values(**values)
    )
