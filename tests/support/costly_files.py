"""Small files that would cost much, were they not looked at first."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from tests.support.workbooks import filled, parts, zipped

RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES, TEXTS, SHEET = "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"


def with_part(name: str, old: bytes, new: bytes) -> bytes:
    """The filled form with something else in one of its parts."""
    content = parts(filled())
    assert old in content[name], name
    return zipped({**content, name: content[name].replace(old, new, 1)})


def with_formats(*codes: str) -> bytes:
    """A form with these number formats, each in a cell style."""
    content = parts(filled())
    own = "".join(f'<numFmt numFmtId="{400 + at}" formatCode="{code}"/>' for at, code in enumerate(codes))
    styles = re.sub(rb"<numFmts[^>]*>", rb"\g<0>" + own.encode(), content[STYLES])
    used = "".join(f'<xf numFmtId="{400 + at}"/>' for at in range(len(codes)))
    return zipped({**content, STYLES: styles.replace(b"</cellXfs>", used.encode() + b"</cellXfs>")})


def with_styles(count: int) -> bytes:
    """A form with so many cell styles more."""
    return with_part(STYLES, b"</cellXfs>", b"<xf/>" * count + b"</cellXfs>")


def with_texts(count: int) -> bytes:
    """A form with so many shared texts, all of them empty, to the first of which its sheets refer."""
    content = parts(filled())
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = b'<Relationship Id="texts" Type="' + kind + b'" Target="sharedStrings.xml"/></Relationships>'
    content[RELATIONS] = content[RELATIONS].replace(b"</Relationships>", relation)
    for name in [name for name in content if name.startswith("xl/worksheets/sheet")]:
        first = b'<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        content[name] = content[name].replace(b"<sheetData>", first)
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped({**content, TEXTS: b'<sst xmlns="' + namespace + b'">' + b"<si/>" * count + b"</sst>"})


def with_cells(in_row: int, rows: int = 1) -> bytes:
    """A form with rows above all others that hold so many empty cells."""
    row = b"<row r='1'>" + b"<c/>" * in_row + b"</row>"
    return with_part(sheet_with_names(), b"<sheetData>", b"<sheetData>" + row * rows)


def with_merge(ref: str) -> bytes:
    """A form in which these cells are merged."""
    return with_part(SHEET, b"</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{ref}"/></mergeCells>'.encode())


def with_link(ref: str) -> bytes:
    """A form in which these cells are a link."""
    link = f'<hyperlinks><hyperlink ref="{ref}" location="A1"/></hyperlinks>'.encode()
    return with_part(sheet_with_names(), b"<pageMargins", link + b"<pageMargins")


def sheet_with_names() -> str:
    """A sheet of the form in which figures are typed: the first behind what is missing and the guide."""
    return "xl/worksheets/sheet3.xml"


def with_damaged_theme() -> bytes:
    """A form whose theme, which nobody reads, cannot be unpacked."""
    raw = bytearray(filled())
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        entry = archive.getinfo("xl/theme/theme1.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    raw[start + 10 : start + 40] = bytes(30)
    return bytes(raw)


def with_locked_theme() -> bytes:
    """A form whose theme says that it has a password."""
    raw = bytearray(filled())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = 0
        while (at := raw.find(mark, at)) >= 0:
            name_at = at + (30 if offset == 6 else 46)
            if raw[name_at:].startswith(b"xl/theme/theme1.xml"):
                raw[at + offset] |= 1
            at += 4
    return bytes(raw)
