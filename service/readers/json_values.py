"""JSON of strangers: parsed only where it holds no more values than what is expected could have."""

from __future__ import annotations

import re
from decimal import Decimal

from service.domain.errors import TooLargeError, message
from service.domain.notation.numbers import format_vietnamese

# The largest report has some three thousand; each may take fifty times its two bytes in memory.
MOST_VALUES = 250_000
# So few bytes hold so few values that nothing needs to be counted.
_FEW_BYTES = 64 * 1024
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def require_few_values(raw: bytes) -> None:
    """Raises TooLargeError where JSON text holds more numbers, texts, lists and objects than any report."""
    if len(raw) <= _FEW_BYTES:
        return
    bare = _STRING.sub(b"", raw)
    count = bare.count(b",") + bare.count(b"[") + bare.count(b"{")
    if count > MOST_VALUES:
        raise TooLargeError(
            message(
                "JSON có {count} giá trị, một báo cáo có tối đa {limit}: chỉ gửi đúng nội dung báo cáo.",
                count=format_vietnamese(Decimal(count)),
                limit=format_vietnamese(Decimal(MOST_VALUES)),
            )
        )
