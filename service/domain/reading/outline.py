"""Which block of a report stands in which section of its template, whatever the numbering of the headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.domain.notation.tokens import TokenKind
from service.domain.reading.document import Block, BlockKind
from service.domain.reporting.reading_guide import ReadingGuide
from service.domain.reporting.template import ReportTemplate

FRONT, ANNEX = "", "+"  # before the first section, and after the signature
_ROMAN = re.compile(r"[IVX]{1,5}[.)/:-]?")
_NUMBERED = re.compile(r"(?:[IVX]{1,5}\.)?\d{1,2}(?:\.\d{1,2}){0,2}[.)/:-]?")
_LONGEST_HEADING = 140
_HEAD_TOKENS = 30
_BEGINNING = 3
_SIGNATURE = ("nơi nhận", "nơi gửi")
_ANNEX = (
    "phụ lục",
    "biểu số",
    "biểu tổng hợp",
    "biểu mẫu",
    "bảng số liệu",
    "biểu số liệu",
    "bảng tổng hợp",
    "phụ biểu",
    "biểu",
)
_BESIDE = frozenset({BlockKind.PAGE_HEADER, BlockKind.PAGE_FOOTER})


@dataclass(frozen=True)
class Located:
    """A block with its section's code, `FRONT` or `ANNEX`; whether it is a heading, and whether the section begins."""

    block: Block
    section: str
    heading: bool = False
    begins: bool = False


class Outliner:
    """Goes through a report from its first block to its last, knowing in which section it is."""

    def __init__(self, guide: ReadingGuide, template: ReportTemplate) -> None:
        self._guide = guide
        self._template = template
        self._codes = [section.code for section in template.sections]
        self._section = FRONT
        self._order = ""
        self._is_empty = False

    def locate(self, blocks: Sequence[Block]) -> Iterator[Located]:
        """Each block with its section; page headers and footers are left out."""
        for block in blocks:
            if block.kind in _BESIDE:
                continue
            if self._ends(block):
                self._section = ANNEX
                yield Located(block, ANNEX)
                continue
            found = None if block.kind is BlockKind.TABLE or self._section == ANNEX else self._found(block)
            if found is None and block.kind is BlockKind.HEADING and block.label and self._section != ANNEX:
                self._section = self._after_unknown(block)
            elif found is not None:
                self._section = found
                self._order = _order(block.label) if block.kind is BlockKind.HEADING else self._order
            is_heading = block.kind is BlockKind.HEADING or (found is not None and not self._has_words(block))
            self._is_empty = is_heading and (found is not None or self._is_empty)
            yield Located(block, self._section, is_heading, found is not None)

    def _after_unknown(self, block: Block) -> str:
        """The section below a numbered heading of no known wording: the report begins, or the part before it ends."""
        if self._section == FRONT:
            self._order = _order(block.label)
            return self._codes[0]
        if self._section in self._guide.without_figures or _order(block.label) != self._order:
            return self._section
        return self._section.partition(".")[0]

    def _ends(self, block: Block) -> bool:
        """Whether the signature begins, or an annex after which nothing of the report's text follows."""
        text = block.text.lower().lstrip(' -*("')
        if any(text.startswith(word) for word in _SIGNATURE) or "nơi nhận:" in text[:400]:
            return True
        late = self._section in self._guide.without_figures
        return late and (block.kind is BlockKind.HEADING or block.text.isupper()) and text.startswith(_ANNEX)

    def _found(self, block: Block) -> str | None:
        """The section that a block begins, None where it goes on with the one before."""
        tokens = self._guide.canonical(_head(block.text))[:_HEAD_TOKENS]
        hits = sorted(self._guide.headings.hits(tokens), key=lambda hit: (hit.first, -hit.length))
        for hit in hits:
            if hit.first > _BEGINNING and any(token.kind is not TokenKind.WORD for token in tokens[: hit.first]):
                continue
            if hit.first > _BEGINNING + 3:
                break
            if self._may_follow(hit.use.topic, block):
                return hit.use.topic
        return None

    def _may_follow(self, code: str, block: Block) -> bool:
        """Whether a section may begin here: main ones at what looks like a heading, others below their own parent."""
        parent = self._template.section_by_code[code].parent
        if parent is None:
            if self._section == FRONT and code != self._codes[0] and not _ROMAN.fullmatch(block.label):
                return False  # a title of the report, or of all that follows
            if self._section == FRONT and _NUMBERED.fullmatch(block.label) and _may_be_heading(block):
                return True  # a report whose main sections are numbered 1, 2, 3
            if self._is_empty and self._section not in self._guide.without_figures and _is_lettered(block):
                return True  # «PHẦN THỨ NHẤT: KẾT QUẢ», and its first part right below
            return _is_main(block) and self._rank(code) >= self._rank(self._section.partition(".")[0])
        # The parts of a main section are those of which some have sections of their own.
        is_part = any(parent in self._template.ancestors(other)[1:] for other in self._codes)
        if is_part:
            if self._section == FRONT and not block.label:
                return False
            return _may_be_heading(block) and self._is_before(parent) and self._goes_on(code, block)
        if code in self._guide.without_figures:
            return self._section.partition(".")[0] == parent and code >= self._section
        return self._section == parent or self._section.startswith(f"{parent}.")

    def _goes_on(self, code: str, block: Block) -> bool:
        """Whether a part comes after the one that the text is in; only a numbered heading may go back."""
        current = ".".join(self._section.split(".")[:2])
        return self._rank(code) >= self._rank(current) or bool(
            block.kind is BlockKind.HEADING and _NUMBERED.fullmatch(block.label)
        )

    def _is_before(self, parent: str) -> bool:
        """Whether the text is not yet past a main section."""
        return self._rank(self._section.partition(".")[0]) <= self._rank(parent)

    def _rank(self, code: str) -> int:
        return self._codes.index(code) if code in self._codes else -1

    @staticmethod
    def _has_words(block: Block) -> bool:
        """Whether a block says more than its heading."""
        return (
            len(block.text) > _LONGEST_HEADING or ":" in block.text.rstrip(": ") or bool(re.search(r"\d", block.text))
        )


