"""Lists of units as CSV."""

from __future__ import annotations

HEADER = "code,name,abbreviation,kind,parent,valid_from,valid_to,successor"


def units_csv(*lines: str) -> bytes:
    """A list of units with these lines below the header."""
    return "\n".join((HEADER, *lines, "")).encode()
