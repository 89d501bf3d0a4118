"""The lines of a PDF's page: its letters in Unicode put together to words, and words to lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Any

from service.readers.document.layout import Line, Piece
from service.readers.document.legacy_encodings import Encoding, convert, encoding_of_font

# Parts of a letter's height: what parts words, what parts columns, by how much lines may differ in height.
_WORD_GAP, _COLUMN_GAP, _SAME_LINE = 0.15, 1.5, 0.45
# Room above a line beyond the usual one that begins a paragraph, and how small a note's letters are.
_ROOM, _SMALL, _RAISED = 0.35, 0.87, 0.76
_WIDTH_OF_LETTER = 0.5


@dataclass(frozen=True)
class Word:
    """A word where it stands; points from the upper left corner of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    is_bold: bool

    @property
    def middle(self) -> float:
        """Its middle from the top of the page."""
        return (self.top + self.bottom) / 2


@dataclass
class Letters:
    """What is learned of a file's letters while its pages are gone through."""

    encodings: set[Encoding] = field(default_factory=set)
    known: int = 0
    unknown: int = 0
    sizes: Counter[int] = field(default_factory=Counter)

    @property
    def body_size(self) -> float:
        """The height of most letters."""
        return float(self.sizes.most_common(1)[0][0]) / 2 if self.sizes else 12.0


@dataclass(frozen=True)
class Row:
    """Words side by side."""

    words: tuple[Word, ...]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return min(word.top for word in self.words)

    @property
    def size(self) -> float:
        """The height of its largest letters."""
        return max(word.size for word in self.words)


def words_of(page: Any, letters: Letters) -> list[Word]:
    """The upright words of a page; letters whose sign is not known are left out and counted."""
    found = []
    raw = page.extract_words(extra_attrs=["fontname", "size"], keep_blank_chars=False, use_text_flow=False)
    for word in raw:
        text = _readable(word["text"], letters)
        if not word["upright"] or not text:
            continue
        encoding = encoding_of_font(word["fontname"])
        if encoding:
            letters.encodings.add(encoding)
            text = convert(text, encoding)
        letters.sizes[round(2 * word["size"])] += len(text)
        is_bold = "bold" in word["fontname"].lower()
        found.append(Word(text, word["x0"], word["x1"], word["top"], word["bottom"], word["size"] or 1.0, is_bold))
    return found


def _readable(text: str, letters: Letters) -> str:
    """The text without letters for which the font has no sign."""
    if "(cid:" not in text and text.isprintable() and not any("\ue000" <= sign <= "\uf8ff" for sign in text):
        letters.known += len(text)
        return text
    head, *others = text.split("(cid:")
    letters.unknown += len(others)
    plain = head + "".join(other.partition(")")[2] for other in others)
    kept = "".join(sign for sign in plain if sign.isprintable() or sign == "\u00ad")
    kept = "".join(sign for sign in kept if not "\ue000" <= sign <= "\uf8ff" or "\uf020" <= sign <= "\uf0ff")
    letters.known += len(kept)
    letters.unknown += len(plain) - len(kept)
    return kept


def rows_of(words: Iterable[Word]) -> list[Row]:
    """The words line by line from the top."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.middle, one.left)):
        tallest = max(rows[-1], key=lambda one: one.size) if rows else None
        if tallest and abs(word.middle - tallest.middle) <= _SAME_LINE * max(word.size, tallest.size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Row(tuple(sorted(row, key=lambda one: one.left))) for row in rows]


def pieces_of(row: Row) -> tuple[Piece, ...]:
    """The words of a row put together; raised numbers after a word are the marks of notes, and fall away."""
    found: list[Piece] = []
    size = row.size
    for word in row.words:
        is_raised = word.size <= _RAISED * size and word.bottom < row.top + _RAISED * size
        if found and is_raised and word.text.strip("()[]*").isdecimal():
            continue
        gap = word.left - found[-1].right if found else 0.0
        if not found or gap >= _COLUMN_GAP * size:
            found.append(Piece(word.left, word.right, word.text))
        else:
            between = " " if gap > _WORD_GAP * size else ""
            found[-1] = Piece(found[-1].left, max(found[-1].right, word.right), f"{found[-1].text}{between}{word.text}")
    return tuple(found)


def text_of(words: Iterable[Word]) -> list[str]:
    """The lines of a cell."""
    return [" ".join(piece.text for piece in pieces_of(row)) for row in rows_of(words)]


def lines_of(rows: Sequence[Row], page: int) -> list[Line]:
    """The rows as lines that know whether there is room above them."""
    steps = [below.top - above.top for above, below in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    found = []
    for index, row in enumerate(rows):
        step = steps[index - 1] if index else 0.0
        # Where most lines are apart, such as in a letter of few words, a line of usual height is the measure.
        most = min(usual, 2.0 * row.size) + _ROOM * row.size
        line = Line(
            pieces_of(row), _WIDTH_OF_LETTER * row.size, page, is_apart=bool(index) and step > most,
            is_bold=all(word.is_bold for word in row.words), top=row.top,
        )  # fmt: skip
        found.append(line)
    return found


def notes_apart(rows: list[Row], body_size: float) -> tuple[list[Row], list[str]]:
    """The rows of a page without the notes at its foot, and these."""
    begin = len(rows)
    while begin and rows[begin - 1].size <= _SMALL * body_size:
        begin -= 1
    notes: list[str] = []
    for row in rows[begin:]:
        text = " ".join(piece.text for piece in pieces_of(row))
        if row.words[0].text.strip("()[]*")[:1].isdecimal() or row.words[0].text.startswith("*"):
            notes.append(text)
        elif notes:
            notes[-1] = f"{notes[-1]} {text}"
        else:
            return rows, []
    return rows[:begin], notes


def unmarked(line: Line) -> Line:
    """The line as the first one of its page's text: room above it says nothing."""
    return replace(line, is_apart=False)
