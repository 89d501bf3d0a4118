"""The carried texts and documents held against what the document shows: what people see goes before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from service.domain.errors import Message, message
from service.domain.notation.tokens import tokenize
from service.domain.reading.document import Block, BlockKind
from service.domain.reading.figure_lines import SeenFigure
from service.domain.reading.times import day_at
from service.domain.reading.visible_text import VisibleText, squeezed
from service.domain.reporting.carried_report import CarriedDocument, CarriedReport
from service.domain.reporting.headings import Heading, paragraphs, printed_headings, subject_of
from service.domain.reporting.report import Document
from service.domain.reporting.template import ReportTemplate

CLOSING = "Trên đây là báo cáo"
LIST_TITLE = "DANH MỤC VĂN BẢN ĐÃ BAN HÀNH"
_COLUMNS = 5


def narratives_seen(
    text: VisibleText, template: ReportTemplate, carried: CarriedReport, lines: Mapping[str, SeenFigure]
) -> tuple[dict[str, str], list[Message]]:
    """Each section's text: the carried one where it is what the section shows, else what is shown, which is said."""
    said = {code: words for code, words in carried.narratives.items() if code in template.section_by_code and words}
    figures = {template.by_code[code].section for code in lines}
    filled = figures.union(code for code, words in said.items() if paragraphs(words))
    claimed = {seen.index: seen.end for seen in lines.values()}
    found, changed, seen_sections = {}, [], set()
    for code, begin, end in _ranges(text, template, printed_headings(template, frozenset(filled))):
        seen_sections.add(code)
        pieces = list(text.pieces(begin, end, claimed))
        if "".join(letters for letters, _ in pieces) == squeezed(said.get(code, "")):
            if code in said:
                found[code] = said[code]
            continue
        changed.append(code)
        if shown := "\n".join(words for _, words in pieces if words):
            found[code] = shown
    changed += [code for code in said if code not in seen_sections and squeezed(said[code])]
    found |= {code: words for code, words in said.items() if code not in seen_sections and not squeezed(words)}
    notices = []
    if changed:
        titles = "; ".join(template.section_by_code[code].title for code in changed)
        notices.append(
            message(
                "Nội dung nhìn thấy khác với nội dung mang theo trong tệp ở các mục: {sections}. Nội dung nhìn thấy "
                "được dùng: đề nghị xem lại.",
                sections=titles,
            )
        )
    return {section.code: found[section.code] for section in template.sections if section.code in found}, notices


def _ranges(text: VisibleText, template: ReportTemplate, headings: Sequence[Heading]) -> Iterator[tuple[str, int, int]]:
    """Each section that has its heading in the text, with where its words begin and end."""
    placed: list[tuple[str, int, int]] = []
    at = 0
    for heading in headings:
        words = f"{heading.number} {heading.title}"
        found = text.heading(words, at)
        if found >= 0:
            at = found + len(squeezed(words))
            placed.append((heading.section.code, found, at))
    closing = text.find(f"{CLOSING} {subject_of(template)}", at)
    ends = [start for _, start, _ in placed[1:]] + [closing if closing >= 0 else len(text.letters)]
    for (code, _, begin), end in zip(placed, ends, strict=True):
        yield code, begin, end


def documents_seen(text: VisibleText, carried: CarriedReport) -> tuple[tuple[Document, ...], list[Message]]:
    """The documents that the list shows, those that are carried in the carried order and first."""
    rows = list(_rows(text))
    left = list(rows)
    found: list[Document] = []
    is_whole = True
    for item in carried.documents:
        row = _letters_of((item.kind, item.number, item.day, item.title))
        match = next((shown for shown in left if _letters_of(shown) == row), None)
        if match is None:
            is_whole = False
        else:
            left.remove(match)
            found.append(_document(item))
    found += [_document(CarriedDocument(*row)) for row in left]
    if is_whole and not left:
        return tuple(found), []
    return tuple(found), [
        message(
            "Danh mục văn bản nhìn thấy khác với danh mục mang theo trong tệp: danh mục nhìn thấy được dùng, đề nghị "
            "xem lại."
        )
    ]


def _rows(text: VisibleText) -> Iterator[tuple[str, str, str, str]]:
    """The rows of the tables below the list's title, without their numbers."""
    title = squeezed(LIST_TITLE)
    after = False
    for block in text.blocks:
        after = after or squeezed(block.text) == title
        if after and block.kind is BlockKind.TABLE:
            yield from _cells(block)


def _cells(block: Block) -> Iterator[tuple[str, str, str, str]]:
    rows: dict[int, dict[int, str]] = {}
    for cell in block.cells:
        rows.setdefault(cell.row, {})[cell.column] = " ".join(cell.text.split())
    for cells in rows.values():
        place, kind, number, day, title = (cells.get(column, "") for column in range(1, _COLUMNS + 1))
        if place.isdecimal():
            yield kind, number, day, title


def _letters_of(row: tuple[str, str, str, str]) -> tuple[str, ...]:
    return tuple(squeezed(cell) for cell in row)


def _document(item: CarriedDocument) -> Document:
    """The document of a row; a day that is none is left out, and the check of the report asks for it."""
    tokens = tokenize(item.day)
    return Document(item.kind, item.number, day_at(tokens, 0, 1)[0] if tokens else None, item.title)
