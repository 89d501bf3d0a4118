"""The text of a report as the page of confirmation shows it, with every found number marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.reading.document import Block, BlockKind, TableCell
from service.domain.reading.proposal import Proposal, ProposedValue

_BESIDE = frozenset({BlockKind.PAGE_HEADER, BlockKind.PAGE_FOOTER})


@dataclass(frozen=True)
class MarkedText:
    """A stretch of text; one with an `anchor` is a number that was found for the indicator `code`."""

    text: str
    anchor: str = ""
    code: str = ""


@dataclass(frozen=True)
class MarkedCell:
    """A cell of a table."""

    pieces: tuple[MarkedText, ...]
    row_span: int
    column_span: int


@dataclass(frozen=True)
class MarkedBlock:
    """A paragraph or a heading, or a table by its rows."""

    kind: str
    label: str
    pieces: tuple[MarkedText, ...]
    rows: tuple[tuple[MarkedCell, ...], ...]


@dataclass(frozen=True)
class _Mark:
    span: tuple[int, int]
    anchor: str
    code: str


def anchor_of(value: ProposedValue) -> str:
    """The address of a found number in the text, whichever indicators it was found for."""
    return f"cho-{value.block}-{value.row or 0}-{value.column or 0}-{value.span[0]}"


def field_anchor(code: str) -> str:
    """The address of an indicator among the figures."""
    return f"so-{code.replace('.', '-')}"


def marked_report(proposal: Proposal) -> list[MarkedBlock]:
    """The report block by block, without what each page repeats."""
    marks: dict[int, list[tuple[ProposedValue, str]]] = defaultdict(list)
    for code, figure in proposal.figures.items():
        for value in figure.values:
            marks[value.block].append((value, code))
    return [_marked(block, marks[block.place.number]) for block in proposal.blocks if block.kind not in _BESIDE]


def _marked(block: Block, found: Sequence[tuple[ProposedValue, str]]) -> MarkedBlock:
    if not block.cells:
        pieces = _pieces(block.text, [_Mark(value.span, anchor_of(value), code) for value, code in found])
        return MarkedBlock(block.kind.value, block.label, pieces, ())
    rows: dict[int, list[MarkedCell]] = {}
    for cell in sorted(block.cells, key=lambda item: (item.row, item.column)):
        marks = [_Mark((0, len(cell.text)), anchor_of(value), code) for value, code in found if _is_within(value, cell)]
        marked = MarkedCell(_pieces(cell.text, marks), cell.row_span, cell.column_span)
        rows.setdefault(cell.row, []).append(marked)
    return MarkedBlock(block.kind.value, "", (), tuple(tuple(row) for row in rows.values()))


def _is_within(value: ProposedValue, cell: TableCell) -> bool:
    """Whether a number stands in that cell, which may be a merged one."""
    if value.row is None or value.column is None:
        return False
    return (
        cell.row <= value.row < cell.row + cell.row_span
        and cell.column <= value.column < cell.column + cell.column_span
    )


def _pieces(text: str, marks: Iterable[_Mark]) -> tuple[MarkedText, ...]:
    """The text in stretches; of marks that overlap the first stands."""
    found, at = [], 0
    for mark in sorted(marks, key=lambda item: item.span):
        start, end = mark.span
        if at <= start < end <= len(text):
            found += [MarkedText(text[at:start]), MarkedText(text[start:end], mark.anchor, mark.code)]
            at = end
    return tuple(piece for piece in (*found, MarkedText(text[at:])) if piece.text)
