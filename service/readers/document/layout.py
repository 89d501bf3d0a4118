"""From lines as they are seen on a page to paragraphs and tables without rules, for files that know no paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from service.domain.reading.document import TableCell
from service.readers.document.assembly import BlockDraft
from service.readers.document.labels import LabelKind, kind_of, split_label
from service.readers.document.lines import ends_sentence, joined

# Widths of a letter: how much further in a first line stands, how far a hanging one, what a line may lack to be full.
_INDENT, _HANGING, _SLACK = 1.5, 12.0, 1.0
# How far from the middle of its column a line of a letterhead may stand.
_MIDDLE = 1.5
# So wide a gap alone makes two columns of one line.
_WIDE_GAP = 6.0
_FULL_SHARE = 0.95
# No page is so many letters wide: where a line is, every line is a paragraph of its own.
_WIDEST = 130


@dataclass(frozen=True)
class Piece:
    """Words of a line without a wide gap between them; `left` and `right` are where they begin and end."""

    left: float
    right: float
    text: str


@dataclass(frozen=True)
class Line:
    """A line of a page from left to right; `unit` is the width of a letter; `is_apart` where room is left above it.

    `top` is where it stands on its page, where that is known.
    """

    pieces: tuple[Piece, ...]
    unit: float = 1.0
    page: int | None = None
    is_apart: bool = False
    is_bold: bool = False
    top: float = 0.0

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.pieces[-1].right

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(piece.text for piece in self.pieces)


def laid_out(lines: Sequence[Line]) -> Iterator[BlockDraft]:
    """The paragraphs and tables that the lines make."""
    edge = _right_edge(lines)
    rest: list[Line] = []
    for run, is_table in _runs(lines):
        if is_table:
            yield from _paragraphs(rest, edge)
            rest = []
            yield BlockDraft(cells=_cells(run), page=run[0].page)
        else:
            rest += run
    yield from _paragraphs(rest, edge)


def _right_edge(lines: Sequence[Line]) -> float:
    """Where full lines end: only a few stand out beyond it; nowhere in a text whose lines are not broken."""
    if any(len(line.pieces) == 1 and line.right - line.left > _WIDEST * line.unit for line in lines):
        return inf
    ends = sorted(line.right for line in lines)
    return ends[min(int(len(ends) * _FULL_SHARE), len(ends) - 1)] if ends else 0.0


def _runs(lines: Sequence[Line]) -> Iterator[tuple[list[Line], bool]]:
    """The lines in groups, and whether a group is a table."""
    at = 0
    while at < len(lines):
        end = _end_of_table(lines, at)
        yield list(lines[at : max(end, at + 1)]), end > at
        at = max(end, at + 1)


def _end_of_table(lines: Sequence[Line], begin: int) -> int:
    """The index after a table that begins at a line; the line's own where none begins there."""
    if len(lines[begin].pieces) < 2:
        return begin
    last = at = begin
    row = lines[begin]
    while at + 1 < len(lines):
        at += 1
        line = lines[at]
        if begin == 0 and at == last + 1 and _is_in_letterhead(lines[begin], line):
            last = at
            continue
        if len(line.pieces) < 2:
            if line.is_apart or at - last > 2:
                break
            continue
        if not _share_gap(row, line):
            break
        row, last = line, at
    if last > begin or max(_gaps(lines[begin])) >= _WIDE_GAP * lines[begin].unit:
        return last + 1
    return begin


def _is_in_letterhead(first: Line, line: Line) -> bool:
    """Whether a line stands in the middle of one of the columns that the first line of a document begins."""
    middles = [(piece.left + piece.right) / 2 for piece in first.pieces]
    return len(line.pieces) == 1 and any(
        abs((line.left + line.right) / 2 - middle) <= _MIDDLE * line.unit for middle in middles
    )


def _gaps(line: Line) -> list[float]:
    return [after.left - before.right for before, after in pairwise(line.pieces)]


def _share_gap(above: Line, below: Line) -> bool:
    """Whether a gap of one line stands over one of the other, as between columns."""
    return any(
        min(right, other_right) - max(left, other_left) >= above.unit
        for left, right in _holes(above)
        for other_left, other_right in _holes(below)
    )


def _holes(line: Line) -> list[tuple[float, float]]:
    return [(before.right, after.left) for before, after in pairwise(line.pieces)]


