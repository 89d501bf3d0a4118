"""A unit's report in Word before it is filed: leaders sign the paper first."""

from __future__ import annotations

from service.actions.consolidation.report_documents import past_of_unit
from service.actions.context import Context
from service.actions.intake.form_state import open_draft
from service.actions.periods.status import period_snapshot
from service.actions.work.bounded import write_bounded
from service.domain.organization.access import Caller
from service.domain.reporting.period import official_moment
from service.writers.letters import write_agency_report


def draft_report(context: Context, caller: Caller, period: str, unit: str) -> bytes:
    """The draft as it is now, marked as one; raises NotFoundError or ForbiddenError."""
    form_state = open_draft(context, caller, period, unit)
    with context.database.reading() as session:
        past = past_of_unit(session, context, period_snapshot(session, context.catalogue, period), unit)
    mark = f"DỰ THẢO (bản nháp lúc {official_moment(context.clock.now())}, chưa nộp)"
    terms = form_state.terms
    return write_bounded(
        write_agency_report, form_state.report, form_state.payload, terms.agency, terms.period,
        context.settings.province, past, mark,
    )  # fmt: skip
