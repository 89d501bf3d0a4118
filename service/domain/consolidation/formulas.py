"""A formula's text in the one form that it has however a program writes it, and after rows or columns went."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

# A text, a sheet's name, a cell or whatever else; only cells and names are looked into.
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")|(?P<sheet>'(?:[^']|'')*'!|[\w.]+!)|(?P<cell>\$?[A-Z]{1,3}\$?\d+(?![\w(.]))|(?P<other>[\w.]+|.)""",
    re.IGNORECASE | re.DOTALL,
)
_CELL = re.compile(r"([A-Z]+)(\d+)")
_DECIMALS = re.compile(r"\d+\.\d+")
_PREFIX = re.compile(r"^(?:of:|msoxl:|oooc:)?=?", re.IGNORECASE)
Place = tuple[str, int]
# From the sheet (empty: the formula's own), column and row of a cell to where it is now; None where it is gone.
Moves = Callable[[str, str, int], Place | None]
GONE = "#REF!"


@lru_cache(maxsize=65_536)
def normal(formula: str) -> str:
    """The formula without what programs write each in their way: case, spaces, `$`, quotes, prefixes, 35.0."""
    found = []
    for token in _TOKEN.finditer(_PREFIX.sub("", formula.strip(), count=1)):
        text = token[0]
        match token.lastgroup:
            case "text":
                found.append(text)
            case "sheet":
                name = text[:-1]
                plain = name[1:-1].replace("''", "'") if name.startswith("'") else name
                found.append(_quoted(plain))
            case _ if _DECIMALS.fullmatch(text):
                found.append(text.rstrip("0").rstrip("."))
            case _:
                found.append("" if text.isspace() else text.upper().replace("$", "").replace(";", ","))
    joined = "".join(found).replace("_XLFN.", "").replace("_XLWS.", "")
    return joined.replace("TRUE()", "TRUE").replace("FALSE()", "FALSE")


def moved(formula: str, moves: Moves) -> str:
    """A normal formula with its cells where they are now."""
    found = []
    sheet = ""
    for token in _TOKEN.finditer(formula):
        text = token[0]
        if token.lastgroup == "sheet":
            sheet = text[1:-2].replace("''", "'")
        elif token.lastgroup == "cell" and (cell := _CELL.fullmatch(text)):
            place = moves(sheet, cell[1], int(cell[2]))
            text = GONE if place is None else f"{place[0]}{place[1]}"
        elif text != ":":
            sheet = ""
        found.append(text)
    return "".join(found)


def relative(formula: str, row: int) -> str:
    """A normal formula with `@` for its own row, so that those of sorted rows can be compared."""
    return moved(formula, lambda sheet, column, at: (column, 0 if at == row and not sheet else at))


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!"
