"""Bringing the list of units up to date from a CSV file."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.organization.agencies import merge_open_periods, record_agencies
from service.actions.organization.kept_reports import require_reports_kept
from service.actions.transaction import ADMINISTRATION, Actor
from service.actions.work.bounded import read_agencies_bounded
from service.domain.audit import AuditEvent
from service.domain.errors import NotFoundError, message
from service.domain.organization.agency import Agency, require_no_circle
from service.storage.organization.agencies import lock_agencies, put_agencies


def import_agencies(context: Context, raw: bytes, actor: Actor = ADMINISTRATION) -> tuple[Agency, ...]:
    """Add the units of the list and update those known.

    Raises UnreadableError, NotFoundError for a stray parent, or ConflictError for units in a circle.
    """
    agencies = read_agencies_bounded(raw)
    with context.transaction(actor) as tx:
        before = lock_agencies(tx.session)
        known = {agency.code for agency in (*before, *agencies)}
        for agency in agencies:
            for code in (agency.parent, *agency.successors):
                if code is not None and code not in known:
                    raise NotFoundError(
                        message(
                            "Đơn vị {name}: không có đơn vị «{code}» để kế thừa hoặc trực thuộc.",
                            name=agency.name,
                            code=code,
                        )
                    )
        require_no_circle([*before, *agencies], [agency.code for agency in agencies])
        require_reports_kept(tx.session, context.catalogue, before, agencies)
        put_agencies(tx.session, agencies)
        tx.record(AuditEvent.AGENCIES_IMPORTED, subject=_named(agencies))
        record_agencies(tx, before, agencies)
        merge_open_periods(tx)
    return agencies


def _named(agencies: tuple[Agency, ...]) -> str:
    """How many there were and which, as far as the record has room."""
    return f"{len(agencies)}: {', '.join(agency.code for agency in agencies)}"[:200]
