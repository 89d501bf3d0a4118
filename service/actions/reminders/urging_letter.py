"""The official letter that urges the late units of a period, as of now."""

from __future__ import annotations

import io
from collections.abc import Collection

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import unit_statuses, view_period
from service.domain.reminders.urging import Urging, late_units
from service.writers.letters import write_urging_letter


def urging_letter(context: Context, period: str) -> bytes | None:
    """The letter in Word, None where no unit is late; raises NotFoundError for a period that was never opened."""
    with context.database.reading() as session:
        urging = urging_now(context, session, period)
    return None if urging is None else written(urging)


def urging_now(context: Context, session: Session, period: str, among: Collection[str] | None = None) -> Urging | None:
    """What the letter says now, perhaps of these units only; None where none of them is late."""
    view = view_period(session, context.catalogue, period)
    statuses = unit_statuses(session, view, with_findings=False)
    now = context.clock.now()
    late = late_units(statuses, now, among)
    if not late:
        return None
    valid = sum(unit.first_valid_at is not None for unit in statuses)
    return Urging(
        view.template, view.period, context.settings.province, context.settings.address, now, len(statuses), valid, late
    )


def file_name(period: str) -> str:
    """What the letter's file is called."""
    return f"don-doc-{period}.docx"


def written(urging: Urging) -> bytes:
    """The letter as a Word file."""
    target = io.BytesIO()
    write_urging_letter(urging, target)
    return target.getvalue()
