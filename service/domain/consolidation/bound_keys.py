"""The keys under which the province's report keeps what it prints of the filings."""

from __future__ import annotations

from service.domain.notation.fingerprint import sha256_of

TABLE = "table"  # with this begins the key of what stands in a table with rows
_LONGEST_KEY = 64  # what Word takes


def key_of(*parts: str) -> str:
    """The key of a text, short enough for Word."""
    whole = ".".join(parts)
    return whole if len(whole) <= _LONGEST_KEY else f"{parts[0]}.{sha256_of(whole)[:32]}"
