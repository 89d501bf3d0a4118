"""The values that a PDF carries: the file within it that a report written by tonghop has."""

from __future__ import annotations

import io
import zlib

import pikepdf

from service.domain.errors import TooLargeError
from service.domain.reporting.carried_report import ATTACHMENT
from service.readers.document.carried import MOST_CARRIED, TOO_MUCH, Found, read_carried


def carried_within(content: bytes) -> Found:
    """What a PDF carries; raises UnreadableDocumentError or TooLargeError where the file within it is hostile.

    Other files within it are not looked at, however many there are.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as file:
            if ATTACHMENT not in file.attachments:
                return Found()
            entry = file.attachments[ATTACHMENT].obj.EF.F
            unpacked = _unpacked(entry)
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, NotImplementedError, OSError):
        # The words were read already by another library, which takes more; whether anything was carried is unknown.
        return Found()
    return read_carried(ATTACHMENT, unpacked)


def _unpacked(stream: pikepdf.Object) -> bytes:
    """The bytes of a file within the PDF, never more than are read; raises TooLargeError."""
    packed = stream.read_raw_bytes()
    if stream.get("/Filter") is None:
        return packed
    if str(stream.Filter) not in {"/FlateDecode", '[ pikepdf.Name("/FlateDecode") ]'}:
        return b""
    try:
        found = zlib.decompressobj().decompress(packed, MOST_CARRIED + 1)
    except zlib.error:
        return b""
    if len(found) > MOST_CARRIED:
        raise TooLargeError(TOO_MUCH)
    return found
