"""Patterns in code, and inputs that are made to be hard for them."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]  # how the library itself reads patterns
from typing import Any

METHODS = ("match", "fullmatch", "search")
# These look for one match after another, each from where the last one ended.
SEARCHING = {"sub", "subn", "split", "findall", "finditer"}
# What ends an input so that what was matched so far was in vain.
TAILS = ("", "\x00", "\n", " ", "!", "x")
SMALL, GROWING = (8, 12, 16, 20, 24, 28), (64, 512, 4096, 16384)
# Seconds of the processor that no linear pattern needs for so little; what takes longer is looked at again.
SOON = 0.025
MOST_INPUTS = 400
# Seconds that a bounded input may take.
MOST = 0.5


@dataclass
class Use:
    """A pattern in a module, its flags, and how it is used; None where its text is made only at run time."""

    place: str
    text: str | bytes | None
    flags: int = 0
    methods: set[str] = field(default_factory=set)


def uses(source: str, module: str) -> list[Use]:
    """The patterns of a module: those with a name, and those in a call."""
    nodes = list(ast.walk(ast.parse(source)))
    targets = _targets(nodes)
    named: dict[str, Use] = {}
    found: list[Use] = []
    for node in nodes:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_re(node.func)):
            continue
        if node.func.attr in {"compile", *METHODS, *SEARCHING}:
            use = Use(f"{module}:{node.lineno}", _constant(node.args[0]), _flags(node))
            if node.func.attr != "compile":
                use.methods.add("search" if node.func.attr in SEARCHING else node.func.attr)
            found.append(use)
            for target in targets.get(node, ()):
                named[target] = use
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in named:
            method = "search" if node.attr in SEARCHING else node.attr
            named[node.value.id].methods.update({method} & set(METHODS))
    return found


def _is_re(function: ast.Attribute) -> bool:
    return isinstance(function.value, ast.Name) and function.value.id == "re"


def _targets(nodes: list[ast.AST]) -> dict[ast.expr, list[str]]:
    """The names that each value is given."""
    return {
        node.value: [target.id for target in node.targets if isinstance(target, ast.Name)]
        for node in nodes
        if isinstance(node, ast.Assign)
    }


def _constant(node: ast.expr) -> str | bytes | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) else None


def _flags(call: ast.Call) -> int:
    names = {node.attr for argument in call.args[1:] for node in ast.walk(argument) if isinstance(node, ast.Attribute)}
    return sum(getattr(re, name) for name in names if name.isupper())


def literals_of_script(source: str) -> Iterator[tuple[str, int]]:
    """The patterns written in a script, with their flags as Python has them."""
    for found in re.finditer(
        r"(?:[=(,:!&|?]|return)\s*/((?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/([gimsuy]*)(?=[.,;)\s])", source
    ):
        if not found[1].startswith("*"):
            yield found[1], re.IGNORECASE if "i" in found[2] else 0


def is_linear(text: str | bytes, methods: set[str], flags: int = 0, longest: int = 0) -> str | None:
    """None where the time grows no faster than the input, whatever comes in; else what was too hard.

    Where nothing `longest` or longer ever comes in, it may grow, but must still be short for that.
    """
    pattern = re.compile(text, flags)
    for method in sorted(methods or set(METHODS)):
        work = getattr(pattern, method)
        for prefix, pump, tail in islice(_inputs(text, flags), MOST_INPUTS):

            def made(count: int, p: str = prefix, m: str = pump, t: str = tail) -> Any:
                return _made(text, p, m * count, t)

            # The bound is one of signs, and what is repeated may have several.
            if _seconds(made(longest // len(pump)), work) > MOST if longest else _grows(made, work):
                return f"{method} on {prefix!r} + {pump!r} × n + {tail!r}"
    return None


def _made(text: str | bytes, prefix: str, middle: str, tail: str) -> Any:
    made = prefix + middle + tail
    return made.encode("utf-8") if isinstance(text, bytes) else made


def _grows(made: Callable[[int], Any], work: Callable[[Any], object]) -> bool:
    """Whether the processor's time grows faster than the input."""
    least, before = 0.0, 1
    for count in (*SMALL, *GROWING):
        # Where even the square of it would be soon, more of the same tells nothing; what grows faster than that is seen
        # long before.
        if count == GROWING[-1] and least * (count / before) ** 2 <= SOON:
            return False
        least, before = _seconds(made(count), work), count
        if least > SOON:
            # A linear pattern took so long by chance only: all and a quarter of the same are looked at, by turns,
            # as a busy machine is slow for a while. Four times the input is then four times the time, its square 16.
            if count in SMALL:
                return min(_seconds(made(count), work) for _ in range(5)) > SOON
            turns = [(_seconds(made(count // 4), work), _seconds(made(count), work)) for _ in range(5)]
            less, more = (min(taken) for taken in zip(*turns, strict=True))
            return more > SOON / 2 and more > 8 * less
    return False


def _seconds(made: Any, work: Callable[[Any], object]) -> float:
    before = time.thread_time()
    work(made)
    return time.thread_time() - before


def _inputs(text: str | bytes, flags: int) -> Iterator[tuple[str, str, str]]:
    """Beginnings, repetitions and ends made of what the pattern itself speaks of."""
    tree = _parser.parse(text, flags)
    spoken = list(dict.fromkeys(chain(_signs(tree), " a1")))[:14]
    beginnings = list(dict.fromkeys(["", *_beginnings(tree)]))[:6]
    pumps = [pump for pump in dict.fromkeys([*_bodies(tree), *beginnings, _sample(tree), *spoken]) if pump][:20]
    pumps += [one + other for one in spoken[:6] for other in spoken[:6] if one != other]
    for pump in pumps:
        for beginning in beginnings:
            for tail in TAILS if len(pump) == 1 or not beginning else TAILS[:2]:
                yield beginning, pump, tail


def _beginnings(tree: Any) -> Iterator[str]:
    """What a string is like before each repetition at the top of the pattern."""
    made = ""
    for node in tree:
        if str(node[0]).endswith("REPEAT"):
            yield made
        made += _sample([node])
    yield made


def _bodies(tree: Any) -> Iterator[str]:
    """What each repetition repeats, at any depth."""
    for name, value in tree:
        if str(name).endswith("REPEAT"):
            yield _sample(value[2])
        for inner in _inner(value):
            yield from _bodies(inner)


def _inner(value: Any) -> Iterator[Any]:
    """The patterns inside of a node."""
    if isinstance(value, _parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _inner(item)


def _signs(tree: Any) -> Iterator[str]:
    """A sign for each kind of sign that the pattern speaks of."""
    for name, value in tree:
        match str(name):
            case "LITERAL" | "NOT_LITERAL":
                yield chr(value)
            case "ANY":
                yield "x"
            case "IN":
                yield from _of_set(value)
        for inner in _inner(value):
            yield from _signs(inner)


CATEGORIES = {
    "CATEGORY_DIGIT": "1", "CATEGORY_NOT_DIGIT": "b", "CATEGORY_SPACE": " ", "CATEGORY_NOT_SPACE": "b",
    "CATEGORY_WORD": "b", "CATEGORY_NOT_WORD": "-",
}  # fmt: skip


def _of_set(items: Any) -> Iterator[str]:
    for name, value in items:
        match str(name):
            case "LITERAL":
                yield chr(value)
            case "RANGE":
                yield chr(value[0])
            case "CATEGORY":
                yield CATEGORIES[str(value)]


def _sample(nodes: Any) -> str:
    """A string that these nodes match, as far as that is easily said."""
    made = ""
    for name, value in nodes:
        match str(name):
            case "LITERAL":
                made += chr(value)
            case "ANY" | "NOT_LITERAL":
                made += "c"
            case "IN":
                negated = any(str(item[0]) == "NEGATE" for item in value)
                held = set(_of_set(value))
                made += next(sign for sign in "cz~9 " if sign not in held) if negated else next(_of_set(value))
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                made += _sample(value[2]) * max(1, value[0])
            case "SUBPATTERN":
                made += _sample(value[3])
            case "ATOMIC_GROUP":
                made += _sample(value)
            case "BRANCH":
                made += _sample(value[1][0])
    return made


def modules(root: Path) -> Iterator[tuple[str, str]]:
    """Name and source of each module below `root` that speaks of patterns."""
    for path in sorted(root.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "re." in source:
            yield path.relative_to(root.parent).as_posix(), source
