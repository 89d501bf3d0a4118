"""The report in words: the province's own as a draft, or one unit's from its filing."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.status import PeriodSnapshot, baselines_of, consolidate, period_snapshot
from service.actions.work.bounded import period_of_report, renew_bounded, write_bounded
from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.renewal import Renewal
from service.domain.errors import NotFoundError, message
from service.domain.organization.agency import Agency
from service.storage.intake.standing import standing_submission
from service.writers.letters import write_agency_report, write_province_report, write_report_pdf


def province_report(context: Context, period: str, edition: int | None = None, *, with_annex: bool = False) -> bytes:
    """A draft of the province's report in Word; raises NotFoundError for a period that was never opened.

    `edition` asks for an earlier one of a closed period.
    """
    return write_bounded(write_province_report, _compared(context, period, edition), with_annex)


def renew_province_report(context: Context, raw: bytes, *, replaces_edited: bool = False) -> Renewal:
    """A report of the province that people edited, with the figures of today.

    Raises UnreadableError for what is no such report, TooLargeError, or NotFoundError for a period that is not here.
    """
    return renew_bounded(raw, _compared(context, period_of_report(raw)), replaces_edited)


def _compared(context: Context, period: str, edition: int | None = None) -> Consolidation:
    """The merged report of a period beside the two that it is compared with."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period, edition)
        consolidation = consolidate(session, view, context.settings.province)
        pasts = baselines_of(session, context.catalogue, view)
    return replace(consolidation, previous=pasts.previous, last_year=pasts.last_year)


def agency_report(context: Context, period: str, unit: str) -> bytes:
    """A unit's report in Word from its valid filing; raises NotFoundError where it has none."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, period)
        agency = _owing(view, unit)
        found = standing_submission(session, period, unit)
        if found is None:
            raise NotFoundError(
                message(
                    "{unit} chưa có báo cáo hợp lệ của kỳ {period} để lập văn bản.", unit=agency.name, period=period
                )
            )
        report = view.terms(agency).report(*found)
        past = past_of_unit(session, context, view, unit)
    return write_bounded(
        write_agency_report, report, found[1], agency, view.period, view.province(context.settings.province), past, ""
    )


def report_pdf(document: bytes) -> bytes:
    """An agency's report in Word as PDF, which carries the same values.

    Raises ConflictError where LibreOffice is not installed, and TonghopError where it fails.
    """
    return write_bounded(write_report_pdf, document)


def past_of_unit(session: Session, context: Context, view: PeriodSnapshot, unit: str) -> Baseline | None:
    """The unit's own figures of the same period last year, or else of the period before."""
    pasts = baselines_of(session, context.catalogue, view)
    previous, last_year = (past and past.of_unit(unit) for past in (pasts.previous, pasts.last_year))
    return last_year if last_year and last_year.report.filings else previous


def _owing(view: PeriodSnapshot, unit: str) -> Agency:
    for agency in view.agencies:
        if agency.code == unit:
            return agency
    raise NotFoundError(message("Đơn vị «{code}» không phải báo cáo kỳ này.", code=unit))
