"""The figures in a report's running text: from block to block, knowing what the lines above speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from service.domain.reading.bases import bases_of
from service.domain.reading.candidates import Candidate, candidate
from service.domain.reading.document import Block, BlockKind
from service.domain.reading.matching import Match, match_sentence
from service.domain.reading.outline import Located
from service.domain.reading.pairs import paired_sentences
from service.domain.reading.sentences import Sentence, sentences_of
from service.domain.reading.ties import Reading, topics_at
from service.domain.reading.times import Basis
from service.domain.reporting.reading_guide import Mark, Strength

_UNIT_OF_TABLE = re.compile(
    r"(?:đơn vị tính|đvt|đơn vị)\s{0,3}:\s{0,3}((?:(?:tỷ|triệu|nghìn|ngàn)\s{0,3})?đồng)", re.IGNORECASE
)
_TITLE, _FEWEST_TITLED = 8, 2  # tokens within which a time is a block's title, and sentences that have one
_TIMES = frozenset({Mark.PERIOD, Mark.CUMULATIVE, Mark.EARLIER, Mark.FILLER})
_LEAF = 2  # dots in the code of a section without parts
_PARTS = frozenset({"trong_đó", "gồm", "bao_gồm", "cụ_thể", "(", "đó", "gồm_có"})


@dataclass
class Surroundings:
    """What the lines above speak of, the nearest first."""

    section: str = ""
    heading: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    basis: Basis = Basis.OPEN
    basis_label: str = ""
    unit: str = ""  # what the figures of a table below are in: «Đơn vị tính: tỷ đồng»

    def topics(self, reading: Reading) -> list[str]:
        """The topics in view at the beginning of a block."""
        of_sections = reading.guide.topics_of_sections
        own = of_sections.get(self.section, ())
        above = of_sections.get(self.section.rpartition(".")[0], ())
        return list(dict.fromkeys([*self.lines, *own, *self.heading, *above]))

    def vague(self, reading: Reading) -> set[str]:
        """The topics that only the main section makes likely."""
        of_sections = reading.guide.topics_of_sections
        main = of_sections.get(self.section, ()) if self.section.count(".") < _LEAF else ()
        above = of_sections.get(self.section.rpartition(".")[0], ())
        clear = {*self.lines, *self.heading, *(of_sections.get(self.section, ()) if not main else ())}
        return {*main, *above} - clear


class ProseReader:
    """Reads a report's paragraphs in their order."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.around = Surroundings()

    def read(self, located: Located) -> Iterator[Candidate]:
        """The figures that a block states."""
        block = located.block
        self._enter(located)
        sentences = sentences_of(block.text, self._reading.guide, self._reading.frame)
        topics = self.around.topics(self._reading)
        carried = self._carried(block)
        vague = self.around.vague(self._reading)
        own: list[str] = []
        titled = _titled(sentences, self._reading)
        for sentence in sentences:
            in_view = list(dict.fromkeys([*own, *topics]))
            pairs = paired_sentences(sentence, self._reading.guide, block.text)
            for position, said in ((0, sentence), *pairs):
                spoken_of = topics_at(sentence, position, in_view) if position else in_view
                recent = set(own) - set(topics)
                matches = match_sentence(said, self._reading, spoken_of, carried, vague - set(own), recent)
                for match in _without_parts(said, matches):
                    yield candidate(match, said, block, located.section)
            own = topics_at(sentence, len(sentence.tokens), own)
            carried = carried if titled is Basis.OPEN else titled
        if located.heading:
            self.around.heading = own
        else:
            self._leave(block, sentences, own, carried)

    def pass_table(self) -> None:
        """A table ends what the line before it announced with a colon."""
        self.around.basis = Basis.OPEN

    def _enter(self, located: Located) -> None:
        if located.begins or located.heading or located.section != self.around.section:
            keep = located.section.startswith(f"{self.around.section}.") and not located.heading
            self.around = Surroundings(located.section, self.around.heading if keep else [])

    def _carried(self, block: Block) -> Basis:
        """The basis that a line ending in a colon left open for those below it."""
        if block.label == self.around.basis_label and block.kind is not BlockKind.ITEM:
            self.around.basis = Basis.OPEN
        return self.around.basis

    def _leave(self, block: Block, sentences: Sequence[Sentence], own: list[str], carried: Basis) -> None:
        if block.kind is BlockKind.FOOTNOTE:
            return
        unit = _UNIT_OF_TABLE.search(block.text)
        self.around.unit = unit[1] if unit is not None else ""
        self.around.lines = list(dict.fromkeys([*own, *self.around.lines]))[:3]
        if not sentences:
            return
        if block.text.rstrip().endswith(":"):
            self.around.basis = bases_of(sentences[-1], self._reading.frame, carried)[-1]
            self.around.basis_label = block.label
        elif block.label == self.around.basis_label:
            self.around.basis = Basis.OPEN


def _titled(sentences: Sequence[Sentence], reading: Reading) -> Basis:
    """The time that opens a block before a colon, of which all of it speaks: «b) Lũy kế 9 tháng: … . Giải quyết …»."""
    if len(sentences) < _FEWEST_TITLED:
        return Basis.OPEN
    first = sentences[0]
    colon = next((i for i, token in enumerate(first.tokens[:_TITLE]) if token.text == ":"), None)
    if colon is None or any(item.first < colon for item in first.quantities):
        return Basis.OPEN
    known = {i for hit in first.hits if hit.use.mark in _TIMES for i in range(hit.first, hit.last + 1)}
    says_only_when = all(i in known or i in first.spans for i in range(colon))
    return bases_of(first, reading.frame)[colon] if says_only_when else Basis.OPEN


def _without_parts(sentence: Sentence, matches: Sequence[Match]) -> list[Match]:
    """The matches without numbers that only say what a total of the same figure consists of."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda item: item.quantity.first):
        totals = [
            other for other in kept
            if other.indicator == match.indicator and other.value > match.value
            and other.strength >= match.strength and _opens_parts(sentence, other.quantity.last, match.quantity.first)
        ]  # fmt: skip
        if not totals or match.strength is Strength.PART:
            kept.append(match)
    return kept


def _opens_parts(sentence: Sentence, after: int, before: int) -> bool:
    """Whether «trong đó», «gồm» or a bracket stands between two numbers, and no semicolon after it."""
    between = [token.text for token in sentence.tokens[after + 1 : before]]
    last = max((index for index, word in enumerate(between) if word in _PARTS), default=-1)
    return last >= 0 and not any(word == ";" for word in between[last:])
