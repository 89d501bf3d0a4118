"""Between which tokens of a sentence the phrases stand that may speak of a number."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.notation.tokens import TokenKind
from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reading.times import Basis
from service.domain.reporting.reading_guide import Mark


def same_times(others: Sequence[Quantity], quantity: Quantity, bases: Sequence[Basis]) -> list[Quantity]:
    """The numbers without those before it of the other time: «giải ngân quý III 51 tỷ, lũy kế 133,2 tỷ»."""
    own = bases[quantity.first]
    times = {Basis.PERIOD, Basis.CUMULATIVE}
    return [
        item for item in others
        if item.first > quantity.first or own not in times or bases[item.first] not in times - {own}
    ]  # fmt: skip


def window_of(sentence: Sentence, quantity: Quantity, others: Sequence[Quantity]) -> tuple[int, int]:
    """The tokens between the numbers of the same kind before and after."""
    rivals = [item for item in others if not counts_others(item, quantity)]
    left = max((item.last + 1 for item in rivals if item.last < quantity.first), default=0)
    right = min((item.first - 1 for item in others if item.first > quantity.last), default=len(sentence.tokens) - 1)
    if quantity.nothing is Mark.NONE_OF:
        return quantity.last + 1, _clause_end(sentence, quantity.last + 1, right)
    if quantity.nothing is Mark.NOTHING:
        return left, quantity.first - 1
    return left, right


def counts_others(item: Quantity, quantity: Quantity) -> bool:
    """Whether two numbers count different things, so that one phrase may speak of both («20 TTHC, 802 hồ sơ»)."""
    return bool(item.units and quantity.units and not item.units & quantity.units and not item.foreign)


def _clause_end(sentence: Sentence, start: int, right: int) -> int:
    """The last token before a semicolon, a full stop or the next number."""
    for index in range(start, right + 1):
        if sentence.tokens[index].text in {";", "."} or sentence.tokens[index].kind is TokenKind.NUMBER:
            return index - 1
    return right
