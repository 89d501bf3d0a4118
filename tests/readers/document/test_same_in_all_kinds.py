"""One report as Word, old Word, OpenDocument, PDF and pasted text: the same figures and documents are read of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.domain.errors import TooLargeError
from service.domain.reading.reading import ReportReading
from service.readers.document import read_document
from tests.support.corpus import CORPUS, read_file
from tests.support.written_documents import paragraph, word_file

KINDS = Path(__file__).parents[2] / "data" / "reading" / "kinds"
PERIOD, FEWEST = "2025-Q3", 30


def said(reading: ReportReading) -> tuple[object, ...]:
    """The sure figures, and the documents issued and cited."""
    return reading.sure_values, {(item.document.number, item.document.date, item.own) for item in reading.references}


@pytest.mark.parametrize("kind", ["odt", "doc", "pdf", "txt"])
def test_a_report_says_the_same_in_every_kind_of_file(kind: str) -> None:
    word = read_file(CORPUS / "ya05-phuong-bang.docx", PERIOD)
    assert len(word.sure_values) >= FEWEST
    assert said(read_file(KINDS / f"phuong.{kind}", PERIOD)) == said(word)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a.docx", lambda text: word_file(paragraph("Đầu."), paragraph(text))),
        ("a.txt", lambda text: f"Đầu.\n\n{text}".encode()),
    ],
    ids=["docx", "txt"],
)
def test_a_paragraph_without_end_is_refused_by_its_first_words(name: str, written: Callable[[str], bytes]) -> None:
    sentence = "Sở tiếp nhận 12 hồ sơ trong kỳ. "
    taken = read_document(name, written((sentence * 1_800).strip()))
    assert max(len(block.text) for block in taken.blocks) == 1_800 * len(sentence) - 1
    with pytest.raises(TooLargeError, match=r"Đoạn bắt đầu bằng «Sở tiếp nhận 12 hồ sơ trong kỳ.+» có 63\.999 ký tự"):
        read_document(name, written((sentence * 2_000).strip()))
