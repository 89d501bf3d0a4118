"""A tree as Excel formulas that say the same as `evaluate`, given the cell of each operand.

Missing is an empty cell and not-applicable a text, so SUM and ISNUMBER tell them from zero.
Differences are rounded before they are compared, since a spreadsheet counts in binary fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
    operands,
)

CellOf = Callable[[Operand], str]


@dataclass(frozen=True)
class Formula:
    """Two formulas without `=`: whether the value can be known, and the value where it can."""

    known: str
    value: str


def number_formula(value: Decimal) -> str:
    """A number as every program writes it within a formula: no exponent, and no zeros at the end of its decimals."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_formula(node: Node, cell_of: CellOf) -> Formula:
    """The node as a number."""
    match node:
        case Number(value):
            return Formula("TRUE", number_formula(value))
        case Operand():
            cell = cell_of(node)
            return Formula(f"ISNUMBER({cell})", f"N({cell})")
        case Chain():
            return _sum(node, cell_of) if node.is_sum else _difference(node, cell_of)
        case Product(left, right, divided):
            return _product(value_formula(left, cell_of), value_formula(right, cell_of), divided)
        case Call(name, arguments):
            parts = [value_formula(argument, cell_of) for argument in arguments]
            return Formula(_all(part.known for part in parts), f"{name.upper()}({','.join(p.value for p in parts)})")


def condition_formula(condition: Condition, cell_of: CellOf, required: Callable[[Operand], bool]) -> Formula:
    """The condition as TRUE or FALSE; unknown too where a required operand's cell is empty."""
    formula = _condition(condition, cell_of)
    cells = dict.fromkeys(cell_of(operand) for operand in operands(condition) if required(operand))
    return Formula(_all([*(f"NOT(ISBLANK({cell}))" for cell in cells), formula.known]), formula.value)


def _condition(condition: Condition, cell_of: CellOf) -> Formula:
    match condition:
        case Comparison(symbol, left, right):
            sides = value_formula(left, cell_of), value_formula(right, cell_of)
            known = _all(side.known for side in sides)
            compared = f"ROUND({sides[0].value}-({sides[1].value}),9){_SYMBOL.get(symbol, symbol)}0"
            return Formula(known, f"IF({known},{compared},FALSE)")
        case Not(inner):
            formula = _condition(inner, cell_of)
            return Formula(formula.known, f"NOT({formula.value})")
        case Logic(symbol, parts):
            formulas = [_condition(part, cell_of) for part in parts]
            decisive = [
                f"AND({f.known},{f.value})" if symbol == "or" else f"AND({f.known},NOT({f.value}))" for f in formulas
            ]
            known = f"OR({_all(f.known for f in formulas)},{','.join(decisive)})"
            found = f"OR({','.join(decisive)})"
            return Formula(known, found if symbol == "or" else f"NOT({found})")


_SYMBOL = {"==": "=", "!=": "<>"}


def _sum(chain: Chain, cell_of: CellOf) -> Formula:
    added: list[str] = []
    taken: list[str] = []
    cells: list[str] = []
    for negative, term in chain.terms:
        text = number_formula(term.value) if isinstance(term, Number) else cell_of(term)  # type: ignore[arg-type]
        (taken if negative else added).append(text)
        if isinstance(term, Operand):
            cells.append(text)
    value = f"SUM({','.join(added)})" if added else "0"
    if taken:
        value += f"-SUM({','.join(taken)})"
    return Formula(f"COUNT({','.join(cells)})>0" if cells else "TRUE", value)


def _difference(chain: Chain, cell_of: CellOf) -> Formula:
    parts = [(negative, value_formula(term, cell_of)) for negative, term in chain.terms]
    value = "".join(f"{'-' if negative else '+'}({part.value})" for negative, part in parts)
    return Formula(_all(part.known for _, part in parts), value.removeprefix("+"))


def _product(left: Formula, right: Formula, divided: bool) -> Formula:
    if not divided:
        return Formula(_all([left.known, right.known]), f"({left.value})*({right.value})")
    nonzero = f"({right.value})<>0"
    # A spreadsheet evaluates every part of AND, so a division guards itself.
    guarded = f"IF({nonzero},({left.value})/({right.value}),0)"
    return Formula(_all([left.known, right.known, nonzero]), guarded)


def _all(parts: Iterable[str]) -> str:
    needed = [part for part in dict.fromkeys(parts) if part != "TRUE"]
    if not needed:
        return "TRUE"
    return needed[0] if len(needed) == 1 else f"AND({','.join(needed)})"
