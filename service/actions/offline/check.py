"""Validate one file before it is submitted."""

from __future__ import annotations

from pathlib import Path

from service.actions.context import Context
from service.actions.intake.submit import require_fitting
from service.actions.offline.blank_form import unknown_agency
from service.actions.offline.kinds import checked_as_fitting
from service.actions.offline.read import read_file, reader_config
from service.actions.periods.obligations import earlier_reports
from service.domain.errors import Finding
from service.domain.organization.agency import Agency
from service.domain.reporting.earlier import NO_EARLIER, EarlierReports
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.period import VIETNAM, Period
from service.domain.reporting.report import Source, report_of
from service.domain.reporting.template import ReportTemplate
from service.domain.reporting.version_mapping import payload_in_version
from service.domain.validation.findings import check_payload
from service.storage.organization.agencies import get_agency
from service.storage.periods.periods import obligation_of


def check_file(context: Context, path: Path, *, with_database: bool) -> tuple[Payload, tuple[Finding, ...]]:
    """The file's payload and all findings on it, with the unit's earlier reports where the database has it.

    Raises UnreadableError, WrongTypeError, TooLargeError or NotFoundError.
    """
    given = read_file(reader_config(context), path).payload
    template, period = context.catalogue.for_period(given.period)
    if with_database:
        agency, earlier, exempt = _known(context, given, template, period)
    else:
        agency, earlier, exempt = unknown_agency(context, given.agency, given.period), NO_EARLIER, ()
    payload = payload_in_version(given, template, agency)
    require_fitting(payload, template, period, agency)
    today = context.clock.now().astimezone(VIETNAM).date()

    def checked(unit: Agency) -> tuple[None, tuple[Finding, ...]]:
        filing = submitted_report(payload, template, unit, Source(unit.code), exempt)
        report = report_of(template, period.code, filing)
        return None, check_payload(payload, report, earlier, agency=unit, today=today, exempt=exempt)

    return payload, checked(agency)[1] if with_database else checked_as_fitting(agency, period, checked)[2]


def _known(
    context: Context, payload: Payload, template: ReportTemplate, period: Period
) -> tuple[Agency, EarlierReports, tuple[str, ...]]:
    with context.database.reading() as session:
        agency = get_agency(session, payload.agency)
        exempt = obligation_of(session, period.code, agency.code).exempt
        return agency, earlier_reports(session, context.catalogue, template, period, agency), exempt
