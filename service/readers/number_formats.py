"""What a number format shows, however a program writes it down."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(.)', re.DOTALL)
_UNHEARD = re.compile(r"\$-[0-9A-Fa-f]+|NatNum\d+.*|~.*|DBNum\d+.*")
_SKIPS_NEXT = frozenset("\\_*")  # an escaped sign, a blank as wide as the sign, a sign that fills the cell


def meaning(code: str) -> str:
    """The format without spacing, locales and ways of quoting; the sections stay apart.

    `#,##0\\ "%"` and `#,##0_)"%"` show the same; `"9.999"` and `0` do not.
    """
    sections = _sections(code)
    # The section for text changes nothing where it is the text itself.
    if len(sections) > 1 and sections[-1] in {"@", "General"}:
        sections.pop()
    return ";".join(sections) or "General"


def _sections(code: str) -> list[str]:
    found = [""]
    for quoted, escaped, bracket, other in _TOKEN.findall(code):
        if quoted or escaped:
            found[-1] += "".join(f"'{sign}" for sign in quoted or escaped if not sign.isspace())
        elif bracket:
            found[-1] += "" if _UNHEARD.fullmatch(bracket) else _currency(bracket)
        elif other == ";":
            found.append("")
        elif other and not other.isspace():
            # Signs that stand for themselves are the same with and without quotes; an exponent's are no such signs.
            is_exponent = other in "+-" and found[-1][-1:] == "e"
            found[-1] += other.lower() if other.isalnum() or other in "#?.,/@:" or is_exponent else f"'{other}"
    return [_as_general(section) for section in found]


def _currency(bracket: str) -> str:
    if bracket.startswith("$"):
        return "".join(f"'{sign}" for sign in bracket[1:].partition("-")[0])
    return f"[{bracket.lower()}]"


def _as_general(section: str) -> str:
    return "General" if section == "general" else section


@lru_cache(maxsize=1000)
def shows_percent(code: str) -> bool:
    """Whether a number is shown a hundredfold: only a percent sign that is neither quoted nor escaped does that.

    `0.0%` does; `0.0"%"`, `0.0\\%`, `0.00_%` and `[%]0` do not. Only the first section, for positive numbers, counts.
    """
    return "%" in _bare(code)


@lru_cache(maxsize=1000)
def shown_decimals(code: str) -> int | None:
    """How many decimals of a number are shown; None where its format sets no bound, such as `General` or `0.0E+0`."""
    bare = _bare(code)
    if not set("0#?").intersection(bare) or set("Ee/@").intersection(bare):
        return None
    return sum(sign in "0#?" for sign in bare.partition(".")[2])


def _bare(code: str) -> str:
    """The signs of the first section that stand for themselves: not quoted, escaped or in brackets."""
    found: list[str] = []
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
        elif sign == ";":
            break
        else:
            found.append(sign)
    return "".join(found)
