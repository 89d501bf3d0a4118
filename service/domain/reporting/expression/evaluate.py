"""A tree's value over figures, exact in Decimal.

A missing optional operand counts as 0 inside a sum. What cannot be known is None: a side with no
operand present, a missing factor, a division by zero. A comparison with an unknown side is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal

from service.domain.reporting.expression.nodes import (
    Call,
    Chain,
    Comparison,
    Condition,
    Logic,
    Node,
    Not,
    Number,
    Operand,
    Product,
)

Lookup = Callable[[Operand], Decimal | None]

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CALL: dict[str, Callable[..., Decimal]] = {"abs": abs, "min": min, "max": max}


def value_of(node: Node, lookup: Lookup) -> Decimal | None:
    """The node's value, None where it cannot be known; `lookup` gives None for missing and n/a."""
    match node:
        case Number(value):
            return value
        case Operand():
            return lookup(node)
        case Chain():
            return _chain(node, lookup)
        case Product(left, right, divided):
            return _product(value_of(left, lookup), value_of(right, lookup), divided)
        case Call(name, arguments):
            values = [value_of(argument, lookup) for argument in arguments]
            present = [value for value in values if value is not None]
            return _CALL[name](*present) if len(present) == len(values) else None


def holds(condition: Condition, lookup: Lookup) -> bool | None:
    """Whether the condition is true, None where it cannot be known."""
    match condition:
        case Comparison(symbol, left, right):
            sides = value_of(left, lookup), value_of(right, lookup)
            return None if sides[0] is None or sides[1] is None else _COMPARE[symbol](sides[0], sides[1])
        case Not(inner):
            verdict = holds(inner, lookup)
            return None if verdict is None else not verdict
        case Logic(symbol, parts):
            verdicts = [holds(part, lookup) for part in parts]
            decisive = symbol == "or"
            if decisive in verdicts:
                return decisive
            return None if None in verdicts else not decisive


def _chain(chain: Chain, lookup: Lookup) -> Decimal | None:
    values = [(negative, term, value_of(term, lookup)) for negative, term in chain.terms]
    missing = [term for _, term, value in values if value is None]
    if missing and not chain.is_sum:
        return None
    any_operand = any(not isinstance(term, Number) for _, term in chain.terms)
    any_present = any(value is not None for _, term, value in values if not isinstance(term, Number))
    if any_operand and not any_present:
        return None
    total = Decimal(0)
    for negative, _, value in values:
        if value is not None:
            total = total - value if negative else total + value
    return total


def _product(left: Decimal | None, right: Decimal | None, divided: bool) -> Decimal | None:
    if left is None or right is None or (divided and right == 0):
        return None
    return left / right if divided else left * right
