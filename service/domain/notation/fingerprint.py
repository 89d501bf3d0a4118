"""The fingerprint of a content."""

from __future__ import annotations

import hashlib
import re

# What stands in a workbook where its fingerprint will, for as long as that is computed.
UNSEALED = "0" * 64
# The hidden sheet on which a workbook that was made without a database carries itself, to be compared with.
ORIGINAL_SHEET = "_ban_goc"
# Their results follow the order of the rows that they look at: equals of a ranking, and in which row an agency stands.
RANKING_SHEET, INDEX_SHEET = "Số liệu biểu đồ", "Chỉ mục"
IN_ORDER_OF_ROWS = frozenset({RANKING_SHEET, INDEX_SHEET})
# Sixteen signs of a fingerprint nobody guesses.
_TYPED = re.compile(r"[0-9a-f]{16,64}")
_BETWEEN = re.compile(r"[\s.:-]")


def sha256_of(content: bytes | str) -> str:
    """SHA-256 in hexadecimal; half of a sign, which no bytes can be made of, counts as a question mark."""
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()


def typed_fingerprint(text: str) -> str | None:
    """The beginning of a fingerprint that somebody typed from paper, or all of it; None where it cannot be one."""
    plain = _BETWEEN.sub("", text).lower().translate(str.maketrans("oil", "011"))
    return plain if _TYPED.fullmatch(plain) else None
