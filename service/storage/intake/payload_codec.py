"""A filing's understood content as text in the database: the contract's payload with places beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from service.domain.notation.numbers import MAX_DIGITS, digits_of, shared_number
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, Document, Figure
from service.domain.reporting.row_table import Tables


def encode(payload: Payload) -> str:
    """The payload as JSON; figures are strings, so that they stay exact."""
    return json.dumps(
        {**as_api(payload), "places": dict(payload.places)}, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )


def as_api(payload: Payload) -> dict[str, Any]:
    """The payload in the form of the API; missing figures have no entry."""
    return {
        "template": payload.template,
        "template_version": payload.template_version,
        "period": payload.period,
        "agency": payload.agency,
        "indicators": {code: figure_text(figure) for code, figure in payload.indicators.items()},
        "narratives": dict(payload.narratives),
        "documents": [document_json(document) for document in payload.documents],
        "explanations": dict(payload.explanations),
        "notes": dict(payload.notes),
        **({"tables": tables_json(payload.tables)} if payload.tables else {}),
    }


def decode(text: str) -> Payload:
    """The payload that `dump` wrote."""
    content = json.loads(text)
    return Payload(
        template=content["template"],
        template_version=content["template_version"],
        period=content["period"],
        agency=content["agency"],
        indicators={code: figure_of(figure) for code, figure in content["indicators"].items()},
        narratives=content["narratives"],
        documents=tuple(document_of(document) for document in content["documents"]),
        explanations=content["explanations"],
        notes=content["notes"],
        places=content["places"],
        tables=tables_of(content.get("tables", {})),
    )


def document_json(document: Document) -> dict[str, str | None]:
    """A document as the API writes it."""
    day = document.date.isoformat() if document.date else None
    return {"kind": document.kind, "number": document.number, "date": day, "title": document.title}


def document_of(kept: Mapping[str, str | None]) -> Document:
    """The document that was written so."""
    kind, number, title = (kept[name] or "" for name in ("kind", "number", "title"))
    return Document(kind, number, date.fromisoformat(kept["date"]) if kept["date"] else None, title)


def tables_json(tables: Tables) -> dict[str, list[dict[str, str | int]]]:
    """Tables as the API writes them: counts are numbers, days and texts strings."""
    return {
        code: [
            {column: int(cell) if isinstance(cell, Decimal) else cell for column, cell in row.items()} for row in rows
        ]
        for code, rows in tables.items()
    }


def tables_of(kept: Mapping[str, list[dict[str, str | int]]]) -> Tables:
    """The tables that were written so."""
    return {
        code: tuple(
            {column: cell if isinstance(cell, str) else Decimal(cell) for column, cell in row.items()} for row in rows
        )
        for code, rows in kept.items()
    }


def figure_text(figure: Figure) -> str:
    """A figure as the API writes it: a decimal in plain digits, or n/a."""
    return NA.value if figure is NA else format(figure, "f")


def json_figure(figure: Figure) -> int | float | str:
    """A figure as a JSON number where that keeps it exact, else as a string."""
    if figure is NA:
        return NA.value
    if figure == figure.to_integral_value():
        return int(figure)
    return float(figure) if digits_of(figure)[0] <= MAX_DIGITS else format(figure, "f")


def figure_of(text: str) -> Figure:
    """The figure that was written so."""
    return NA if text == NA.value else shared_number(text)
