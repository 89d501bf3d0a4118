"""The lines of a report's figures as tonghop prints them: the indicator's name, a colon, the number and its unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.domain.notation.numbers import NumberNotationError, parse_vietnamese
from service.domain.reading.document import Block, BlockKind
from service.domain.reading.visible_text import VisibleText, after_words, squeezed
from service.domain.reporting.indicator import Indicator

_NUMBER = re.compile(r"\s*([-\u2212]?\d(?:[\d.,]|[ \u00a0\u202f](?=\d))*)")
# Whether a figure reaches its target, in brackets behind its unit.
_TARGET = re.compile(r"\s*\((?:chưa\s+)?đạt\s+(?:không\s+quá\s+)?\d[\d.,]*[^;()\d]*\)")
# How a figure moved since an earlier period, which stands behind it.
_MOVED = re.compile(
    r"\s*,\s*(?:(?:(?:tăng|giảm)\s[^;]*?|không\s+đổi\s+)so\s+với|bằng)\s+(?:cùng\s+kỳ\s+năm\s+trước|kỳ\s+trước)"
)

_CLOSING = re.compile(r"\s*[;.]")


@dataclass(frozen=True)
class SeenFigure:
    """The number in an indicator's line; None where it is written in a way that may mean several.

    The line ends at `end`: a PDF may have the section's first words behind it, in the same block. `is_as_printed` says
    that nothing else in the block is a number that tonghop would not have put there.
    """

    index: int
    block: Block
    span: tuple[int, int]
    value: Decimal | None
    end: int
    is_as_printed: bool

    @property
    def sentence(self) -> str:
        """The line."""
        return self.block.text[: self.end]


def find_lines(
    text: VisibleText, indicators: Sequence[Indicator], narratives: Mapping[str, str],
    taken: Mapping[str, SeenFigure] | None = None,
) -> dict[str, SeenFigure]:  # fmt: skip
    """The line of each indicator that has one; indicators of one name have theirs in the order given.

    `narratives` are the texts that may follow the lines of their sections; blocks `taken` by others are left alone.
    """
    heads: dict[str, list[int]] = {}
    for index, block in enumerate(text.blocks):
        if block.kind is not BlockKind.TABLE and ":" in block.text:
            heads.setdefault(squeezed(block.text[: block.text.index(":")]), []).append(index)
    used = {seen.index for seen in (taken or {}).values()}
    found: dict[str, SeenFigure] = {}
    for indicator in indicators:
        # A name may have a colon of its own.
        head = squeezed(f"{indicator.name}:".partition(":")[0])
        for index in heads.get(head, ()):
            seen = None if index in used else _line(index, text.blocks[index], indicator, narratives)
            if seen is not None:
                used.add(index)
                found[indicator.code] = seen
                break
    return found


def _line(index: int, block: Block, indicator: Indicator, narratives: Mapping[str, str]) -> SeenFigure | None:
    begin = after_words(block.text, f"{indicator.name}:")
    if begin < 0:
        return None
    number = _NUMBER.match(block.text, begin)
    if number is None:
        return SeenFigure(index, block, (begin, begin), None, len(block.text), is_as_printed=False)
    written = number[1].rstrip(".,")
    span = (number.start(1), number.start(1) + len(written))
    end = _end(block.text, span[1], indicator)
    rest = squeezed(block.text[end:])
    is_as_printed = not any(map(str.isdigit, rest)) or squeezed(narratives.get(indicator.section, "")).startswith(rest)
    if end == span[1] or (rest and not is_as_printed):
        return SeenFigure(index, block, span, _value(written), len(block.text), is_as_printed=False)
    return SeenFigure(index, block, span, _value(written), end, is_as_printed=True)


def _value(written: str) -> Decimal | None:
    try:
        return parse_vietnamese(written)
    except NumberNotationError:
        return None


def _end(text: str, begin: int, indicator: Indicator) -> int:
    """Where the line ends: behind the unit, what is said of it, and the sign that ends it; `begin` without a unit."""
    ends = [end for unit in ("%", indicator.unit) if (end := after_words(text[begin:], unit)) >= 0]
    if not ends:
        return begin
    end = begin + max(ends)
    for match in (_TARGET.match, _MOVED.match, _CLOSING.match):
        found = match(text, end)
        end = end if found is None else found.end()
    return end
