"""A copy that is filtered is intact; a row that is hidden otherwise, or a page's head and foot, is told in words."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pytest

from service.domain.consolidation.copy_check import Differences
from service.readers.workbook_cells import CellBook
from service.readers.workbook_differences import compare_workbooks
from service.writers.consolidated_workbook import write_consolidated
from tests.support.consolidations import FEW, dated_consolidation, rich_consolidation
from tests.support.workbooks import parts, zipped

SHEETS = ("I", "II.1", "II.2", "II.3", "II.4", "II.5", "II.6")
UNITS = range(15, 24)
DISTRICT = 22
DISTRICTS = '<filterColumn colId="2"><filters><filter val="Cấp huyện"/></filters></filterColumn>'
APPROVED = "CHÍNH THỨC - ĐÃ PHÊ DUYỆT"


@pytest.fixture(scope="module")
def raw() -> bytes:
    """A workbook of nine units: seven departments, a district and a commune."""
    target = io.BytesIO()
    write_consolidated(dated_consolidation(rich_consolidation(FEW)), target, verify_at="https://x.vn/xac-minh-bang")
    return target.getvalue()


def path(sheet: str) -> str:
    return f"xl/worksheets/sheet{SHEETS.index(sheet) + 5}.xml"


def compared(raw: bytes, changes: Mapping[str, str | bytes]) -> Differences:
    """How the workbook differs with these parts in place of its own."""
    new = {name: text.encode() if isinstance(text, str) else text for name, text in changes.items()}
    return compare_workbooks(CellBook(raw), CellBook(zipped({**parts(raw), **new})))


def replaced(raw: bytes, name: str, *pairs: tuple[str, str]) -> str:
    """A part with each of the patterns, which stands in it, replaced once."""
    text = parts(raw)[name].decode()
    for pattern, new in pairs:
        text, count = re.subn(pattern, new, text, count=1)
        assert count, pattern
    return text


def filtered(raw: bytes, sheet: str, column: str, *hidden: int) -> dict[str, str]:
    """The sheet with this written into its filter, and these rows hidden."""
    into = (r'<autoFilter ref="([^"]*)"/>', rf'<autoFilter ref="\1">{column}</autoFilter>')
    rows = [(rf'<row r="{row}"', f'<row r="{row}" hidden="1"') for row in hidden]
    return {path(sheet): replaced(raw, path(sheet), into, *rows)}


def words(found: Differences) -> list[str]:
    return [str(change.said) for change in found.cells]


def test_a_filtered_sheet_is_intact_and_said_to_be_filtered(raw: bytes) -> None:
    """Rows as LibreOffice hides them for what it writes so, and as Excel does."""
    found = compared(
        raw,
        {
            **filtered(raw, "II.2", DISTRICTS, *(row for row in UNITS if row != DISTRICT)),
            **filtered(
                raw,
                "II.1",
                '<filterColumn colId="4"><customFilters and="true"><customFilter operator="greaterThan" val="5"/>'
                "</customFilters></filterColumn>",
                *UNITS,
            ),
            **filtered(
                raw, "II.3", '<filterColumn colId="4"><top10 top="true" percent="false" val="3"/></filterColumn>',
                15, 18, 19, 23,
            ),
            **filtered(
                raw, "II.4", '<filterColumn colId="4"><customFilters><customFilter operator="notEqual" val=" "/>'
                "</customFilters></filterColumn>", 15, 23,
            ),
            **filtered(
                raw,
                "II.5",
                '<filterColumn colId="1"><customFilters><customFilter val="*Sở T*"/></customFilters></filterColumn>',
                15, 16, 17, 18, 21, 22, 23,
            ),
        },
    )  # fmt: skip
    assert found.is_same, words(found)
    assert {item.sheet: item.hidden for item in found.filtered} == {
        "II.1": 9, "II.2": 8, "II.3": 4, "II.4": 2, "II.5": 7,
    }  # fmt: skip
    said = [str(item.said) for item in found.filtered]
    assert "Trang tính II.2 đang lọc theo cột C (Cấp), 8 dòng ẩn." in said


def test_a_row_that_the_filter_does_not_hide_stays_a_finding(raw: bytes) -> None:
    """A unit that the filter shows, totals, rows under a filter that was widened, by colour, and without a filter."""
    widened = filtered(raw, "II.3", DISTRICTS, 8, *(row for row in UNITS if row != DISTRICT))
    widened[path("II.3")] = widened[path("II.3")].replace('<autoFilter ref="A14:', '<autoFilter ref="A7:')
    colour = '<filterColumn colId="2"><colorFilter dxfId="0"/></filterColumn>'
    found = compared(
        raw,
        {
            **filtered(raw, "II.2", DISTRICTS, 8, 10, *UNITS),
            **widened,
            **filtered(raw, "II.4", colour, 15),
            **filtered(raw, "II.6", "", 16),
        },
    )
    said = {(change.sheet, change.cell): str(change.said) for change in found.cells}
    assert not found.is_same and found.count == len(said) == 6
    assert said["II.2", "8"].startswith("dòng 8 bị ẩn, ở dòng «TOÀN TỈNH")
    assert said["II.2", "10"].startswith("dòng 10 bị ẩn, ở dòng")
    assert said["II.2", "22"].startswith("dòng 22 bị ẩn dù đúng điều kiện đang lọc") and "Huyện" in said["II.2", "22"]
    assert said["II.3", "8"].startswith("dòng 8 bị ẩn, ")
    assert "không đối chiếu được với bộ lọc" in said["II.4", "15"]
    assert said["II.6", "16"].startswith("dòng 16 bị ẩn, ")
    assert {item.sheet: item.hidden for item in found.filtered} == {"II.2": 8, "II.3": 8}


def redone(raw: bytes) -> dict[str, str]:
    """Parts of the workbook with another head or foot of pages, link, row that repeats, property and chart."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
    link = f'<Relationship Id="rIdC" Type="{kind}" Target="docProps/custom.xml"/></Relationships>'
    chart = next(name for name in parts(raw) if name.startswith("xl/charts/chart"))
    return {
        path("II.1"): replaced(
            raw, path("II.1"), ("<oddHeader></oddHeader>", f"<oddHeader>{APPROVED}</oddHeader>")
        ),
        path("II.2"): replaced(raw, path("II.2"), (r"(<oddFooter>.*?9 )II\.2", r"\1Bản chính")),
        path("II.3"): replaced(
            raw, path("II.3"), ("<headerFooter>", '<headerFooter differentFirst="1">'),
            ("<firstHeader></firstHeader>", f"<firstHeader>&amp;R&amp;B{APPROVED}</firstHeader>"),
            (r"<firstFooter></firstFooter>", "<firstFooter>&amp;LII.3&amp;R&amp;P/&amp;N</firstFooter>"),
        ),
        path("II.4"): replaced(raw, path("II.4"), (r'(<hyperlink ref="B15" location="[^"]*!A)9"', r'\g<1>10"')),
        "xl/workbook.xml": replaced(raw, "xl/workbook.xml", (r"'II\.5'!\$5:\$7", "'II.5'!$1:$2")),
        "docProps/core.xml": replaced(
            raw, "docProps/core.xml",
            ("</cp:coreProperties>", "<cp:contentStatus>Đã phê duyệt</cp:contentStatus></cp:coreProperties>"),
        ),
        "docProps/app.xml": replaced(
            raw, "docProps/app.xml", ("<Company>[^<]*</Company>", "<Company>Nơi khác</Company>")
        ),
        "docProps/custom.xml": '<Properties><property name="KSOProductBuildVer"><v>1033</v></property>'
        '<property name="Duyệt"><v>Rồi</v></property></Properties>',
        "_rels/.rels": replaced(raw, "_rels/.rels", ("</Relationships>", link)),
        chart: replaced(raw, chart, (r"(<(?:\w+:)?f>'Số liệu biểu đồ'!\$)[A-Z]+(\$\d+:\$)[A-Z]+", r"\1Z\2Z")),
    }  # fmt: skip


