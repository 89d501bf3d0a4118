"""What a report may say of a figure: each number found for it, with its sentence and place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from service.domain.reading.document import Block, Place
from service.domain.reading.matching import Match
from service.domain.reading.sentences import Sentence
from service.domain.reporting.reading_guide import Strength


class Witness(StrEnum):
    """Where a figure stands: prose and tables of one report speak for themselves."""

    PROSE = "prose"
    TABLE = "table"


@dataclass(frozen=True)
class Candidate:
    """A number that may be the figure: its sentence, its place, and where in the block's text it stands."""

    indicator: str
    value: Decimal
    sentence: str
    place: Place
    span: tuple[int, int]
    section: str
    witness: Witness
    strength: Strength
    cost: float
    topic_rank: int
    doubtful: bool = False
    length: int = 1
    is_counted: bool = True

    @property
    def is_strong(self) -> bool:
        """Whether it stands for itself."""
        return self.strength > Strength.CONFIRM and not self.doubtful

    @property
    def number(self) -> tuple[int, int, int]:
        """Which number of the report it is."""
        return (self.place.number, (self.place.row or 0) * 10_000 + (self.place.column or 0), self.span[0])

    def is_at_home(self, home: str, others: Collection[str] = ()) -> bool:
        """Whether it stands in that section or one of the others, below them, in an annex, or in a text without any."""
        return (
            self.section in {home, "", "+"}
            or self.section.startswith(f"{home}.")
            or home.startswith(f"{self.section}.")
            or any(self.section == other or self.section.startswith(f"{other}.") for other in others)
        )

    def score(self, home: str) -> float:
        """How much speaks for it, where figures of the indicator are expected in the section `home`."""
        at_home = self.section == home or self.section.startswith(f"{home}.")
        return int(self.strength) - 0.3 * self.cost - 0.15 * min(self.topic_rank, 4) + 0.4 * at_home - 2 * self.doubtful


def candidate(match: Match, sentence: Sentence, block: Block, section: str) -> Candidate:
    """The candidate that a match in a paragraph's sentence is."""
    tokens = sentence.tokens
    span = (tokens[match.quantity.first].start, tokens[match.quantity.last].end)
    return Candidate(
        match.indicator, match.value, sentence.text.strip(), block.place, span, section, Witness.PROSE, match.strength,
        match.cost, match.topic_rank, match.doubtful, match.length, match.is_counted,
    )  # fmt: skip


def by_indicator(candidates: Sequence[Candidate]) -> Mapping[str, list[Candidate]]:
    """The candidates of each indicator, in the order of the text."""
    found: dict[str, list[Candidate]] = {}
    for item in candidates:
        found.setdefault(item.indicator, []).append(item)
    return found
