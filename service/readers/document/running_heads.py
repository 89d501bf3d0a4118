"""What stands at the head and the foot of every page: told from the text by standing there again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from service.domain.reading.document import BlockKind
from service.readers.document.assembly import BlockDraft
from service.readers.document.layout import Line

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[-–—| ]*(?:[Tt]rang:? ?)?#(?: ?[/|] ?#)?[-–—| ]*\Z")
# Lines from the edge of a page that may be a running head.
_DEEP = 2


def apart(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[BlockDraft]]:
    """The pages without their running heads, and those, each once."""
    kept = [list(page) for page in pages]
    found: dict[str, BlockDraft] = {}
    for kind, edge in ((BlockKind.PAGE_HEADER, 0), (BlockKind.PAGE_FOOTER, -1)):
        for _ in range(_DEEP):
            repeated = _repeated([page[edge] for page in kept if page])
            taken = [page for page in kept if page and _form(page[edge]) in repeated]
            for page in taken:
                line = page.pop(edge)
                found.setdefault(_form(line), BlockDraft(line.text, kind, page=line.page))
            if not taken:
                break
    return kept, list(found.values())


def _form(line: Line) -> str:
    """A line with any number instead of its numbers."""
    return _DIGITS.sub("#", line.text.strip())


def _repeated(lines: Sequence[Line]) -> set[str]:
    """The forms of lines at one edge of the pages that stand on half of them, and page numbers wherever they stand."""
    counts = Counter(map(_form, lines))
    return {
        form
        for form, count in counts.items()
        if _PAGE_NUMBER.match(form) or (count >= 2 and 2 * count >= len(lines) - 1 and len(form) > 1)
    }
