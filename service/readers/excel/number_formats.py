"""What a number format does to the number that a cell shows."""

from __future__ import annotations

from functools import lru_cache

_SKIPS_NEXT = frozenset("\\_*")  # an escaped sign, a blank as wide as the sign, a sign that fills the cell


@lru_cache(maxsize=1000)
def shows_percent(code: str) -> bool:
    """Whether a number is shown a hundredfold: only a percent sign that is neither quoted nor escaped does that.

    `0.0%` does; `0.0"%"`, `0.0\\%`, `0.00_%` and `[%]0` do not. Only the first section, for positive numbers, counts.
    """
    closing = ""
    skips = False
    for sign in code:
        if skips:
            skips = False
        elif closing:
            closing = "" if sign == closing else closing
        elif sign in _SKIPS_NEXT:
            skips = True
        elif sign in '"[':
            closing = '"' if sign == '"' else "]"
        elif sign in "%;":
            return sign == "%"
    return False
