"""Small inputs that may cost much: long texts, many faults, forms with a detail blown up."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

from tests.support.filings import of_agency

JSON = "application/json"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Letters of a text whose check took seconds where patterns were tried at every place of it.
LONG = 200_000


def poisons(unit: str, blank: bytes) -> dict[str, bytes]:
    """The inputs by name; those in Excel are made from the unit's blank form."""
    return {
        "a document number of 200,000 letters.json": _document(unit, "1/" + "a" * LONG + " b"),
        "500 documents of 4,000 letters.json": _documents(unit),
        "two million faults.json": _report(unit, documents=[0] * 2_000_000),
        "a million unknown keys.json": _report(unit, indicators={f"k{number}": 1 for number in range(200_000)}),
        "a number format of 400,000 signs.xlsx": changed(blank, "xl/styles.xml", _long_format),
        "half a million cell formats.xlsx": changed(blank, "xl/styles.xml", _many_formats),
        "nine million shared texts.xlsx": _shared(blank),
        "a merge of all cells.xlsx": changed(blank, "xl/worksheets/sheet1.xml", _merge),
    }


def _report(unit: str, **more: Any) -> bytes:
    return json.dumps({**of_agency(unit), **more}).encode()


def _document(unit: str, number: str) -> bytes:
    return _report(unit, documents=[{"kind": "Công văn", "number": number, "date": "2023-09-01", "title": "Trả lời"}])


def _documents(unit: str) -> bytes:
    one = {"kind": "Công văn", "date": "2023-09-01", "title": "Trả lời"}
    return _report(unit, documents=[{**one, "number": f"{n}/" + "a" * 4000 + " b"} for n in range(500)])


def changed(workbook: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one of its parts changed."""
    source, target = zipfile.ZipFile(io.BytesIO(workbook)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for item in source.infolist():
            content = source.read(item)
            written.writestr(item.filename, change(content.decode()) if item.filename == part else content)
    return target.getvalue()


def _long_format(styles: str) -> str:
    code = f'<numFmt numFmtId="900" formatCode="{"[" * 400_000}"/>'
    if "<numFmts" in styles:
        styles = re.sub(r"(<numFmts[^>]*>)", lambda found: found[1] + code, styles, count=1)
    else:
        styles = re.sub(r"(<styleSheet[^>]*>)", lambda found: f"{found[1]}<numFmts>{code}</numFmts>", styles, count=1)
    return re.sub(r'(<cellXfs[^>]*>.*?)numFmtId="\d+"', r'\1numFmtId="900"', styles, count=1, flags=re.DOTALL)


def _many_formats(styles: str) -> str:
    return styles.replace("</cellXfs>", "<xf/>" * 500_000 + "</cellXfs>", 1)


def _merge(sheet: str) -> str:
    wide = '<mergeCell ref="A1:XFD1048576"/>'
    if "<mergeCells" in sheet:
        return re.sub(r"(<mergeCells[^>]*>)", lambda found: found[1] + wide, sheet, count=1)
    return sheet.replace("</sheetData>", f"</sheetData><mergeCells>{wide}</mergeCells>", 1)


def _shared(workbook: bytes) -> bytes:
    """Shared texts of which the form needs none, in a part that it may not have."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = f'<?xml version="1.0"?><sst xmlns="{main}">{"<si/>" * 9_000_000}</sst>'
    part = "xl/sharedStrings.xml"
    if part in zipfile.ZipFile(io.BytesIO(workbook)).namelist():
        return changed(workbook, part, lambda found: found.replace("</sst>", "<si/>" * 9_000_000 + "</sst>", 1))
    target = io.BytesIO(workbook)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as written:
        written.writestr(part, texts)
    return target.getvalue()
