"""A proposal and what was chosen of it as text in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from service.domain.reading.document import Block, BlockKind, Place, TableCell
from service.domain.reading.proposal import Choices, ExportPart, Proposal, ProposedFigure, ProposedValue
from service.domain.reporting.report import Document
from service.storage.intake.message_codec import decode_message, encode_message


def encode(proposal: Proposal) -> str:
    """The proposal as JSON."""
    kept = {
        "blocks": [_block(item) for item in proposal.blocks],
        "figures": {code: _figure(figure) for code, figure in proposal.figures.items()},
        "narratives": dict(proposal.narratives),
        "documents": [
            [item.kind, item.number, item.date.isoformat() if item.date else None, item.title]
            for item in proposal.documents
        ],
        "notices": [encode_message(item) for item in proposal.notices],
        "misfits": [encode_message(item) for item in proposal.misfits],
        "notes": dict(proposal.notes),
        "explanations": dict(proposal.explanations),
        "export": _export(proposal.export),
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Proposal:
    """The proposal that `encode` wrote."""
    kept = json.loads(text)
    return Proposal(
        blocks=tuple(_read_block(item) for item in kept["blocks"]),
        figures={code: _read_figure(figure) for code, figure in kept["figures"].items()},
        narratives=kept["narratives"],
        documents=tuple(
            Document(kind, number, date.fromisoformat(day) if day else None, title)
            for kind, number, day, title in kept["documents"]
        ),
        notices=tuple(decode_message(item) for item in kept["notices"]),
        misfits=tuple(decode_message(item) for item in kept["misfits"]),
        # A reading that waited while an earlier version ran has none.
        notes=kept.get("notes", {}),
        explanations=kept.get("explanations", {}),
        export=_read_export(kept.get("export")),
    )


def encode_choices(choices: Choices) -> str:
    """The choices as JSON."""
    kept = {"figures": dict(choices.figures), "parts": dict(choices.parts), "columns": dict(choices.columns)}
    return json.dumps(kept, ensure_ascii=False)


def decode_choices(text: str) -> Choices:
    """The choices that `encode_choices` wrote."""
    kept = json.loads(text)
    return Choices(kept["figures"], kept["parts"], kept.get("columns", {}))


def _block(block: Block) -> list[Any]:
    # A table's text is its cells once more.
    text = "" if block.cells else block.text
    cells = [[cell.text, cell.row, cell.column, cell.row_span, cell.column_span] for cell in block.cells]
    return [block.kind.value, text, block.place.number, block.place.page, block.level, block.label, cells]


def _read_block(kept: list[Any]) -> Block:
    kind, text, number, page, level, label, cells = kept
    return Block(BlockKind(kind), text, Place(number, page), level, label, tuple(TableCell(*cell) for cell in cells))


def _figure(figure: ProposedFigure) -> dict[str, Any]:
    values = [_value(item) for item in figure.values]
    return {"sure": figure.sure, "rule": figure.rule, "values": values, "known": figure.known}


def _read_figure(kept: Mapping[str, Any]) -> ProposedFigure:
    values = tuple(_read_value(item) for item in kept["values"])
    return ProposedFigure(values, kept["sure"], kept["rule"], kept.get("known", False))


def _value(item: ProposedValue) -> list[Any]:
    placed = [item.value, item.sentence, item.block, item.row, item.column, *item.span]
    # Words have neither; a report has thousands of numbers.
    beside = [None if item.note is None else encode_message(item.note), item.heads]
    return [*placed, *beside] if item.note or item.heads else placed


def _read_value(kept: list[Any]) -> ProposedValue:
    value, sentence, block, row, column, start, end, *beside = kept
    note, heads = beside or (None, ())
    said = None if note is None else decode_message(note)
    return ProposedValue(
        value, sentence, block, row, column, (start, end), said, tuple((layout, key) for layout, key in heads)
    )


def _export(part: ExportPart | None) -> dict[str, Any] | None:
    if part is None:
        return None
    return {
        "asked": sorted(part.asked),
        "spare": [_value(item) for item in part.spare],
        "layouts": dict(part.layouts),
    }


def _read_export(kept: Mapping[str, Any] | None) -> ExportPart | None:
    if kept is None:
        return None
    return ExportPart(frozenset(kept["asked"]), tuple(_read_value(item) for item in kept["spare"]), kept["layouts"])
