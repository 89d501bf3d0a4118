"""A PDF's lines become paragraphs and tables again; a scan, a lock and letters without signs are told apart."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from service.domain.errors import TonghopError, TooLargeError
from service.domain.reading.document import BlockKind
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.pdf import read_pdf
from tests.support.written_documents import Placed, grid, labelled, pdf_file, texts, width, wrapped, written

DATA = Path(__file__).resolve().parents[2] / "data" / "reading"
LONG = (
    "Trong kỳ báo cáo, đơn vị đã tiếp nhận 1.234 hồ sơ thủ tục hành chính, trong đó có 1.100 hồ sơ nộp trực tuyến và "
    "134 hồ sơ nộp trực tiếp; đã giải quyết trước hạn và đúng hạn 1.200 hồ sơ, đạt tỷ lệ 97,2% so với tổng số hồ sơ."
)


def test_a_signed_off_report_is_read_across_its_pages() -> None:
    document = read_pdf((DATA / "06.pdf").read_bytes())
    heads = [block.text for block in document.blocks if block.kind in {BlockKind.PAGE_HEADER, BlockKind.PAGE_FOOTER}]
    assert heads == ["BQL các KCN tỉnh Hưng Yên - 1", "BC CCHC 6 tháng đầu năm 2024 (bản trình ký)"]
    whole = next(block for block in document.blocks if "1.083/1.085 HS" in block.text)
    assert "02 HS trả kết quả muộn so với giấy hẹn. Đến cuối kỳ còn 121 HS" in whole.text
    assert (whole.label, whole.place.page, document.pages) == ("-", 2, 4)
    assert any("512/SNV-CCHCVTLT ngày 29/5/2024" in text for text in texts(document))


def test_a_pdf_says_what_its_word_file_says() -> None:
    from service.readers.document.docx import read_docx

    def said(kinds: set[BlockKind], blocks: object) -> list[str]:
        assert isinstance(blocks, tuple)
        return [block.text for block in blocks if block.kind in kinds]

    kinds = {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM}
    of_word = said(kinds, read_docx((DATA / "09.docx").read_bytes()).blocks)
    of_pdf = said(kinds, read_pdf((DATA / "09.pdf").read_bytes()).blocks)
    assert of_pdf[: len(of_word)] == of_word


def test_paragraphs_go_on_on_the_next_page_and_notes_stay_out_of_them() -> None:
    lines = wrapped(f"- {LONG}", 60)
    first = [Placed(one.left, 650 + index * 20, one.text) for index, one in enumerate(lines[:2])]
    note = [Placed(85, 740, "1", 7), Placed(93, 740, "Không gồm hồ sơ rút lại: 12 hồ sơ.", 11)]
    document = read_pdf(pdf_file([*first, *note], [one._replace(top=one.top - 20) for one in lines[2:]]))
    assert labelled(document)[0] == ("-", LONG)
    assert document.blocks[1].kind is BlockKind.FOOTNOTE and document.blocks[1].text.endswith("rút lại: 12 hồ sơ.")


def test_a_raised_mark_of_a_note_is_no_digit_of_a_figure() -> None:
    page = [Placed(85, 60, "Tiếp nhận 7.266"), Placed(85 + width("Tiếp nhận 7.266"), 58, "1", 7)]
    page.append(Placed(85 + width("Tiếp nhận 7.266") + 12, 60, "hồ sơ trong kỳ."))
    assert texts(read_pdf(pdf_file(page))) == ["Tiếp nhận 7.266 hồ sơ trong kỳ."]


def ruled(left: float, top: float, columns: list[float], rows: int) -> list[tuple[float, float, float, float]]:
    """The rules of a table whose rows are 24 points high."""
    right, bottom = columns[-1], top + 24 * rows
    across = [(left, top + 24 * index, right, top + 24 * index) for index in range(rows + 1)]
    return across + [(edge, top, edge, bottom) for edge in (left, *columns)]


def test_a_ruled_table_goes_on_on_the_next_page_with_its_head_left_out() -> None:
    def page(rows: list[tuple[str, str, str]]) -> list[Placed]:
        texts_of = [("STT", "Chỉ tiêu", "Số"), *rows]
        return [Placed(left, 105 + 24 * index, text, 12) for index, row in enumerate(texts_of)
                for left, text in zip((90, 130, 410), row, strict=True)]  # fmt: skip

    rules = ruled(85, 100, [120, 400, 480], 3)
    first = [Placed(85, 60, "Số liệu như sau:"), *page([("1", "Hồ sơ tiếp nhận", "7.266"), ("2", "Quá hạn", "3")])]
    second = [*page([("3", "Xin lỗi", "3"), ("4", "Phản ánh", "0")]), Placed(85, 300, "Hết biểu.")]
    document = read_pdf(pdf_file(first, second, rules={0: rules, 1: rules}))
    assert texts(document, BlockKind.PARAGRAPH) == ["Số liệu như sau:", "Hết biểu."]
    tables = [block for block in document.blocks if block.kind is BlockKind.TABLE]
    assert len(tables) == 1 and tables[0].text.splitlines() == [
        "STT\tChỉ tiêu\tSố", "1\tHồ sơ tiếp nhận\t7.266", "2\tQuá hạn\t3", "3\tXin lỗi\t3", "4\tPhản ánh\t0",
    ]  # fmt: skip


def test_merged_cells_of_a_ruled_table_reach_over_columns() -> None:
    rules = [(85, 100, 485, 100), (285, 124, 485, 124), (85, 148, 485, 148), (85, 172, 485, 172)]
    rules += [(85, 100, 85, 172), (285, 100, 285, 172), (385, 124, 385, 172), (485, 100, 485, 172)]
    page = [Placed(90, 115, "Nội dung", 12), Placed(350, 105, "Số liệu", 12), Placed(290, 129, "2022", 12),
            Placed(390, 129, "2023", 12), Placed(90, 153, "Hồ sơ", 12), Placed(290, 153, "14.066", 12),
            Placed(390, 153, "15.238", 12)]  # fmt: skip
    assert grid(read_pdf(pdf_file(page, rules={0: rules})).blocks[0]) == [
        (1, 1, 2, 1, "Nội dung"), (1, 2, 1, 2, "Số liệu"), (2, 2, 1, 1, "2022"), (2, 3, 1, 1, "2023"),
        (3, 1, 1, 1, "Hồ sơ"), (3, 2, 1, 1, "14.066"), (3, 3, 1, 1, "15.238"),
    ]  # fmt: skip


def test_columns_without_rules_are_a_table() -> None:
    rows = [("Nội dung", "2021", "2022"), ("Hồ sơ tiếp nhận", "14.066", "15.238"), ("Quá hạn", "4", "0")]
    page = [Placed(left, 100 + 20 * index, text) for index, row in enumerate(rows)
            for left, text in zip((85, 330, 450), row, strict=True)]  # fmt: skip
    assert read_pdf(pdf_file(page)).blocks[0].text.splitlines() == ["\t".join(row) for row in rows]


def test_letters_of_old_fonts_become_unicode() -> None:
    page = [Placed(85, 60, "C«ng t¸c c¶i c¸ch hµnh chÝnh n¨m 2023", font=".VnTime")]
    document = read_pdf(pdf_file(page))
    assert texts(document) == ["Công tác cải cách hành chính năm 2023"]
    assert "TCVN3" in str(document.notices[0])


def test_pages_that_are_pictures_are_named() -> None:
    document = read_pdf(pdf_file(wrapped(LONG, 60), wrapped(LONG, 60), [], pictures=[2]))
    assert [str(notice) for notice in document.notices] == ["Trang 3 là ảnh chụp: chữ trên đó không đọc được."]


STAMP = [Placed(300, 700, "Ký bởi: Sở Nội vụ", 9)]
PAGE = wrapped(LONG, 60)
TREE = b"<< /Type /Catalog /Pages 2 0 R >>"


def deep() -> bytes:
    """A file whose pages lie in arrays in arrays."""
    return written([TREE, b"<< /Type /Pages /Count 1 /Kids " + b"[" * 50_000 + b"]" * 50_000 + b" >>"])


def in_circles() -> bytes:
    """A file whose pages are their own parents."""
    return written([TREE, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"])


def drawn_in_itself() -> bytes:
    """A file whose page draws a form that draws itself twice."""
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F0 5 0 R >> >> /Length 13 >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /F0 5 0 R >> >> >>"
    )
    return written([TREE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page,
                    b"<< /Length 6 >>\nstream\n/F0 Do\nendstream",
                    form + b"\nstream\n/F0 Do /F0 Do\nendstream"])  # fmt: skip


def bomb() -> bytes:
    """A file that unpacks to as many letters as no report has."""
    packed = zlib.compress(b"BT /F0 12 Tf <0041> Tj ET\n" * 400_000)
    about = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed)
    return written([TREE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>", about])  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "kind", "reason"),
    [
        (pdf_file([], pictures=[0]), UnreadableDocumentError, Reason.SCAN),
        (pdf_file(STAMP, STAMP, pictures=[0, 1]), UnreadableDocumentError, Reason.SCAN),
        (pdf_file([]), UnreadableDocumentError, Reason.SCAN),
        ((DATA / "locked.pdf").read_bytes(), UnreadableDocumentError, Reason.ENCRYPTED),
        (pdf_file(PAGE, has_table_of_signs=False), UnreadableDocumentError, Reason.UNKNOWN_LETTERS),
        (pdf_file(wrapped((3 * LONG).translate({code: code + 1 for code in range(65, 8000)}), 60)),
         UnreadableDocumentError, Reason.UNKNOWN_LETTERS),
        (b"%PDF-1.7\nnothing more", UnreadableDocumentError, Reason.DAMAGED),
        (pdf_file(PAGE)[:600], UnreadableDocumentError, Reason.DAMAGED),
        (written([TREE, *[b"<< >>"] * 100_000]), TooLargeError, None),
        (in_circles(), UnreadableDocumentError, Reason.DAMAGED),
        (drawn_in_itself(), UnreadableDocumentError, Reason.SCAN),
    ],
    ids=["scan", "stamped", "nothing", "locked", "no-signs", "wrong-signs", "damaged", "cut", "objects", "circles",
         "itself"],
)  # fmt: skip
def test_what_cannot_be_read_is_told_apart(raw: bytes, kind: type[TonghopError], reason: Reason | None) -> None:
    with pytest.raises(kind) as caught:
        read_pdf(raw)
    assert getattr(caught.value, "reason", None) is reason
    assert len(str(caught.value)) > 30


@pytest.mark.parametrize("make", [deep, bomb])
def test_files_made_to_exhaust_a_reader_end_in_a_clear_error(make: Callable[[], bytes]) -> None:
    with pytest.raises((UnreadableDocumentError, TooLargeError)):
        read_pdf(make())


def test_a_page_of_more_letters_than_any_report_has_is_refused_before_it_is_laid_out() -> None:
    """Twelve thousand letters are a dense page of a large table; laying out takes time for each."""
    line = "Cải cách hành chính của tỉnh " * 4
    dense = [Placed(10, 10 + number % 80 * 10, line, 6) for number in range(100)]
    assert sum(len(text) for text in texts(read_pdf(pdf_file(dense)))) > 10_000
    with pytest.raises(TooLargeError, match="quá lớn hoặc quá phức tạp"):
        read_pdf(pdf_file(dense * 2))
