"""How a report crosses from one version of its template to the next: what is the same, and what nobody may guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from service.domain.errors import Finding, Level, message
from service.domain.organization.agency import Agency
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, Figure, Report, SubmittedReport
from service.domain.reporting.template import MappingKind, ReportTemplate, VersionMapping

Said = TypeVar("Said")


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
    return _through(figures, steps_from(template, version))


def payload_in_version(payload: Payload, template: ReportTemplate, agency: Agency) -> Payload:
    """A form of an earlier version as one of this version, with a warning that says what is missing in it.

    Any other payload stays as it is. Explanations are kept for rules that are the same in both.
    """
    steps = steps_from(template, payload.template_version) if payload.template == template.code else ()
    if not steps:
        return payload
    then, rules = steps[0].before, template.rule_by_id
    carried = replace(
        payload,
        template_version=template.version,
        indicators=figures_in_version(payload.indicators, then.version, template),
        notes=texts_in_version(payload.notes, then.version, template),
        explanations={
            rule: text
            for rule, text in payload.explanations.items()
            if rule in rules and rule in then.rule_by_id and rules[rule].expression == then.rule_by_id[rule].expression
        },
        places=_places(payload.places, steps),
        tables={
            code: rows
            for code, rows in payload.tables.items()
            if template.table_by_code.get(code) == then.table_by_code[code]
        },
    )
    return replace(carried, findings=(*payload.findings, _crossing(payload, carried, steps[0], template, agency)))


def _crossing(
    given: Payload, carried: Payload, step: VersionMapping, template: ReportTemplate, agency: Agency
) -> Finding:  # fmt: skip
    """What the form of an earlier version lacks, and what of it has no place any more, by the indicators' numbers."""
    then = step.before
    kept = {old for olds in step.parts.values() for old in olds}
    kept -= {row.old for row in step.rows if row.kind is MappingKind.SPLIT}
    missing = [
        item.number
        for item in template.indicators
        if item.required and item.code not in carried.indicators and not template.is_exempt(item, agency)
    ]
    left = [item.number for item in then.indicators if item.code in given.indicators and item.code not in kept]
    left += [then.table_by_code[code].title for code in given.tables if code not in carried.tables]
    said = message(
        "Biểu mẫu phiên bản {old} được chuyển sang phiên bản {new}. Chỉ tiêu bắt buộc cần điền thêm: {missing}. "
        "Số liệu không chuyển được của biểu mẫu cũ: {left}.",
        old=then.version, new=template.version, missing=", ".join(missing) or message("không có"),
        left=", ".join(left) or message("không có"),
    )  # fmt: skip
    return Finding("old_version", Level.WARNING, said)


def _places(places: Mapping[str, str], steps: tuple[VersionMapping, ...]) -> Mapping[str, str]:
    """Where the values stand in the form, by their new paths; a sum stands where its first part does."""
    found = dict(places)
    for step in steps:
        old = {path: place for path, place in found.items() if path.startswith(("$.indicators.", "$.notes."))}
        for path in old:
            del found[path]
        for new, olds in step.parts.items():
            for kind in ("$.indicators.", "$.notes."):
                first = next((old[kind + code] for code in olds if kind + code in old), None)
                if first is not None:
                    found[kind + new] = first
    return found


def texts_in_version(texts: Mapping[str, str], version: str, template: ReportTemplate) -> Mapping[str, str]:
    """What was written beside single figures, under the codes of those that are the same ones."""
    return _same(texts, steps_from(template, version))


def _same(given: Mapping[str, Said], steps: tuple[VersionMapping, ...]) -> Mapping[str, Said]:
    """What there is of single figures, under the codes of those that are the same ones."""
    for step in steps:
        given = {new: given[olds[0]] for new, olds in step.parts.items() if len(olds) == 1 and olds[0] in given}
    return given


def _carried(filing: SubmittedReport, steps: tuple[VersionMapping, ...]) -> SubmittedReport:
    """A filing's figures under the new codes; of its notes and adjustments nothing is compared."""
    elsewhere = _same(filing.elsewhere, steps)
    return replace(filing, figures=_through(filing.figures, steps), notes={}, adjusted={}, elsewhere=elsewhere)


def _through(figures: Mapping[str, Figure], steps: tuple[VersionMapping, ...]) -> Mapping[str, Figure]:
    """Figures under the codes to which the mappings lead, one after another."""
    for step in steps:
        found = {new: _sum(step.before, olds, figures) for new, olds in step.parts.items()}
        figures = {new: figure for new, figure in found.items() if figure is not None}
    return figures


def _sum(before: ReportTemplate, olds: tuple[str, ...], given: Mapping[str, Figure]) -> Figure | None:
    """What the old figures are together; as in rules, an optional one that is missing counts as 0 beside others."""
    figures = [given.get(old) for old in olds]
    if any(figure is None and before.by_code[old].required for old, figure in zip(olds, figures, strict=True)):
        return None
    numbers = [figure for figure in figures if isinstance(figure, Decimal)]
    if numbers:
        return sum(numbers, Decimal(0))
    return NA if NA in figures else None
