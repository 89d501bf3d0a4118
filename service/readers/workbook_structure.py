"""What a workbook has beside its cells: hidden parts, names, charts, drawings, comments, checks, links, properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from openpyxl.utils import get_column_letter

from service.domain.consolidation.formulas import normal
from service.readers.excel.parts import Parts

_TINY = 2.0  # points or letters, below which a row or a column cannot be seen
_MOST = 2000  # rows or columns that are named


class PartKind(StrEnum):
    """What kind of part it is."""

    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    NAME = "name"
    CHART = "chart"
    DRAWING = "drawing"
    COMMENT = "comment"
    VALIDATION = "validation"
    CONDITION = "condition"
    MERGE = "merge"
    EXTERNAL = "external"
    LINK = "link"
    OTHER = "other"
    PROPERTY = "property"
    PRINT_AREA = "print_area"


@dataclass(frozen=True)
class Feature:
    """One of them: the sheet (empty: the whole workbook), its place or name, and what it says."""

    thing: PartKind
    sheet: str
    place: str
    text: str = ""


_PARTS = {"comments": PartKind.COMMENT, "threadedComment": PartKind.COMMENT}
_KNOWN = {"drawing", "vmlDrawing", "printerSettings", "hyperlink", "comments", "threadedComment"}
_BOOK = {"externalLink": PartKind.EXTERNAL, "connections": PartKind.EXTERNAL, "externalLinkPath": PartKind.EXTERNAL}


def features_of(parts: Parts) -> Iterator[Feature]:
    """All of them."""
    yield from _book(parts)
    for sheet, path in parts.sheets.items():
        yield from _sheet(parts, sheet, path)


def _book(parts: Parts) -> Iterator[Feature]:
    for name, state in parts.states.items():
        if state != "visible":
            yield Feature(PartKind.HIDDEN_SHEET, name, "")
    for name, text in parts.names.items():
        if not name.startswith("_xlnm"):
            yield Feature(PartKind.NAME, "", name, normal(text))
    for sheet, text in parts.print_areas.items():
        yield Feature(PartKind.PRINT_AREA, sheet, "", normal(text))
    for kind, target in parts.book_relations:
        if kind in _BOOK:
            yield Feature(_BOOK[kind], "", target)
    core = parts.core
    if core is not None:
        for field in ("title", "subject", "creator"):
            yield Feature(PartKind.PROPERTY, "", field, core.findtext(f"{{*}}{field}") or "")


def _sheet(parts: Parts, sheet: str, path: str) -> Iterator[Feature]:
    for item in parts.around_rows(sheet):
        yield from _element(sheet, item)
    for kind, target, is_outside in parts.relations_of(path):
        if kind == "hyperlink" and is_outside:
            yield Feature(PartKind.LINK, sheet, target)
        elif kind == "drawing":
            yield from _drawing(parts, sheet, target)
        elif kind in _PARTS:
            yield from _comments(parts, sheet, target)
        elif kind not in _KNOWN:
            yield Feature(PartKind.OTHER, sheet, kind)


def _element(sheet: str, item: Any) -> Iterator[Feature]:
    match item.tag.rpartition("}")[2]:
        case "row":
            if item.get("hidden") in {"1", "true"} or float(item.get("ht", "15")) < _TINY:
                yield Feature(PartKind.HIDDEN_ROW, sheet, str(item.get("r")))
        case "col":
            if item.get("hidden") in {"1", "true"} or float(item.get("width", "9")) < _TINY:
                first, last = int(item.get("min")), min(int(item.get("max")), int(item.get("min")) + _MOST)
                for number in range(first, last + 1):
                    yield Feature(PartKind.HIDDEN_COLUMN, sheet, get_column_letter(number))
        case "mergeCell":
            yield Feature(PartKind.MERGE, sheet, item.get("ref", ""))
        case "dataValidation":
            texts = [normal(part.text or "") for part in item.iterchildren() if part.text]
            yield Feature(PartKind.VALIDATION, sheet, item.get("sqref", ""), f"{item.get('type')} {' '.join(texts)}")
        case "conditionalFormatting":
            rules = [f"{rule.get('type')} {' '.join(normal(part.text or '') for part in rule)}" for rule in item]
            yield Feature(PartKind.CONDITION, sheet, item.get("sqref", ""), "; ".join(rules))


def _drawing(parts: Parts, sheet: str, path: str) -> Iterator[Feature]:
    related = {key: target for kind, key, target in parts.keyed_relations(path) if kind in {"chart", "chartEx"}}
    for item in parts.tree(path).iter():
        match item.tag.rpartition("}")[2] if isinstance(item.tag, str) else "":
            case "chart" | "chartEx":
                key = next((value for name, value in item.attrib.items() if name.endswith("}id")), "")
                if key in related:
                    yield Feature(PartKind.CHART, sheet, "", _chart(parts.tree(related[key])))
            case "sp" | "pic" | "cxnSp" as kind:
                words = " ".join(part.text or "" for part in item.iter("{*}t"))
                yield Feature(PartKind.DRAWING, sheet, kind, words)


def _chart(chart: Any) -> str:
    """What a chart draws: its kind, title and where its series stand."""
    kinds = [item.tag.rpartition("}")[2] for area in chart.iter("{*}plotArea") for item in area if "Chart" in item.tag]
    title = chart.find("{*}chart/{*}title")
    words = "" if title is None else "".join(part.text or "" for part in title.iter("{*}t"))
    places = [normal(item.text or "") for item in chart.iter("{*}f")]
    literals = len(list(chart.iter("{*}numLit", "{*}strLit")))
    return f"{' '.join(kinds)}: {words}: {', '.join(places)}: {literals}"


def _comments(parts: Parts, sheet: str, path: str) -> Iterator[Feature]:
    for item in parts.tree(path).iter("{*}comment", "{*}threadedComment"):
        words = "".join(part.text or "" for part in item.iter("{*}t", "{*}text"))
        yield Feature(PartKind.COMMENT, sheet, item.get("ref", ""), words)
