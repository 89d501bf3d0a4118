"""The fingerprint of a content."""

from __future__ import annotations

import hashlib


def sha256_of(content: bytes | str) -> str:
    """SHA-256 in hexadecimal; half of a sign, which no bytes can be made of, counts as a question mark."""
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()
