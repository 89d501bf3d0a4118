"""Running text as tokens: words in one spelling, numbers with their values, times, references and signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from service.domain.notation.numbers import NumberNotationError, parse_vietnamese

_SYMBOL = r"[A-ZĐ][A-ZĐa-zđ0-9]{1,20}(?:[-/&.]\s?[A-ZĐ][A-ZĐa-zđ0-9]{0,20}){0,3}"
_REFERENCE = rf"\d{{1,6}}[a-zđ]?(?:\s?/\s?\d{{4}})?\s?/\s?{_SYMBOL}|/{_SYMBOL}|\d{{1,6}}-{_SYMBOL}"
_DATE = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d\d"
_YEARS = r"(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d"
_NUMBER = (
    r"\d{1,3}(?:\.\d{3}){1,5}(?:,\d{1,9})?(?!\d)|\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,5}(?:,\d{1,9})?(?![.,/]?\d)"
    r"|\d{1,15}(?:[.,]\d{1,9})?"
)
_PATTERN = re.compile(
    rf"(?P<reference>(?<!\w)(?:{_REFERENCE}))|(?P<date>(?<!\d){_DATE}(?!\d))|(?P<years>(?<!\d){_YEARS}(?!\d))"
    rf"|(?P<number>{_NUMBER})|(?P<word>[^\W\d_]+)|(?P<sign>[^\w\s]|_)"
)
_OLD_TONES = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])$")
_NEW_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_SPELLINGS = {"tỉ": "tỷ", "kí": "ký", "kỉ": "kỷ", "lí": "lý", "quí": "quý", "mĩ": "mỹ"}
# Letters of the longest syllable of Vietnamese, each with its marks apart, and some more.
_LONGEST_WORD = 24
_MONTHS_OF_DATE = 12
_DAYS_OF_MONTH = 31


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    SIGN = "sign"
    TIME = "time"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Token:
    """One token with its place in the text: `text` is in canonical spelling, `value` a number's.

    `whole` is the lower number of `29/63`; `doubtful` says that the notation may mean something else (`8.5`).
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    value: Decimal | None = None
    whole: Decimal | None = None
    percent: bool = False
    doubtful: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is a word."""
        return self.kind is TokenKind.WORD


def spelled(word: str) -> str:
    """The word in lower case and in one spelling: tone marks at the main vowel, y where both letters are written."""
    # The phrases of a template are the same some hundred words again and again; what is endless is not kept.
    return _spelled_once(word) if len(word) <= _LONGEST_WORD else _spelled(word)


def _spelled(word: str) -> str:
    lower = unicodedata.normalize("NFC", word).lower()
    moved = _OLD_TONES.sub(lambda found: _NEW_TONES[found[0]], lower)
    return _SPELLINGS.get(moved, moved)


_spelled_once = lru_cache(maxsize=4096)(_spelled)


def tokenize(text: str) -> list[Token]:
    """The tokens of a paragraph, fractions and percentages joined."""
    return _joined(list(_scanned(text)))


def _scanned(text: str) -> Iterator[Token]:
    for found in _PATTERN.finditer(text):
        start, end = found.span()
        name = found.lastgroup
        if name == "word":
            yield Token(TokenKind.WORD, spelled(found[0]), start, end)
        elif name == "number":
            yield _number(found[0], start, end)
        elif name == "sign":
            yield Token(TokenKind.SIGN, "-" if found[0] in "–—−" else found[0], start, end)
        else:
            kind = TokenKind.REFERENCE if name == "reference" else TokenKind.TIME
            yield Token(kind, found[0], start, end)


def _number(written: str, start: int, end: int) -> Token:
    bare = written.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    try:
        return Token(TokenKind.NUMBER, bare, start, end, parse_vietnamese(bare))
    except NumberNotationError:
        return Token(TokenKind.NUMBER, bare, start, end, Decimal(bare), doubtful=True)


def _joined(tokens: list[Token]) -> list[Token]:
    """The tokens with `29/63` and `28,4 %` as one."""
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        if token.kind is TokenKind.NUMBER and _is_fraction(tokens, position):
            lower = tokens[position + 1]
            position += 2
            token = replace(token, text=f"{token.text}/{lower.text}", end=lower.end, whole=lower.value)
        if token.kind is TokenKind.NUMBER and position < len(tokens) and tokens[position].text == "%":
            token = replace(token, end=tokens[position].end, percent=True)
            position += 1
        found.append(token)
    return found


def _is_fraction(tokens: Sequence[Token], position: int) -> bool:
    """Whether a stroke and another number follow."""
    return (
        position + 1 < len(tokens)
        and tokens[position].text == "/"
        and tokens[position + 1].kind is TokenKind.NUMBER
        and not tokens[position + 1].doubtful
    )


def is_day_of_year(token: Token) -> bool:
    """Whether a fraction may as well be a day and a month (`14/9`)."""
    return (
        token.whole is not None
        and token.value is not None
        and 1 <= token.value <= _DAYS_OF_MONTH
        and 1 <= token.whole <= _MONTHS_OF_DATE
        and "." not in token.text
        and "," not in token.text
    )


def words_of(text: str) -> tuple[str, ...]:
    """The words and signs of a phrase in canonical spelling."""
    return tuple(token.text for token in tokenize(text))


class Lexicon:
    """Words that stand for one another: each run of words in a list is read as its first word."""

    def __init__(self, synonyms: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._runs: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, written in synonyms:
            for text in (name, *written):
                words = words_of(text)
                self._runs.setdefault(words[0], []).append((words, "_".join(words_of(name))))
        for runs in self._runs.values():
            runs.sort(key=lambda run: -len(run[0]))

    def canonical(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with every known run of words as one word."""
        found: list[Token] = []
        position = 0
        while position < len(tokens):
            run = self._run_at(tokens, position)
            if run is None:
                found.append(tokens[position])
                position += 1
            else:
                words, name = run
                last = tokens[position + len(words) - 1]
                found.append(Token(TokenKind.WORD, name, tokens[position].start, last.end))
                position += len(words)
        return found

    def _run_at(self, tokens: Sequence[Token], position: int) -> tuple[tuple[str, ...], str] | None:
        runs = self._runs.get(tokens[position].text)
        if runs is None:
            return None
        ahead = tuple(token.text for token in tokens[position : position + len(runs[0][0])])
        return next(((words, name) for words, name in runs if ahead[: len(words)] == words), None)
