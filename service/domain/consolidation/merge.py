"""Merging reports: a union of filings, so it is associative, commutative and idempotent, with `empty` as identity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.domain.errors import ConflictError, message
from service.domain.reporting.report import Report, Source, SubmittedReport
from service.domain.reporting.template import ReportTemplate


def empty(template: ReportTemplate, period: str) -> Report:
    """The report without filings, which merging with changes nothing."""
    return Report(template, period, {})


def merge(first: Report, *others: Report) -> Report:
    """One report of all filings; of two by one unit the later revision stands.

    Raises ConflictError where template or period differ.
    """
    filings: dict[str, SubmittedReport] = dict(first.filings)
    for report in others:
        if (report.template.code, report.template.version, report.period) != (
            first.template.code,
            first.template.version,
            first.period,
        ):
            raise ConflictError(
                message(
                    "Không tổng hợp chung báo cáo {one} kỳ {period} với {other} kỳ {other_period}.",
                    one=f"{first.template.code} {first.template.version}",
                    period=first.period,
                    other=f"{report.template.code} {report.template.version}",
                    other_period=report.period,
                )
            )
        for agency, filing in report.filings.items():
            if agency not in filings or _rank(filings[agency]) < _rank(filing):
                filings[agency] = filing
    return Report(first.template, first.period, dict(sorted(filings.items())))


def merge_all(template: ReportTemplate, period: str, reports: Iterable[Report]) -> Report:
    """One report of any number of reports, none included."""
    return merge(empty(template, period), *reports)


def joined_report(agency: str, reports: Sequence[Report]) -> Report:
    """What several units gave together, as one report of the unit that they became."""
    first = reports[0]
    merged = merge_all(first.template, first.period, reports)
    totals = {code: total.figure for code, total in merged.totals.items()}
    figures = {code: figure for code, figure in totals.items() if figure is not None}
    submissions = "+".join(filing.source.submission for filing in merged.ordered)
    filing = SubmittedReport(Source(agency, submission=submissions), figures)
    return Report(first.template, first.period, {agency: filing})


def _rank(filing: SubmittedReport) -> tuple[int, str]:
    return (filing.source.revision, filing.source.submission)
