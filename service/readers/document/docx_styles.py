"""How the text of a Word file looks, as far as it matters to reading: fonts, hidden letters, depths of headings.

Elements are known by their names without the namespace, since a strict file has other namespaces than usual.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree

_OFF = frozenset({"0", "false", "off", "none"})
# Styles built upon one another so deep go round in circles.
_DEEPEST = 24


@cache
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for what is no element."""
    return _bare(element.tag) if isinstance(element.tag, str) else ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child of that name, and its child of the next name, and so on; None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its name without the namespace."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if _bare(str(key)) == name), None)


def value_of(element: etree._Element | None, *path: str) -> str | None:
    """The value (`w:val`) that a child carries."""
    return attribute(child(element, *path), "val")


def number_of(element: etree._Element | None, *path: str) -> int | None:
    """The whole number that a child carries; None where it carries none."""
    value = value_of(element, *path)
    return int(value) if value and value.lstrip("-").isdecimal() and len(value) < 10 else None


def switched(properties: etree._Element | None, name: str) -> bool | None:
    """Whether a property is switched on or off; None where nothing is said of it."""
    found = child(properties, name)
    if found is None:
        return None
    return (attribute(found, "val") or "1") not in _OFF


@dataclass(frozen=True)
class DocxLook:
    """How a run of letters looks."""

    font: str = ""
    is_hidden: bool = False
    is_bold: bool = False
    is_raised: bool = False


@dataclass(frozen=True)
class Numbering:
    """The list that a paragraph belongs to, and its depth from 0; the list «0» is none."""

    list_id: str | None
    depth: int | None


class DocxStyles:
    """The styles of a document; without that part, everything is plain."""

    def __init__(self, root: etree._Element | None) -> None:
        elements = [element for element in (root if root is not None else ()) if local(element) == "style"]
        self._styles = {attribute(style, "styleId") or "": style for style in elements}
        self._usual = next(
            (key for key, style in self._styles.items()
             if attribute(style, "default") in {"1", "true"} and attribute(style, "type") == "paragraph"), "",
        )  # fmt: skip
        self._defaults = child(root, "docDefaults", "rPrDefault", "rPr")
        self._styles_seen: dict[tuple[str, str], DocxLook] = {}

    def chain(self, style: str) -> Iterator[etree._Element]:
        """A style and those that it is built upon, nearest first."""
        for _ in range(_DEEPEST):
            found = self._styles.get(style)
            if found is None:
                return
            yield found
            style = value_of(found, "basedOn") or ""

    def paragraph_style(self, properties: etree._Element | None) -> str:
        """The style of a paragraph with these properties."""
        return value_of(properties, "pStyle") or self._usual

    def look(self, properties: etree._Element | None, style: str) -> DocxLook:
        """How a run with these properties looks in a paragraph of that style."""
        if properties is None or not len(properties):
            return self._styled("", style)
        base = self._styled(value_of(properties, "rStyle") or "", style)
        hidden, bold = switched(properties, "vanish"), switched(properties, "b")
        raised = value_of(properties, "vertAlign")
        return DocxLook(
            font=_font(properties) or base.font,
            is_hidden=base.is_hidden if hidden is None else hidden,
            is_bold=base.is_bold if bold is None else bold,
            is_raised=base.is_raised if raised is None else raised == "superscript",
        )

    def _styled(self, of_run: str, of_paragraph: str) -> DocxLook:
        """How a run looks by its styles alone."""
        key = (of_run, of_paragraph)
        if key not in self._styles_seen:
            levels = [child(style, "rPr") for name in key for style in self.chain(name)] + [self._defaults]
            self._styles_seen[key] = DocxLook(
                font=next((font for level in levels if (font := _font(level))), ""),
                is_hidden=_first(levels, "vanish"),
                is_bold=_first(levels, "b"),
                is_raised=next((raised for level in levels if (raised := value_of(level, "vertAlign"))), "")
                == "superscript",
            )
        return self._styles_seen[key]

    def heading_depth(self, properties: etree._Element | None, style: str) -> int | None:
        """The depth of a heading from 1, 0 for a title; None for other paragraphs."""
        depth = number_of(properties, "outlineLvl")
        for level in self.chain(style):
            name = (value_of(level, "name") or "").lower()
            if depth is None:
                depth = number_of(level, "pPr", "outlineLvl")
            if depth is None and name.startswith("heading ") and name[8:].isdecimal():
                depth = int(name[8:]) - 1
            if depth is None and name == "title":
                return 0
        return None if depth is None or depth > 8 else depth + 1

    def is_contents(self, style: str) -> bool:
        """Whether a paragraph of the style is a line of a table of contents."""
        return any((value_of(level, "name") or "").lower().startswith("toc ") for level in self.chain(style))

    def numbering(self, properties: etree._Element | None, style: str) -> Numbering:
        """The list that a paragraph says it belongs to, or its style."""
        own = child(properties, "numPr")
        list_id, depth = value_of(own, "numId"), number_of(own, "ilvl")
        for level in self.chain(style):
            inherited = child(level, "pPr", "numPr")
            list_id = list_id if list_id is not None else value_of(inherited, "numId")
            depth = depth if depth is not None else number_of(inherited, "ilvl")
        return Numbering(list_id, depth)


def _first(levels: list[etree._Element | None], name: str) -> bool:
    said = (switched(level, name) for level in levels)
    return next((value for value in said if value is not None), False)


def _font(properties: etree._Element | None) -> str:
    fonts = child(properties, "rFonts")
    return attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or ""
