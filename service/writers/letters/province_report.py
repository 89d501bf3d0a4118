"""The province's own report: tables of figures, sentences of key figures, and what agencies wrote, grouped.

Every number stands in a content control under the key of its figure, so that the report can be renewed later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from service.domain.consolidation.baseline import unlike_days
from service.domain.consolidation.bound_texts import EDITION
from service.domain.consolidation.consolidation import Consolidation
from service.domain.notation.text import CUT, first_sentences
from service.domain.reporting.headings import headings, paragraphs, subject_of
from service.domain.reporting.period import official_day
from service.writers.letters.bound_part import bound_part
from service.writers.letters.province_sections import ProvinceSections
from service.writers.letters.word import Properties, fill
from service.writers.letters.wording import COMMITTEE, in_sentence, place_of, report_moment

# The annex: characters of one agency's text in one section, and of all of them together.
LONGEST_IN_ANNEX, LONGEST_ANNEX = 20_000, 6_000_000
SHORTENED = (
    "Nội dung dài của đơn vị được rút gọn, chỗ bỏ bớt ghi […]; toàn văn và các nội dung khác có trong báo cáo của từng "
    "đơn vị trên hệ thống."
)


def write_province_report(item: Consolidation, with_annex: bool, target: BinaryIO) -> None:
    """Write it, beside the period before and the same of last year where known; the annex has all that was written."""
    report = ProvinceSections(item)
    about, window, guide = subject_of(item.report.template), item.period.window, item.report.template.guide
    sections, annex = list(report.sections()), list(_annex(item)) if with_annex else []
    content: dict[str, Any] = {
        "province": item.province,
        "province_caps": item.province.upper(),
        "place": place_of(item.province),
        "year": window.last.year,
        "subject": f"Kết quả công tác {about} {in_sentence(item.period.title)}",
        "about": about,
        "period": in_sentence(item.period.title),
        "first_day": official_day(window.first),
        "last_day": official_day(window.last),
        "addressee": guide.addressee,
        "grounds": [f"Căn cứ {text}{'.' if text is guide.grounds[-1] else ';'}" for text in guide.grounds],
        "drafted_by": guide.drafted_by,
        "coverage": report.control("coverage"),
        "edition": None if item.edition is None else report.control(EDITION),
        "unlike": _unlike(item),
        "shortened": SHORTENED if report.is_shortened or _is_cut(annex) else "",
        "moved_title": "So với cùng kỳ năm trước" if item.last_year else "So với kỳ trước",
        "highlights": [report.line(code) for code in item.report.template.overview.figures[: guide.highlights]],
        "sections": sections,
        "tables": list(report.tables()),
        "contents": [_entry(section) for section in sections],
        "annex": annex,
    }
    properties = Properties(
        f"Báo cáo {content['subject'][:1].lower()}{content['subject'][1:]}", f"{COMMITTEE} {item.province}"
    )
    part = bound_part(item.report.period, report.written)
    fill("province_report", content, target, report_moment(item.report, item.period), properties, part)


def _entry(section: dict[str, Any]) -> dict[str, Any]:
    """A line of the contents."""
    title = f"{section['number']} {section['title']}"
    return {"title": title, "level": section["level"], "mark": section["mark"]}


def _unlike(item: Consolidation) -> str:
    """What is said once about earlier periods that lasted longer or shorter."""
    told = [
        f"{past.period.title} gồm {days} ngày"
        for past in (item.previous, item.last_year)
        if past is not None and (days := unlike_days(item.period, past)) is not None
    ]
    if not told:
        return ""
    return f"Kỳ này gồm {item.period.window.days} ngày, {'; '.join(told)}: số liệu trong kỳ không so sánh trực tiếp."


def _annex(item: Consolidation) -> Iterator[dict[str, Any]]:
    """What each agency wrote whose figures are not left out; of what has no room the beginning."""
    share = LONGEST_ANNEX // max(1, len(item.units))
    for unit in item.units:
        filing = item.report.filings.get(unit.agency.code)
        is_used = filing is not None and not filing.source.excluded
        texts = {code: text for code, text in filing.narratives.items() if text.strip()} if filing and is_used else {}
        longest = min(LONGEST_IN_ANNEX, share // max(1, len(texts)))
        parts = [
            {
                "title": f"{heading.number} {heading.title}",
                "texts": list(paragraphs(first_sentences(texts[heading.section.code], longest))),
            }
            for heading in headings(item.report.template)
            if heading.section.code in texts
        ]
        if parts:
            yield {"name": unit.agency.name, "parts": parts}


def _is_cut(annex: list[dict[str, Any]]) -> bool:
    """Whether a text of the annex goes on in its filing."""
    return any(part["texts"][-1].endswith(CUT.strip()) for unit in annex for part in unit["parts"])
