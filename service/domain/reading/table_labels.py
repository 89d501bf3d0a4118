"""What a table's lines are called and say: totals, numbers before a label, values with their units."""

from __future__ import annotations

import re
from decimal import Decimal

from service.domain.notation.numbers import NumberNotationError, parse_vietnamese
from service.domain.notation.tokens import words_of
from service.domain.reading.grids import is_empty, ordinal_order
from service.domain.reading.ties import Reading

_TOTALS = ("tổng cộng", "tổng số", "cộng", "tổng", "chung")
# «Toàn Sở» is the unit's own total, «toàn tỉnh» the whole province's.
_ALL_OF, _ALL_OF_OTHERS = "toàn ", ("toàn tỉnh", "toàn ngành", "toàn quốc")
_LEVELS = ("-", "+", "*", "•", "·")
_MONEY_UNIT = re.compile(r"đồng|tỷ|triệu|trđ", re.IGNORECASE)
_SUM_OF_LINES = re.compile(r"\s?\(=?\s?\(?\d[\d.()]{0,6}\)?(?:\s?[+-]\s?\(?\d[\d.()]{0,6}\)?){1,6}\)?")  # «(1.1 + 1.2)»


def with_unit(value: str, unit: str) -> str:
    """A cell's value with the unit of its line, where it has none of its own."""
    if unit.startswith("%") and "%" not in value:
        return f"{value}%"
    return f"{value} {unit}" if _MONEY_UNIT.search(unit) and not _MONEY_UNIT.search(value) else value


def is_total(head: str) -> bool:
    """Whether a column or a line is named as the total."""
    head = head.lower()
    return head.startswith(_TOTALS) or (head.startswith(_ALL_OF) and not head.startswith(_ALL_OF_OTHERS))


def count_of(text: str) -> Decimal | None:
    """The number in a cell, None where it holds none or a percentage; a cell that says nothing counts nothing."""
    if is_empty(text):
        return Decimal(0)
    try:
        return parse_vietnamese(text.strip())
    except NumberNotationError:
        return None


def bare_words(text: str, reading: Reading) -> tuple[str, ...]:
    """A label's words without those that say nothing."""
    words = [token.text for token in reading.guide.canonical(text)] or list(words_of(text))
    return tuple(
        sorted(
            {
                word
                for word in words
                if word.strip("()-.,:;+*•") and word not in {"số", "tổng", "lượng", "và", "trong", "kỳ"}
            }
        )
    )


def unnumbered(label: str) -> str:
    """A label without its number or bullet."""
    head, _, rest = label.partition(" ")
    is_number = not head.strip(".)-+*•(") or (len(head) <= 8 and head.endswith((".", ")")) and head[:1].isalnum())
    is_number = is_number or head.replace(".", "").isdigit()
    return _SUM_OF_LINES.sub("", rest if is_number and rest else label).rstrip(" :.;")


def leading(label: str) -> str:
    """The number before a label, where the table has no column for it."""
    first = label.partition(" ")[0]
    head = first.strip(".)")
    is_label = head.replace(".", "").isdigit() or (head != first and ordinal_order(head) >= 0)
    return head if is_label else ""


def goes_below(label: str, ordinal: str) -> bool:
    """Whether a line belongs to the one above by its bullet."""
    return label.startswith((*_LEVELS, "trong đó", "Trong đó")) or ordinal in _LEVELS
