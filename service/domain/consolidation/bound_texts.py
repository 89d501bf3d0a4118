"""The numbers and words of the province's report that follow from the filings, each under a key of its own.

The report is written with them, and a report that people edited is renewed with them: nothing is computed in Word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from service.domain.consolidation.bound_figures import NONE, BoundFigures
from service.domain.consolidation.bound_keys import TABLE, key_of
from service.domain.consolidation.bound_tables import printed_tables
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.corrections import adjustment_words, excluded_names
from service.domain.consolidation.edition import PeriodEdition
from service.domain.consolidation.overlaps import overlap_lines
from service.domain.consolidation.province_words import MOST_AUTHORS, ProvinceWords, SectionWords, named
from service.domain.consolidation.similar_texts import SharedText
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.text import first_sentences
from service.domain.reporting.period import official_moment
from service.domain.reporting.template import ReportTemplate

EDITION = "edition"
_OF_EDITION = "Ấn bản của số liệu"
_MOST_MISSING = 40
_ROW_GONE = "dòng không còn trong báo cáo của đơn vị nào"
_LONGEST_QUOTE = 80


@dataclass(frozen=True)
class BoundText:
    """What stands in the report, never empty, and what people call it.

    `place` is the key under which the report prints what it is about; empty where that has no place of its own in it.
    """

    text: str
    label: str
    place: str = ""


def said_key(section: str, wording: str) -> str:
    """The key of who wrote a text, whichever of them wrote it so."""
    return key_of("said", section, sha256_of(wording)[:12])


def subject_key(section: str, subject: str) -> str:
    """The key of how many texts speak of a subject."""
    return key_of("subject", section, sha256_of(subject)[:12])


def label_of(key: str, template: ReportTemplate) -> str:
    """What people call a text of an earlier report that follows from nothing any more."""
    if key == EDITION:
        return _OF_EDITION
    kind, _, rest = key.partition(".")
    if kind == TABLE:
        table = template.table_by_code.get(rest.partition(".")[0])
        return _ROW_GONE if table is None else f"{table.title}: {_ROW_GONE}"
    section = template.section_by_code.get(rest if kind in ("nothing", "silent", "more") else rest.rpartition(".")[0])
    if section is not None:
        return f"{section.title}: nội dung không còn trong báo cáo của đơn vị nào"
    indicator = template.by_code.get(rest) or template.by_code.get(rest.rpartition(".")[0])
    return "Nội dung trước đây" if indicator is None else indicator.name


def bound_texts(item: Consolidation, words: ProvinceWords, known: Collection[str] = ()) -> dict[str, BoundText]:
    """All of them by key; of what agencies wrote what the report prints, and what has a key that is `known`."""
    found = {"coverage": BoundText(_coverage(item), "Số đơn vị có báo cáo")}
    if item.edition is not None:
        found[EDITION] = BoundText(f"Số liệu theo {_edition(item.edition)}.", _OF_EDITION, EDITION)
    figures = BoundFigures(item)
    for indicator in item.report.template.indicators:
        for part, label, text in figures.of(indicator):
            found[key_of(part, indicator.code)] = BoundText(text, f"{indicator.name}, {label}")
    for chart in item.report.template.overview.charts:
        indicator = item.report.template.by_code[chart.indicator]
        for end, place, label, text in figures.ranking(indicator):
            found[key_of(end, indicator.code, str(place))] = BoundText(text, f"{indicator.name}, {label}")
    for key, text, label in adjusted_words(item):
        found[key] = BoundText(text, label, key)
    for section in words.sections.values():
        found.update((key, text) for key, text in _authors(section, words) if text.place or key in known)
    found.update(_tables(item))
    gone = [key for key in known if key.startswith(f"{TABLE}.") and key not in found]
    found.update((key, BoundText(NONE, label_of(key, item.report.template))) for key in gone)
    return found


def _tables(item: Consolidation) -> Iterator[tuple[str, BoundText]]:
    """What the tables of the appendix print; a line that is new is told by the first of its cells."""
    for table in printed_tables(item):
        for row in (*table.rows, *table.sums):
            for cell in row.cells:
                yield cell.key, BoundText(cell.text, cell.label, row.cells[0].key)
        if table.rest is not None:
            yield table.rest.key, BoundText(table.rest.text, table.rest.label, table.rest.key)


def adjusted_words(item: Consolidation, section: str | None = None) -> Iterator[tuple[str, str, str]]:
    """The key, text and label about each figure, of one section or of all, that was adjusted for some agencies."""
    adjusted = item.adjusted
    for indicator in item.report.template.indicators:
        told = [
            f"{agency.name} {adjustment_words(made, of)}"
            for agency, of, made in adjusted
            if of.code == indicator.code and section in {None, indicator.section}
        ]
        if told:
            text = f"{indicator.number}. {indicator.name}: {'; '.join(told)}."
            yield key_of("adjusted", indicator.code), text, f"{indicator.name}, số liệu điều chỉnh"


def _edition(edition: PeriodEdition) -> str:
    said = str(edition.said)
    return f"{said[:1].lower()}{said[1:]}"


def silent_words(section: SectionWords, most: int) -> Iterator[tuple[str, str]]:
    """The keys and texts about who has nothing to tell, and who is silent; of each at most so many are named."""
    code = section.section.code
    if section.nothing:
        names = named(section.nothing, most)
        yield key_of("nothing", code), f"{len(section.nothing)} đơn vị {_without(section)}: {names}."
    if section.silent:
        names = named(section.silent, most)
        yield key_of("silent", code), f"{len(section.silent)} đơn vị không nêu nội dung: {names}."


def rest_words(section: str, words: ProvinceWords) -> Iterator[tuple[str, str]]:
    """The key and text about what of a section is not printed."""
    printed = frozenset(words.printed(section))
    rest = tuple(text for text in words.sections[section].shared if text not in printed)
    if rest:
        agencies = {agency for text in rest for agency in (*text.agencies, *text.alike)}
        whose = next(iter(agencies)).name if len(agencies) == 1 else f"{len(agencies)} đơn vị"
        yield (
            key_of("more", section),
            f"Còn {len(rest)} nội dung khác của {whose}.",
        )


def _without(section: SectionWords) -> str:
    if section.is_proposals:
        return "không có kiến nghị, đề xuất"
    return "báo cáo không phát sinh nội dung"


def _authors(section: SectionWords, words: ProvinceWords) -> Iterator[tuple[str, BoundText]]:
    code, title = section.section.code, section.section.title
    printed = frozenset(words.printed(code))
    for shared in section.shared:
        text, place = author_words(shared), said_key(code, shared.wordings[0]) if shared in printed else ""
        label = f"{title}: «{first_sentences(shared.text, _LONGEST_QUOTE)}»"
        for wording in shared.wordings:
            yield said_key(code, wording), BoundText(text, label, place)
    told = dict(silent_words(section, words.room.names))
    rest = dict(rest_words(code, words))
    for key, text in told.items():
        yield key, BoundText(text, f"Đơn vị không có nội dung, {title}", key)
    for key, text in rest.items():
        yield key, BoundText(text, f"Nội dung khác, {title}", key)
    # What an earlier report says of some agencies is true of none now.
    for kind, said in (("nothing", _without(section)), ("silent", "không nêu nội dung")):
        if key_of(kind, code) not in told:
            yield key_of(kind, code), BoundText(f"Không có đơn vị nào {said}.", f"Đơn vị không có nội dung, {title}")
    if key_of("more", code) not in rest:
        yield key_of("more", code), BoundText("Không còn nội dung nào khác.", f"Nội dung khác, {title}")
    for subject, texts in words.by_subject(code) if words.is_collected(code) else ():
        key = subject_key(code, subject)
        yield key, BoundText(f"{len(texts)} nội dung", f"{title}, {subject}", key)


def author_words(shared: SharedText) -> str:
    """Who wrote a text: the one, or how many and the first of them, and who wrote nearly the same."""
    count = len(shared.agencies)
    same = shared.agencies[0].name if count == 1 else f"{count} đơn vị: {named(shared.agencies, MOST_AUTHORS)}"
    if not shared.alike:
        return same
    return f"{same}; {len(shared.alike)} đơn vị có nội dung tương tự: {named(shared.alike, MOST_AUTHORS)}"


def _left_out(item: Consolidation) -> str:
    """Whose figures and texts are not in the report, with the space before it; empty where everybody's are."""
    told = overlap_lines(item.overlaps)
    twice = f" Số liệu hai nơi cùng báo cáo, chỉ tính một nơi: {told}." if told else ""
    if not item.excluded:
        return twice
    names = excluded_names(item.excluded)
    without = "Nội dung báo cáo của các đơn vị này không đưa vào văn bản."
    return f" Số liệu không cộng vào tổng hợp: {names}. {without}{twice}"


_UNCERTAIN = "Chưa có danh sách đơn vị phải báo cáo, hoặc có số liệu đọc từ văn bản chưa được đơn vị xác nhận."


def _coverage(item: Consolidation) -> str:
    whole = f"{item.contributing}/{len(item.units)} đơn vị"
    without = _left_out(item)
    if item.is_final:
        return f"Số liệu tổng hợp từ báo cáo của {whole}.{without}"
    newest = official_moment(item.report.newest) if item.report.newest else "chưa có"
    missing = [unit.agency.name for unit in item.missing]
    rest = len(missing) - _MOST_MISSING
    names = "; ".join(missing[:_MOST_MISSING]) + (f" và {rest} đơn vị khác" if rest > 0 else "")
    lacking = f"Chưa có báo cáo hợp lệ của: {names}." if missing else _UNCERTAIN
    return f"DỰ THẢO - TẠM TỔNG HỢP từ {whole}, số liệu đến {newest}. {lacking}{without}"
