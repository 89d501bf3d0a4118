"""A workbook that carries itself on a hidden sheet, so that a copy can be verified where there is no database.

Programs that save it again keep that sheet as it is, since it holds nothing but text.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator

from service.domain.notation.fingerprint import ORIGINAL_SHEET
from service.writers.reproducible_zip import fixed_entry

LONGEST = 32_000  # letters of a cell
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_PATH, _KEY, _NUMBER = "worksheets/original.xml", "rIdOriginal", 60_000


def with_original(raw: bytes) -> bytes:
    """The workbook with one sheet more, on which its bytes stand in base64, a piece a row."""
    sheet = (
        f'<sheet name="{ORIGINAL_SHEET}" sheetId="{_NUMBER}" state="veryHidden" r:id="{_KEY}" xmlns:r="{_RELATION}"/>'
    )
    relation = f'<Relationship Id="{_KEY}" Type="{_RELATION}/worksheet" Target="{_PATH}"/>'
    kind = f'<Override PartName="/xl/{_PATH}" ContentType="{_SHEET_TYPE}"/>'
    added = {
        "xl/workbook.xml": ("</sheets>", sheet),
        "xl/_rels/workbook.xml.rels": ("</Relationships>", relation),
        "[Content_Types].xml": ("</Types>", kind),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as book, zipfile.ZipFile(target, "w") as made:
        for name in book.namelist():
            part = book.read(name)
            if name in added:
                end, text = added[name]
                part = part.replace(end.encode(), f"{text}{end}".encode())
            made.writestr(fixed_entry(name), part)
        made.writestr(fixed_entry(f"xl/{_PATH}"), "".join(_sheet(raw)))
    return target.getvalue()


def _sheet(raw: bytes) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_NAMESPACE}"><sheetData>'
    text = base64.b64encode(raw).decode()
    for row, begin in enumerate(range(0, len(text), LONGEST), 1):
        piece = text[begin : begin + LONGEST]
        yield f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{piece}</t></is></c></row>'
    yield "</sheetData></worksheet>"
