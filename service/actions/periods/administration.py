"""What Home Affairs sees when it looks after a period: deadlines, units, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from service.actions.context import Context
from service.actions.periods.closing import needs_approval
from service.actions.periods.late_filing import LateFiling, late_filings
from service.actions.periods.obligations import ReportingObligation, outstanding_obligations
from service.actions.periods.status import period_snapshot
from service.domain.errors import NotFoundError, message
from service.domain.organization.agency import Agency, in_table_order
from service.domain.reporting.period import VIETNAM, Period
from service.domain.reporting.stale_page import DEEDS
from service.storage.events import Event, events_of, newest_event
from service.storage.intake.standing import valid_moments
from service.storage.periods.periods import ObligationOverride, all_periods, get_period


@dataclass(frozen=True)
class AgencyObligation:
    """A unit of the period with its own deadline; left out where its valid filing counts no more."""

    agency: Agency
    due_at: datetime
    obligation: ObligationOverride
    is_left_out: bool = False


@dataclass(frozen=True)
class PeriodAdministration:
    """A period as it is looked after; `seen` is the number of the last decision about it.

    `needs_approval` says whether the leader of Home Affairs has to agree to its closing, `late` are the units that were
    let in after it.
    """

    period: Period
    closed_at: datetime | None
    units: tuple[AgencyObligation, ...]
    events: tuple[Event, ...]
    seen: int
    asks_signed_report: bool = False
    needs_approval: bool = False
    late: tuple[LateFiling, ...] = ()


def period_administration(context: Context, code: str, wanted: str = "") -> PeriodAdministration:
    """The period with the units whose code or name holds `wanted`; raises NotFoundError."""
    with context.database.reading() as session:
        opened = get_period(session, code)
        view = period_snapshot(session, context.catalogue, code)
        events = events_of(session, code)
        seen = newest_event(session, code, DEEDS)
        asked = needs_approval(session)
        late = late_filings(session, opened)
        left_out = {agency for _, agency in valid_moments(session, [code], [unit.code for unit in view.waived])}
    shown = []
    for unit in in_table_order([*view.agencies, *view.waived]):
        if unit.is_named(wanted):
            terms = view.terms(unit)
            is_left_out = unit.code in left_out
            shown.append(AgencyObligation(unit, terms.due, terms.obligation, is_left_out=is_left_out))
    return PeriodAdministration(
        view.period, opened.closed_at, tuple(shown), events, seen, opened.asks_signed_report, asked, late
    )  # fmt: skip


class AgencyDecisions(NamedTuple):
    """What was decided about one unit in a period; `seen` is the number of the last decision about the period."""

    period: str
    unit: AgencyObligation
    late: LateFiling | None
    seen: int


def agency_decisions(context: Context, code: str, agency: str) -> AgencyDecisions:
    """Of one unit; raises NotFoundError, also where it is none of the period's."""
    item = period_administration(context, code)
    unit = next((unit for unit in item.units if unit.agency.code == agency), None)
    if unit is None:
        raise NotFoundError(message("Đơn vị «{code}» không thuộc kỳ này.", code=agency))
    late = next((late for late in item.late if late.agency.code == agency), None)
    return AgencyDecisions(code, unit, late, item.seen)


@dataclass(frozen=True)
class AgencyTerms:
    """What a unit of a period owes otherwise than others: its children, and the indicators it is spared, by section.

    `spared` are those of its own decision only; `seen` is the number of the last decision about the period.
    """

    terms: ReportingObligation
    children: tuple[Agency, ...]
    spared: frozenset[str]
    is_closed: bool
    seen: int


def agency_terms(context: Context, code: str, agency: str) -> AgencyTerms:
    """Of one unit; raises NotFoundError, also where it is none of the period's."""
    with context.database.reading() as session:
        opened = get_period(session, code)
        terms = outstanding_obligations(session, context.catalogue, code, agency)
        view = period_snapshot(session, context.catalogue, code)
        seen = newest_event(session, code, DEEDS)
    children = tuple(unit for unit in view.agencies if unit.parent == agency)
    template = terms.template
    spared = frozenset(item.code for pattern in terms.obligation.exempt for item in template.matching(pattern))
    return AgencyTerms(terms, children, spared, opened.closed_at is not None, seen)


def codes_to_open(context: Context) -> list[tuple[str, str]]:
    """Periods of last year, this year and the next that are not open yet, with their titles."""
    year = context.clock.now().astimezone(VIETNAM).year
    with context.database.reading() as session:
        known = {period.code for period in all_periods(session)}
    found: dict[str, str] = {}
    for template in context.catalogue.templates.values():
        for kind in template.schedule.kinds:
            for each in (year - 1, year, year + 1):
                code = template.schedule.code(each, kind)
                try:
                    _, period = context.catalogue.for_period(code)
                except NotFoundError:
                    continue  # no version of the template is valid then
                if code not in known:
                    found[code] = period.title
    return sorted(found.items())
