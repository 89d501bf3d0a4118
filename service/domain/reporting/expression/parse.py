"""Text to tree, by Python's own parser and a list of what is allowed."""

from __future__ import annotations

import ast
from decimal import Decimal

from service.domain.errors import TonghopError, message
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
    Past,
    Product,
)

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARGUMENTS = {"abs": (1, 1), "min": (2, 99), "max": (2, 99)}
_MAX_LENGTH = 2000


class ExpressionError(TonghopError):
    """The text is outside the rule language."""


def parse_condition(text: str) -> Condition:
    """The condition in a rule; raises ExpressionError naming the part that is not understood."""
    return _condition(_tree(text), text)


def parse_value(text: str) -> Node:
    """The number in a numerator or denominator; raises ExpressionError like parse_condition."""
    return _value(_tree(text), text)


def _tree(text: str) -> ast.expr:
    if len(text) > _MAX_LENGTH:
        raise ExpressionError(message("biểu thức dài quá {limit} ký tự", limit=_MAX_LENGTH))
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(message("biểu thức «{text}» sai cú pháp", text=text)) from error


def _refuse(node: ast.AST, text: str, expected: str) -> ExpressionError:
    part = ast.get_source_segment(text.strip(), node) or text
    return ExpressionError(
        message("«{part}» không thuộc ngôn ngữ quy tắc; cần {expected}", part=part, expected=expected)
    )


def _condition(node: ast.expr, text: str) -> Condition:
    match node:
        case ast.BoolOp(op=op, values=values):
            return Logic("and" if isinstance(op, ast.And) else "or", tuple(_condition(value, text) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_condition(operand, text))
        case ast.Compare(left=left, ops=ops, comparators=rights):
            sides = [left, *rights]
            found = [_comparison(op, sides[i], sides[i + 1], node, text) for i, op in enumerate(ops)]
            return found[0] if len(found) == 1 else Logic("and", tuple(found))
    raise _refuse(node, text, "một phép so sánh (==, !=, <, <=, >, >=)")


def _comparison(op: ast.cmpop, left: ast.expr, right: ast.expr, node: ast.expr, text: str) -> Comparison:
    if type(op) not in _COMPARISONS:
        raise _refuse(node, text, "==, !=, <, <=, > hoặc >=")
    return Comparison(_COMPARISONS[type(op)], _value(left, text), _value(right, text))


def _value(node: ast.expr, text: str) -> Node:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return _number(node, text)
        case ast.Name() | ast.Attribute():
            return _operand(node, text)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Chain(((True, _value(operand, text)),))
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return Chain(tuple(_terms(node, False, text)))
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() as op, right=right):
            return Product(_value(left, text), _value(right, text), isinstance(op, ast.Div))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _ARGUMENTS:
            fewest, most = _ARGUMENTS[name]
            if not fewest <= len(arguments) <= most:
                raise _refuse(node, text, f"{fewest} giá trị trở lên" if most > 1 else "đúng một giá trị")
            return Call(name, tuple(_value(argument, text) for argument in arguments))
    raise _refuse(node, text, "số, mã chỉ tiêu, + - * /, abs, min, max hoặc dấu ngoặc")


def _number(node: ast.Constant, text: str) -> Number:
    # The source text, not the parsed float, keeps 0.1 exact.
    source = ast.get_source_segment(text.strip(), node) or ""
    if not source.replace(".", "", 1).isdigit():
        raise _refuse(node, text, "một số thập phân như 0.5")
    return Number(Decimal(source))


def _terms(node: ast.expr, negative: bool, text: str) -> list[tuple[bool, Node]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        right_negative = negative ^ isinstance(node.op, ast.Sub)
        return [*_terms(node.left, negative, text), *_terms(node.right, right_negative, text)]
    return [(negative, _value(node, text))]


def _operand(node: ast.expr, text: str) -> Operand:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise _refuse(node, text, "mã chỉ tiêu")
    names.append(node.id)
    names.reverse()
    if names[0] in list(Past) and len(names) > 1:
        return Operand(".".join(names[1:]), Past(names[0]))
    return Operand(".".join(names))