def _order(label: str) -> str:
    """How the headings of one order are numbered: `I`, `1`, `1.1`, `A`."""
    bare = label.strip(" .)/:-(")
    if _ROMAN.fullmatch(bare):
        return "I"
    return ".".join("1" if part.isdigit() else "I" if _ROMAN.fullmatch(part) else "A" for part in bare.split("."))


def _head(text: str) -> str:
    """What stands before the first colon, or the beginning of the text."""
    head, colon, _ = text[: 2 * _LONGEST_HEADING].partition(":")
    return head if colon and len(head) <= _LONGEST_HEADING else text[: 2 * _LONGEST_HEADING]


def _is_main(block: Block) -> bool:
    """Whether a block looks like a heading of the first order."""
    head = _head(block.text)
    if _ROMAN.fullmatch(block.label):
        return len(head) <= _LONGEST_HEADING
    return len(head) <= _LONGEST_HEADING and (head.isupper() or (block.kind is BlockKind.HEADING and not block.label))


def _is_lettered(block: Block) -> bool:
    """Whether a block is a heading with a letter or a number: «A.», «1.»."""
    return block.kind is BlockKind.HEADING and bool(block.label) and block.label[0].isalnum()


def _may_be_heading(block: Block) -> bool:
    """Whether a block looks like a heading of the second order."""
    head = _head(block.text)
    if len(head) > _LONGEST_HEADING or (block.label and not block.label[0].isalnum()):
        return False
    return (
        block.kind is BlockKind.HEADING
        or bool(_NUMBERED.fullmatch(block.label))
        or head.isupper()
        or (
            len(block.text) <= _LONGEST_HEADING
            and not block.text.rstrip().endswith((".", ";"))
            and not re.search(r"\d", head)
        )
    )