def test_what_stands_beside_the_cells_is_one_change_each_in_words(raw: bytes) -> None:
    """Heads and feet of pages, links, rows that repeat, properties and charts; what programs put in is no change."""
    said = sorted(words(compared(raw, redone(raw))))
    assert [each for each in said if not each.startswith("biểu đồ «")] == sorted(
        [
            f"đầu trang in được thêm: «{APPROVED}»",
            "chân trang in bị đổi từ «II.2 | &P/&N» thành «Bản chính | &P/&N»",
            f"đầu trang in được thêm: «; {APPROVED}»",
            "liên kết ở ô B15 bị đổi từ «#'Nguồn số liệu'!A9» thành «#'Nguồn số liệu'!A10»",
            "dòng, cột lặp lại khi in bị đổi từ 'II.5'!5:7 thành 'II.5'!1:2",
            "thuộc tính «Trạng thái» của tệp bị đổi từ «» thành «Đã phê duyệt»",
            "thuộc tính «Cơ quan» của tệp bị đổi từ «Sở Nội vụ tỉnh Hưng Yên» thành «Nơi khác»",
            "thuộc tính «Duyệt» của tệp được thêm: «Rồi»",
        ]
    )
    (drawn,) = (each for each in said if each.startswith("biểu đồ «"))
    assert " lấy số liệu từ 'Số liệu biểu đồ'!Z" in drawn and "không có tiêu đề" not in drawn
