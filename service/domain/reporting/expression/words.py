"""A tree as people write it down: sums and differences of what each operand is called."""

from __future__ import annotations

from collections.abc import Callable

from service.domain.reporting.expression.nodes import Call, Chain, Node, Number, Operand, Product

Named = Callable[[Operand], str]


def in_words(node: Node, name: Named) -> str:
    """The node with its operands' names, such as «II.2.14 − II.2.14.3»."""
    match node:
        case Number(value):
            return format(value, "f")
        case Operand():
            return name(node)
        case Chain(terms):
            first, *others = (("− " if minus else "+ ") + in_words(term, name) for minus, term in terms)
            return " ".join([first.removeprefix("+ "), *others])
        case Product(left, right, divided):
            return f"{_factor(left, name)} {'/' if divided else '×'} {_factor(right, name)}"
        case Call(called, arguments):
            return f"{called}({'; '.join(in_words(argument, name) for argument in arguments)})"


def _factor(node: Node, name: Named) -> str:
    said = in_words(node, name)
    return f"({said})" if isinstance(node, Chain | Product) else said
