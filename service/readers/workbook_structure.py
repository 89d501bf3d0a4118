"""What a workbook has beside its cells: hidden parts, names, charts, comments, checks, links, headers, properties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from openpyxl.utils import get_column_letter

from service.domain.consolidation.formulas import normal
from service.domain.consolidation.sheet_filters import SheetFilter
from service.domain.notation.text import one_line
from service.readers.excel.parts import RELATION_KEYS, Parts
from service.readers.workbook_filters import sheet_filter

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
    PRINT_TITLES = "print_titles"
    HEADER = "header"
    FOOTER = "footer"


@dataclass(frozen=True)
class Feature:
    """One of them: the sheet (empty: the whole workbook), its place or name, and what it says."""

    thing: PartKind
    sheet: str
    place: str
    text: str = ""


@dataclass
class Structure:
    """All of them, and the filters of each sheet."""

    features: list[Feature] = field(default_factory=list)
    filters: dict[str, list[SheetFilter]] = field(default_factory=dict)


_PARTS = {"comments": PartKind.COMMENT, "threadedComment": PartKind.COMMENT}
_KNOWN = {"drawing", "vmlDrawing", "printerSettings", "hyperlink", "comments", "threadedComment"}
_BOOK = {
    "externalLink": PartKind.EXTERNAL,
    "connections": PartKind.EXTERNAL,
    "externalLinkPath": PartKind.EXTERNAL,
    "vbaProject": PartKind.OTHER,
}
_CORE = ("title", "subject", "creator", "keywords", "description", "category", "contentStatus")
_EXTENDED = ("Company", "Manager")
# What office programs and labels of secrecy put into a file by themselves when it is saved.
_BY_PROGRAMS = (
    "MSIP_", "ContentTypeId", "_dlc_", "WorkbookGuid", "KSO", "ICV", "AppVersion", "DocSecurity", "HyperlinksChanged",
    "LinksUpToDate", "ScaleCrop", "ShareDoc",
)  # fmt: skip
# Letters and looks in a header: font, size, colour, bold, italic and so on; never a field such as `&P`, nor `&&`.
_LOOK = re.compile(r'&(?:"[^"&]*"|\d{1,3}|K[0-9A-F]{6}|K\d\d[+-]\d{3}|[BIUESXYOH])', re.IGNORECASE)
_PART = re.compile(r"&([LCR])", re.IGNORECASE)
_TRUE = {"1", "true"}


def structure_of(parts: Parts) -> Structure:
    """All that it has."""
    found = Structure([*_book(parts), *_properties(parts)])
    for sheet, path in parts.sheets.items():
        found.features += _sheet(parts, sheet, path, found.filters.setdefault(sheet, []))
    return found


def _book(parts: Parts) -> Iterator[Feature]:
    for name, state in parts.states.items():
        if state != "visible":
            yield Feature(PartKind.HIDDEN_SHEET, name, "")
    for name, text in parts.names.items():
        if not name.startswith("_xlnm"):
            yield Feature(PartKind.NAME, "", name, normal(text))
    for (sheet, name), text in parts.names_of_sheets.items():
        yield Feature(PartKind.NAME, sheet, name, normal(text))
    for sheet, text in parts.print_areas.items():
        yield Feature(PartKind.PRINT_AREA, sheet, "", normal(text))
    for sheet, text in parts.print_titles.items():
        yield Feature(PartKind.PRINT_TITLES, sheet, "", ",".join(sorted(normal(text).split(","))))
    for kind, target in parts.book_relations:
        if kind in _BOOK:
            yield Feature(_BOOK[kind], "", target)


def _properties(parts: Parts) -> Iterator[Feature]:
    core, extended, custom = (parts.properties(kind) for kind in ("core", "extended", "custom"))
    if core is not None:
        for name in _CORE:
            text = core.findtext(f"{{*}}{name}") or ""
            # Programs set key words apart each in their way.
            yield Feature(PartKind.PROPERTY, "", name, " ".join(text.replace(",", " ").replace(";", " ").split()))
    for name in _EXTENDED if extended is not None else ():
        text = extended.findtext(f"{{*}}{name}")
        if text:
            yield Feature(PartKind.PROPERTY, "", name, text)
    for item in custom if custom is not None else ():
        if not item.get("name", "").startswith(_BY_PROGRAMS):
            yield Feature(PartKind.PROPERTY, "", item.get("name", ""), "".join(item.itertext()))


def _sheet(parts: Parts, sheet: str, path: str, filters: list[SheetFilter]) -> Iterator[Feature]:
    links = parts.links_of(path)
    for item in parts.around_rows(sheet):
        match item.tag.rpartition("}")[2]:
            case "autoFilter":
                filters.append(sheet_filter(item))
            case "hyperlink":
                yield Feature(PartKind.LINK, sheet, item.get("ref", ""), _target(item, links))
            case "headerFooter":
                yield from _around_print(sheet, item)
            case _:
                yield from _element(sheet, item)
    for kind, target, _ in parts.relations_of(path):
        if kind == "drawing":
            yield from _drawing(parts, sheet, target)
        elif kind == "table":
            filters += [sheet_filter(item) for item in parts.tree(target).iterfind("{*}autoFilter")]
        elif kind in _PARTS:
            yield from _comments(parts, sheet, target)
        elif kind not in _KNOWN:
            yield Feature(PartKind.OTHER, sheet, kind)


def _target(item: Any, links: Mapping[str, str]) -> str:
    """Where a link leads, in the one form that it has however a program writes it."""
    outside = next((links.get(item.get(key)) for key in RELATION_KEYS if item.get(key)), None) or ""
    inside = item.get("location", "")
    if outside.startswith("#"):
        outside, inside = "", outside[1:]
    return outside.rstrip("/") + (f"#{normal(inside)}" if inside else "")


def _around_print(sheet: str, item: Any) -> Iterator[Feature]:
    """What stands above and below each printed page, with the pages that have their own."""
    pages = ["odd"]
    pages += ["even"] if item.get("differentOddEven") in _TRUE else []
    pages += ["first"] if item.get("differentFirst") in _TRUE else []
    for thing, name in ((PartKind.HEADER, "Header"), (PartKind.FOOTER, "Footer")):
        texts = [_printed(item.findtext(f"{{*}}{page}{name}") or "") for page in pages]
        if any(texts):
            yield Feature(thing, sheet, "", "; ".join(dict.fromkeys(texts)))


def _printed(text: str) -> str:
    """What a header or footer says, left, middle and right, whatever its letters look like."""
    found: dict[str, str] = {}
    pieces = _PART.split(_LOOK.sub("", text.replace("&&", "\0")))
    for part, piece in zip(["C", *pieces[1::2]], pieces[0::2], strict=True):
        found[part.upper()] = found.get(part.upper(), "") + piece.replace("\0", "&")
    said = (" ".join(one_line(found.get(part, "")).split()) for part in "LCR")
    return " | ".join(each for each in said if each)


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
                    yield _chart(sheet, parts.tree(related[key]))
            case "sp" | "pic" | "cxnSp" as kind:
                words = " ".join(part.text or "" for part in item.iter("{*}t"))
                yield Feature(PartKind.DRAWING, sheet, kind, words)


def _chart(sheet: str, chart: Any) -> Feature:
    """What a chart draws: its title, and each on a line its kinds, where its series stand, and how many are typed."""
    kinds = [item.tag.rpartition("}")[2] for area in chart.iter("{*}plotArea") for item in area if "Chart" in item.tag]
    title = chart.find("{*}chart/{*}title")
    words = "" if title is None else "".join(part.text or "" for part in title.iter("{*}t"))
    places = [normal(item.text or "") for item in chart.iter("{*}f")]
    literals = len(list(chart.iter("{*}numLit", "{*}strLit")))
    return Feature(PartKind.CHART, sheet, one_line(words), f"{' '.join(kinds)}\n{', '.join(places)}\n{literals}")


def _comments(parts: Parts, sheet: str, path: str) -> Iterator[Feature]:
    for item in parts.tree(path).iter("{*}comment", "{*}threadedComment"):
        words = "".join(part.text or "" for part in item.iter("{*}t", "{*}text"))
        yield Feature(PartKind.COMMENT, sheet, item.get("ref", ""), words)
