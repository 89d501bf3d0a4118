"""How far a phrase is from a number in a sentence: the words and signs between that say anything."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.notation.tokens import TokenKind
from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reporting.reading_guide import Hit, Strength

_FAR = 99.0
_MOST_BEFORE = 3  # words of a label before the phrase that names it: «Lãnh đạo Sở đối thoại với …: 02 cuộc»
_LABEL = 0.6  # from the phrase that begins a label to the number behind its colon
_SIGNS = {",": 2.0, "(": 0.5, ")": 0.5, ":": 0.2, "-": 1.0, ".": 1.5}


def distance(sentence: Sentence, quantity: Quantity, hit: Hit) -> float:
    """How far a phrase is from a number: words and signs between, on either side."""
    if hit.last < quantity.first:
        found = _between(sentence, hit.last + 1, quantity.first - 1, right=False)
        return min(found, _LABEL) if found > _LABEL and _opens_label(sentence, quantity, hit) else found
    if hit.first <= quantity.last:
        return 0.0
    return _between(sentence, quantity.last + 1, hit.first - 1, right=True) + 0.1


def _opens_label(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether a phrase begins the label before a colon that the number stands behind, of which all is one name.

    «Đối thoại của lãnh đạo Sở với người dân, doanh nghiệp: 03 cuộc».
    """
    colon = next((i for i in range(quantity.first - 1, hit.last, -1) if sentence.tokens[i].text == ":"), 0)
    quiet = _quiet(sentence)
    if not colon or any(i not in quiet and i not in sentence.spans for i in range(colon + 1, quantity.first)):
        return False
    texts = [token.text for token in sentence.tokens[:colon]]
    begin = max((i + 1 for i, text in enumerate(texts) if text in {";", ":", "."}), default=0)
    if hit.first < begin or sum(i not in quiet for i in range(begin, hit.first)) > _MOST_BEFORE:
        return False
    if any(
        other.use.figure >= 0 and not other.use.unless and begin <= other.last < hit.first for other in sentence.hits
    ):
        return False
    if any(token.kind is TokenKind.NUMBER for token in sentence.tokens[begin:colon]):
        return False
    return not any(
        other.use.figure not in {-1, hit.use.figure} and other.use.strength > Strength.CONFIRM
        and not other.use.unless and hit.last < other.first < colon
        and texts[other.first - 1] in {",", "và", "("} for other in sentence.hits
    )  # fmt: skip


def is_barred(sentence: Sentence, quantity: Quantity, hit: Hit, others: Iterable[Hit]) -> bool:
    """Whether a phrase of another figure stands right before a number, and this one before that phrase."""
    return any(
        hit.last < other.first and other.last < quantity.first and other.use.figure != hit.use.figure
        and other.use.strength > Strength.CONFIRM and distance(sentence, quantity, other) <= _SIGNS[":"]
        for other in others
    )  # fmt: skip


def is_in_own_bracket(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether a phrase stands in a bracket after a number, before one that it speaks of: «111 TTHC (cấp tỉnh 68»."""
    if hit.first < quantity.last:
        return False
    opened = [i for i in range(quantity.last + 1, hit.first) if sentence.tokens[i].text == "("]
    if not opened or any(sentence.tokens[i].text == ")" for i in range(opened[0], hit.first)):
        return False
    after = next((item for item in sentence.quantities if item.first > hit.last), None)
    return after is not None and not any(
        sentence.tokens[i].text in {")", ";", ","} for i in range(hit.last + 1, after.first)
    )


def _between(sentence: Sentence, first: int, last: int, *, right: bool) -> float:
    cost = 0.0
    quiet = _quiet(sentence)
    index = first
    while index <= last:
        token = sentence.tokens[index]
        closing = _closing(sentence, index, last) if token.text == "(" else None
        if closing is not None:
            cost += 0.6
            index = closing + 1
            continue
        if token.text == ";" or (token.text == ":" and right):
            return _FAR
        if token.kind is TokenKind.SIGN:
            cost += _SIGNS.get(token.text, 0.3)
        elif token.kind is TokenKind.NUMBER:
            cost += 0.8
        elif token.is_word and index not in quiet:
            cost += 1.0 if token.text == "và" else 0.3
        index += 1
    return cost


def _closing(sentence: Sentence, index: int, last: int) -> int | None:
    """Where a bracket without numbers closes."""
    for position in range(index + 1, last + 1):
        if sentence.tokens[position].text == ")":
            return position
        if sentence.tokens[position].kind is TokenKind.NUMBER:
            return None
    return None


def _quiet(sentence: Sentence) -> set[int]:
    """The tokens that say nothing of a figure: fillers, times, units."""
    found: set[int] = set()
    for hit in sentence.hits:
        if hit.use.mark is not None or (hit.use.unit and hit.use.unit != "-"):
            found.update(range(hit.first, hit.last + 1))
    return found
