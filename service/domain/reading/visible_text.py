"""The words of a document as one string of letters and digits, with the way back to where they stand.

Programs break lines, join paragraphs and exchange blanks, bullets and quotation marks when they save a file; letters,
digits and the signs within numbers stay.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from service.domain.reading.document import Block, BlockKind

_SEEN = re.compile(r"[^\W_]|(?<=\d)[.,/](?=\d)|%")
_BESIDE = frozenset({BlockKind.PAGE_HEADER, BlockKind.PAGE_FOOTER})


def squeezed(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(letter for letter, _ in _letters(text))


def _letters(text: str) -> Iterator[tuple[str, int]]:
    for found in _SEEN.finditer(text):
        sign = found[0]
        yield (sign if sign.isascii() else unicodedata.normalize("NFKC", sign)), found.start()


def after_words(text: str, words: str) -> int:
    """Where the text goes on after the words at its beginning, whatever blanks part them; -1 where it has others."""
    at = 0
    for sign in words:
        if sign.isspace():
            continue
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text) or text[at] != sign:
            return -1
        at += 1
    return at


class VisibleText:
    """The running text of a document: `letters` of all its blocks, one after the other."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.blocks = [block for block in blocks if block.kind not in _BESIDE]
        self.starts: list[int] = []
        self._texts = [f"{block.label} {block.text}".strip() for block in self.blocks]
        self._places: list[int] = []
        parts: list[str] = []
        for text in self._texts:
            self.starts.append(len(self._places))
            for letters, place in _letters(text):
                parts.append(letters)
                self._places += [place] * len(letters)
        self.letters = "".join(parts)

    def heading(self, words: str, begin: int) -> int:
        """Where a block begins with the words, at `begin` or later; -1 where none does."""
        wanted = squeezed(words)
        first = bisect_right(self.starts, begin - 1)
        return next((at for at in self.starts[first:] if self.letters.startswith(wanted, at)), -1)

    def find(self, words: str, begin: int) -> int:
        """Where the words stand, at `begin` or later; -1 where they do not."""
        return self.letters.find(squeezed(words), begin)

    def number_of(self, at: int) -> int:
        """The index of the block that holds that letter."""
        return bisect_right(self.starts, at) - 1

    def pieces(self, begin: int, end: int, without: Mapping[int, int]) -> Iterator[tuple[str, str]]:
        """What stands between two places, block by block: its letters, and the text itself.

        Of some blocks, by their index, the text up to a place is left out.
        """
        index = self.number_of(begin) if begin < len(self.letters) else len(self.blocks)
        while index < len(self.blocks) and self.starts[index] < end:
            start = max(begin, self.starts[index])
            stop = self.starts[index + 1] if index + 1 < len(self.blocks) else len(self.letters)
            if index in without:
                start = max(start, self._after(index, without[index], stop))
            if start < min(stop, end):
                text = self._texts[index]
                first = 0 if start == self.starts[index] else self._places[start]
                last = len(text) if stop <= end else self._places[end]
                yield self.letters[start : min(stop, end)], text[first:last].strip()
            index += 1

    def _after(self, index: int, place: int, stop: int) -> int:
        """Which of a block's letters is the first from a place of its text on; its label stands before that."""
        whole = place + len(self._texts[index]) - len(self.blocks[index].text.strip())
        return bisect_left(self._places, whole, self.starts[index], stop)
