"""From paragraphs as a file has them to the blocks of a document: labels, kinds, old codes, broken paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from service.domain.errors import Message, TooLargeError, message
from service.domain.notation.numbers import format_vietnamese, shorten
from service.domain.reading.document import Block, BlockKind, Place, ReportDocument, TableCell
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.labels import LabelKind, depth_of, kind_of, split_label
from service.readers.document.legacy_encodings import Encoding, detect, gains_by, recover
from service.readers.document.lines import continues, ends_sentence, is_ornament, joined, tidy

_EMPTY = message("Tệp không có chữ nào: chọn đúng tệp báo cáo.")
_LONGEST_HEADING = 150
# Letters of one paragraph or cell; the longest of real reports have some thousands.
_LONGEST_TEXT = 60_000
# A paragraph shorter than this was not broken for want of room.
_SHORTEST_BROKEN = 40
_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})


@dataclass(frozen=True)
class BlockDraft:
    """A paragraph or a table as a file has it; `kind` is None where the reader leaves that to its words.

    `level` is a heading's or an item's depth where the file says it; the lines of a cell's text stay apart.
    """

    text: str = ""
    kind: BlockKind | None = None
    label: str = ""
    level: int = 0
    page: int | None = None
    is_bold: bool = False
    cells: tuple[TableCell, ...] = ()


def assemble(form: str, drafts: Iterable[BlockDraft], notices: Iterable[Message] = (), pages: int | None = None,
             *, encodings: Iterable[Encoding] = ()) -> ReportDocument:  # fmt: skip
    """The document; without a number of `pages` none is known; `encodings` were converted by the reader.

    Raises UnreadableDocumentError where there are no words, TooLargeError where a paragraph has no end.
    """
    found = list(drafts)
    texts = [text for draft in found for text in _texts(draft)]
    _require_bounded(texts)
    known = {*encodings}
    if encoding := detect(texts):
        found = [_recovered(draft, encoding) for draft in found]
        known.add(encoding)
    shaped = [draft for draft in map(_shaped, found) if draft.text or draft.cells]
    if not any(sign.isalnum() for draft in shaped for sign in draft.text):
        raise UnreadableDocumentError(Reason.EMPTY, _EMPTY)
    if pages is None:
        shaped = [replace(draft, page=None) for draft in shaped]
    blocks = tuple(_block(number, draft) for number, draft in enumerate(_corrected(shaped), 1))
    said = {str(notice): notice for notice in (*said_of(known), *notices)}
    return ReportDocument(form, blocks, tuple(said.values()), pages)


def split_lines(text: str) -> list[str]:
    """The lines of a paragraph that stand for themselves; those that were only broken are joined."""
    first, *others = text.split("\n")
    found = [first]
    for line in others:
        before, after = tidy(found[-1]), tidy(line)
        stands_alone = bool(split_label(after)[0]) or (ends_sentence(before) and after[:1].isupper())
        if before and after and (stands_alone or _is_capital(before) != _is_capital(after)):
            found.append(line)
        else:
            found[-1] = joined(found[-1], line)
    return found


def _is_capital(text: str) -> bool:
    return text.upper() == text and any(sign.isalpha() for sign in text)


def said_of(encodings: Iterable[Encoding]) -> list[Message]:
    """What people are told of codes that were converted, once for each."""
    names = {encoding.value.partition(" ")[0] for encoding in encodings}
    return [
        message("Văn bản dùng bảng mã {name} cũ, đã chuyển sang Unicode: xem lại các chữ có dấu.", name=name)
        for name in sorted(names)
    ]


def letters_of(drafts: Iterable[BlockDraft]) -> int:
    """How many letters and digits there are."""
    return sum(sign.isalnum() for draft in drafts for text in _texts(draft) for sign in text)


def _require_bounded(texts: Iterable[str]) -> None:
    for text in texts:
        if len(text) > _LONGEST_TEXT:
            raise TooLargeError(
                message(
                    "Đoạn bắt đầu bằng «{start}» có {count} ký tự, tối đa {most}: chia thành các đoạn ngắn hơn hoặc "
                    "bỏ phần thừa rồi thử lại.",
                    start=shorten(" ".join(text[:240].split())),
                    count=format_vietnamese(Decimal(len(text))),
                    most=format_vietnamese(Decimal(_LONGEST_TEXT)),
                )
            )


def _texts(draft: BlockDraft) -> Iterator[str]:
    yield draft.text
    for cell in draft.cells:
        yield cell.text


def _recovered(draft: BlockDraft, encoding: Encoding) -> BlockDraft:
    """The draft with its words out of an old code, where that makes more of them words."""

    def change(text: str) -> str:
        return recover(text, encoding) if gains_by(text, encoding) else text

    cells = tuple(replace(cell, text=change(cell.text)) for cell in draft.cells)
    return replace(draft, text=change(draft.text), cells=cells)


def _shaped(draft: BlockDraft) -> BlockDraft:
    """The draft with clean text, its label apart, and its kind."""
    if draft.cells:
        cells = tuple(replace(cell, text=_tidy_lines(cell.text)) for cell in draft.cells)
        filled = any(cell.text for cell in cells)
        return replace(draft, kind=BlockKind.TABLE, text=table_text(cells) if filled else "", cells=cells * filled)
    text = tidy(draft.text)
    if is_ornament(text):
        return replace(draft, text="")
    if draft.kind not in {None, *_RUNNING, BlockKind.HEADING}:
        return replace(draft, text=text)
    label, rest = (draft.label, text) if draft.label else split_label(text)
    shaped = replace(draft, label=label, text=rest)
    if draft.kind is BlockKind.HEADING and len(rest) <= 2 * _LONGEST_HEADING:
        return replace(shaped, level=draft.level or depth_of(label))
    kind = _kind(shaped)
    # What a file says of a list's depth holds for its items; headings are numbered over several lists.
    return replace(shaped, kind=kind, level=(kind is BlockKind.ITEM and draft.level) or _depth(kind, label))


def _tidy_lines(text: str) -> str:
    lines = (tidy(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not set(line) <= set("-–—_=*~."))


def table_text(cells: Iterable[TableCell]) -> str:
    """The rows of a table, one a line, its cells parted by tabs."""
    rows: dict[int, list[str]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell.text.replace("\n", " "))
    return "\n".join("\t".join(row) for row in rows.values() if any(row))


def _kind(draft: BlockDraft) -> BlockKind:
    """A heading, an item or a paragraph, by its label and its words."""
    kind, text = kind_of(draft.label), draft.text
    if len(text) <= _LONGEST_HEADING and kind is not LabelKind.BULLET and _is_title(draft, kind):
        return BlockKind.HEADING
    return BlockKind.ITEM if draft.label else BlockKind.PARAGRAPH


def _is_title(draft: BlockDraft, kind: LabelKind | None) -> bool:
    text = draft.text
    if _is_capital(text):
        return kind is not None or draft.is_bold or len(text.split()) > 1
    if kind is None or ends_sentence(text) or text.endswith(","):
        return False
    # A figure in a short item makes it a statement: «2. Tổng số hồ sơ: 140».
    return kind is LabelKind.ROMAN or not any(sign.isdigit() for sign in text)


def _depth(kind: BlockKind, label: str) -> int:
    if kind is BlockKind.HEADING:
        return depth_of(label)
    return {"-": 1, "•": 1, "+": 2}.get(label, 0)


def _corrected(drafts: list[BlockDraft]) -> list[BlockDraft]:
    """The drafts with paragraphs put together that were broken in the midst of a sentence."""
    found: list[BlockDraft] = []
    # What stands beside the text, such as a running head, may stand between the parts of a broken paragraph.
    last = -1
    for draft in drafts:
        if last >= 0 and _goes_on(found[last], draft):
            found[last] = replace(found[last], text=joined(found[last].text, draft.text))
            continue
        found.append(draft)
        if draft.kind in {*_RUNNING, BlockKind.HEADING, BlockKind.TABLE}:
            last = len(found) - 1
    return found


def _goes_on(before: BlockDraft, after: BlockDraft) -> bool:
    is_text = before.kind in _RUNNING and after.kind in _RUNNING and not after.label
    return is_text and len(before.text) >= _SHORTEST_BROKEN and continues(before.text, after.text)


def _block(number: int, draft: BlockDraft) -> Block:
    assert draft.kind is not None
    place = Place(number, draft.page)
    return Block(draft.kind, draft.text, place, draft.level, draft.label, draft.cells)
