"""Word files as tests read them."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph


def opened(raw: bytes) -> WordDocument:
    """The document."""
    return Document(io.BytesIO(raw))


def shown(paragraph: Paragraph) -> str:
    """What a paragraph shows, its content controls included, which the library leaves out."""
    breaks = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    return "".join(
        breaks.get(node.tag) or node.text or ""
        for run in paragraph._p.iter(qn("w:r"))
        for node in run
        if node.tag in {*breaks, qn("w:t")}
    )


def words(document: WordDocument) -> list[str]:
    """What its paragraphs say, those of tables left out."""
    return [shown(paragraph) for paragraph in document.paragraphs]


def everything(document: WordDocument) -> Iterator[str]:
    """What all its paragraphs say, those of tables last."""
    yield from words(document)
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from map(shown, cell.paragraphs)


def rows(document: WordDocument, table: int) -> list[list[str]]:
    """The cells of a table, row by row."""
    return [["\n".join(map(shown, cell.paragraphs)) for cell in row.cells] for row in document.tables[table].rows]
