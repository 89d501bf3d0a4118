"""How a report crosses from one version of its template to the next: what is the same, and what nobody may guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from service.domain.reporting.report import NA, Figure, Report, SubmittedReport
from service.domain.reporting.template import ReportTemplate, VersionMapping


def steps_from(template: ReportTemplate, version: str) -> tuple[VersionMapping, ...]:
    """The mappings from an earlier version of the template to this one, in their order; none where none leads here."""
    steps: list[VersionMapping] = []
    reached = template
    while reached.version != version:
        if reached.mapping is None:
            return ()
        steps.insert(0, reached.mapping)
        reached = reached.mapping.before
    return tuple(steps)


def report_in_version(report: Report, template: ReportTemplate) -> Report:
    """A report of an earlier version as one of this version of its template; any other one stays as it is."""
    then = report.template
    steps = steps_from(template, then.version) if then.code == template.code else ()
    if not steps:
        return report
    filings = {agency: _carried(filing, steps) for agency, filing in report.filings.items()}
    return Report(template, report.period, filings)


def figures_in_version(
    figures: Mapping[str, Figure], version: str, template: ReportTemplate
) -> Mapping[str, Figure]:  # fmt: skip
    """Figures of an earlier version under the codes of this one; those of this version stay as they are."""
    for step in steps_from(template, version):
        figures = _figures(figures, step)
    return figures


def texts_in_version(texts: Mapping[str, str], version: str, template: ReportTemplate) -> Mapping[str, str]:
    """What was written beside single figures, under the codes of those that are the same ones."""
    for step in steps_from(template, version):
        texts = {new: texts[olds[0]] for new, olds in step.parts.items() if len(olds) == 1 and olds[0] in texts}
    return texts


def _carried(filing: SubmittedReport, steps: tuple[VersionMapping, ...]) -> SubmittedReport:
    """A filing's figures under the new codes; of its notes and adjustments nothing is compared."""
    figures = filing.figures
    for step in steps:
        figures = _figures(figures, step)
    return replace(filing, figures=figures, notes={}, adjusted={})


def _figures(given: Mapping[str, Figure], step: VersionMapping) -> dict[str, Figure]:
    found = {new: _sum(step.before, olds, given) for new, olds in step.parts.items()}
    return {new: figure for new, figure in found.items() if figure is not None}


def _sum(before: ReportTemplate, olds: tuple[str, ...], given: Mapping[str, Figure]) -> Figure | None:
    """What the old figures are together; as in rules, an optional one that is missing counts as 0 beside others."""
    figures = [given.get(old) for old in olds]
    if any(figure is None and before.by_code[old].required for old, figure in zip(olds, figures, strict=True)):
        return None
    numbers = [figure for figure in figures if isinstance(figure, Decimal)]
    if numbers:
        return sum(numbers, Decimal(0))
    return NA if NA in figures else None
