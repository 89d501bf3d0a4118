"""How one-stop systems head the columns of their exports, and which figures those are: data beside a template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.domain.notation.text import without_diacritics
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.reading_guide import GAP, MOST_GAP, forms_of

BELOW = ">"  # parts the heads of a pattern, the outer one first
_MOST_WORDS = 40  # of a head; what is longer is a sentence
_COMMITTEE, _SHORT = "uy ban nhan dan", "ubnd"


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a head or label as they are compared: no diacritics, no signs, no numbers of columns."""
    bare = "".join(sign if sign.isalnum() else " " for sign in without_diacritics(text[:1_000]))
    spelt = bare.replace(_COMMITTEE, _SHORT)
    return tuple(word for word in spelt.split() if not word.isdecimal())[:_MOST_WORDS]


@dataclass(frozen=True)
class Phrase:
    """All ways of saying one head, each as its words; `*` stands for up to four words."""

    forms: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, texts: Iterable[str], passed_over: frozenset[str]) -> Phrase:
        """The phrase of any of the texts, `[perhaps] (one|other) *`; raises ValueError, which names a faulty one."""
        forms: list[tuple[str, ...]] = []
        for text in texts:
            for form in forms_of(text):
                parts = [_without(passed_over, plain_words(part)) for part in form.split(GAP)]
                words = [word for index, part in enumerate(parts) for word in ((GAP, *part) if index else part)]
                if not words:
                    raise ValueError(text)
                forms.append(tuple(words))
        return cls(tuple(dict.fromkeys(forms)))

    def length_in(self, words: Sequence[str]) -> int:
        """How many words of the phrase are said where it says the whole of the words; 0 where it does not."""
        fitting = (sum(word != GAP for word in form) for form in self.forms if _says(form, words))
        return max(fitting, default=0)


def _without(passed_over: frozenset[str], words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in passed_over)


def _says(form: Sequence[str], words: Sequence[str]) -> bool:
    if not form or not words:
        return not words and all(word == GAP for word in form)
    if form[0] != GAP:
        return form[0] == words[0] and _says(form[1:], words[1:])
    return any(_says(form[1:], words[count:]) for count in range(min(MOST_GAP, len(words)) + 1))


@dataclass(frozen=True)
class HeadPattern:
    """A head and those above it, the outer one first."""

    phrases: tuple[Phrase, ...]

    def fit(self, path: Sequence[Sequence[str]]) -> int:
        """How well a column's heads fit, which are given as words from the outer one: 0 where they do not."""
        *above, own = self.phrases
        fitting = own.length_in(path[-1]) if path else 0
        if not fitting:
            return 0
        rest = list(path[:-1])
        for phrase in reversed(above):
            while rest and not (said := phrase.length_in(rest[-1])):
                rest.pop()
            if not rest:
                return 0
            fitting += said
            rest.pop()
        return len(self.phrases) * _MOST_WORDS + fitting


@dataclass(frozen=True)
class ExportFigure:
    """A figure and the column that tells it, by patterns of which any fits; several `parts` are columns to add up.

    `kinds` are the kinds of unit it is taken for.
    """

    indicator: str
    parts: tuple[tuple[HeadPattern, ...], ...]
    kinds: frozenset[AgencyKind]


@dataclass(frozen=True)
class ExportGuide:
    """What the exports of one-stop systems look like; the first entry of a figure that fits counts.

    `passed_over` are words that say nothing in a head or label. `numbering`, `names` and `ignored` are heads of columns
    that hold no figure: the running number, what a row is about, shares and remarks. `totals` are labels of rows that
    add up others; a line that begins as `addressed` names a unit as the one written to.
    """

    figures: tuple[ExportFigure, ...]
    passed_over: frozenset[str]
    numbering: Phrase
    names: Phrase
    ignored: Phrase
    totals: Phrase
    addressed: Phrase

    def asked(self, kind: AgencyKind) -> frozenset[str]:
        """The figures that an export may tell of a unit of the kind."""
        return frozenset(figure.indicator for figure in self.figures if kind in figure.kinds)

    def words(self, text: str) -> tuple[str, ...]:
        """The words of a head or label that say something."""
        return _without(self.passed_over, plain_words(text))

    def path(self, heads: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        """The heads above a column as they are compared, the outer one first."""
        return tuple(words for head in heads if (words := self.words(head)))

    def says(self, phrase: Phrase, text: str) -> bool:
        """Whether the phrase says the whole text."""
        return phrase.length_in(self.words(text)) > 0

    def is_head(self, text: str) -> bool:
        """Whether a text is known to stand above columns."""
        return any(self.says(phrase, text) for phrase in self._heads)

    @cached_property
    def _heads(self) -> tuple[Phrase, ...]:
        patterns = (pattern for figure in self.figures for part in figure.parts for pattern in part)
        heads = (phrase for pattern in patterns for phrase in pattern.phrases)
        return tuple(dict.fromkeys((self.numbering, self.names, self.ignored, *heads)))
