"""What a report's texts state of its figures, held against the figures themselves.

Lines are read as reports in words are, which costs much more than a check; so only those are that have a number which
is no figure, in a section whose text does not have the right one, and most words of that figure's name. Only what such
a line says surely counts: a false alarm would cost more trust than a contradiction that nobody noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from service.domain.errors import Finding, Level, message
from service.domain.notation.numbers import format_vietnamese, shorten, shown_in_words
from service.domain.reading.candidates import Candidate
from service.domain.reading.document import Block, BlockKind, Place
from service.domain.reading.outline import Located
from service.domain.reading.prose import ProseReader
from service.domain.reading.ties import Reading
from service.domain.reading.times import Frame
from service.domain.reporting.indicator import Indicator, ValueType
from service.domain.reporting.reading_guide import ReadingGuide
from service.domain.reporting.report import Report
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.texts import looked_at

CONTRADICTION = "contradiction"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LABEL = re.compile(r"\s{0,9}([-+*•–]|\d{1,2}(?:\.\d{1,2}){0,3}[.)]|[a-zđ][.)])\s")
_WORD = re.compile(r"[^\W\d_]+")
# Words of names that tell nothing, and of which texts say the long form.
_EMPTY = frozenset({"số", "tổng", "đã", "được", "trong", "kỳ", "và", "do", "của", "tại", "có", "theo", "các", "hoặc"})
_LONG_FORMS = (("thủ tục hành chính", "tthc"), ("văn bản quy phạm pháp luật", "vbqppl"))
_LEAST_WORDS = 0.6  # of a figure's name that a line has to have
_MOST_PARTS = 100  # numbers of a line of which two may be its parts
_MOST_LINES, _MOST_LETTERS = 200, 3_000  # that are looked at, and that are read
_LONGEST_LINE, _LONGEST_SENTENCE = 1_500, 160
_MOST_KNOWN, _MOST_NUMBERS = 500, 4_000  # readings of lines, and forms of numbers, that are kept


@dataclass(frozen=True)
class _Basis:
    """The template, by its digest, and the period for which lines are read."""

    template: str
    period: str
    reading: Reading = field(compare=False)


def contradictions(report: Report) -> Iterator[Finding]:
    """A warning for each figure of a unit's report that a text of it states surely, and otherwise."""
    template, filing = report.template, report.ordered[0]
    if template.reading is None:
        return
    figures = {code: value for code, value in filing.figures.items() if isinstance(value, Decimal)}
    written = {code: _plain(format_vietnamese(value)) for code, value in figures.items()}
    texts = dict(looked_at(filing.narratives))
    numbers = {section: _numbers_in(text) for section, text in texts.items()}
    unsaid = _unsaid(template, written, numbers)
    known, left = set(written.values()), _MOST_LETTERS
    for section, text in texts.items():
        belonging = [item for home in _homes(section) for item in unsaid.get(home, ())]
        without = section.partition(".")[0] in template.reading.without_figures
        others = {item for item, plain in numbers[section].items() if plain not in known}
        if belonging and not without and others:
            lines, left = _within(list(_telling_lines(text, others, belonging, written)), left)
            candidates = _stated(_basis_of(report, template.reading), section, tuple(lines)) if lines else ()
            yield from _contradicted(belonging, figures, candidates)


def _basis_of(report: Report, guide: ReadingGuide) -> _Basis:
    window = report.template.schedule.period(report.period).window
    reading = Reading(guide, Frame(window.last.year, window), report.template.by_code)
    return _Basis(report.template.digest, report.period, reading)


@lru_cache(maxsize=_MOST_KNOWN)
def _numbers_in(text: str) -> Mapping[str, str]:
    """The numbers of a text as they are written, each with its plain form."""
    return {item: _plain(item) for item in set(_NUMBER.findall(text))}


@lru_cache(maxsize=_MOST_NUMBERS)
def _plain(number: str) -> str:
    """A number as written without what may be written otherwise: zeros before it, dots between thousands."""
    return number.replace(".", "").lstrip("0") or "0"


@lru_cache(maxsize=_MOST_KNOWN)
def _homes(section: str) -> tuple[str, ...]:
    """A section and those that it is a part of."""
    parts = section.split(".")
    return tuple(".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _unsaid(
    template: ReportTemplate, written: Mapping[str, str], numbers: Mapping[str, Mapping[str, str]]
) -> Mapping[str, list[Indicator]]:
    """The figures whose number stands nowhere in the texts of their section and its parts, by section."""
    said: dict[str, set[str]] = {}
    for section, found in numbers.items():
        for home in _homes(section):
            said.setdefault(home, set()).update(found.values())
    unsaid: dict[str, list[Indicator]] = {}
    for indicator in template.indicators:
        number = written.get(indicator.code)
        if number is not None and number not in said.get(indicator.section, ()):
            unsaid.setdefault(indicator.section, []).append(indicator)
    return unsaid


