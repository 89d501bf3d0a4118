"""The province's own report: tables of figures, sentences of key figures, and what agencies wrote, grouped.

Every number stands in a content control under the key of its figure, so that the report can be renewed later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from service.domain.consolidation.baseline import unlike_days
from service.domain.consolidation.bound_texts import RANKED, BoundText, bound_texts, key_of, said_key, silent_words
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.province_words import ProvinceWords
from service.domain.consolidation.similar_texts import SharedText
from service.domain.reporting.headings import headings, paragraphs, printed_headings, subject_of
from service.domain.reporting.period import official_day
from service.writers.letters.bound_part import bound_part
from service.writers.letters.word import Properties, fill
from service.writers.letters.wording import COMMITTEE, in_sentence, place_of, report_moment

# Of one section so many texts are printed, fewer of those of a single agency, and of one text so many characters.
MOST_TEXTS, MOST_SINGLE, MOST_PROPOSALS, LONGEST_TEXT = 3, 1, 5, 160
# The annex: characters of one agency's text in one section, and of all of them together.
LONGEST_IN_ANNEX, LONGEST_ANNEX = 6_000, 3_000_000
CUT = " […]"


def write_province_report(item: Consolidation, with_annex: bool, target: BinaryIO) -> None:
    """Write it, beside the period before and the same of last year where known; the annex has all that was written."""
    report = _Report(item)
    about, window, guide = subject_of(item.report.template), item.period.window, item.report.template.guide
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
        "grounds": [f"Căn cứ {text}{'.' if text is guide.grounds[-1] else ';'}" for text in guide.grounds],
        "drafted_by": guide.drafted_by,
        "coverage": report.control("coverage"),
        "unlike": _unlike(item),
        "moved_title": "So với cùng kỳ" if item.last_year else "So với kỳ trước",
        "highlights": [report.line(code) for code in item.report.template.overview.figures[: guide.highlights]],
        "sections": list(report.sections()),
        "annex": list(_annex(item)) if with_annex else [],
    }
    content["contents"] = [
        f"{section['number']} {section['title']}" for section in content["sections"] if section["level"] < 2
    ]
    properties = Properties(
        f"Báo cáo {content['subject'][:1].lower()}{content['subject'][1:]}", f"{COMMITTEE} {item.province}"
    )
    part = bound_part(item.report.period, report.written)
    fill("province_report", content, target, report_moment(item.report, item.period), properties, part)


class _Report:
    """What the Word template prints; `written` gathers the bound texts that were used."""

    def __init__(self, item: Consolidation) -> None:
        self._item, self._template = item, item.report.template
        self._words = ProvinceWords(item)
        self._texts: dict[str, BoundText] = bound_texts(item, self._words)
        self.written: dict[str, str] = {}
        self._count = 0

    def control(self, key: str) -> dict[str, Any]:
        """The control of a bound text."""
        self._count += 1
        self.written[key] = self._texts[key].text
        return {"key": key, "id": self._count, "text": self._texts[key].text}

    def line(self, code: str) -> dict[str, Any]:
        """The sentence of a key figure."""
        return {
            "name": self._template.by_code[code].name,
            "value": self.control(key_of("value", code)),
            "change": self.control(key_of("change", code)),
        }

    def sections(self) -> Iterator[dict[str, Any]]:
        """The sections to print."""
        filled = {
            section.code
            for section in self._template.sections
            if self._template.indicators_of(section.code) or not self._words.sections[section.code].is_empty
        }
        for heading in printed_headings(self._template, frozenset(filled)):
            code = heading.section.code
            # Lettered headings are of the lowest level wherever they stand.
            level = 2 if heading.number.endswith(")") else heading.level
            yield {"level": level, "number": heading.number, "title": heading.title, **self._section(code)}

    def _section(self, code: str) -> dict[str, Any]:
        words, guide = self._words.sections[code], self._template.guide
        is_collected = code == guide.proposals and bool(guide.subjects)
        shown = _printed(words.shared)
        rest = tuple(item for item in words.shared if item not in shown)
        return {
            "lines": [self.line(item) for item in self._key_figures(code)],
            "rows": list(self._rows(code)),
            "rankings": list(self._rankings(code)),
            "texts": [] if is_collected else [self._shared(code, item) for item in shown],
            "subjects": list(self._subjects(code)) if is_collected else [],
            "more": "" if is_collected or not rest else _more(rest),
            "notes": [self.control(key) for key, _ in silent_words(words)],
        }

    def _key_figures(self, section: str) -> list[str]:
        """Those of the section that are not among the highlights of the first page."""
        later = self._template.overview.figures[self._template.guide.highlights :]
        return [code for code in later if self._template.by_code[code].section == section]

    def _rows(self, section: str) -> Iterator[dict[str, Any]]:
        moved = "moved" if self._item.last_year else "moved_previous"
        for indicator in self._template.indicators_of(section):
            parts = {"count": "count", "now": "now", "previous": "previous", "last_year": "last_year", "moved": moved}
            controls = {name: self.control(key_of(part, indicator.code)) for name, part in parts.items()}
            yield {"number": indicator.number, "name": indicator.name, "unit": indicator.unit, **controls}

    def _rankings(self, section: str) -> Iterator[dict[str, Any]]:
        for chart in self._template.overview.charts:
            if self._template.by_code[chart.indicator].section == section:
                places = range(1, RANKED + 1)
                yield {
                    "title": chart.title,
                    "value": self.control(key_of("value", chart.indicator)),
                    "places": [
                        {end: self.control(key_of(end, chart.indicator, str(place))) for end in ("best", "worst")}
                        for place in places
                    ],
                }

    def _shared(self, section: str, item: SharedText) -> dict[str, Any]:
        text = shortened(item.text, LONGEST_TEXT).rstrip(".; ")
        return {"text": text, "authors": self.control(said_key(section, item)), "end": "."}

    def _subjects(self, section: str) -> Iterator[dict[str, Any]]:
        for title, texts in self._words.by_subject(section):
            shown = [self._shared(section, item) for item in texts[:MOST_PROPOSALS]]
            yield {"title": f"{title} ({len(texts)} nội dung)", "texts": shown}


def shortened(text: str, longest: int) -> str:
    """A text's first whole sentences, or its first words; what is left out is marked."""
    if len(text) <= longest:
        return text
    head = text[:longest]
    end = max(head.rfind(mark) for mark in (". ", "; ", ".\n"))
    return f"{head[: end + 1] if end > longest // 3 else head.rpartition(' ')[0] or head}{CUT}"


