"""What goes with a report that Home Affairs files for a unit: nothing newer is overturned, and the unit is told."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.decision_notices import notify_agencies
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import ConflictError
from service.domain.reporting.stale_page import overtaken
from service.storage.intake.submissions import submissions_of_agency
from service.storage.periods.periods import lock_period

Beside = Callable[[Transaction], Callable[[Receipt], None]]


def held_and_told(
    context: Context, period: str, agency: str, newest: str | None, beside: Beside | None
) -> Beside:  # fmt: skip
    """`beside` with what goes along: raises ConflictError where the unit's newest filing is not the one seen."""

    def hold(tx: Transaction) -> Callable[[Receipt], None]:
        lock_period(tx.session, period)
        if newest is not None:
            _require_newest(tx.session, period, agency, newest)
        settle = None if beside is None else beside(tx)

        def finish(receipt: Receipt) -> None:
            if settle is not None:
                settle(receipt)
            notify_agencies(
                context, tx, AuditEvent.SUBMISSION_FILED_ON_BEHALF, period, [agency],
                f"/lan-nop/{receipt.submission}", reason=receipt.on_behalf, number=str(receipt.revision),
            )  # fmt: skip

        return finish

    return hold


def _require_newest(session: Session, period: str, agency: str, seen: str) -> None:
    filings = submissions_of_agency(session, period, agency)
    if filings and filings[-1].id != seen:
        row = filings[-1]
        raise ConflictError(overtaken(AuditEvent.SUBMISSION_FILED, row.filed_by, row.received_at))