def _cells(lines: list[Line]) -> tuple[TableCell, ...]:
    """The lines of a table as cells: the fullest lines tell where the columns are."""
    most = max(len(line.pieces) for line in lines)
    full = [line for line in lines if len(line.pieces) == most]
    columns = [
        (min(line.pieces[index].left for line in full), max(line.pieces[index].right for line in full))
        for index in range(most)
    ]
    rows: list[dict[int, str]] = []
    for line in lines:
        row: dict[int, str] = {}
        for index, piece in enumerate(line.pieces):
            column = index if len(line.pieces) == most else _column_of(piece, columns)
            row[column] = joined(row.get(column, ""), piece.text)
        if rows and _is_rest(row, rows[-1]):
            for column, text in row.items():
                rows[-1][column] = joined(rows[-1].get(column, ""), text)
        else:
            rows.append(row)
    return tuple(
        TableCell(text, number, column + 1)
        for number, row in enumerate(rows, 1)
        for column, text in sorted(row.items())
    )


def _column_of(piece: Piece, columns: list[tuple[float, float]]) -> int:
    """The column that a piece covers most, or else is nearest to."""
    middle = (piece.left + piece.right) / 2
    return min(
        range(len(columns)),
        key=lambda index: (
            -max(0.0, min(piece.right, columns[index][1]) - max(piece.left, columns[index][0])),
            abs(middle - sum(columns[index]) / 2),
        ),
    )


def _is_rest(row: dict[int, str], above: dict[int, str]) -> bool:
    """Whether a line only goes on with the words of the row above it, whose other cells may stand in this line."""
    words = [text for text in row.values() if not text[:1].isdigit()]
    figures = [column for column, text in row.items() if text[:1].isdigit()]
    return bool(words) and all(text[:1].islower() for text in words) and not any(column in above for column in figures)


def _paragraphs(lines: list[Line], edge: float) -> Iterator[BlockDraft]:
    paragraph: list[Line] = []
    margin = min((line.left for line in lines), default=0.0)
    for line in lines:
        if paragraph and not _goes_on(paragraph, line, edge, margin):
            yield _paragraph(paragraph)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield _paragraph(paragraph)


def _paragraph(lines: list[Line]) -> BlockDraft:
    text = ""
    for line in lines:
        text = joined(text, line.text)
    return BlockDraft(text, page=lines[0].page, is_bold=all(line.is_bold for line in lines))


def _goes_on(paragraph: list[Line], line: Line, edge: float, margin: float) -> bool:
    """Whether a line goes on with the paragraph before it: only a full line is broken for want of room."""
    first, last, unit = paragraph[0], paragraph[-1], line.unit
    if line.is_apart or _has_room(last, line, edge) or (last.is_bold and not line.is_bold and len(paragraph) == 1
                                                       and not split_label(first.text)[1].endswith(",")
                                                       and _is_title_case(first)):  # fmt: skip
        return False
    label = split_label(line.text)[0]
    if label:
        return _is_no_label(first, last, line, label, margin)
    if len(paragraph) > 1:
        return line.left <= last.left + _INDENT * unit
    is_hanging = bool(split_label(first.text)[0])
    deep = margin + _INDENT * unit
    if not is_hanging and first.left > deep and line.left > deep and line.text[:1].isupper():
        # A title in the middle of the page, and the first line of what follows.
        return False
    return line.left <= first.left + (_HANGING if is_hanging else _INDENT) * unit


def _is_title_case(line: Line) -> bool:
    return line.text.upper() == line.text


def _has_room(last: Line, line: Line, edge: float) -> bool:
    """Whether the next line's first word would have found room on the last one."""
    word = line.pieces[0].text.partition(" ")[0]
    width = (line.pieces[0].right - line.pieces[0].left) * len(word) / max(1, len(line.pieces[0].text))
    return last.right + width + (1 + _SLACK) * line.unit <= edge


def _is_no_label(first: Line, last: Line, line: Line, label: str, margin: float) -> bool:
    """Whether what looks like a label at the beginning of a line is a word of the sentence, such as a dash."""
    rest = split_label(line.text)[1]
    if kind_of(label) is LabelKind.ROMAN and rest.isupper() and len(rest.split()) > 1:
        return False
    if ends_sentence(last.text) or line.left > margin + _INDENT * line.unit:
        return False
    own = split_label(first.text)[0]
    is_sibling = abs(first.left - line.left) <= _INDENT * line.unit and kind_of(own) is kind_of(label)
    return not is_sibling