@lru_cache(maxsize=1_000)
def _words_of(name: str) -> frozenset[str]:
    """The words of an indicator's name that tell something."""
    return frozenset(_WORD.findall(_short(name.casefold()))) - _EMPTY


def _short(text: str) -> str:
    for long, short in _LONG_FORMS:
        text = text.replace(long, short)
    return text


def _telling_lines(
    text: str, numbers: set[str], unsaid: Sequence[Indicator], written: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    """The lines that may state one of the figures otherwise, each with those above that open a list.

    `numbers` are those of the text that are no figures, as they are written.
    """
    opening: tuple[str, ...] = ()
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        if len(line) > _LONGEST_LINE:
            continue
        # Most lines have none of them, which is told much sooner than which numbers they have.
        has_any = any(item in line for item in numbers)
        others = {_plain(item) for item in _NUMBER.findall(line) if item in numbers} if has_any else ()
        if others:
            words = set(_WORD.findall(_short(line.casefold())))
            if any(_has_most(words, item.name) and not _is_sum(written[item.code], others) for item in unsaid):
                yield (*opening, line)
        if line.rstrip().endswith(":"):
            opening = (line,) if _LABEL.match(line) is None else (*opening[:1], line)


def _has_most(words: set[str], name: str) -> bool:
    """Whether a line has most words of a name."""
    wanted = _words_of(name)
    return len(words & wanted) >= _LEAST_WORDS * len(wanted)


def _is_sum(number: str, numbers: set[str]) -> bool:
    """Whether two numbers of a line that are no figures come to this one: it states the parts."""
    if not number.isdigit() or len(numbers) > _MOST_PARTS:
        return False
    parts = {int(item) for item in numbers if item.isdigit()}
    return any(int(number) - part in parts for part in parts)


def _within(lines: list[tuple[str, ...]], left: int) -> tuple[list[tuple[str, ...]], int]:
    """The lines for which letters are left, and how many are after them."""
    kept: list[tuple[str, ...]] = []
    for group in lines:
        left -= sum(map(len, group))
        if left < 0:
            return kept, 0
        kept.append(group)
    return kept, left


@lru_cache(maxsize=_MOST_KNOWN)
def _stated(basis: _Basis, section: str, lines: tuple[tuple[str, ...], ...]) -> tuple[Candidate, ...]:
    """The figures that the last one of each group of lines states; drafts bring most lines again and again."""
    found: list[Candidate] = []
    for number, group in enumerate(lines, 1):
        prose, stated = ProseReader(basis.reading), []
        for line in group:
            label = _LABEL.match(line)
            kind, words = (BlockKind.ITEM, line[label.end() :]) if label else (BlockKind.PARAGRAPH, line)
            block = Block(kind, words, Place(number), label=label[1] if label else "")
            stated = list(prose.read(Located(block, section)))
        found += stated
    return tuple(found)


def _contradicted(
    unsaid: Sequence[Indicator], figures: Mapping[str, Decimal], candidates: Sequence[Candidate]
) -> Iterator[Finding]:
    """The figures of which lines surely say one other number."""
    for indicator in unsaid:
        said = [item for item in candidates if item.indicator == indicator.code]
        if len({item.value for item in said}) != 1 or not all(item.is_strong for item in said):
            continue
        if not _agrees(indicator, figures[indicator.code], said[0].value):
            yield _finding(indicator, figures[indicator.code], said[0])


def _agrees(indicator: Indicator, figure: Decimal, said: Decimal) -> bool:
    """Whether a text may say so of the figure: as it is, or rounded or cut to the decimals that it gives."""
    if indicator.kind is ValueType.COUNT:
        return figure == said
    exponent = said.as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(figure - said) < Decimal(1).scaleb(min(exponent, 0))


def _finding(indicator: Indicator, figure: Decimal, said: Candidate) -> Finding:
    narrative, path = f"$.narratives.{said.section}", f"$.indicators.{indicator.code}"
    words = message(
        "Mục {section} viết «{name}» là {said}, còn số liệu chỉ tiêu {number} là {figure}: sửa số liệu hoặc nội dung. "
        "Câu trong nội dung: «{sentence}»",
        section=said.section, name=indicator.name, said=shown_in_words(said.value), number=indicator.number,
        figure=shown_in_words(figure), sentence=shorten(said.sentence, _LONGEST_SENTENCE),
    )  # fmt: skip
    operands = {indicator.code: str(figure), said.section: str(said.value)}
    return Finding(CONTRADICTION, Level.WARNING, words, (narrative, path), operands=operands)
