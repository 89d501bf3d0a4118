"""One paragraph of a Word file: its letters without what was deleted, hidden or only refers, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree

from service.readers.document.docx_numbering import Lists
from service.readers.document.docx_styles import DocxStyles, attribute, child, local, switched
from service.readers.document.legacy_encodings import Encoding, convert, encoding_of_font, raised

# What was taken out by a tracked change, and what is beside the text.
_SKIPPED = frozenset({"del", "moveFrom", "rt", "annotationRef", "sdtPr", "sdtEndPr", "pPr", "rPr", "comment"})
_WRITTEN = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
# What fields show that counts pages or lists what stands elsewhere.
_COUNTING = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "PAGEREF", "TOC", "INDEX"})
_SUPERSCRIPT_UNITS = ("m", "km", "dm", "cm", "ha")


@dataclass(frozen=True)
class ParagraphText:
    """What a paragraph shows; `heading` is its depth where its style says so, `depth` that of its list's item.

    `goes_on` says that the mark at its end was deleted; `notes` are kinds and marks of notes, `boxes` text boxes.
    """

    text: str
    label: str = ""
    depth: int = 0
    heading: int | None = None
    page: int = 1
    is_bold: bool = False
    is_contents: bool = False
    goes_on: bool = False
    notes: tuple[tuple[str, str], ...] = ()
    boxes: tuple[etree._Element, ...] = ()


@dataclass
class _Parts:
    """What is gathered while a paragraph is gone through."""

    style: str
    letters: list[tuple[str, Encoding | None]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    # Fields that have begun: what they are told to show, and whether they show it now.
    fields: list[tuple[str, bool]] = field(default_factory=list)
    is_bold: bool | None = None
    # The page that the first letter stands on.
    page: int | None = None

    @property
    def is_shown(self) -> bool:
        """Whether letters here are seen: not a field's order, and not the count of a page."""
        return all(is_result and order.split(maxsplit=1)[:1] not in _ORDERS for order, is_result in self.fields)


_ORDERS = [[order] for order in _COUNTING]


