"""A file is what its bytes say, whatever its name is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from service.domain.errors import TonghopError, WrongTypeError
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document import read_document
from service.readers.document.kinds import FileKind, kind_of_file
from tests.support.workbooks import encrypted
from tests.support.written_documents import paragraph, pdf_file, texts, word_file, wrapped

DATA = Path(__file__).resolve().parents[2] / "data" / "reading"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def packed(*names: str) -> bytes:
    """A package with these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (word_file(paragraph("a")), FileKind.DOCX),
        ((DATA / "16.odt").read_bytes(), FileKind.ODT),
        (b"\n" + pdf_file(wrapped("a", 60)), FileKind.PDF),
        ((DATA / "small.doc").read_bytes(), FileKind.DOC),
        (b"{\\rtf1 a}", FileKind.RTF),
        ("Báo cáo".encode(), FileKind.TEXT),
    ],
    ids=["docx", "odt", "pdf", "doc", "rtf", "text"],
)
def test_kinds_are_known_by_their_bytes(raw: bytes, kind: FileKind) -> None:
    assert kind_of_file("bao-cao.xyz", raw) is kind


@pytest.mark.parametrize(
    ("raw", "kind", "reason", "said"),
    [
        (b"", UnreadableDocumentError, Reason.EMPTY, "trống"),
        (b"\xef\xbb\xbf \r\n", UnreadableDocumentError, Reason.EMPTY, "trống"),
        (b"\xff\xd8\xff\xe0 picture", UnreadableDocumentError, Reason.SCAN, "ảnh chụp"),
        (b"PK\x03\x04 cut", UnreadableDocumentError, Reason.DAMAGED, "hỏng"),
        (encrypted((DATA / "09.docx").read_bytes()), UnreadableDocumentError, Reason.ENCRYPTED, "mật khẩu"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), WrongTypeError, None, "Excel"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), WrongTypeError, None, "«bc.docx»"),
        (packed("anh.png"), WrongTypeError, None, "không phải báo cáo"),
        (OLE, WrongTypeError, None, "không phải báo cáo"),
        (OLE + "Workbook".encode("utf-16-le"), WrongTypeError, None, "Excel"),
        (b"<!DOCTYPE html><html>", WrongTypeError, None, "trang web"),
    ],
)
def test_other_files_are_refused(raw: bytes, kind: type[TonghopError], reason: Reason | None, said: str) -> None:
    with pytest.raises(kind, match=said) as caught:
        kind_of_file("bc.docx", raw)
    assert getattr(caught.value, "reason", None) is reason


def test_a_file_with_a_wrong_ending_is_read_all_the_same() -> None:
    assert texts(read_document("bao-cao.pdf", word_file(paragraph("Nội dung.")))) == ["Nội dung."]
    assert read_document("bao-cao.doc", "Nội dung.".encode()).format == "txt"
