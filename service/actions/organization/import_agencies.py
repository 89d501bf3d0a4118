"""Bringing the list of units up to date from a CSV file."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.work.bounded import read_agencies_bounded
from service.domain.errors import NotFoundError, message
from service.domain.organization.agency import Agency, require_no_circle
from service.queue import Job
from service.storage.organization.agencies import hold_agencies, put_agencies
from service.storage.periods.periods import all_periods, content_changed


def import_agencies(context: Context, raw: bytes) -> tuple[Agency, ...]:
    """Add the units of the list and update those known.

    Raises UnreadableError, NotFoundError for a stray parent, or ConflictError for units in a circle.
    """
    agencies = read_agencies_bounded(raw)
    with context.database.writing() as session:
        before = hold_agencies(session)
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
        put_agencies(session, agencies)
        now = context.clock.real()
        changed = [
            p.code for p in all_periods(session) if p.closed_at is None and content_changed(session, p.code, now)
        ]
    for period in changed:
        context.queue.enqueue(Job.MERGE_PERIOD, period)
    return agencies
