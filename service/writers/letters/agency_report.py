"""A unit's own official report, made from its filing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.narrative import paragraphs, subject_of
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import Period, official_day
from service.domain.reporting.report import Report
from service.writers.letters.sections import sections_of
from service.writers.letters.word import fill
from service.writers.letters.wording import (
    COMMITTEE,
    committee_of,
    in_sentence,
    official_name,
    place_of,
    report_moment,
)


def write_agency_report(
    report: Report, agency: Agency, period: Period, province: str, past: Baseline | None, draft_mark: str,
    target: BinaryIO,
) -> None:  # fmt: skip
    """Write the report of one unit; figures are compared with its own of `past`; a `draft_mark` stands above it."""
    about = subject_of(report.template)
    is_department = agency.kind is AgencyKind.SO
    content: dict[str, Any] = {
        "parent_caps": (committee_of(province) if is_department else COMMITTEE).upper(),
        "unit_caps": agency.name.upper(),
        "unit": official_name(agency),
        "symbol": (agency.abbreviation or agency.code) if is_department else "UBND",
        "place": place_of(province if is_department else agency.name),
        "year": period.window.last.year,
        "subject": f"{about[:1].upper()}{about[1:]} {in_sentence(period.title)}",
        "about": about,
        "period": in_sentence(period.title),
        "first_day": official_day(period.window.first),
        "last_day": official_day(period.window.last),
        "on_behalf": "" if is_department else f"TM. {COMMITTEE.upper()}",
        "head_of": _head(agency),
        "sections": list(sections_of(report, past, lambda code: _texts(report, code), "texts", of_many=False)),
        "documents": list(_documents(report)),
        "draft_mark": draft_mark,
    }
    fill("unit_report", content, target, report_moment(report, period))


def _texts(report: Report, section: str) -> tuple[str, ...]:
    (filing,) = report.ordered
    return paragraphs(filing.narratives.get(section, ""))


def _documents(report: Report) -> Iterator[dict[str, Any]]:
    (filing,) = report.ordered
    ordered = sorted(filing.documents, key=lambda item: (item.date or date.max, item.number, item.title))
    for number, item in enumerate(ordered, 1):
        day = official_day(item.date) if item.date else ""
        yield {"number": number, "kind": item.kind, "symbol": item.number, "day": day, "title": item.title}


def _head(agency: Agency) -> str:
    """Who signs: a department's director; a committee's chairman; else the head."""
    if agency.kind is not AgencyKind.SO:
        return "CHỦ TỊCH"
    return "GIÁM ĐỐC" if agency.name.startswith("Sở ") else "THỦ TRƯỞNG ĐƠN VỊ"
