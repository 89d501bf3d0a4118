"""The province's own report: a draft for the officer to shorten, with every unit's words below each heading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from service.domain.consolidation.consolidation import Consolidation
from service.domain.reporting.headings import paragraphs, subject_of
from service.domain.reporting.period import official_day, official_moment
from service.writers.letters.sections import sections_of
from service.writers.letters.word import fill
from service.writers.letters.wording import in_sentence, place_of, report_moment


def write_province_report(item: Consolidation, target: BinaryIO) -> None:
    """Write it; figures are compared with the same period last year, or else with the previous one, where known."""
    about, window = subject_of(item.report.template), item.period.window
    newest, past = item.report.newest, item.last_year or item.previous
    content: dict[str, Any] = {
        "province": item.province,
        "province_caps": item.province.upper(),
        "place": place_of(item.province),
        "year": window.last.year,
        "subject": f"{about[:1].upper()}{about[1:]} {in_sentence(item.period.title)}",
        "about": about,
        "period": in_sentence(item.period.title),
        "first_day": official_day(window.first),
        "last_day": official_day(window.last),
        "contributing": item.contributing,
        "expected": len(item.units),
        "newest": official_moment(newest) if newest else "chưa có",
        "missing": "; ".join(unit.agency.name for unit in item.missing),
        "sections": list(
            sections_of(item.report, past, lambda code: _narratives(item, code), "narratives", of_many=True)
        ),
    }
    fill("province_report", content, target, report_moment(item.report, item.period))


def _narratives(item: Consolidation, section: str) -> Iterator[dict[str, Any]]:
    for unit in item.units:
        filing = item.report.filings.get(unit.agency.code)
        texts = () if filing is None else paragraphs(filing.narratives.get(section, ""))
        if texts:
            # Behind the unit's name its words begin without the dash of a list.
            yield {"unit": unit.agency.name, "first": texts[0].removeprefix("- "), "rest": list(texts[1:])}
