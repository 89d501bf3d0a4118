"""Word files as tests read them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph
from docx.text.run import Run


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


# The columns of the tables of figures in the province's report.
FIGURE_COLUMNS = ("count", "now", "previous", "last_year", "moved", "alike")


def figure_rows(document: WordDocument) -> Mapping[str, Mapping[str, str]]:
    """The cells of the province's tables of figures by the number of the indicator."""
    found = {}
    for number, table in enumerate(document.tables):
        if len(table.columns) == len(FIGURE_COLUMNS) + 2:
            for place, _, *cells in rows(document, number)[1:]:
                found[place] = dict(zip(FIGURE_COLUMNS, cells, strict=True))
    return found


def looks(paragraph: Paragraph, name: str) -> object:
    """A property of a paragraph's looks, such as its alignment, wherever it or its styles say it."""
    said = getattr(paragraph.paragraph_format, name)
    style = paragraph.style
    while said is None and style is not None:
        said = getattr(style.paragraph_format, name)
        style = style.base_style
    return said


def size_of(paragraph: Paragraph, run: Run) -> Length | None:
    """How large the letters of a run are, by itself or by the styles of its paragraph."""
    said, style = run.font.size, paragraph.style
    while said is None and style is not None:
        said, style = style.font.size, style.base_style
    return said
