"""The workbook that a unit fills in, with its previous figures where there are any."""

from __future__ import annotations

import io

from service.actions.context import Context
from service.actions.periods.obligations import earlier_reports, outstanding_obligations
from service.domain.reporting.payload import Payload
from service.writers.blank_workbook import write_blank


def make_blank_form(context: Context, period_code: str, agency_code: str, prefill: Payload | None = None) -> bytes:
    """The workbook of an opened period, blank or with what was written already; raises NotFoundError, also for a unit
    that owes none."""
    with context.database.reading() as session:
        terms = outstanding_obligations(session, context.catalogue, period_code, agency_code)
        earlier = earlier_reports(session, context.catalogue, terms.template, terms.period, terms.agency)
    target = io.BytesIO()
    exempt = terms.obligation.exempt
    write_blank(terms.template, terms.period, terms.agency, earlier, target, exempt=exempt, prefill=prefill)
    return target.getvalue()
