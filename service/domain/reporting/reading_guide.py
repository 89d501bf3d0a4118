"""How reports state their figures: the phrases beside a report template, and the tree in which they are looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property

from service.domain.notation.tokens import Lexicon, Token, TokenKind, tokenize

GAP = "*"
MOST_GAP = 4  # words that a gap of a phrase spans at most
MOST_IN_BRACKET = 8  # words of a bracket that the phrase of a mark passes over
MOST_FORMS = 2_000  # ways of saying one phrase
_PIECE = re.compile(r"[()\[\]|]|[^()\[\]|]+")


class Mark(StrEnum):
    """What words near a number say of it, whichever figure it is."""

    APPROXIMATE = "approximate"  # «hơn», «khoảng» right before it
    GROWTH = "growth"  # «tăng», «giảm» right before it
    COMPARISON = "comparison"  # «so với»
    EARLIER = "earlier"  # «cùng kỳ», «trước khi hợp nhất»
    TARGET = "target"  # «phấn đấu», «chỉ tiêu giao»
    PART = "part"  # «riêng», of some only
    WIDER = "wider"  # «toàn tỉnh»
    OWN = "own"  # «riêng Sở», the unit itself after what was said of others
    RATE = "rate"  # «bình quân», «mỗi»
    CUMULATIVE = "cumulative"  # «lũy kế», «từ đầu năm»
    PERIOD = "period"  # «trong kỳ»
    NOTHING = "nothing"  # «không có» after what there is none of
    NONE_OF = "none_of"  # «không có» before it
    EXEMPT = "exempt"  # «không thuộc thẩm quyền»
    FILLER = "filler"  # words that say nothing


class Strength(IntEnum):
    """How much a phrase says by itself."""

    PART = 0  # a part of the figure, which therefore is stated in parts
    CONFIRM = 1  # only where a rule confirms it
    TOPIC = 2  # where the text speaks of its topic
    PLAIN = 3  # always


@dataclass(frozen=True)
class FigurePhrases:
    """How one indicator is said: its topic, the units it is counted in, and phrases in words of the lexicon.

    Phrases of `with_unit` are as good as plain ones where the number says what it counts.
    `sections` are those beside the indicator's own in which it is stated too.
    `lower` is the indicator that the lower number of a fraction belongs to; `nothing` are phrases that only «không có»
    goes with; `unless` are words near a number that say it is another thing.
    """

    indicator: str
    topic: str
    units: tuple[str, ...] = ()
    lower: str = ""
    plain: tuple[str, ...] = ()
    with_unit: tuple[str, ...] = ()
    in_topic: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    index: int = 0


@dataclass(frozen=True)
class Topic:
    """What a passage speaks of: the words that show it, and the sections that speak of nothing else.

    A topic within another counts where the other is spoken of. `others` are words after which the passage speaks of
    something like it that no figure is asked of: another plan, another giver of tasks.
    """

    name: str
    words: tuple[str, ...]
    sections: tuple[str, ...] = ()
    within: str = ""
    others: tuple[str, ...] = ()

    @property
    def other(self) -> str:
        """What a passage is said to speak of after such words."""
        return f"not {self.name}"


@dataclass(frozen=True)
class SectionHeadings:
    """How the heading of a section is worded, and whether figures are stated below it."""

    section: str
    headings: tuple[str, ...]
    figures: bool = True


@dataclass(frozen=True)
class Use:
    """What a phrase found in the text is: a unit, a mark, a topic, or a way to say a figure."""

    unit: str = ""
    mark: Mark | None = None
    topic: str = ""
    figure: int = -1
    strength: Strength = Strength.PLAIN
    only_nothing: bool = False
    with_unit: bool = False
    unless: bool = False


@dataclass(frozen=True)
class Hit:
    """A phrase found at tokens `first` to `last`."""

    first: int
    last: int
    use: Use

    @property
    def length(self) -> int:
        """How many tokens."""
        return self.last - self.first + 1


@dataclass
class _Node:
    following: dict[str, _Node] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)


@dataclass(frozen=True)
class ReadingGuide:
    """The phrases of a report template as data; `titles` are what such a report calls itself."""

    titles: tuple[str, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, ...]]
    foreign_units: tuple[str, ...]
    marks: Mapping[Mark, tuple[str, ...]]
    topics: tuple[Topic, ...]
    figures: tuple[FigurePhrases, ...]
    sections: tuple[SectionHeadings, ...] = ()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words that stand for one another."""
        return Lexicon(self.synonyms.items())

    @cached_property
    def tree(self) -> PhraseTree:
        """All phrases, for looking up."""
        tree = PhraseTree(self.lexicon)
        for unit, words in self.units.items():
            tree.add_all(words, Use(unit=unit))
        tree.add_all(self.foreign_units, Use(unit="-"))
        for mark, words in self.marks.items():
            tree.add_all(words, Use(mark=mark))
        for topic in self.topics:
            tree.add_all(topic.words, Use(topic=topic.name))
            tree.add_all(topic.others, Use(topic=topic.other))
        for index, figure in enumerate(self.figures):
            for strength, phrases in (
                (Strength.PLAIN, figure.plain), (Strength.TOPIC, figure.in_topic),
                (Strength.CONFIRM, figure.to_confirm), (Strength.PART, figure.part),
            ):  # fmt: skip
                speaks_of = figure.topic if strength is Strength.PLAIN else ""
                tree.add_all(phrases, Use(topic=speaks_of, figure=index, strength=strength))
            tree.add_all(figure.with_unit, Use(topic=figure.topic, figure=index, with_unit=True))
            tree.add_all(figure.nothing, Use(figure=index, strength=Strength.TOPIC, only_nothing=True))
            tree.add_all(figure.unless, Use(figure=index, unless=True))
        return tree

    def is_titled(self, text: str) -> bool:
        """Whether a text is the title of such a report."""
        tree = PhraseTree(self.lexicon)
        tree.add_all(self.titles, Use(unit="title"))
        return not self.titles or any(True for _ in tree.hits(self.canonical(text)))

    @cached_property
    def headings(self) -> PhraseTree:
        """The wordings of headings; what a hit speaks of is its section."""
        tree = PhraseTree(self.lexicon)
        for item in self.sections:
            tree.add_all(item.headings, Use(topic=item.section))
        return tree

    @cached_property
    def other_sections(self) -> Mapping[str, frozenset[str]]:
        """The sections beside its own in which an indicator is stated too."""
        found: dict[str, frozenset[str]] = {}
        for figure in self.figures:
            found[figure.indicator] = found.get(figure.indicator, frozenset()) | frozenset(figure.sections)
        return found

    @cached_property
    def without_figures(self) -> frozenset[str]:
        """The sections below which no figure of the period is stated."""
        return frozenset(item.section for item in self.sections if not item.figures)

    @cached_property
    def within(self) -> Mapping[str, str]:
        """The topic that each topic lies within, for those that do."""
        return {topic.name: topic.within for topic in self.topics if topic.within}

    @cached_property
    def other_of(self) -> Mapping[str, str]:
        """For each topic, what a passage speaks of that is something else like it."""
        return {topic.name: topic.other for topic in self.topics}

    @cached_property
    def topics_of_sections(self) -> Mapping[str, tuple[str, ...]]:
        """The topics that a section speaks of by itself."""
        found: dict[str, list[str]] = {}
        for topic in self.topics:
            for section in topic.sections:
                found.setdefault(section, []).append(topic.name)
        return {section: tuple(names) for section, names in found.items()}

    def canonical(self, text: str) -> list[Token]:
        """A paragraph's tokens in the words of the lexicon."""
        return self.lexicon.canonical(tokenize(text))