def _printed(texts: tuple[SharedText, ...]) -> list[SharedText]:
    """The texts of most agencies, and of the single ones the first."""
    several = [item for item in texts if len(item.agencies) > 1][:MOST_TEXTS]
    single = [item for item in texts if len(item.agencies) == 1][:MOST_SINGLE]
    return [*several, *single]


def _more(rest: tuple[SharedText, ...]) -> str:
    agencies = {agency.code for item in rest for agency in item.agencies}
    return f"Còn {len(rest)} nội dung khác của {len(agencies)} đơn vị, có trong báo cáo của từng đơn vị."


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
    """What each agency wrote, as long as there is room; of the very long the beginning."""
    room = LONGEST_ANNEX
    each = min(LONGEST_IN_ANNEX, max(200, LONGEST_ANNEX // max(1, 10 * len(item.units))))
    for unit in item.units:
        filing = item.report.filings.get(unit.agency.code)
        parts = []
        for heading in headings(item.report.template) if filing else ():
            text = shortened(filing.narratives.get(heading.section.code, ""), each if room > 0 else 0) if filing else ""
            room -= len(text)
            if text.strip(CUT):
                parts.append({"title": f"{heading.number} {heading.title}", "texts": list(paragraphs(text))})
        if parts:
            yield {"name": unit.agency.name, "parts": parts}
