"""The official letter that urges the late units of a period, as of now."""

from __future__ import annotations

import io
from collections.abc import Collection

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import agency_statuses, period_snapshot
from service.domain.reminders.overdue_notice import OverdueNotice, late_agencies
from service.writers.letters import write_overdue_notice


def overdue_notice(context: Context, period: str) -> bytes | None:
    """The letter in Word, None where no unit is late; raises NotFoundError for a period that was never opened."""
    with context.database.reading() as session:
        urging = overdue_notice_now(context, session, period)
    return None if urging is None else written(urging)


def overdue_notice_now(
    context: Context, session: Session, period: str, among: Collection[str] | None = None
) -> OverdueNotice | None:
    """What the letter says now, perhaps of these units only; None where none of them is late."""
    view = period_snapshot(session, context.catalogue, period)
    statuses = agency_statuses(session, view, with_findings=False)
    now = context.clock.now()
    late = late_agencies(statuses, now, among)
    if not late:
        return None
    valid = sum(unit.valid_at is not None for unit in statuses)
    return OverdueNotice(
        view.template, view.period, context.settings.province, context.settings.address, now, len(statuses), valid, late
    )


def file_name(period: str) -> str:
    """What the letter's file is called."""
    return f"don-doc-{period}.docx"


def written(urging: OverdueNotice) -> bytes:
    """The letter as a Word file."""
    target = io.BytesIO()
    write_overdue_notice(urging, target)
    return target.getvalue()
