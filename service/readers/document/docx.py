"""The text of a Word file (.docx) as a person sees it who has accepted all changes: nothing deleted, nothing hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from service.domain.errors import Message, TooLargeError, UnreadableError, message
from service.domain.reading.document import BlockKind, ReportDocument
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.assembly import BlockDraft, assemble, letters_of, split_lines
from service.readers.document.carried import carried_in
from service.readers.document.container import TOO_MUCH, Package, damaged, require_readable
from service.readers.document.docx_numbering import Lists
from service.readers.document.docx_runs import ParagraphText, Reader
from service.readers.document.docx_styles import DocxStyles, attribute, child, local
from service.readers.document.docx_tables import read_table, through
from service.readers.document.pictures import SCAN

_EMBEDDED = message("Tệp có phần nội dung nhúng từ tệp khác chưa đọc được: chép phần đó vào văn bản.")
# Links that a person put in, or that are of no use to whoever reads; all others would bring words from outside.
_HARMLESS = frozenset({"hyperlink", "image", "attachedTemplate", "video", "audio", "media", "oleObject", "linkedImage"})
_MOST_PARAGRAPHS = 40_000
# A file with pictures and fewer letters than these is a scan with a title.
_FEW_LETTERS = 100


def read_docx(content: bytes) -> ReportDocument:
    """The document in the bytes; raises UnreadableDocumentError, WrongTypeError or TooLargeError."""
    package = Package(content)
    main = _main_part(package)
    relations = package.relations(main)
    _require_own_words(package, main, relations)
    root = package.xml(main)
    body = child(root, "body")
    if body is None:
        raise damaged()
    carried = carried_in(package, relations)
    walk = _Walk(package, relations)
    drafts = [*walk.beside("header"), *walk.blocks(body), *walk.beside("footer")]
    if letters_of(drafts) < _FEW_LETTERS and any("/media/" in name for name in package.names):
        raise UnreadableDocumentError(Reason.SCAN, SCAN)
    pages = walk.reader.page if walk.reader.knows_pages else None
    document = assemble("docx", drafts, (*carried.notices, *walk.notices), pages, encodings=walk.reader.encodings)
    return replace(document, carried=carried.report)


def _main_part(package: Package) -> str:
    for kind, target, is_outside in package.relations("").values():
        if kind == "officeDocument" and not is_outside and target in package.names:
            return target
    raise damaged()


def _require_own_words(package: Package, main: str, relations: dict[str, tuple[str, str, bool]]) -> None:
    """Raises UnreadableDocumentError where words, or a template by the network, come from outside the file."""
    settings = next((target for kind, target, _ in relations.values() if kind == "settings"), "")
    for kind, target, is_outside in (*relations.values(), *package.relations(settings or main).values()):
        is_remote = kind in {"attachedTemplate", "oleObject"} and target.lower().startswith(
            ("http", "ftp", "\\\\", "//")
        )
        if is_outside and (is_remote or kind not in _HARMLESS):
            said = message(
                "Tệp lấy nội dung từ nơi khác (liên kết ngoài «{kind}»): mở bằng Word, bỏ liên kết rồi thử lại.",
                kind=kind[:40],
            )
            raise UnreadableDocumentError(Reason.HOSTILE, said)


class _Walk:
    """Goes through the parts of one file in the order in which they are read."""

    def __init__(self, package: Package, relations: dict[str, tuple[str, str, bool]]) -> None:
        self._package, self._relations = package, relations
        self.reader = Reader(DocxStyles(self._part("styles")), Lists(self._part("numbering")))
        self.notices: list[Message] = []
        self._notes = {kind: self._notes_of(kind) for kind in ("footnote", "endnote")}
        self._carried = ""
        self._count = 0

    def _part(self, kind: str) -> etree._Element | None:
        """A part that is of use and not needed: a broken one is as good as none."""
        for found, target, is_outside in self._relations.values():
            if found == kind and not is_outside:
                try:
                    return self._package.xml(target)
                except UnreadableError as error:
                    require_readable(error)
        return None

    def _notes_of(self, kind: str) -> dict[str, etree._Element]:
        root = self._part(f"{kind}s")
        return {
            attribute(note, "id") or "": note
            for note in (root if root is not None else ())
            if local(note) == kind and attribute(note, "type") in {None, "normal"}
        }

    def beside(self, kind: str) -> Iterator[BlockDraft]:
        """What stands at the head or the foot of all pages, each text once."""
        block = BlockKind.PAGE_HEADER if kind == "header" else BlockKind.PAGE_FOOTER
        page, seen = self.reader.page, set()
        for found, target, is_outside in self._relations.values():
            root = self._package.xml(target) if found == kind and not is_outside else None
            for paragraph in () if root is None else (one for one in root.iter() if local(one) == "p"):
                text = self.reader.paragraph(paragraph).text
                if text.strip() and text not in seen:
                    seen.add(text)
                    yield BlockDraft(text, block)
        self.reader.page = page

    def blocks(self, parent: etree._Element, kind: BlockKind | None = None) -> Iterator[BlockDraft]:
        """The paragraphs and tables in an element, each followed by its footnotes and text boxes."""
        for element in through(parent):
            name = local(element)
            if name == "p":
                yield from self._paragraph(element, kind)
            elif name == "tbl":
                yield from self._table(element)
            elif name == "altChunk":
                self.notices.append(_EMBEDDED)

    def _paragraph(self, element: etree._Element, kind: BlockKind | None) -> Iterator[BlockDraft]:
        self._count += 1
        if self._count > _MOST_PARAGRAPHS:
            raise TooLargeError(TOO_MUCH)
        read = self.reader.paragraph(element)
        if read.is_contents:
            return
        text = self._carried + read.text
        # Where the mark at its end was deleted, a paragraph goes on in the next one.
        self._carried = text if read.goes_on else ""
        if not read.goes_on:
            yield from self._drafts(replace(read, text=text), kind)
        yield from self._attached(read)

    def _drafts(self, read: ParagraphText, kind: BlockKind | None) -> Iterator[BlockDraft]:
        first, *others = split_lines(read.text)
        is_heading = kind is None and read.heading is not None
        yield BlockDraft(
            first, BlockKind.HEADING if is_heading else kind, read.label,
            (read.heading or 0) if is_heading else read.depth, read.page, read.is_bold,
        )  # fmt: skip
        for line in others:
            yield BlockDraft(line, kind, page=read.page, is_bold=read.is_bold)

    def _attached(self, read: ParagraphText) -> Iterator[BlockDraft]:
        for note_kind, mark in read.notes:
            note = self._notes[note_kind].pop(mark, None)
            if note is not None:
                texts = [
                    inner.text for inner in map(self.reader.paragraph, (p for p in note.iter() if local(p) == "p"))
                ]
                yield BlockDraft(" ".join(texts), BlockKind.FOOTNOTE, page=read.page)
        for box in read.boxes:
            yield from self.blocks(box, BlockKind.TEXT_BOX)

    def _table(self, element: etree._Element) -> Iterator[BlockDraft]:
        table = read_table(element)
        if table.is_frame:
            for content in table.contents():
                yield from self.blocks(content)
            return
        cells, after = [], []
        page = self.reader.page
        for cell, content in table.cells:
            lines = []
            for inner in through(content):
                if local(inner) == "p":
                    read = self.reader.paragraph(inner)
                    lines.append(f"{read.label} {read.text}" if read.text.strip() else read.label.rstrip(".)"))
                    after += list(self._attached(read))
                elif local(inner) == "tbl":
                    after += list(self._table(inner))
            cells.append(replace(cell, text="\n".join(lines)))
        yield BlockDraft(cells=tuple(cells), page=page)
        yield from after
