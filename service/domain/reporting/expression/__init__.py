"""The rule language: parsed once, then a value over figures, an Excel formula, or JSON for the browser."""

from service.domain.reporting.expression.browser import to_json
from service.domain.reporting.expression.evaluate import Lookup, holds, value_of
from service.domain.reporting.expression.excel import Formula, condition_formula, number_formula, value_formula
from service.domain.reporting.expression.nodes import (
    Comparison,
    Condition,
    Expression,
    Node,
    Operand,
    Past,
    comparisons,
    operands,
)
from service.domain.reporting.expression.parse import ExpressionError, parse_condition, parse_value
from service.domain.reporting.expression.words import in_words

__all__ = [
    "Comparison",
    "Condition",
    "Expression",
    "ExpressionError",
    "Formula",
    "Lookup",
    "Node",
    "Operand",
    "Past",
    "comparisons",
    "condition_formula",
    "holds",
    "in_words",
    "number_formula",
    "operands",
    "parse_condition",
    "parse_value",
    "to_json",
    "value_formula",
    "value_of",
]
