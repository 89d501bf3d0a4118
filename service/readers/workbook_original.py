"""The original that a workbook carries on a hidden sheet, where it was made without a database."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zipfile
from io import BytesIO

from service.domain.errors import UnreadableError, message
from service.domain.notation.fingerprint import ORIGINAL_SHEET, UNSEALED
from service.readers.workbook_cells import CellBook

_CHANGED = message("Bản gốc kèm trong tệp đã bị sửa: không dùng để xác minh được.")


def carried_original(book: CellBook, named: str) -> tuple[str, bytes] | None:
    """The fingerprint and the bytes of the original, None where the workbook carries none.

    `named` is the name of the fingerprint's cell. Raises UnreadableError where the original was changed.
    """
    if ORIGINAL_SHEET not in book.sheets:
        return None
    text = "".join(str(cells["A"].value) for _, cells in book.rows(ORIGINAL_SHEET) if "A" in cells)
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableError(_CHANGED) from error
    fingerprint = CellBook(raw).named(named)
    if not fingerprint or fingerprint_of(raw, fingerprint) != fingerprint:
        raise UnreadableError(_CHANGED)
    return fingerprint, raw


def fingerprint_of(raw: bytes, stated: str) -> str:
    """The fingerprint of a workbook's bytes as they were written; it stands in the last part."""
    seen = hashlib.sha256()
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        *others, last = archive.infolist()
        for entry in others:
            seen.update(archive.read(entry))
        seen.update(archive.read(last).replace(stated.encode(), UNSEALED.encode(), 1))
    return seen.hexdigest()