class PhraseTree:
    """Phrases by their words: looking up takes as long as the text is, times the length of the longest phrase."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._root = _Node()
        self._lexicon = lexicon

    def add_all(self, phrases: Sequence[str], use: Use) -> None:
        """Keep phrases of one use."""
        for phrase in phrases:
            for form in forms_of(phrase):
                node = self._root
                for word in self._words(form):
                    node = node.following.setdefault(word, _Node())
                node.uses.append(use)

    def _words(self, form: str) -> list[str]:
        words: list[str] = []
        for index, part in enumerate(form.split(GAP)):
            words += [GAP] if index else []
            words += [token.text for token in self._lexicon.canonical(tokenize(part))]
        return words

    def hits(self, tokens: Sequence[Token]) -> Iterator[Hit]:
        """Every phrase in the text, times within it passed over."""
        for first, token in enumerate(tokens):
            node = self._root.following.get(token.text)
            if node is not None and token.kind is not TokenKind.TIME:
                # In the order of the file, so that a report is read alike each time.
                yield from (Hit(first, last, use) for last, use in dict.fromkeys(self._walk(tokens, node, first, 0)))

    def _walk(self, tokens: Sequence[Token], node: _Node, last: int, skipped: int) -> Iterator[tuple[int, Use]]:
        yield from ((last, use) for use in node.uses if not skipped)
        position = last + 1
        while position < len(tokens) and tokens[position].kind is TokenKind.TIME:
            position += 1
        if position == len(tokens):
            return
        token = tokens[position]
        following = node.following.get(token.text)
        if following is not None:
            yield from self._walk(tokens, following, position, 0)
        gap = node.following.get(GAP)
        if gap is not None:
            yield from self._over_gap(tokens, gap, position)
        if token.text == "(":
            after = _after_count(tokens, position)
            following = node.following.get(tokens[after].text) if after else None
            if following is not None:
                yield from ((end, use) for end, use in self._walk(tokens, following, after, 0) if use.mark is not None)

    def _over_gap(self, tokens: Sequence[Token], gap: _Node, start: int) -> Iterator[tuple[int, Use]]:
        for position in range(start, min(len(tokens), start + MOST_GAP + 1)):
            following = gap.following.get(tokens[position].text)
            if following is not None:
                yield from self._walk(tokens, following, position, 0)
            if tokens[position].kind in {TokenKind.SIGN, TokenKind.NUMBER}:
                return


def _after_count(tokens: Sequence[Token], opening: int) -> int:
    """The place after a short bracket that counts what stands before it, or 0: «Cấp xã (25 xã, thị trấn) tiếp nhận»."""
    ahead = tokens[opening + 1 : opening + 2 + MOST_IN_BRACKET]
    closing = next((index for index, token in enumerate(ahead) if token.text == ")"), 0)
    after = opening + 2 + closing
    return after if closing and ahead[0].kind is TokenKind.NUMBER and after < len(tokens) else 0


def forms_of(phrase: str) -> tuple[str, ...]:
    """All that a phrase with `(one|other)` and `[perhaps]` may say; raises ValueError where it is not well formed."""
    forms, rest = _alternatives(phrase, 0, "")
    if rest != len(phrase):
        raise ValueError(phrase)
    found = tuple(dict.fromkeys(" ".join(form.split()) for form in forms))
    if not found or not all(found) or len(found) > MOST_FORMS:
        raise ValueError(phrase)
    return found


def _alternatives(phrase: str, position: int, closing: str) -> tuple[list[str], int]:
    """The forms from a position up to the closing bracket, and where that stands."""
    done: list[str] = []
    forms = [""]
    while position < len(phrase) and phrase[position] != closing:
        said = _PIECE.match(phrase, position)
        assert said is not None
        sign, position = said[0], said.end()
        if sign in "([":
            inner, position = _alternatives(phrase, position, ")" if sign == "(" else "]")
            if position == len(phrase):
                raise ValueError(phrase)
            position += 1
            choices = [*inner, ""] if sign == "[" else inner
            forms = [f"{form} {choice} " for form in forms for choice in choices]
        elif sign == "|" and closing:
            done += forms
            forms = [""]
        elif sign in ")]|":
            raise ValueError(phrase)
        else:
            forms = [form + sign for form in forms]
        if len(forms) + len(done) > MOST_FORMS:
            raise ValueError(phrase)
    return done + forms, position
