"""Small Word and PDF files made from their inner parts, with whatever real programs put into them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from typing import NamedTuple

from service.domain.reading.document import Block, BlockKind, ReportDocument

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_ROOTS = {"document": "document", "styles": "styles", "numbering": "numbering", "footnotes": "footnotes",
          "header": "hdr", "footer": "ftr", "settings": "settings"}  # fmt: skip


def run(text: str, properties: str = "") -> str:
    """A run of letters; `properties` are those of the run, as XML."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph of runs, or of plain text."""
    inner = content if content.startswith("<") or not content else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(content: str, properties: str = "") -> str:
    """A cell of a table with one paragraph, or with what is given as XML."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else paragraph(content)}</w:tc>"


def table(*rows: Iterable[str]) -> str:
    """A table of cells."""
    inner = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{inner}</w:tbl>"


def in_list(depth: int = 0, list_id: str = "1") -> str:
    """The property of a paragraph that belongs to a list."""
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'


def word_file(*body: str, parts: Mapping[str, str] | None = None, outside: Mapping[str, str] | None = None,
              extra: Mapping[str, bytes] | None = None, namespace: str = WORD) -> bytes:  # fmt: skip
    """A Word file; `parts` are the insides of other parts by kind, `outside` are addresses by kind of relation."""
    inner = {"document": f"<w:body>{''.join(body)}</w:body>", **(parts or {})}
    target = io.BytesIO()
    relations = [f'<Relationship Id="r{kind}" Type="{_KINDS}/{kind}" Target="{kind}.xml"/>' for kind in parts or {}]
    relations += [
        f'<Relationship Id="o{index}" Type="{_KINDS}/{kind}" Target="{escape(address)}" TargetMode="External"/>'
        for index, (kind, address) in enumerate((outside or {}).items())
    ]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        main = f'<Relationship Id="r" Type="{_KINDS}/officeDocument" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_RELATIONS}">{main}</Relationships>')
        archive.writestr("word/_rels/document.xml.rels",
                         f'<Relationships xmlns="{_RELATIONS}">{"".join(relations)}</Relationships>')  # fmt: skip
        for kind, content in inner.items():
            if f"word/{kind}.xml" in (extra or {}):
                continue
            root = _ROOTS[kind]
            archive.writestr(f"word/{kind}.xml", f'<w:{root} xmlns:w="{namespace}" {_NAMESPACES}>{content}</w:{root}>')
        for name, raw in (extra or {}).items():
            archive.writestr(name, raw)
    return target.getvalue()


def texts(document: ReportDocument, kind: BlockKind | None = None) -> list[str]:
    """What the blocks say, of one kind or all."""
    return [block.text for block in document.blocks if kind in {None, block.kind}]


def labelled(document: ReportDocument) -> list[tuple[str, str]]:
    """The labels and texts of the blocks."""
    return [(block.label, block.text) for block in document.blocks]


def grid(block: Block) -> list[tuple[int, int, int, int, str]]:
    """The cells of a table: row, column, and how far it reaches down and to the right."""
    return [(one.row, one.column, one.row_span, one.column_span, one.text) for one in block.cells]


class Placed(NamedTuple):
    """Text on a page of a PDF: points from the left and from the top, its size and font."""

    left: float
    top: float
    text: str
    size: float = 14
    font: str = "Times"


_HEIGHT, _WIDTH = 842, 595
# Letters of every font here are half as wide as they are high.
_LETTER = 500


def width(text: str, size: float = 14) -> float:
    """How wide a text is."""
    return len(text) * size * _LETTER / 1000


def wrapped(text: str, top: float, left: float = 85, right: float = 540, size: float = 14) -> list[Placed]:
    """A justified-looking paragraph: words as long as they fit, on lines of one and a half heights."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and left + width(f"{line} {word}", size) > right:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [Placed(left, top + index * size * 1.4, one, size) for index, one in enumerate([*lines, line])]


