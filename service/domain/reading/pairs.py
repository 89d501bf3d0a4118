"""Numbers in a row under names in a row: «Biên chế giao/có mặt: 61/57» says what each name's number is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from service.domain.notation.tokens import Token, TokenKind
from service.domain.reading.sentences import Sentence, read_sentence
from service.domain.reporting.reading_guide import ReadingGuide

_SLASH = "/"
_ENDS_NAMES = frozenset({";", ",", ".", ":", ")", "trong_đó", "và"})
_MOST_WORDS = 12  # of all names together


def paired_sentences(sentence: Sentence, guide: ReadingGuide, text: str) -> Iterator[tuple[int, Sentence]]:
    """A sentence for each name of a row of names with as many numbers, the words before a bracket said of all.

    With each comes the token of the whole sentence at which the numbers begin.
    """
    position = 0
    while position < len(sentence.tokens):
        values, last = _values(sentence.tokens, position)
        if len(values) > 1:
            shared, names = _names(sentence, position)
            if len(names) == len(values):
                for name, value in zip(names, values, strict=True):
                    number = replace(sentence.tokens[position], value=value, whole=None, end=sentence.tokens[last].end)
                    colon = Token(TokenKind.SIGN, ":", number.start, number.start)
                    yield position, read_sentence([*shared, *name, colon, number], {}, guide, text)
        position = last + 1


def _values(tokens: Sequence[Token], position: int) -> tuple[list[Decimal], int]:
    """The numbers that strokes part from a token on, and the last token of them."""
    values: list[Decimal] = []
    last = position
    while last < len(tokens):
        token = tokens[last]
        if token.kind is not TokenKind.NUMBER or token.value is None or token.percent:
            break
        values += [token.value] if token.whole is None else [token.value, token.whole]
        if last + 2 >= len(tokens) or tokens[last + 1].text != _SLASH or tokens[last + 2].kind is not TokenKind.NUMBER:
            return values, last
        last += 2
    return values, max(position, last - 2)


def _names(sentence: Sentence, position: int) -> tuple[Sequence[Token], list[list[Token]]]:
    """The words shared by all names before a row of numbers, and each name's own; none where they are no names."""
    tokens = sentence.tokens
    end = position
    while end and tokens[end - 1].text in {":", "là"}:
        end -= 1
    is_bracketed = end > 0 and tokens[end - 1].text == ")"
    end -= is_bracketed
    begin = end
    while (
        begin and tokens[begin - 1].text not in _ENDS_NAMES | {"("} and tokens[begin - 1].kind is not TokenKind.NUMBER
    ):
        begin -= 1
    shared: Sequence[Token] = ()
    if is_bracketed:
        if not begin or tokens[begin - 1].text != "(":
            return (), []
        shared = _before(tokens, begin - 1)
    names: list[list[Token]] = [[]]
    for token in tokens[begin:end]:
        if token.text == _SLASH:
            names.append([])
        else:
            names[-1].append(token)
    is_named = all(names) and sum(map(len, names)) <= _MOST_WORDS
    return (shared, names) if is_named else ((), [])


def _before(tokens: Sequence[Token], end: int) -> Sequence[Token]:
    """The words of the clause before a bracket."""
    begin = end
    while begin and tokens[begin - 1].text not in _ENDS_NAMES and tokens[begin - 1].kind is not TokenKind.NUMBER:
        begin -= 1
    return tokens[begin:end]
