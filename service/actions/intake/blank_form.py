"""The workbook that a unit fills in, with its previous figures where there are any."""

from __future__ import annotations

import io

from service.actions.context import Context
from service.actions.periods.obligations import outstanding_obligations, standing_report
from service.writers.blank_workbook import write_blank


def make_blank_form(context: Context, period_code: str, agency_code: str) -> bytes:
    """The blank workbook of an opened period; raises NotFoundError, also for a unit that owes none."""
    with context.database.reading() as session:
        terms = outstanding_obligations(session, context.catalogue, period_code, agency_code)
        previous = standing_report(session, context.catalogue, terms.period.previous, terms.agency)
    target = io.BytesIO()
    write_blank(terms.template, terms.period, terms.agency, previous, target, exempt=terms.obligation.exempt)
    return target.getvalue()
