"""One report as Word, old Word, OpenDocument, PDF and pasted text: the same figures and documents are read of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.domain.reading.reading import ReportReading
from tests.support.corpus import CORPUS, read_file

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
