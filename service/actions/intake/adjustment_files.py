"""Files that prove an adjustment: a letter, a note of a call; looked at as evidence beside a report is."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.intake.report_files import MOST_FILES, look_at
from service.actions.periods.obligations import require_open
from service.actions.review.lookups import find_submission
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, NotFoundError, message
from service.domain.organization.access import Caller
from service.domain.reporting.evidence import FIGURE
from service.storage.intake.report_files import add_file, files_of_adjustments, find_file
from service.storage.periods.adjustments import get_adjustment
from service.storage.periods.periods import lock_period


def attach_adjustment_file(
    context: Context, caller: Caller, submission: str, number: int, name: str, raw: bytes
) -> None:
    """Keep a file with an adjustment; the same bytes again change nothing.

    Raises as looking at it does, NotFoundError, or ConflictError where the period is closed or there are too many.
    """
    with context.database.reading() as session:
        kept = get_adjustment(session, submission, number)
    brought = look_at(context, kept.period, f"{FIGURE}{kept.indicator}", name, raw)
    with context.transaction(caller) as tx:
        lock_period(tx.session, kept.period)
        require_open(tx.session, kept.period)
        known = files_of_adjustments(tx.session, [number])
        if any(row.sha256 == brought.sha256 for row in known):
            return
        if len(known) >= MOST_FILES:
            raise ConflictError(message("Mỗi điều chỉnh kèm tối đa {limit} tệp.", limit=MOST_FILES))
        add_file(
            tx.session, kept.period, kept.agency, brought.name, raw, caller.name, tx.now, is_read=False,
            about=brought.about, examined=brought.examined, adjustment=number,
        )  # fmt: skip
        tx.record(
            AuditEvent.ADJUSTMENT_PROVEN, period=kept.period, agency=kept.agency,
            subject=f"{kept.indicator}: {brought.name}",
        )  # fmt: skip


def adjustment_file(context: Context, caller: Caller, submission: str, number: int) -> tuple[str, bytes]:
    """Name and bytes of a file that proves an adjustment of the submission; raises NotFoundError."""
    find_submission(context, caller, submission)
    with context.database.reading() as session:
        row = find_file(session, number)
        if row.adjustment is None:
            raise NotFoundError(message("Không có điều chỉnh này."))
        get_adjustment(session, submission, row.adjustment)
    return row.name, row.raw
