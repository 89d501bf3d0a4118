"""Who ended without a successor owes a report of its last days, of which its people and Home Affairs are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from service.actions.context import Context
from service.actions.periods.decision_notices import notify_agencies, notify_home_affairs
from service.actions.periods.obligations import ReportingObligation, obligations_of_period
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.organization.agency import Agency
from service.domain.reporting.period import VIETNAM, official_day, official_moment
from service.storage.intake.standing import has_valid_submission
from service.storage.periods.periods import all_periods


def ask_last_reports(context: Context, tx: Transaction, before: Iterable[Agency], changed: Iterable[Agency]) -> None:
    """Tell of every open period in whose midst one of these units ends now and that has no report of it yet.

    The units are stored already; what they owe, and when, is what everybody owes (`Period.is_owed_by`).
    """
    known = {agency.code: agency for agency in before}
    for agency in changed:
        old = known.get(agency.code)
        if agency.valid_to is None or agency.successors or (old is not None and _end(old) == _end(agency)):
            continue
        for terms in _owed_last(context, tx, agency):
            _tell(context, tx, terms, AuditEvent.UNIT_LAST_REPORT_ASKED)


def ask_whole_reports(context: Context, tx: Transaction, before: Iterable[Agency], changed: Iterable[Agency]) -> None:
    """Tell of every open period of which one of these units was asked a last report, that it owes all of it again."""
    known = {agency.code: agency for agency in before}
    for agency in changed:
        for terms in _owed_last(context, tx, known[agency.code]) if not known[agency.code].successors else ():
            if not terms.period.is_last_of(agency):
                whole = obligations_of_period(tx.session, context.catalogue, terms.period.code, agency)
                _tell(context, tx, whole, AuditEvent.UNIT_LAST_REPORT_ENDED)


def _end(agency: Agency) -> tuple[object, bool]:
    return agency.valid_to, bool(agency.successors)


def _owed_last(context: Context, tx: Transaction, agency: Agency) -> Iterator[ReportingObligation]:
    for opened in all_periods(tx.session):
        if opened.closed_at is not None:
            continue
        terms = obligations_of_period(tx.session, context.catalogue, opened.code, agency)
        is_asked = terms.period.is_last_of(agency) and terms.obligation.waived_at is None
        if is_asked and not has_valid_submission(tx.session, opened.code, agency.code):
            yield terms


def _tell(context: Context, tx: Transaction, terms: ReportingObligation, event: AuditEvent) -> None:
    agency, period = terms.agency, terms.period.code
    tx.record(event, period=period, agency=agency.code, subject=official_moment(terms.due))
    about: dict[str, Any] = {"due_at": terms.due.astimezone(VIETNAM), "last_day": official_day(terms.window.last)}
    notify_agencies(context, tx, event, period, [agency.code], **about)
    notify_home_affairs(context, tx, event, period, agency, f"/ky/{period}", **about)
