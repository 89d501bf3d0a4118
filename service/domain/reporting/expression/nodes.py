"""The tree that an expression is parsed into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: Decimal


class Past(StrEnum):
    """An earlier report of the unit that a rule may compare with, by its name in the rules language."""

    PREVIOUS = "previous"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"


@dataclass(frozen=True)
class Operand:
    """An indicator's value in this report, or in an earlier one."""

    code: str
    past: Past | None = None

    def __str__(self) -> str:
        return f"{self.past.value}.{self.code}" if self.past else self.code


@dataclass(frozen=True)
class Chain:
    """Terms added up or taken away; the booleans say which terms are taken away."""

    terms: tuple[tuple[bool, Node], ...]

    @property
    def is_sum(self) -> bool:
        """Whether all terms are plain figures, so that a missing optional one counts as 0.

        `a - 100 * b / c` is no such sum: without `a` there is nothing to compare.
        """
        return all(isinstance(term, Operand | Number) for _, term in self.terms)


@dataclass(frozen=True)
class Product:
    """`left * right`, or `left / right` when divided."""

    left: Node
    right: Node
    divided: bool = False


@dataclass(frozen=True)
class Call:
    """`abs`, `min` or `max` of its arguments."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Comparison:
    """Two numbers compared by `==`, `!=`, `<`, `<=`, `>` or `>=`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Logic:
    """`and` or `or` of conditions."""

    operator: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    condition: Condition


Node = Number | Operand | Chain | Product | Call
Condition = Comparison | Logic | Not
Expression = Node | Condition


def operands(expression: Expression) -> Iterator[Operand]:
    """Every operand of the expression from left to right, repetitions included."""
    match expression:
        case Operand():
            yield expression
        case Chain(terms):
            for _, term in terms:
                yield from operands(term)
        case Product(left, right) | Comparison(_, left, right):
            yield from operands(left)
            yield from operands(right)
        case Call(_, parts) | Logic(_, parts):
            for part in parts:
                yield from operands(part)
        case Not(condition):
            yield from operands(condition)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison of the condition from left to right."""
    match condition:
        case Comparison():
            yield condition
        case Logic(_, parts):
            for part in parts:
                yield from comparisons(part)
        case Not(inner):
            yield from comparisons(inner)
