"""`reading.toml` beside a report template: how reports state its figures, for reading them in running text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from service.catalogue.table import CsvTable, read_toml
from service.domain.reporting.reading_guide import FigurePhrases, Mark, ReadingGuide, SectionHeadings, Topic, forms_of

READING = "reading.toml"
_PHRASES = ("plain", "with_unit", "in_topic", "to_confirm", "part", "nothing", "unless")


def load_reading_guide(folder: Path, indicators: Collection[str], sections: Collection[str]) -> ReadingGuide | None:
    """The phrases of a template's folder, None where it has none; raises CatalogueError."""
    if not (folder / READING).exists():
        return None
    top = CsvTable(READING, "", read_toml(folder, READING))
    top.only("titles", "words", "units", "foreign_units", "marks", "topics", "figures", "sections")
    units = _lists(top.table("units"))
    topics = tuple(_topics(top, sections))
    marks = _lists(top.table("marks"))
    for name in marks:
        if name not in {mark.value for mark in Mark}:
            raise top.fault(f"marks.{name}", f"cần một trong: {', '.join(mark.value for mark in Mark)}")
    return ReadingGuide(
        titles=_phrases(top, "titles"),
        synonyms=_lists(top.table("words")),
        units=units,
        foreign_units=_phrases(top, "foreign_units"),
        marks={Mark(name): phrases for name, phrases in marks.items()},
        topics=topics,
        figures=tuple(_figures(top, indicators, sections, units, {topic.name for topic in topics})),
        sections=tuple(_headings(top, sections)),
    )


def _lists(table: CsvTable) -> dict[str, tuple[str, ...]]:
    return {key: _phrases(table, key) for key in table.content}


def _phrases(table: CsvTable, key: str) -> tuple[str, ...]:
    """The key's phrases, each well formed."""
    phrases = table.texts(key) if key in table.content else ()
    for phrase in phrases:
        try:
            forms_of(phrase)
        except ValueError as error:
            raise table.fault(key, f"«{phrase}» cần dạng: từ (từ|từ khác) [từ có thể có] * từ") from error
    return phrases


def _topics(top: CsvTable, sections: Collection[str]) -> Iterator[Topic]:
    names: set[str] = set()
    for item in top.tables("topics"):
        item.only("name", "words", "sections", "within", "others")
        name = item.get("name", str)
        if name in names:
            raise item.fault("name", f"chủ đề «{name}» đã có ở trên")
        names.add(name)
        within = item.texts("sections") if "sections" in item.content else ()
        for section in within:
            if section not in sections:
                raise item.fault("sections", f"biểu mẫu không có mục «{section}»")
        outer = item.get("within", str, "")
        if outer and outer not in names:
            raise item.fault("within", f"chủ đề «{outer}» chưa có ở trên")
        yield Topic(name, _phrases(item, "words"), within, outer, _phrases(item, "others"))


def _figures(
    top: CsvTable,
    indicators: Collection[str],
    sections: Collection[str],
    units: Collection[str],
    topics: Collection[str],
) -> Iterator[FigurePhrases]:
    for index, item in enumerate(top.tables("figures")):
        item.only("indicator", "topic", "units", "lower", "sections", *_PHRASES)
        lower = item.get("lower", str, "")
        known = (("indicator", item.get("indicator", str), indicators), ("topic", item.get("topic", str), topics))
        for key, value, allowed in known:
            if value not in allowed:
                raise item.fault(key, f"không có «{value}»")
        if lower and lower not in indicators:
            raise item.fault("lower", f"không có «{lower}»")
        within = item.texts("units") if "units" in item.content else ()
        for unit in within:
            if unit not in units:
                raise item.fault("units", f"không có «{unit}»")
        beside = item.texts("sections") if "sections" in item.content else ()
        for section in beside:
            if section not in sections:
                raise item.fault("sections", f"biểu mẫu không có mục «{section}»")
        phrases = {key: _phrases(item, key) for key in _PHRASES}
        yield FigurePhrases(
            item.get("indicator", str), item.get("topic", str), within, lower, **phrases, sections=beside, index=index
        )


def _headings(top: CsvTable, sections: Collection[str]) -> Iterator[SectionHeadings]:
    for item in top.tables("sections"):
        item.only("code", "headings", "figures")
        code = item.get("code", str)
        if code not in sections:
            raise item.fault("code", f"biểu mẫu không có mục «{code}»")
        yield SectionHeadings(code, _phrases(item, "headings"), item.get("figures", bool, True))
