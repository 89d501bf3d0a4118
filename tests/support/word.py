"""Word files as tests read them."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument


def opened(raw: bytes) -> WordDocument:
    """The document."""
    return Document(io.BytesIO(raw))


def words(document: WordDocument) -> list[str]:
    """What its paragraphs say, those of tables left out."""
    return [paragraph.text for paragraph in document.paragraphs]


def everything(document: WordDocument) -> Iterator[str]:
    """What all its paragraphs say, those of tables last."""
    yield from words(document)
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from (paragraph.text for paragraph in cell.paragraphs)


def rows(document: WordDocument, table: int) -> list[list[str]]:
    """The cells of a table, row by row."""
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]
