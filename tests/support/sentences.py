"""Single sentences as a report's text, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from service.domain.reading.candidates import Candidate
from service.domain.reading.document import Block, BlockKind, Place, ReportDocument, TableCell
from service.domain.reading.matching import Match, match_sentence
from service.domain.reading.reading import ReportReading, read_report
from service.domain.reading.sentences import sentences_of
from service.domain.reading.ties import Reading
from service.domain.reading.times import Frame
from tests.support.domain import TEMPLATE

assert TEMPLATE.reading is not None
GUIDE = TEMPLATE.reading


def frame(period: str = "2023-Q3") -> Frame:
    """The frame of a period."""
    window = TEMPLATE.schedule.period(period).window
    return Frame(window.last.year, window)


def matches(text: str, *topics: str, period: str = "2023-Q3") -> list[Match]:
    """The matches in a text where these topics are spoken of."""
    reading = Reading(GUIDE, frame(period), TEMPLATE.by_code)
    return [m for s in sentences_of(text, GUIDE, reading.frame) for m in match_sentence(s, reading, topics)]


def said(text: str, *topics: str, period: str = "2023-Q3") -> dict[str, int | float]:
    """What a text says by itself, as plain numbers."""
    found = matches(text, *topics, period=period)
    return {match.indicator: float(match.value) for match in found if match.strength > 1 and not match.doubtful}


def document(*lines: str) -> ReportDocument:
    """Lines as a document: «I. …» are headings, «- …» items, the rest paragraphs."""
    blocks = []
    for number, line in enumerate(lines, start=1):
        label, _, rest = line.partition(" ")
        is_label = label.rstrip(".)").isalnum() and label.endswith((".", ")")) and len(label) < 6
        if label in {"-", "+"} or is_label:
            short = is_label and len(rest) < 80 and ":" not in rest
            blocks.append(Block(BlockKind.HEADING if short else BlockKind.ITEM, rest, Place(number), 1, label))
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, line, Place(number)))
    return ReportDocument("txt", tuple(blocks))


def reading_of(*lines: str, period: str = "2023-Q3") -> ReportReading:
    """The reading of such lines."""
    return read_report(document(*lines), TEMPLATE, GUIDE, (), period)


def candidates_of(reading: ReportReading, code: str) -> tuple[Candidate, ...]:
    """All that was found for an indicator."""
    return reading.figures[code].candidates if code in reading.figures else ()


def report_with_table(before: str, after: str) -> ReportReading:
    """The reading of a report with a table between two paragraphs."""
    lines = document("I. CHỈ ĐẠO, ĐIỀU HÀNH", "II. KẾT QUẢ", "2. Cải cách thủ tục hành chính", before, "", after)
    cells = tuple(
        TableCell(text, 1 + i // 2, 1 + i % 2) for i, text in enumerate(("Lĩnh vực", "Hồ sơ", "Đất đai", "9"))
    )
    blocks = [*lines.blocks[:4], Block(BlockKind.TABLE, "", Place(5), cells=cells), lines.blocks[5]]
    return read_report(ReportDocument("docx", tuple(blocks)), TEMPLATE, GUIDE, (), "2023-Q3")


def in_table(*rows: tuple[str, ...], period: str = "2023-Q3") -> dict[str, Decimal]:
    """The sure figures of a report whose annex is that table; «<» goes on with the cell before, «^» with that above."""
    lines = document("II. KẾT QUẢ", "2. Cải cách thủ tục hành chính", "Theo phụ lục.", "Nơi nhận:")
    cells = tuple(
        TableCell(text, i, j, _reach([row[j - 1] for row in rows[i:]], "^"), _reach(rows[i - 1][j:], "<"))
        for i, row in enumerate(rows, 1) for j, text in enumerate(row, 1) if text not in {"<", "^"}
    )  # fmt: skip
    table = Block(BlockKind.TABLE, "", Place(5), cells=cells)
    return read_report(ReportDocument("docx", (*lines.blocks, table)), TEMPLATE, GUIDE, (), period).sure_values


def _reach(following: Sequence[str], mark: str) -> int:
    """How many cells a merged one covers, by the marks that follow it."""
    return 1 + next((i for i, text in enumerate(following) if text != mark), len(following))
