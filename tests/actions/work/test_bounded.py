"""Reports in words are read in a child with bounds, and what is wrong with them comes through."""

from __future__ import annotations

import pytest

from service.actions.work.bounded import READING_WORDS, read_document_bounded
from service.domain.errors import TooLargeError
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from tests.support.written_documents import paragraph, pdf_file, texts, word_file


def test_a_report_is_read_in_a_child() -> None:
    assert texts(read_document_bounded("bc.docx", word_file(paragraph("Nội dung.")))) == ["Nội dung."]


def test_a_scan_is_told_from_a_damaged_file_through_the_child() -> None:
    for raw, reason in ((pdf_file([], pictures=[0]), Reason.SCAN), (b"%PDF-1.7 nothing", Reason.DAMAGED)):
        with pytest.raises(UnreadableDocumentError) as caught:
            read_document_bounded("bc.pdf", raw)
        assert caught.value.reason is reason


def test_a_bomb_ends_as_too_large() -> None:
    with pytest.raises(TooLargeError):
        read_document_bounded("bc.docx", word_file(paragraph("a" * 30_000_000)))


def test_reading_has_bounds_of_memory_processor_and_time() -> None:
    assert READING_WORDS.memory <= 1024**3 and READING_WORDS.processor <= 30 and READING_WORDS.time <= 60
