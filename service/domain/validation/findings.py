"""All findings on one payload: what its reader saw, what the checks found, what was explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from service.domain.consolidation.formatting import show_number
from service.domain.errors import Finding, Level, message
from service.domain.notation.numbers import format_vietnamese
from service.domain.organization.agency import Agency
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, Report
from service.domain.validation.checks import MAX_REMARK, validate
from service.domain.validation.explanations import is_substantial
from service.domain.validation.text_checks import check_text

# Nobody reads more, and a filing that breaks everything must not become a burden to the others.
MOST_FINDINGS = 1000


def check_payload(
    payload: Payload,
    report: Report,
    compared: EarlierReports,
    *,
    agency: Agency,
    today: date,
    exempt: tuple[str, ...] = (),
    earlier: Iterable[Finding] = (),
) -> tuple[Finding, ...]:
    """The findings with their places and explanations; `report` is the payload's, `compared` the unit's earlier ones,
    `earlier` what was explained before.

    A rule is not reported where a figure that it needs could not be read: that is reported by itself.
    """
    unread = {subject for finding in payload.findings if finding.level is Level.ERROR for subject in finding.subjects}
    checked = validate(report, compared, agency=agency, today=today, exempt=exempt)
    found = [
        *payload.findings,
        *_overruled(payload, report),
        *(finding for finding in checked if not unread.intersection(finding.subjects)),
    ]
    for rule, text in payload.explanations.items():
        found += check_text(message("Giải trình {rule}", rule=rule), text, MAX_REMARK, f"$.explanations.{rule}")
    return explained(payload.located(_bounded(found)), payload.explanations, earlier)


def _overruled(payload: Payload, report: Report) -> Iterator[Finding]:
    """A warning for each ratio that was said not to apply while both its parts were given, so that it is computed."""
    for item in report.template.ratios:
        share = report.figure(item.code) if payload.indicators.get(item.code) is NA else None
        if isinstance(share, Decimal):
            said = message(
                "{name} ghi «Không áp dụng» nhưng đã có cả tử số và mẫu số: tỷ lệ vẫn được tính từ hai số đó, "
                "là {share}%. Nếu không áp dụng, ghi «Không áp dụng» cả ở tử số và mẫu số.",
                name=item.name,
                share=show_number(share, item.kind),
            )
            yield Finding("ratio", Level.WARNING, said, (f"$.indicators.{item.code}",))


def _bounded(findings: list[Finding]) -> list[Finding]:
    """The first thousand findings, and one that stands for all others and is as grave as the gravest of them."""
    rest = findings[MOST_FINDINGS:]
    if not rest:
        return findings
    is_grave = any(finding.level is Level.ERROR for finding in rest)
    count = format_vietnamese(Decimal(len(rest)))
    said = message("Còn {count} lỗi, cảnh báo khác chưa liệt kê: sửa các chỗ đã nêu rồi kiểm tra lại.", count=count)
    return [*findings[:MOST_FINDINGS], Finding("more", Level.ERROR if is_grave else Level.WARNING, said)]


def explained(
    findings: Iterable[Finding], explanations: Mapping[str, str], earlier: Iterable[Finding]
) -> tuple[Finding, ...]:
    """The warnings with what the unit said to them now, or before while rule and figures are unchanged."""
    before = {_identity(finding): finding.explanation for finding in earlier}

    def said(finding: Finding) -> str:
        now, then = finding.explanation or explanations.get(finding.rule, ""), before.get(_identity(finding), "")
        # What says nothing does not take the place of what was said.
        return now if now and (is_substantial(now) or not is_substantial(then)) else then

    return tuple(
        finding if finding.level is Level.ERROR else replace(finding, explanation=said(finding)) for finding in findings
    )


def _identity(finding: Finding) -> tuple[object, ...]:
    """What makes two warnings the same: rule and figures, or rule and words where no figures are named."""
    return finding.rule, tuple(sorted(finding.operands.items())) or str(finding.message)
