"""What a file is, by its first bytes: whoever renames a file does not change it."""

from __future__ import annotations

import io
import zipfile
from enum import Enum

import msoffcrypto
from msoffcrypto.exceptions import FileFormatError

from service.domain.errors import WrongTypeError, message
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.container import MALFORMED, PASSWORD, damaged
from service.readers.document.pictures import SCAN, is_picture

_EMPTY = message("Tệp trống: chọn đúng tệp báo cáo.")
_WORKBOOK = message("Đây là tệp Excel, không phải báo cáo bằng lời: nộp ở mục biểu mẫu Excel.")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 1024
# What a stream's name looks like in the directory of an OLE file.
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_BOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
# Longer names help nobody.
_LONGEST_NAME = 80


class FileKind(Enum):
    """A kind of file that is read, by its ending."""

    DOCX = "docx"
    ODT = "odt"
    PDF = "pdf"
    DOC = "doc"
    RTF = "rtf"
    TEXT = "txt"


def kind_of_file(name: str, content: bytes) -> FileKind:
    """What the bytes are; raises WrongTypeError or UnreadableDocumentError where they are nothing that is read."""
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf\t\r\n ")
    if not head:
        raise UnreadableDocumentError(Reason.EMPTY, _EMPTY)
    if content.startswith(b"PK"):
        return _packed(name, content)
    if b"%PDF-" in content[:_HEAD]:
        return FileKind.PDF
    if content.startswith(_OLE):
        return _compound(name, content)
    if head.startswith(b"{\\rtf"):
        return FileKind.RTF
    if is_picture(content):
        raise UnreadableDocumentError(Reason.SCAN, SCAN)
    if head.lower().startswith((b"<!doctype", b"<html", b"<?xml", b"mime-version", b"<head", b"<body")):
        raise WrongTypeError(
            message(
                "«{name}» là trang web được lưu lại: mở bằng Word, lưu thành .docx rồi thử lại.",
                name=name[:_LONGEST_NAME],
            )
        )
    return FileKind.TEXT


def _other(name: str) -> WrongTypeError:
    """The error for a file that is nothing that is read."""
    said = message(
        "«{name}» không phải báo cáo đọc được: cần tệp Word (.docx, .doc), .odt, .pdf hoặc .txt.",
        name=name[:_LONGEST_NAME],
    )
    return WrongTypeError(said)


def _packed(name: str, content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except MALFORMED as error:
        raise damaged() from error
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return FileKind.ODT
    if any(part.startswith("xl/") for part in names):
        raise WrongTypeError(_WORKBOOK)
    if "[Content_Types].xml" in names and not any(part.startswith("ppt/") for part in names):
        return FileKind.DOCX
    raise _other(name)


def _compound(name: str, content: bytes) -> FileKind:
    """What an OLE file holds: an old Word file, or a newer one behind a password."""
    if _ENCRYPTED_STREAM in content or _is_encrypted(content):
        raise UnreadableDocumentError(Reason.ENCRYPTED, PASSWORD)
    if _WORD_STREAM in content:
        return FileKind.DOC
    if any(stream in content for stream in _BOOK_STREAMS):
        raise WrongTypeError(_WORKBOOK)
    raise _other(name)


def _is_encrypted(content: bytes) -> bool:
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted())
    except (FileFormatError, OSError, ValueError, KeyError, IndexError, AttributeError, TypeError):
        # The library names no error of its own for OLE files cut short; opening them tells what is wrong.
        return False
