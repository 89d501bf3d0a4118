"""An OpenDocument file is read as it is seen."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from service.domain.errors import TonghopError, TooLargeError
from service.domain.reading.document import BlockKind
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.odt import read_odt
from tests.support.written_documents import grid, labelled, texts

DATA = Path(__file__).resolve().parents[2] / "data" / "reading"
NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {"office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
                        "fo": "xsl-fo-compatible", "svg": "svg-compatible"}.items()
)  # fmt: skip
STYLES = (
    '<style:style style:name="An" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="Cu" style:family="text"><style:text-properties fo:font-family="VNI-Times"/></style:style>'
    '<style:style style:name="Mu" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    "</style:style>"
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="I" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="." '
    'text:display-levels="1" text:start-value="3"/><text:list-level-style-bullet text:level="3" text:bullet-char="–"/>'
    "</text:list-style>"
)


def odt_file(body: str, beside: str = "", manifest: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """An OpenDocument text whose body and page heads are given as XML."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr("content.xml", f"<office:document-content {NAMES}><office:automatic-styles>{STYLES}"
                         f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
                         "</office:document-content>")  # fmt: skip
        archive.writestr("styles.xml", f"<office:document-styles {NAMES}><office:master-styles><style:master-page>"
                         f"{beside}</style:master-page></office:master-styles></office:document-styles>")  # fmt: skip
        for name, raw in (extra or {}).items():
            archive.writestr(name, raw)
    return target.getvalue()


def test_a_report_with_an_annex_keeps_headings_and_table() -> None:
    document = read_odt((DATA / "16.odt").read_bytes())
    assert (BlockKind.HEADING, 2, "3.") in [(block.kind, block.level, block.label) for block in document.blocks]
    annex = document.blocks[-1]
    assert annex.kind is BlockKind.TABLE and annex.text.splitlines()[1] == "(1)\t(2)\t(3)\t(4)\t(5)"
    assert (30, 4, 1, 1, "12 950") in grid(annex)
    assert document.pages == 3 and annex.place.page == 3


def test_numbers_of_lists_are_shown_as_they_are_seen() -> None:
    def item(text: str, inner: str = "") -> str:
        return f"<text:list-item><text:p>{text}</text:p>{inner}</text:list-item>"

    deepest = f"<text:list>{item('Có 10 phiếu.')}</text:list>"
    inner = f"<text:list>{item('Kế hoạch')}{item('Kiểm tra', deepest)}</text:list>"
    body = f'<text:list text:style-name="L">{item("CHỈ ĐẠO", inner)}{item("KẾT QUẢ")}</text:list>'
    assert labelled(read_odt(odt_file(body))) == [
        ("I.", "CHỈ ĐẠO"), ("3.", "Kế hoạch"), ("4.", "Kiểm tra"), ("-", "Có 10 phiếu."), ("II.", "KẾT QUẢ"),
    ]  # fmt: skip


def test_deleted_and_hidden_text_is_out() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>đã xóa 5</text:p></text:deletion>"
        '</text:changed-region></text:tracked-changes><text:p>Tiếp nhận <text:change text:change-id="c"/>7.267'
        '<text:span text:style-name="An"> ẩn</text:span> hồ sơ<text:span text:style-name="Mu">1</text:span>.'
        "<text:hidden-text>ẩn nữa</text:hidden-text></text:p>"
        '<text:section text:display="none"><text:p>cả mục ẩn</text:p></text:section>'
    )
    assert texts(read_odt(odt_file(body))) == ["Tiếp nhận 7.267 hồ sơ."]


def test_notes_boxes_and_page_heads_are_apart() -> None:
    note = ("<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Chú thích.</text:p>"
            "</text:note-body></text:note>")  # fmt: skip
    box = "<draw:frame><draw:text-box><text:p>Hộp: 15.</text:p></draw:text-box></draw:frame>"
    heads = (
        "<style:header><text:p>BQL <text:page-number>2</text:page-number></text:p></style:header>"
        "<style:footer><text:p>Bản trình</text:p></style:footer>"
    )
    document = read_odt(odt_file(f"<text:p>Đoạn{note} văn.{box}</text:p>", heads))
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.PAGE_HEADER, "BQL"), (BlockKind.PARAGRAPH, "Đoạn văn."), (BlockKind.FOOTNOTE, "Chú thích."),
        (BlockKind.TEXT_BOX, "Hộp: 15."), (BlockKind.PAGE_FOOTER, "Bản trình"),
    ]  # fmt: skip


def test_cells_that_are_merged_or_repeated_stand_where_they_are_seen() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    covered = "<table:covered-table-cell/>"
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        + cell("Số liệu", 'table:number-columns-spanned="2"') + covered
        + cell("Ghi chú", 'table:number-rows-spanned="2"')
        + "</table:table-row></table:table-header-rows><table:table-row>" + cell("2022") + cell("2023") + covered
        + "</table:table-row><table:table-row>" + cell("5", 'table:number-columns-repeated="2"') + cell("x")
        + "</table:table-row></table:table>"
    )  # fmt: skip
    assert grid(read_odt(odt_file(body)).blocks[0]) == [
        (1, 1, 1, 2, "Số liệu"), (1, 3, 2, 1, "Ghi chú"), (2, 1, 1, 1, "2022"), (2, 2, 1, 1, "2023"),
        (3, 1, 1, 1, "5"), (3, 2, 1, 1, "5"), (3, 3, 1, 1, "x"),
    ]  # fmt: skip


def test_letters_of_old_fonts_become_unicode() -> None:
    document = read_odt(odt_file('<text:p><text:span text:style-name="Cu">Caûi caùch haønh chính</text:span></text:p>'))
    assert texts(document) == ["Cải cách hành chính"] and "VNI" in str(document.notices[0])


def test_people_are_told_that_such_a_file_carries_no_values() -> None:
    """LibreOffice leaves a report's part out of what it saves as .odt: only its words can be read."""
    (said,) = read_odt(odt_file("<text:p>Cải cách hành chính</text:p>")).notices
    assert ".odt không giữ được phần số liệu mang theo" in str(said) and ".docx" in str(said)


ROW = "<table:table-row>" + '<table:table-cell table:number-columns-repeated="60"><text:p>1</text:p></table:table-cell>'
MANY = f"<table:table>{(ROW + '<table:table-cell/></table:table-row>') * 1200}</table:table>"


@pytest.mark.parametrize(
    ("raw", "kind", "reason"),
    [
        (odt_file("", manifest="<encryption-data/>"), UnreadableDocumentError, Reason.ENCRYPTED),
        (odt_file("<text:p>"), UnreadableDocumentError, Reason.DAMAGED),
        (odt_file("<text:p/>"), UnreadableDocumentError, Reason.EMPTY),
        (odt_file("<text:p>Báo cáo</text:p>", extra={"Pictures/1.png": b"x"}), UnreadableDocumentError, Reason.SCAN),
        (odt_file(MANY), TooLargeError, None),
        (odt_file("<text:p/>" * 60_000), TooLargeError, None),
        (odt_file(f"<text:p>{'Không có. ' * 7_000}</text:p>"), TooLargeError, None),
    ],
    ids=["password", "damaged", "empty", "scan", "cells", "paragraphs", "letters"],
)
def test_what_cannot_be_read_is_told_apart(raw: bytes, kind: type[TonghopError], reason: Reason | None) -> None:
    with pytest.raises(kind) as caught:
        read_odt(raw)
    assert getattr(caught.value, "reason", None) is reason