def pdf_file(*pages: Iterable[Placed], rules: Mapping[int, Iterable[tuple[float, float, float, float]]] | None = None,
             has_table_of_signs: bool = True, pictures: Iterable[int] = ()) -> bytes:  # fmt: skip
    """A PDF of pages of placed text; `rules` are drawn on a page, and a picture covers those of `pictures`.

    Fonts whose names begin with «.Vn» have letters of one byte; others have a table of signs, or else none.
    """
    objects: list[bytes] = []

    def add(content: str | bytes) -> int:
        objects.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(objects)

    catalog, tree = add(""), add("")
    rows = [list(page) for page in pages]
    fonts = {name: add(_font(name, has_table_of_signs, add, rows)) for name in _names(rows)}
    picture = add(_stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 "
                          "/ColorSpace /DeviceGray", b"\x80"))  # fmt: skip
    kids = []
    for number, page in enumerate(rows):
        content = "".join(_shown(one, list(fonts)) for one in page)
        content += "".join(f"{x0} {_HEIGHT - y0} m {x1} {_HEIGHT - y1} l S\n" for x0, y0, x1, y1 in
                           (rules or {}).get(number, ()))  # fmt: skip
        if number in set(pictures):
            content += f"q {_WIDTH} 0 0 {_HEIGHT} 0 0 cm /Im Do Q\n"
        stream = add(_stream("", content.encode("latin-1")))
        named = " ".join(f"/F{index} {number} 0 R" for index, number in enumerate(fonts.values()))
        kids.append(add(
            f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents {stream} 0 R "
            f"/Resources << /Font << {named} >> /XObject << /Im {picture} 0 R >> >> >>"
        ))  # fmt: skip
    objects[catalog - 1] = f"<< /Type /Catalog /Pages {tree} 0 R >>".encode()
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[tree - 1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    return written(objects)


def written(objects: list[bytes]) -> bytes:
    """Objects as a PDF whose first one is its catalogue."""
    target = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(target))
        target += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    begin = len(target)
    target += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    target += b"".join(b"%010d 00000 n \n" % place for place in places)
    target += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, begin)
    return bytes(target)


def _names(pages: list[list[Placed]]) -> list[str]:
    return list(dict.fromkeys(one.font for page in pages for one in page))


def _stream(about: str, content: bytes) -> bytes:
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (about.encode(), len(content), content)


def _font(name: str, has_table: bool, add: object, pages: list[list[Placed]]) -> str:
    assert callable(add)
    if name.startswith(".Vn"):
        return (f"<< /Type /Font /Subtype /TrueType /BaseFont /{name} /Encoding /WinAnsiEncoding /FirstChar 0 "
                f"/LastChar 255 /Widths [{' '.join([str(_LETTER)] * 256)}] >>")  # fmt: skip
    signs = sorted({sign for page in pages for one in page if one.font == name for sign in one.text})
    lines = "\n".join(f"<{ord(sign):04x}> <{ord(sign):04x}>" for sign in signs)
    table_of_signs = add(_stream("", (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <ffff> "
        f"endcodespacerange {len(signs)} beginbfchar\n{lines}\nendbfchar endcmap end end"
    ).encode()))  # fmt: skip
    below = add(f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW {_LETTER} /CIDSystemInfo << /Registry "
                "(Adobe) /Ordering (Identity) /Supplement 0 >> >>")  # fmt: skip
    told = f"/ToUnicode {table_of_signs} 0 R" if has_table else ""
    return (f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H {told} "
            f"/DescendantFonts [{below} 0 R] >>")  # fmt: skip


def _shown(one: Placed, fonts: list[str]) -> str:
    raw = one.text.encode("cp1252") if one.font.startswith(".Vn") else one.text.encode("utf-16-be")
    index = fonts.index(one.font)
    return f"BT /F{index} {one.size} Tf {one.left} {_HEIGHT - one.top - one.size} Td <{raw.hex()}> Tj ET\n"
