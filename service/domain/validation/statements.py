"""What a report's texts state of its figures, held against the figures themselves.

Only what a sentence says surely, by itself and on the figure's own basis counts: a false alarm would cost more trust
than a contradiction that nobody noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from service.domain.errors import Finding, Level, message
from service.domain.notation.numbers import shorten, shown_in_words
from service.domain.reading.arbitration import Decision, decide
from service.domain.reading.candidates import Candidate, Witness, by_indicator
from service.domain.reading.document import Block, BlockKind, Place
from service.domain.reading.matching import Reading
from service.domain.reading.outline import Located
from service.domain.reading.prose import ProseReader
from service.domain.reading.times import Frame
from service.domain.reporting.period import Window
from service.domain.reporting.report import Report
from service.domain.reporting.template import CONTRADICTION, Indicator, ReportTemplate, ValueType

_LABEL = re.compile(r"\s*([-+*•–]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ][.)])\s+")
_DIGIT = re.compile(r"\d")
_LONGEST = 160
# More letters than reports have in one section are not read for this: their reading takes the check's time.
_MOST_READ = 20_000
_MOST_KNOWN = 2_000


class _Frame:
    """A template and the days that are reported; the same template is the same object."""

    def __init__(self, template: ReportTemplate, window: Window) -> None:
        assert template.reading is not None
        self.template, self.window = template, window
        self.reading = Reading(template.reading, Frame(window.last.year, window), template.by_code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frame) and other.template is self.template and other.window == self.window

    def __hash__(self) -> int:
        return hash((id(self.template), self.window))


def contradictions(report: Report) -> Iterator[Finding]:
    """A warning for each figure of a unit's report that a text of it states surely, and otherwise."""
    template, filing = report.template, report.ordered[0]
    if template.reading is None:
        return
    frame = _Frame(template, template.schedule.period(report.period).window)
    without = template.reading.without_figures
    texts = tuple(
        (section, text)
        for section, text in filing.narratives.items()
        if section.partition(".")[0] not in without and _DIGIT.search(text) and len(text) <= _MOST_READ
    )
    for code, (decision, everything) in _decided(frame, texts).items():
        figure = report.stated(code)
        if isinstance(figure, Decimal) and _is_otherwise(template.by_code[code], figure, decision, everything):
            yield _finding(template.by_code[code], figure, decision.candidates[0])


@lru_cache(maxsize=200)
def _decided(
    frame: _Frame, texts: tuple[tuple[str, str], ...]
) -> Mapping[str, tuple[Decision, tuple[Candidate, ...]]]:  # fmt: skip
    """What the texts state of each figure, and all that may speak of it; reports often come once more."""
    found = [item for number, (section, text) in enumerate(texts) for item in _stated(frame, number, section, text)]
    grouped = by_indicator(found)
    return {code: (decision, tuple(grouped[code])) for code, decision in decide(frame.template, found).items()}


@lru_cache(maxsize=_MOST_KNOWN)
def _stated(frame: _Frame, number: int, section: str, text: str) -> tuple[Candidate, ...]:
    """The figures that a section's text states; revisions and drafts bring most texts once more."""
    prose = ProseReader(frame.reading)
    found: list[Candidate] = []
    for line, words in enumerate(text.split("\n"), 1):
        label = _LABEL.match(words)
        kind = BlockKind.ITEM if label else BlockKind.PARAGRAPH
        block = Block(
            kind, words[label.end() :] if label else words, Place(number * 1000 + line), label=label[1] if label else ""
        )
        found += prose.read(Located(block, section))
    return tuple(found)


def _is_otherwise(indicator: Indicator, figure: Decimal, decision: Decision, everything: Iterable[Candidate]) -> bool:
    """Whether the text surely says another number, and nowhere the right one."""
    best = decision.candidates[0]
    is_told = decision.sure and best.is_strong and best.witness is Witness.PROSE
    is_at_home = best.section == indicator.section or best.section.startswith(f"{indicator.section}.")
    return is_told and is_at_home and not any(_agrees(indicator, figure, item.value) for item in everything)


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
        figure=shown_in_words(figure), sentence=shorten(said.sentence, _LONGEST),
    )  # fmt: skip
    operands = {indicator.code: str(figure), said.section: str(said.value)}
    return Finding(CONTRADICTION, Level.WARNING, words, (narrative, path), operands=operands)
