"""A report in words as a file gave it: its blocks of text in their order, whatever program wrote the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import Message
from service.domain.reporting.carried_report import CarriedReport


class BlockKind(StrEnum):
    """What a block is; the last four stand beside the running text, at the place where the file anchors them."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    FOOTNOTE = "footnote"
    TEXT_BOX = "text_box"
    PAGE_HEADER = "page_header"
    PAGE_FOOTER = "page_footer"


@dataclass(frozen=True)
class Place:
    """Where something stands: the block's number from 1, the page where the file has pages, a table's row and column.

    Rows and columns count from 1 and stand only for a cell of a table. What a file carries beside its words has the
    number 0 and the name of the `part` that it stands in.
    """

    number: int
    page: int | None = None
    row: int | None = None
    column: int | None = None
    part: str = ""


@dataclass(frozen=True)
class TableCell:
    """One cell of a table at its upper left corner; a merged cell stands once, with how far it reaches."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, an item of a list or a table: one line of clean text, without its number or bullet.

    `label` is that number or bullet («I.», «1.2», «a)», «-»), empty where there is none; `level` is the depth of a
    heading or an item from 1, and 0 where the file does not say. Of a table `text` is the rows, one a line, its cells
    parted by tabs, and `cells` are its cells from the upper left to the lower right.
    """

    kind: BlockKind
    text: str
    place: Place
    level: int = 0
    label: str = ""
    cells: tuple[TableCell, ...] = ()


@dataclass(frozen=True)
class ReportDocument:
    """All that a file says in words; `format` is its ending, `pages` is None where the file does not know them.

    `notices` tell people what was converted or could not be read; `carried` are the values that a report written by
    tonghop has in a part of its own.
    """

    format: str
    blocks: tuple[Block, ...]
    notices: tuple[Message, ...] = ()
    pages: int | None = None
    carried: CarriedReport | None = None
