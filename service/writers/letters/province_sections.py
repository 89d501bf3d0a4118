"""The sections of the province's report as its Word template prints them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.domain.consolidation.bound_figures import RANKED
from service.domain.consolidation.bound_keys import key_of
from service.domain.consolidation.bound_tables import PrintedRow, printed_tables
from service.domain.consolidation.bound_texts import (
    BoundText,
    adjusted_words,
    bound_texts,
    rest_words,
    said_key,
    silent_words,
    subject_key,
)
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.province_words import ProvinceWords
from service.domain.consolidation.similar_texts import SharedText
from service.domain.notation.text import CUT, first_sentences
from service.domain.reporting.headings import printed_headings


class ProvinceSections:
    """What is printed of a consolidation; `written` gathers the bound texts that were used."""

    def __init__(self, item: Consolidation) -> None:
        self._item, self._template = item, item.report.template
        self._words = ProvinceWords(item)
        self._texts: dict[str, BoundText] = bound_texts(item, self._words)
        self.written: dict[str, str] = {}
        self.is_shortened = self._words.is_shortened
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
        for place, heading in enumerate(printed_headings(self._template, frozenset(filled)), 1):
            yield {
                "place": place,
                "mark": f"_Toc{place:08}",
                # Lettered headings are of the lowest level wherever they stand.
                "level": 2 if heading.number.endswith(")") else heading.level,
                "number": heading.number,
                "title": heading.title,
                **self._section(heading.section.code),
            }

    def tables(self) -> Iterator[dict[str, Any]]:
        """The tables with rows, which stand in the appendix: heads, rows, and the sums below them."""
        for printed in printed_tables(self._item):
            yield {
                "title": printed.table.title,
                "heads": list(printed.heads),
                "rows": [self._row(row) for row in printed.rows],
                "sums": [self._row(row) for row in printed.sums],
                "rest": [] if printed.rest is None else [self.control(printed.rest.key)],
            }

    def _row(self, row: PrintedRow) -> dict[str, Any]:
        return {"name": row.name, "cells": [self.control(cell.key) for cell in row.cells]}

    def _section(self, code: str) -> dict[str, Any]:
        is_collected = self._words.is_collected(code)
        texts = [] if is_collected else [self._shared(code, item) for item in self._words.printed(code)]
        more = [self.control(key) for key, _ in rest_words(code, self._words)]
        self.is_shortened |= bool(more)
        if texts:
            texts[-1]["more"] = more
        return {
            "lines": [self.line(item) for item in self._key_figures(code)],
            "rows": list(self._rows(code)),
            "rankings": list(self._rankings(code)),
            "texts": texts,
            "subjects": list(self._subjects(code)) if is_collected else [],
            "more": [] if texts else more,
            "notes": [self.control(key) for key in self._notes(code)],
        }

    def _notes(self, code: str) -> Iterator[str]:
        """The keys of what is said below a section: figures that were adjusted, and agencies with nothing to tell."""
        yield from (key for key, _, _ in adjusted_words(self._item, code))
        yield from (key for key, _ in silent_words(self._words.sections[code], self._words.room.names))

    def _key_figures(self, section: str) -> list[str]:
        """Those of the section that are not among the highlights of the first page."""
        later = self._template.overview.figures[self._template.guide.highlights :]
        return [code for code in later if self._template.by_code[code].section == section]

    def _rows(self, section: str) -> Iterator[dict[str, Any]]:
        ending = "" if self._item.last_year else "_previous"
        for indicator in self._template.indicators_of(section):
            parts = {name: name for name in ("count", "now", "previous", "last_year")}
            parts |= {name: f"{name}{ending}" for name in ("moved", "alike")}
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
        text = first_sentences(item.text, self._words.room.longest).rstrip(".; ")
        self.is_shortened |= text.endswith(CUT)
        return {"text": text, "authors": self.control(said_key(section, item.wordings[0])), "more": []}

    def _subjects(self, section: str) -> Iterator[dict[str, Any]]:
        for title, texts in self._words.by_subject(section):
            shown = [self._shared(section, item) for item in texts[: self._words.room.proposals]]
            yield {"title": title, "count": self.control(subject_key(section, title)), "texts": shown}
