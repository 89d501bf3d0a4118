"""Whether a PDF has words, or only pictures of pages."""

from __future__ import annotations

import io

import pdfplumber

from service.domain.reporting.evidence import Legibility
from service.readers.document.pdf import BROKEN, is_scanned

_LOOKED_AT = 5  # pages


def legibility_of(raw: bytes) -> Legibility:
    """What its first pages are."""
    try:
        with pdfplumber.open(io.BytesIO(raw), pages=list(range(1, _LOOKED_AT + 1))) as file:
            scanned, letters = [], 0
            for page in file.pages:
                own = sum(not letter["text"].isspace() for letter in page.chars)
                scanned.append(is_scanned(page, own))
                letters += own
                page.close()
    except BROKEN:
        return Legibility.DAMAGED
    return Legibility.SCAN if not letters or 2 * sum(scanned) > len(scanned) else Legibility.TEXT
