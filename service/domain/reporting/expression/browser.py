"""A tree as JSON for the browser, where the same rule is checked while one types."""

from __future__ import annotations

from service.domain.reporting.expression.nodes import (
    Call,
    Chain,
    Comparison,
    Expression,
    Logic,
    Not,
    Number,
    Operand,
    Product,
)

Json = dict[str, object]


def to_json(expression: Expression) -> Json:
    """The tree as nested objects; numbers are strings, so that they stay exact."""
    match expression:
        case Number(value):
            return {"number": format(value, "f")}
        case Operand(code, past):
            return {"indicator": code} if past is None else {past.value: code}
        case Chain(terms):
            parts = [{"minus": negative, "term": to_json(term)} for negative, term in terms]
            return {"chain": parts, "missing_is_zero": expression.is_sum}
        case Product(left, right, divided):
            return {"divide" if divided else "multiply": [to_json(left), to_json(right)]}
        case Call(name, arguments):
            return {name: [to_json(argument) for argument in arguments]}
        case Comparison(symbol, left, right):
            return {"compare": symbol, "left": to_json(left), "right": to_json(right)}
        case Not(condition):
            return {"not": to_json(condition)}
        case Logic(symbol, parts):
            return {symbol: [to_json(part) for part in parts]}