class Reader:
    """Reads the paragraphs of one file from first to last, since their numbers are counted."""

    def __init__(self, styles: DocxStyles, lists: Lists) -> None:
        self._styles, self._lists = styles, lists
        self.page, self.knows_pages = 1, False
        self.encodings: set[Encoding] = set()

    def paragraph(self, element: etree._Element) -> ParagraphText:
        """What a paragraph shows."""
        properties = child(element, "pPr")
        style = self._styles.paragraph_style(properties)
        parts = _Parts(style)
        self._gather(element, parts)
        text = self._text(parts.letters)
        label, depth = "", 0
        of_list = self._styles.numbering(properties, style)
        if numbered := self._lists.label(of_list.list_id, of_list.depth, style):
            label, depth = numbered[0], numbered[1] + 1
        mark = child(properties, "rPr")
        return ParagraphText(
            text, label if text.strip() else label * (not self._styles.look(mark, style).is_hidden), depth,
            self._styles.heading_depth(properties, style), parts.page or self.page, bool(parts.is_bold),
            self._styles.is_contents(style), child(mark, "del") is not None or child(mark, "moveFrom") is not None,
            tuple(parts.notes), tuple(parts.boxes),
        )  # fmt: skip

    def _text(self, letters: list[tuple[str, Encoding | None]]) -> str:
        """Letters of old fonts in Unicode; a letter and its tone may stand in runs of their own."""
        found = []
        for encoding, run in groupby(letters, key=lambda part: part[1]):
            text = "".join(part for part, _ in run)
            converted = convert(text, encoding) if encoding else text
            if encoding and converted != text:
                self.encodings.add(encoding)
            found.append(converted)
        whole = "".join(found)
        return raised(whole) if any(encoding is Encoding.TCVN3 for _, encoding in letters) else whole

    def _gather(self, element: etree._Element, parts: _Parts) -> None:
        for inner in element:
            name = local(inner)
            if name == "r":
                self._run(inner, parts)
            elif name == "AlternateContent":
                self._gather_alternative(inner, parts)
            elif name in {"sdt", "fldSimple"} and self._is_placeholder(inner):
                continue
            elif name and name not in _SKIPPED and name != "p":
                self._gather(inner, parts)

    def _is_placeholder(self, element: etree._Element) -> bool:
        """Whether a field for filling in shows its hint only, or a field of our page counts."""
        order = (attribute(element, "instr") or "").split(maxsplit=1)[:1]
        return order in _ORDERS or bool(switched(child(element, "sdtPr"), "showingPlcHdr"))

    def _gather_alternative(self, element: etree._Element, parts: _Parts) -> None:
        """The first form of what stands there in several, for older and newer programs, that says something."""
        before = (len(parts.letters), len(parts.boxes))
        for form in element:
            if local(form) in {"Choice", "Fallback"} and before == (len(parts.letters), len(parts.boxes)):
                self._inside_run(form, parts, "", None)

    def _run(self, run: etree._Element, parts: _Parts) -> None:
        look = self._styles.look(child(run, "rPr"), parts.style)
        if look.is_hidden:
            return
        begun = len(parts.letters)
        self._inside_run(run, parts, look.font, encoding_of_font(look.font))
        shown = "".join(text for text, _ in parts.letters[begun:])
        if look.is_raised and _is_mark(shown, parts.letters[:begun]):
            del parts.letters[begun:]
        elif any(sign.isalnum() for sign in shown):
            parts.is_bold = look.is_bold and parts.is_bold is not False

    def _inside_run(self, run: etree._Element, parts: _Parts, font: str, encoding: Encoding | None) -> None:
        for inner in run:
            name = local(inner)
            if name == "t" or name in _WRITTEN:
                if parts.is_shown:
                    parts.page = parts.page or self.page
                    parts.letters.append((inner.text or "" if name == "t" else _WRITTEN[name], encoding))
            elif name in {"fldChar", "instrText"}:
                _follow_field(inner, parts.fields)
            elif name in {"br", "lastRenderedPageBreak"}:
                self._break(inner, parts)
            elif name in {"footnoteReference", "endnoteReference"}:
                parts.notes.append((name.removesuffix("Reference"), attribute(inner, "id") or ""))
            elif name in {"drawing", "pict", "object"}:
                parts.boxes += _boxes(inner)
            elif name == "AlternateContent":
                self._gather_alternative(inner, parts)
            elif name in {"r", "ruby", "rubyBase"}:
                self._gather(inner, parts) if name != "r" else self._run(inner, parts)

    def _break(self, element: etree._Element, parts: _Parts) -> None:
        if local(element) == "lastRenderedPageBreak":
            # Word notes where its pages end; other programs do not.
            self.page += 1
            self.knows_pages = True
        elif attribute(element, "type") in {None, "textWrapping"} and parts.is_shown:
            parts.letters.append(("\n", None))


def _boxes(element: etree._Element) -> list[etree._Element]:
    """The text boxes in a drawing, those in another text box left to it."""
    found = []
    for inner in element:
        if local(inner) == "txbxContent":
            found.append(inner)
        elif local(inner) == "AlternateContent":
            forms = [_boxes(form) for form in inner]
            found += next((form for form in forms if form), [])
        else:
            found += _boxes(inner)
    return found


def _follow_field(element: etree._Element, fields: list[tuple[str, bool]]) -> None:
    if local(element) == "instrText":
        if fields and not fields[-1][1]:
            fields[-1] = (fields[-1][0] + (element.text or ""), False)
        return
    kind = attribute(element, "fldCharType")
    if kind == "begin":
        fields.append(("", False))
    elif kind == "separate" and fields:
        fields[-1] = (fields[-1][0], True)
    elif kind == "end" and fields:
        fields.pop()


def _is_mark(text: str, before: list[tuple[str, Encoding | None]]) -> bool:
    """Whether raised signs are the mark of a note that somebody typed, not the square of a measure."""
    bare = text.strip(" ()[]*")
    last = before[-1][0].rstrip() if before else ""
    is_measure = (last.endswith(_SUPERSCRIPT_UNITS) and not last[:-1][-1:].isalpha()) or last.endswith(
        (" km", " dm", " cm")
    )
    return bool(last) and (bare.isdecimal() or not bare) and not is_measure
