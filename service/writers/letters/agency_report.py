"""A unit's own official report, made from its filing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.narrative import FigureLine
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.headings import subject_of
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import Period, official_day
from service.domain.reporting.report import Report
from service.domain.reporting.template import ReportTemplate
from service.writers.letters.carried import CarriedPart
from service.writers.letters.sections import sections_of
from service.writers.letters.word import Properties, fill
from service.writers.letters.wording import (
    COMMITTEE,
    committee_of,
    in_sentence,
    official_name,
    place_of,
    report_moment,
)

TOTALS = "Tổng số"


def write_agency_report(
    report: Report, payload: Payload, agency: Agency, period: Period, province: str, past: Baseline | None,
    draft_mark: str, target: BinaryIO,
) -> None:  # fmt: skip
    """Write the report of one unit; figures are compared with its own of `past`; a `draft_mark` stands above it.

    The file carries the `payload` that the report was made of, bound to what is printed of it.
    """
    part = CarriedPart(payload, agency)
    about = subject_of(report.template)
    is_department = agency.kind is AgencyKind.SO
    own = period.window_of(agency)
    content: dict[str, Any] = {
        # A committee is the issuing authority itself; above a department stands whom it is under, which is not bold.
        "parent_caps": committee_of(province).upper() if is_department else "",
        "committee_caps": "" if is_department else COMMITTEE.upper(),
        "unit_caps": agency.name.upper(),
        "unit": official_name(agency),
        "symbol": (agency.abbreviation or agency.code) if is_department else "UBND",
        "place": place_of(province if is_department else agency.name),
        "year": period.window.last.year,
        "subject": f"{about[:1].upper()}{about[1:]} {in_sentence(period.title)}",
        "about": about,
        "period": in_sentence(period.title),
        "first_day": official_day(own.first),
        "last_day": official_day(own.last),
        "on_behalf": "" if is_department else f"TM. {COMMITTEE.upper()}",
        "head_of": _head(agency),
        "drafted_by": "NV" if agency.kind is AgencyKind.HUYEN else "VP",
        "sections": list(sections_of(report, agency.kind, past, part.lines, lambda line: _line(line, part))),
        "documents": list(_documents(payload, part)),
        "tables": list(_tables(report.template, payload)),
        "draft_mark": draft_mark,
    }
    properties = Properties(f"Báo cáo {about} {in_sentence(period.title)}", official_name(agency))
    fill("unit_report", content, target, report_moment(report, period), properties, part.xml)


def _line(line: FigureLine, part: CarriedPart) -> dict[str, Any]:
    return {"before": line.before, "number": part.figure(line.indicator), "after": line.after}


def _documents(payload: Payload, part: CarriedPart) -> Iterator[dict[str, Any]]:
    """The rows of the list by their days."""
    ordered = sorted(
        enumerate(payload.documents), key=lambda row: (row[1].date or date.max, row[1].number, row[1].title)
    )
    for number, (index, _) in enumerate(ordered, 1):
        yield {"place": number, **part.document(index)}


def _tables(template: ReportTemplate, payload: Payload) -> Iterator[dict[str, Any]]:
    """The tables that were given, as they are printed: heads, rows by their first cell and the others, and sums."""
    for table in template.tables:
        rows = payload.tables.get(table.code, ())
        if not rows:
            continue
        printed = [[str(column.called(cell)) or "–" for column, cell in table.cells(row)] for row in rows]
        total = table.total_row(rows)
        sums = [str(column.called(total.get(column.code))) for column in table.columns]
        yield {
            "title": table.title,
            "heads": [column.title for column in table.columns],
            "rows": [{"first": first, "rest": rest} for first, *rest in printed],
            "totals": [TOTALS, *sums[1:]] if table.totals else [],
        }


def _head(agency: Agency) -> str:
    """Who signs: a department's director; a committee's chairman; else the head."""
    if agency.kind is not AgencyKind.SO:
        return "CHỦ TỊCH"
    return "GIÁM ĐỐC" if agency.name.startswith("Sở ") else "THỦ TRƯỞNG ĐƠN VỊ"
