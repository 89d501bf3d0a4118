"""The text of an OpenDocument file (.odt) as it is seen: nothing deleted, nothing hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from service.domain.errors import TooLargeError, UnreadableError
from service.domain.reading.document import BlockKind, ReportDocument, TableCell
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.assembly import BlockDraft, assemble, letters_of, split_lines
from service.readers.document.carried import keeps_none
from service.readers.document.container import PASSWORD, TOO_MUCH, Package, damaged, require_readable
from service.readers.document.docx_styles import attribute, child, local
from service.readers.document.legacy_encodings import Encoding, convert, encoding_of_font
from service.readers.document.odt_styles import ListCounter, OdtLook, OdtStyles
from service.readers.document.pictures import SCAN

_SKIPPED = frozenset({
    "tracked-changes", "annotation", "annotation-end", "table-of-content", "sequence-decls", "variable-decls",
    "alphabetical-index", "illustration-index", "table-index", "page-number", "page-count", "hidden-text",
    "forms", "note-citation", "user-field-decls", "ruby-text", "script", "placeholder",
})  # fmt: skip
_WRITTEN = {"tab": "\t", "line-break": "\n", "soft-hyphen": "\u00ad"}
_MOST_PARAGRAPHS, _MOST_CELLS, _MOST_REPEATED = 40_000, 60_000, 60
_FEW_LETTERS = 100


def read_odt(content: bytes) -> ReportDocument:
    """The document in the bytes; raises UnreadableDocumentError, WrongTypeError or TooLargeError."""
    package = Package(content)
    manifest = package.bytes_of("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise UnreadableDocumentError(Reason.ENCRYPTED, PASSWORD)
    root = package.xml("content.xml")
    body = child(root, "body", "text")
    if root is None or body is None:
        raise damaged()
    styles = _styles_part(package)
    walk = _Walk(OdtStyles(root, styles))
    beside = list(walk.beside(styles))
    heads = [draft for draft in beside if draft.kind is BlockKind.PAGE_HEADER]
    drafts = [*heads, *walk.blocks(body), *(draft for draft in beside if draft.kind is BlockKind.PAGE_FOOTER)]
    if letters_of(drafts) < _FEW_LETTERS and any(name.startswith("Pictures/") for name in package.names):
        raise UnreadableDocumentError(Reason.SCAN, SCAN)
    return assemble("odt", drafts, (keeps_none("odt"),), pages=walk.pages, encodings=walk.encodings)


def _styles_part(package: Package) -> etree._Element | None:
    try:
        return package.xml("styles.xml")
    except UnreadableError as error:
        require_readable(error)
    return None


@dataclass
class _Gathered:
    """The letters of a paragraph with their code, and what hangs on it."""

    letters: list[tuple[str, Encoding | None]] = field(default_factory=list)
    attached: list[tuple[BlockKind, etree._Element]] = field(default_factory=list)
    is_bold: bool | None = None


class _Walk:
    """Goes through one file in the order in which it is read."""

    def __init__(self, styles: OdtStyles) -> None:
        self._styles, self._counter = styles, ListCounter(styles)
        self.encodings: set[Encoding] = set()
        self._page, self._knows_pages, self._count, self._cells = 1, False, 0, 0

    @property
    def pages(self) -> int | None:
        """How many pages there are, where the file notes their ends."""
        return self._page if self._knows_pages else None

    def beside(self, root: etree._Element | None) -> Iterator[BlockDraft]:
        """What stands at the head or the foot of pages, each text once."""
        seen = set()
        for element in () if root is None else root.iter():
            kind = local(element).removesuffix("-first").removesuffix("-left")
            if kind in {"header", "footer"} and local(element.getparent()) == "master-page":  # type: ignore[arg-type]
                for paragraph in (one for one in element.iter() if local(one) in {"p", "h"}):
                    text = self._text(self._gathered(paragraph))
                    if text.strip() and text not in seen:
                        seen.add(text)
                        yield BlockDraft(text, BlockKind.PAGE_HEADER if kind == "header" else BlockKind.PAGE_FOOTER)

    def blocks(self, parent: etree._Element, kind: BlockKind | None = None) -> Iterator[BlockDraft]:
        """The paragraphs, lists and tables in an element."""
        for element in parent:
            name = local(element)
            if name in {"p", "h"}:
                yield from self._paragraph(element, kind)
            elif name == "list":
                yield from self._list(element, attribute(element, "style-name"), 1, kind)
            elif name == "table":
                yield from self._table(element)
            elif name == "soft-page-break":
                self._turn()
            elif name == "frame":
                yield from self._boxed(element)
            elif name and name not in _SKIPPED and attribute(element, "display") != "none":
                yield from self.blocks(element, kind)

    def _turn(self) -> None:
        self._page += 1
        self._knows_pages = True

    def _list(
        self, element: etree._Element, style: str | None, depth: int, kind: BlockKind | None
    ) -> Iterator[BlockDraft]:
        if depth == 1 and style and attribute(element, "continue-numbering") != "true":
            is_continued = attribute(element, "continue-list") is not None
            if not is_continued:
                self._counter.begin(style)
        for item in (one for one in element if local(one) in {"list-item", "list-header"}):
            label = ""
            for inner in item:
                name = local(inner)
                if name in {"p", "h"}:
                    own = style or self._styles.list_style(attribute(inner, "style-name") or "")
                    if own and not label and local(item) == "list-item":
                        label = self._counter.label(own, depth, attribute(item, "start-value"))
                        yield from self._paragraph(inner, kind, label, depth)
                    else:
                        yield from self._paragraph(inner, kind)
                elif name == "list":
                    yield from self._list(inner, attribute(inner, "style-name") or style, depth + 1, kind)

    def _paragraph(
        self, element: etree._Element, kind: BlockKind | None, label: str = "", depth: int = 0
    ) -> Iterator[BlockDraft]:
        self._count += 1
        if self._count > _MOST_PARAGRAPHS:
            raise TooLargeError(TOO_MUCH)
        page = self._page
        gathered = self._gathered(element)
        outline = _outline(element) or self._styles.heading_depth(attribute(element, "style-name") or "")
        is_heading = kind is None and bool(outline)
        first, *others = split_lines(self._text(gathered))
        level = (outline or 0) if is_heading else depth
        found = BlockKind.HEADING if is_heading else kind
        yield BlockDraft(first, found, label, level, page, bool(gathered.is_bold))
        for line in others:
            yield BlockDraft(line, kind, page=page)
        for attached, inner in gathered.attached:
            yield from self.blocks(inner, attached)

    def _text(self, gathered: _Gathered) -> str:
        found = []
        for text, encoding in _merged(gathered.letters):
            converted = convert(text, encoding) if encoding else text
            if encoding and converted != text:
                self.encodings.add(encoding)
            found.append(converted)
        return "".join(found)

    def _gathered(self, paragraph: etree._Element) -> _Gathered:
        gathered = _Gathered()
        look = self._styles.look("paragraph", attribute(paragraph, "style-name") or "")
        self._gather(paragraph, look, gathered)
        return gathered

    def _gather(self, element: etree._Element, look: OdtLook, gathered: _Gathered) -> None:
        self._put(element.text, look, gathered)
        for inner in element:
            name = local(inner)
            if name == "span":
                self._gather(
                    inner, self._styles.look("text", attribute(inner, "style-name") or "").over(look), gathered
                )
            elif name == "s":
                count = attribute(inner, "c") or "1"
                self._put(" " * min(int(count) if count.isdecimal() else 1, 20), look, gathered)
            elif name in _WRITTEN:
                self._put(_WRITTEN[name], look, gathered)
            elif name == "soft-page-break":
                self._turn()
            elif name == "note":
                body = child(inner, "note-body")
                gathered.attached += [] if body is None else [(BlockKind.FOOTNOTE, body)]
            elif name in {"frame", "custom-shape", "rect"}:
                gathered.attached += [(BlockKind.TEXT_BOX, box) for box in _boxes(inner)]
            elif name and name not in _SKIPPED and attribute(inner, "is-hidden") != "true":
                self._gather(inner, look, gathered)
            self._put(inner.tail, look, gathered)

    @staticmethod
    def _put(text: str | None, look: OdtLook, gathered: _Gathered) -> None:
        if not text or look.is_hidden or (look.is_raised and text.strip(" ()[]").isdecimal() and gathered.letters):
            return
        # Line ends in the file are blanks; those that are seen stand as elements of their own.
        plain = text if text == "\n" else text.replace("\n", " ")
        gathered.letters.append((plain, encoding_of_font(look.font or "")))
        if any(sign.isalnum() for sign in text):
            gathered.is_bold = bool(look.is_bold) and gathered.is_bold is not False

    def _boxed(self, frame: etree._Element) -> Iterator[BlockDraft]:
        for box in _boxes(frame):
            yield from self.blocks(box, BlockKind.TEXT_BOX)

    def _table(self, table: etree._Element) -> Iterator[BlockDraft]:
        rows = [row for row in _inside(table, "table-row") if local(row) == "table-row"]
        if all(len(row) == 1 for row in rows):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell)
            return
        page = self._page
        cells: list[TableCell] = []
        for number, row in enumerate(rows, 1):
            column = 1
            for cell in row:
                repeated = min(_span(cell, "number-columns-repeated"), _MOST_REPEATED)
                if local(cell) == "table-cell":
                    cells += self._cell(cell, number, column, repeated)
                column += repeated
        yield BlockDraft(cells=tuple(cells), page=page)

    def _cell(self, cell: etree._Element, row: int, column: int, repeated: int) -> Iterator[TableCell]:
        self._cells += repeated
        if self._cells > _MOST_CELLS:
            raise TooLargeError(TOO_MUCH)
        lines = [f"{draft.label} {draft.text}".strip() for draft in self.blocks(cell)]
        found = TableCell("\n".join(lines), row, column, min(_span(cell, "number-rows-spanned"), 1000),
                          min(_span(cell, "number-columns-spanned"), _MOST_REPEATED))  # fmt: skip
        for index in range(repeated):
            yield replace(found, column=column + index)


def _outline(element: etree._Element) -> int | None:
    level = attribute(element, "outline-level") if local(element) == "h" else None
    return int(level) if level and level.isdecimal() and len(level) < 3 else (1 if local(element) == "h" else None)


def _merged(letters: list[tuple[str, Encoding | None]]) -> list[tuple[str, Encoding | None]]:
    """Letters with their neighbours of the same code: a letter and its tone may stand apart."""
    found: list[tuple[str, Encoding | None]] = []
    for text, encoding in letters:
        if found and found[-1][1] is encoding:
            found[-1] = (found[-1][0] + text, encoding)
        else:
            found.append((text, encoding))
    return found


def _boxes(element: etree._Element) -> list[etree._Element]:
    return [box for box in element.iter() if local(box) in {"text-box", "custom-shape"}]


def _inside(table: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table, those of its head and in groups too, not those of a table in it."""
    for element in table:
        if local(element) == name:
            yield element
        elif local(element) in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _inside(element, name)


def _span(cell: etree._Element, name: str) -> int:
    value = attribute(cell, name) or "1"
    return int(value) if value.isdecimal() and len(value) < 9 and int(value) > 0 else 1
