"""Office files whose bytes depend on their content alone: no clock, no machine."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import BinaryIO

from openpyxl import Workbook

LEVEL = 6
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def fixed_entry(name: str, level: int = LEVEL) -> zipfile.ZipInfo:
    """An entry of a zip without the moment and the machine that wrote it, deflated at that level."""
    entry = zipfile.ZipInfo(name, ZIP_MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    # An entry that is made by hand does not take the level of its zip; the name is the standard library's own.
    entry._compresslevel = level  # type: ignore[attr-defined]
    return entry


def fixed_properties(part: bytes, moment: datetime) -> bytes:
    """The document properties with this moment for creation and change."""
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return _STAMP.sub(lambda found: found[1] + stamp + found[3], part)


def save_fixed(workbook: Workbook, target: BinaryIO, moment: datetime) -> None:
    """Write the workbook as of `moment`."""
    raw = io.BytesIO()
    workbook.save(raw)
    repack(raw, target, moment)


def repack(raw: BinaryIO, target: BinaryIO, moment: datetime) -> None:
    """Write a file that an office library made, as of `moment`."""
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(target, "w") as fixed:
        for name in source.namelist():
            part = source.read(name)
            fixed.writestr(fixed_entry(name), fixed_properties(part, moment) if name == "docProps/core.xml" else part)
