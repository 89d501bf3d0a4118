"""What must hold for a number to be a figure that a phrase near it speaks of: its unit, the words around them."""

from __future__ import annotations

from service.domain.notation.tokens import TokenKind
from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.reading_guide import FigurePhrases, Hit, Mark

_BEFORE_TAIL = frozenset(
    {"của", "với", "tại", "trong", "về", "do", "cho", "ở", "giữa", "từ", "theo", "liên", "thuộc", "đến", "để", "nên"}
)

_BREAKS = frozenset({",", ";", "(", ")", ":", "và", "trong_đó", "còn"})


def may_be(sentence: Sentence, quantity: Quantity, hit: Hit, figure: FigurePhrases) -> bool:
    """Whether the number's unit and the words around allow the figure."""
    if hit.use.only_nothing and quantity.nothing is None:
        return False
    if quantity.kind is ValueType.COUNT and (quantity.value != quantity.value.to_integral_value()):
        return False
    if quantity.nothing is Mark.NONE_OF and _counts_another(sentence, quantity, figure):
        return False
    first, last = _region(sentence, quantity, hit)
    others = [item for item in sentence.quantities if item is not quantity]
    for other in sentence.hits:
        is_near = (first <= other.first and other.last <= last) or (other.first <= hit.first and hit.last <= other.last)
        if not (is_near and _forbids(other, hit, figure)):
            continue
        is_unit = any(item.first <= other.first and other.last <= item.last for item in others)
        is_lower = quantity.whole is not None and other.first > quantity.first
        if not is_unit and not is_lower:
            return False
    return quantity.nothing is not Mark.NONE_OF or _covers(sentence, quantity, hit)


def _counts_another(sentence: Sentence, quantity: Quantity, figure: FigurePhrases) -> bool:
    """Whether «không có» goes with things of another kind: «không có văn bản thuộc diện kiểm tra» counts no offices."""
    units = {hit.use.unit for hit in sentence.hits if hit.use.unit and hit.first == quantity.last + 1}
    return bool(figure.units and units - {"-"}) and not units & set(figure.units)


def _forbids(other: Hit, hit: Hit, figure: FigurePhrases) -> bool:
    """Whether a phrase near a number says that it is something else."""
    if other.use.mark is Mark.EXEMPT:
        return True
    if not other.use.unless or (hit.first <= other.first and other.last <= hit.last):
        return False
    return other.use.figure == figure.index


def _region(sentence: Sentence, quantity: Quantity, hit: Hit) -> tuple[int, int]:
    """The tokens around a number and its phrase up to the next sign or number."""
    first, last = min(quantity.first, hit.first), max(quantity.last, hit.last)
    while first > 0 and not breaks(sentence, first - 1):
        first -= 1
    end = last
    while end + 1 < len(sentence.tokens) and not breaks(sentence, end + 1):
        end += 1
    if hit.last < quantity.first and any(
        item.first == end + 1 and _is_like(item, quantity) for item in sentence.quantities
    ):
        return first, last  # what stands before the next number is that number's: «giao 44 có mặt 40»
    return first, end


def _is_like(item: Quantity, quantity: Quantity) -> bool:
    return item.kind is quantity.kind and item.nothing is None


def breaks(sentence: Sentence, index: int) -> bool:
    token = sentence.tokens[index]
    return token.text in _BREAKS or token.kind is TokenKind.NUMBER


def _covers(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether a phrase, with words that say nothing, is all that «không có» goes with."""
    end = next(
        (
            i
            for i in range(quantity.last + 1, len(sentence.tokens))
            if breaks(sentence, i) and not hit.first <= i <= hit.last
        ),
        len(sentence.tokens),
    )
    known = set(range(hit.first, hit.last + 1))
    if hit.last + 1 < end and sentence.tokens[hit.last + 1].text in _BEFORE_TAIL | {"nào"}:
        known.update(range(hit.last + 1, end))
    for other in sentence.hits:
        if other.use.mark in {Mark.FILLER, Mark.PERIOD, Mark.CUMULATIVE} or other.use.unit:
            known.update(range(other.first, other.last + 1))
    return all(index in known or not sentence.tokens[index].is_word for index in range(quantity.last + 1, end))
