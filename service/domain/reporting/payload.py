"""What every reader gives: one neutral payload in which each value knows its place in the bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from service.domain.errors import Finding
from service.domain.notation.numbers import shared_number
from service.domain.organization.agency import Agency
from service.domain.reporting.report import NA, Document, Figure, Source, SubmittedReport, ratio_parts
from service.domain.reporting.row_table import Tables
from service.domain.reporting.template import ReportTemplate


@dataclass(frozen=True)
class Payload:
    """A report as it was handed in, before any rule; missing figures have no entry.

    `places` maps a JSON path such as `$.indicators.ho_so.tiep_nhan` to where the value stands
    (`II.2!F12`); a path without an entry is its own place. `findings` are what the reader saw.
    """

    template: str
    template_version: str
    period: str
    agency: str
    indicators: Mapping[str, Figure]
    narratives: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict, compare=False)
    findings: tuple[Finding, ...] = field(default=(), compare=False)
    tables: Tables = field(default_factory=dict)

    def place(self, subject: str) -> str:
        """Where the value of that JSON path stands."""
        return self.places.get(subject, subject)

    def located(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings with the place of their first subject, unless they have one."""
        return tuple(
            finding
            if finding.place or not finding.subjects
            else replace(finding, place=self.place(finding.subjects[0]))
            for finding in findings
        )


def submitted_report(
    payload: Payload, template: ReportTemplate, agency: Agency, source: Source, exempt: tuple[str, ...] = ()
) -> SubmittedReport:
    """The payload as a filing: indicators that the unit does not report are n/a without being asked.

    Whether a ratio applies follows from its parts: a unit that gave both is in it, even where it typed n/a for the
    ratio itself; unless it is exempt from it.
    """
    spared = {
        indicator.code: NA
        for indicator in template.indicators
        if indicator.code not in payload.indicators and template.is_exempt(indicator, agency, exempt)
    }
    given = {code: one if one is NA else shared_number(str(one)) for code, one in payload.indicators.items()}
    filing = SubmittedReport(
        source, {**given, **spared}, payload.narratives, payload.documents, payload.notes, tables=payload.tables
    )
    recomputed = {
        item.code
        for item in template.ratios
        if payload.indicators.get(item.code) is NA
        and ratio_parts(template, item, filing) is not None
        and not template.is_exempt(item, agency, exempt)
    }
    if not recomputed:
        return filing
    return replace(filing, figures={code: value for code, value in filing.figures.items() if code not in recomputed})
