"""Texts of a report: of a length that can be printed, and Unicode."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from service.domain.errors import Finding, Level, Message, message
from service.domain.notation.numbers import format_vietnamese, shorten
from service.domain.notation.text import find_old_encoding


def check_text(name: Message, text: str, limit: int, place: str) -> Iterator[Finding]:
    """A text has at most so many letters, and is Unicode, for which one of such a length is looked through."""
    if len(text) > limit:
        count, most = format_vietnamese(Decimal(len(text))), format_vietnamese(Decimal(limit))
        said = message("{name} dài {count} ký tự: tối đa {limit}.", name=name, count=count, limit=most)
        yield Finding("length", Level.ERROR, said, (place,))
    elif found := find_old_encoding(text):
        said = message(
            "{name} có vẻ gõ bằng phông TCVN3 hoặc VNI, ở chỗ «{found}»: chuyển sang Unicode rồi nộp lại.",
            name=name,
            found=shorten(found),
        )
        yield Finding("encoding", Level.ERROR, said, (place,))
