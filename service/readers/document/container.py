"""Packed documents (.docx, .odt) looked at before they are unpacked, and their parts as XML, within bounds.

Nothing outside the file is ever fetched: no entity, no linked template, no picture from elsewhere.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from posixpath import join, normpath
from typing import Any

from lxml import etree

from service.domain.errors import TooLargeError, UnreadableError, WrongTypeError, message
from service.domain.reading.refusal import Reason, UnreadableDocumentError

MEGABYTE = 1024 * 1024
MAX_ENTRIES, MAX_RATIO, RATIO_FROM = 3000, 300, 2 * MEGABYTE
# Pictures may be large, and are never unpacked; a part of words of forty pages has a megabyte or two.
MAX_PART = 24 * MEGABYTE
# What a damaged package raises, whichever part of it is looked at.
MALFORMED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
    etree.LxmlError,
)  # fmt: skip
TOO_MUCH = message("Tệp Word chứa quá nhiều dữ liệu: bỏ phần thừa hoặc chép nội dung sang tệp mới rồi thử lại.")
DAMAGED = message("Tệp Word bị hỏng hoặc tải lên chưa hết: mở bằng Word, lưu lại rồi thử lần nữa.")
_DECLARES = message("Tệp có khai báo lạ (DTD, thực thể ngoài) mà Word không bao giờ ghi: không đọc tệp này.")
_MACROS = message("Tệp Word có macro: lưu thành .docx không macro rồi thử lại.")
PASSWORD = message("Tệp đặt mật khẩu mở: bỏ mật khẩu (Tệp > Thông tin > Bảo vệ tài liệu) rồi thử lại.")
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
# A declaration stands before the first element.
_PROLOGUE = 64 * 1024
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def damaged() -> UnreadableDocumentError:
    """The error for a package that is broken."""
    return UnreadableDocumentError(Reason.DAMAGED, DAMAGED)


class Package:
    """An opened package; raises TooLargeError, WrongTypeError or UnreadableDocumentError where it must not be read."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self._entries = {entry.filename: entry for entry in self._archive.infolist()}
        except MALFORMED as error:
            raise damaged() from error
        self._require_harmless()

    @property
    def names(self) -> set[str]:
        """The names of its parts."""
        return set(self._entries)

    def _require_harmless(self) -> None:
        entries = self._archive.infolist()
        words = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
        unpacked = sum(entry.file_size for entry in words)
        packed = sum(entry.compress_size for entry in words)
        if len(entries) > MAX_ENTRIES or unpacked > 2 * MAX_PART or (
            unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(1, packed)
        ):  # fmt: skip
            raise TooLargeError(TOO_MUCH)
        if any(name.lower().endswith("vbaproject.bin") for name in self._entries):
            raise WrongTypeError(_MACROS)
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableDocumentError(Reason.ENCRYPTED, PASSWORD)

    def bytes_of(self, name: str) -> bytes | None:
        """A part's bytes; None where there is no such part. Raises TooLargeError or UnreadableDocumentError."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        try:
            with self._archive.open(entry) as part:
                # What the package says of a part's size may be a lie.
                found = part.read(MAX_PART + 1)
        except MALFORMED as error:
            raise damaged() from error
        if len(found) > MAX_PART:
            raise TooLargeError(TOO_MUCH)
        return found

    def xml(self, name: str) -> etree._Element | None:
        """A part as a tree; None where there is no such part. Raises TooLargeError or UnreadableDocumentError."""
        content = self.bytes_of(name)
        return None if content is None else parsed(content)

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """What a part refers to, by its mark: the kind, the part's name or the address, and whether it lies outside."""
        folder, _, name = part.rpartition("/")
        root = self.xml(join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in () if root is None else root.iter(_RELATIONSHIP):
            target, is_outside = relation.get("Target", ""), relation.get("TargetMode") == "External"
            if not is_outside:
                target = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, target, is_outside)
        return found


def parsed(content: bytes) -> etree._Element:
    """XML from a stranger as a tree; raises UnreadableDocumentError where it is broken or declares entities."""
    if b"<!DOCTYPE" in content[:_PROLOGUE] or b"<!ENTITY" in content[:_PROLOGUE]:
        raise UnreadableDocumentError(Reason.HOSTILE, _DECLARES)
    try:
        return etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True, **_SAFE))
    except etree.XMLSyntaxError as error:
        # libxml2 stops where elements lie deeper in one another than any document's do.
        if "xcessive depth" in str(error):
            raise TooLargeError(TOO_MUCH) from error
        raise damaged() from error


def require_readable(error: UnreadableError) -> None:
    """Raise an error again, unless only an unneeded part of a document is broken."""
    if not isinstance(error, UnreadableDocumentError) or error.reason is not Reason.DAMAGED:
        raise error
