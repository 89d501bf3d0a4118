"""Ranges in a workbook that an office library would lay out cell by cell, looked at before it sees them."""

from __future__ import annotations

import contextlib
import re
import zipfile
from io import BytesIO

from lxml import etree
from openpyxl.utils import column_index_from_string

from service.domain.errors import TooLargeError, UnreadableError, message
from service.domain.notation.numbers import shorten
from service.readers.excel.container import DAMAGED, MAX_UNPACKED
from service.readers.excel.parts import MALFORMED, Metered

# Cells of all such ranges of a file; a form merges a few hundred.
MOST_CELLS = 100_000
_KINDS = ("mergeCell", "hyperlink", "table", "comment")
_BULKY = ("row", "si")  # passed over, and let go from memory
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_LONGEST = 30


def require_small_ranges(raw: bytes) -> None:
    """Raises TooLargeError where merged cells, links, tables or comments span more than any form does.

    Raises UnreadableError where the file is damaged.
    """
    left = MOST_CELLS
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            for name in archive.namelist():
                left = _measure(archive, name, left)
    except MALFORMED as error:
        raise UnreadableError(DAMAGED) from error


def _measure(archive: zipfile.ZipFile, name: str, left: int) -> int:
    """How many of the cells that may be spanned are left after a part."""
    with archive.open(name) as part, contextlib.suppress(etree.LxmlError):  # a picture, or what the library refuses
        for element in Metered(part, MAX_UNPACKED).elements(*(f"{{*}}{kind}" for kind in (*_KINDS, *_BULKY))):
            ref = element.get("ref", "")
            left -= _cells(ref)
            if left < 0:
                raise TooLargeError(
                    message(
                        "Tệp có vùng ô gộp, liên kết hoặc bảng vượt ra ngoài biểu mẫu ({range} trong {part}): "
                        "bỏ gộp ô, hoặc chép số liệu sang biểu mẫu mới.",
                        range=shorten(ref),
                        part=shorten(name),
                    )
                )
    return left


def _cells(ref: str) -> int:
    """How many cells a range has; 0 for what is none."""
    found = _RANGE.fullmatch(ref) if len(ref) <= _LONGEST else None
    if found is None or not found[3]:
        return 1 if ref else 0
    width = abs(column_index_from_string(found[3]) - column_index_from_string(found[1])) + 1
    return width * (abs(int(found[4]) - int(found[2])) + 1)
