"""Styles of an OpenDocument text as far as they matter: fonts, hidden letters, bold ones, the numbers of lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from service.readers.document.docx_numbering import written
from service.readers.document.docx_styles import attribute, child, local

_DIGITS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEEPEST = 24
_MOST = 4000


@dataclass(frozen=True)
class OdtLook:
    """How letters look; None where a style says nothing of it."""

    font: str | None = None
    is_hidden: bool | None = None
    is_bold: bool | None = None
    is_raised: bool | None = None

    def over(self, base: OdtLook) -> OdtLook:
        """This look where it says something, else the base's."""
        return OdtLook(
            font=base.font if self.font is None else self.font,
            is_hidden=base.is_hidden if self.is_hidden is None else self.is_hidden,
            is_bold=base.is_bold if self.is_bold is None else self.is_bold,
            is_raised=base.is_raised if self.is_raised is None else self.is_raised,
        )


class OdtStyles:
    """The styles of both parts that may hold them."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._lists: dict[str, dict[int, etree._Element]] = {}
        self._fonts: dict[str, str] = {}
        self._styles_seen: dict[tuple[str, str], OdtLook] = {}
        for root in roots:
            for element in () if root is None else root.iter():
                self._keep(element)

    def _keep(self, element: etree._Element) -> None:
        name = attribute(element, "name") or ""
        if local(element) == "style":
            self._styles.setdefault((attribute(element, "family") or "", name), element)
        elif local(element) == "list-style":
            levels = {_number(attribute(level, "level"), 1): level for level in element if local(level)}
            self._lists.setdefault(name, levels)
        elif local(element) == "font-face":
            self._fonts.setdefault(name, attribute(element, "font-family") or "")

    def _chain(self, family: str, name: str) -> Iterator[etree._Element]:
        for _ in range(_DEEPEST):
            found = self._styles.get((family, name))
            if found is None:
                return
            yield found
            name = attribute(found, "parent-style-name") or ""

    def look(self, family: str, name: str) -> OdtLook:
        """How letters of a style look."""
        key = (family, name)
        if key not in self._styles_seen:
            found = OdtLook()
            for style in self._chain(family, name):
                found = found.over(self._own(child(style, "text-properties")))
            self._styles_seen[key] = found
        return self._styles_seen[key]

    def _own(self, properties: etree._Element | None) -> OdtLook:
        if properties is None:
            return OdtLook()
        font = attribute(properties, "font-name")
        display, weight, position = (
            attribute(properties, name) for name in ("display", "font-weight", "text-position")
        )
        return OdtLook(
            font=self._fonts.get(font, font) if font else attribute(properties, "font-family"),
            is_hidden=None if display is None else display == "none",
            is_bold=None if weight is None else weight == "bold",
            is_raised=None if position is None else position.startswith("super"),
        )

    def heading_depth(self, name: str) -> int | None:
        """The outline depth that a paragraph's style gives it."""
        for style in self._chain("paragraph", name):
            if depth := attribute(style, "default-outline-level"):
                return _number(depth, 0) or None
        return None

    def list_style(self, paragraph: str) -> str | None:
        """The list that a paragraph's style belongs to."""
        return next((found for style in self._chain("paragraph", paragraph)
                     if (found := attribute(style, "list-style-name"))), None)  # fmt: skip

    def levels(self, list_style: str) -> dict[int, etree._Element]:
        """The depths of a list from 1."""
        return self._lists.get(list_style, {})


def _number(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 8 else default


class ListCounter:
    """Counts the items of the lists in the order of the document."""

    def __init__(self, styles: OdtStyles) -> None:
        self._styles = styles
        self._counts: dict[str, list[int | None]] = {}

    def begin(self, list_style: str) -> None:
        """A list of that style starts from its beginning."""
        self._counts.pop(list_style, None)

    def label(self, list_style: str, depth: int, start: str | None) -> str:
        """The label of the next item at a depth from 1; empty where the list shows none."""
        levels = self._styles.levels(list_style)
        level = levels.get(depth)
        if level is None or depth > 10:
            return ""
        if local(level) != "list-level-style-number":
            sign = (attribute(level, "bullet-char") or "•").translate(str.maketrans("–—−", "---"))
            return sign if sign in "-+*" else "•"
        counts = self._counts.setdefault(list_style, [None] * 11)
        for upper in range(1, depth):
            if counts[upper] is None:
                counts[upper] = _start(levels.get(upper))
        before = counts[depth]
        counts[depth] = _number(start, 1) if start else _start(level) if before is None else min(before + 1, _MOST)
        counts[depth + 1 :] = [None] * (10 - depth)
        return self._shown(levels, counts, depth)

    @staticmethod
    def _shown(levels: dict[int, etree._Element], counts: list[int | None], depth: int) -> str:
        level = levels[depth]
        count = _number(attribute(level, "display-levels"), 1)
        shown = []
        for number in range(max(1, depth - count + 1), depth + 1):
            digits = _DIGITS.get(attribute(levels.get(number), "num-format") or "", "")
            if digits:
                shown.append(written(counts[number] or 0, digits))
        if not shown:
            return ""
        before, after = attribute(level, "num-prefix") or "", attribute(level, "num-suffix") or ""
        return f"{before}{'.'.join(shown)}{after}".strip()


def _start(level: etree._Element | None) -> int:
    return min(_number(attribute(level, "start-value"), 1), _MOST)
