"""Signs and lines: text without what nobody sees, and lines that belong together joined to one."""

from __future__ import annotations

import re

from service.domain.notation.text import clean, one_line
from service.readers.document.syllables import is_syllable

# Signs that are not seen and part nothing: soft hyphens, joiners, marks of the reading direction, byte order marks.
_DROPPED = dict.fromkeys([0xAD, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)])
# Hyphens that look like the one on the keyboard, and blanks that look like a blank.
_SAME = {0x2010: "-", 0x2011: "-", 0x2012: "-", 0x00A0: " ", 0x2007: " ", 0x202F: " "}
_SIGNS = {**_DROPPED, **_SAME}
_SEEN = re.compile(r"[^\W_]|[%…]")
_LAST_LETTERS = re.compile(r"[^\W\d_]{1,7}\Z")
_FIRST_LETTERS = re.compile(r"[^\W\d_]{1,7}")
_TAIL = 8
# Words after which no sentence ends.
_WANTING = "và của các những với cho về theo tại do là từ đến trong số ngày năm được bị bởi để gồm công_tác việc trên"
_DANGLING = frozenset(_WANTING.split())
ENDINGS = (".", ";", ":", "!", "?", "…", "./.")


def tidy(text: str) -> str:
    """The text on one line, in NFC, with single blanks and nothing that is not seen."""
    return one_line(clean(text.translate(_SIGNS))[0])


def is_ornament(text: str) -> bool:
    """Whether a line is empty or a rule drawn with signs."""
    return _SEEN.search(text) is None


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence or an item of a list does."""
    return text.rstrip("\"”’»') ").endswith(ENDINGS)


def joined(before: str, after: str) -> str:
    """Two lines as one: with a blank, or without one where a word or a document's number was broken."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return before + after
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if before.endswith("/") and before[-2:-1].isalnum():
        return before + after
    if before.endswith("-") and before[-2:-1].isalnum() and after[0].isalnum():
        return _corrected(before, after)
    return f"{before} {after}"


def _corrected(before: str, after: str) -> str:
    """A word broken by a hyphen, whose parts make one syllable; the hyphen of a document's number stays."""
    left, right = _LAST_LETTERS.search(before[:-1][-_TAIL:]), _FIRST_LETTERS.match(after)
    if left and right and after[0].islower() and is_syllable((left[0] + right[0]).lower()):
        return before[:-1] + after
    return before + after


def continues(before: str, after: str) -> bool:
    """Whether `after`, which has no label, goes on in the midst of what `before` says: paragraphs broken by hand."""
    if before.endswith(("/", ",", "(", "-")) or _dangles(before):
        return True
    return not ends_sentence(before) and after[:1].islower()


def _dangles(text: str) -> bool:
    """Whether a text ends with a word that wants another one."""
    *_, before, last = ("", "", *text.lower()[-40:].split())
    return last in _DANGLING or f"{before}_{last}" in _DANGLING
