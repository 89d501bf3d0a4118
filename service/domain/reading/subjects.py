"""Who a sentence says did something: the unit itself, or another body, whose figures are not the unit's."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.notation.tokens import TokenKind
from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reporting.reading_guide import Mark

_BODIES = frozenset({"sở", "bộ"})
_COMMUNES = frozenset({"xã", "phường"})
_AT = frozenset({"tại", "ở"})
_ALL = frozenset({"các", "những"})
_OF = frozenset({"của", "cho", "từ", "giữa"})
_MANY = frozenset({"sở", "xã", "phường", "huyện", "ngành", "địa_phương"})
_ENDS = frozenset({";", "."})


def is_of_another_body(sentence: Sentence, quantity: Quantity, own_names: Sequence[str]) -> bool:
    """Whether the clause begins with another body than the unit, or the number is said to be of several bodies.

    «Sở Nội vụ đã kiểm tra 12 đơn vị», «Tại 17 xã, thị trấn: tiếp nhận 18.420», «38 công chức của 19 sở, ngành».
    """
    return _begins_with_another(sentence, quantity, own_names) or _is_of_many(sentence, quantity)


def _begins_with_another(sentence: Sentence, quantity: Quantity, own_names: Sequence[str]) -> bool:
    begin = max((i + 1 for i in range(quantity.first) if sentence.tokens[i].text in _ENDS), default=0)
    begin = _after_times(sentence, begin)
    if begin >= quantity.first:
        return False
    return _is_peer(sentence, begin, own_names) or _are_communes(sentence, begin, quantity.first)


def _after_times(sentence: Sentence, begin: int) -> int:
    """The first token that says more than when."""
    times = {Mark.PERIOD, Mark.CUMULATIVE}
    while begin < len(sentence.tokens):
        ends = [hit.last for hit in sentence.hits if hit.first == begin and hit.use.mark in times]
        text = sentence.tokens[begin].text
        if not ends and begin not in sentence.spans and text not in {",", "trong", "đến", "-", "+", ":"}:
            return begin
        begin = max(ends, default=begin) + 1
    return begin


def _is_peer(sentence: Sentence, begin: int, own_names: Sequence[str]) -> bool:
    """Whether a department or ministry is named at a token that is not the unit itself."""
    if sentence.tokens[begin].text not in _BODIES or begin + 1 >= len(sentence.tokens) or not own_names:
        return False
    name = sentence.text[sentence.tokens[begin].start - sentence.start :]
    first = sentence.tokens[begin + 1]
    if not first.is_word or not sentence.text[first.start - sentence.start].isupper():
        return False
    return not any(_spelled(name).startswith(_spelled(own)) for own in own_names)


def _spelled(name: str) -> str:
    return " ".join(name.lower().replace(",", " ").split())


def _are_communes(sentence: Sentence, begin: int, end: int) -> bool:
    """Whether several communes are named at a token: «Tại 17 xã, thị trấn», «các xã, phường»."""
    position = begin + (sentence.tokens[begin].text in _AT)
    if position < end and (
        sentence.tokens[position].kind is TokenKind.NUMBER or sentence.tokens[position].text in _ALL
    ):
        position += 1
        return position < end and sentence.tokens[position].text in _COMMUNES
    return False


def _is_of_many(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether several bodies counted right after a number are whose it is."""
    after = [token.text for token in sentence.tokens[quantity.last + 1 : quantity.last + 4]]
    return (
        len(after) == len(("của", "19", "sở")) and after[0] in _OF and after[2] in _MANY
        and sentence.tokens[quantity.last + 2].kind is TokenKind.NUMBER
    )  # fmt: skip
