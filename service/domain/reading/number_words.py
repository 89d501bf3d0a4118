"""Numbers written in words before what they count: «mười hai nhiệm vụ», «ba công chức»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from service.domain.notation.tokens import Token, TokenKind

_DIGITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_TENS = frozenset({"mươi", "chục"})
_HUNDRED = "trăm"
_ZERO_BETWEEN = frozenset({"linh", "lẻ"})
# Alone they are as often another word: a year, an ordinal, a fourth person.
_NEVER_ALONE = frozenset({"năm", "tư", "mốt", "lăm", "nhăm"})


def with_number_words(tokens: Sequence[Token], counted: frozenset[int]) -> list[Token]:
    """The tokens with numbers in words as numbers, where what they count begins right after (at `counted`)."""
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        value, after = number_at(tokens, position)
        if value is not None and after in counted:
            last = tokens[after - 1]
            first = tokens[position]
            found.append(replace(first, kind=TokenKind.NUMBER, text=str(value), end=last.end, value=Decimal(value)))
            position = after
        else:
            found.append(tokens[position])
            position += 1
    return found


def number_at(tokens: Sequence[Token], position: int) -> tuple[int | None, int]:
    """The number in words that begins at a token, and the token after it; None where there is none."""
    words = [token.text if token.is_word else "" for token in tokens[position : position + 7]]
    value, length = _below_thousand(words)
    if value is None or (length == 1 and words[0] in _NEVER_ALONE):
        return None, position
    return value, position + length


def _below_thousand(words: Sequence[str]) -> tuple[int | None, int]:
    hundreds = 0
    start = 0
    if len(words) > 1 and words[0] in _DIGITS and words[1] == _HUNDRED:
        hundreds, start = 100 * _DIGITS[words[0]], 2
        if start < len(words) and words[start] in _ZERO_BETWEEN:
            ones = _DIGITS.get(words[start + 1]) if start + 1 < len(words) else None
            return (hundreds + ones, start + 2) if ones is not None else (hundreds, start)
    tens, length = _below_hundred(words[start:])
    if tens is None:
        return (hundreds, start) if hundreds else (None, 0)
    return hundreds + tens, start + length


def _below_hundred(words: Sequence[str]) -> tuple[int | None, int]:
    if not words:
        return None, 0
    if words[0] in {"mười", "chục"}:
        ones = _DIGITS.get(words[1]) if len(words) > 1 else None
        return (10 + ones, 2) if ones is not None else (10, 1)
    first = _DIGITS.get(words[0])
    if first is None:
        return None, 0
    if len(words) > 1 and words[1] in _TENS:
        ones = _DIGITS.get(words[2]) if len(words) > 2 else None
        return (10 * first + ones, 3) if ones is not None else (10 * first, 2)
    return first, 1
