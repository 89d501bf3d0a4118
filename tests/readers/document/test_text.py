"""Plain text is read in whichever code, with its broken lines joined and its drawn tables found."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from service.domain.errors import TooLargeError, WrongTypeError
from service.domain.reading.document import BlockKind
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.text import decoded, read_text
from tests.support.written_documents import grid, labelled, texts

DATA = Path(__file__).resolve().parents[2] / "data"
SAID = "Sở đã tiếp nhận và giải quyết đúng hạn 7.266 hồ sơ thủ tục hành chính của tổ chức, cá nhân."


def test_a_report_in_vni_is_read_with_its_columns() -> None:
    document = read_text((DATA / "reading" / "11.txt").read_bytes())
    found = labelled(document)
    assert ("c/", "Kế hoạch CCHC năm 2022: có 50 nhiệm vụ, đã hoàn thành 50 nhiệm vụ, đạt 100% kế hoạch "
            "(năm 2021: 43/46 nhiệm vụ).") in found  # fmt: skip
    numbers = next(block for block in document.blocks if "15.238" in block.text)
    assert numbers.kind is BlockKind.TABLE
    assert grid(numbers)[:6] == [
        (1, 1, 1, 1, "Nội dung"), (1, 2, 1, 1, "Năm 2021"), (1, 3, 1, 1, "Năm 2022"),
        (2, 1, 1, 1, "1. Hồ sơ tiếp nhận"), (2, 2, 1, 1, "14.066"), (2, 3, 1, 1, "15.238"),
    ]  # fmt: skip
    assert ["VNI" in str(notice) for notice in document.notices] == [True]


def test_the_real_report_is_read_with_its_paragraphs_whole() -> None:
    document = read_text((DATA / "sgtvt-2023-q3.txt").read_bytes())
    said = ("398/SGTVT-VP", "tiếp nhận 7266 hồ sơ")
    broken = [next(text for text in texts(document) if one in text) for one in said]
    assert "và công tác Thi đua – Khen thưởng năm 2023" in broken[0]
    assert "chuyển từ kỳ trước 989 hồ sơ, số hồ sơ tiếp nhận mới 6277 hồ sơ" in broken[1]
    assert ("II.", "KẾT QUẢ THỰC HIỆN CÔNG TÁC CẢI CÁCH HÀNH CHÍNH") in labelled(document)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_any_form_of_unicode_is_read(code: str) -> None:
    assert decoded((SAID * 3).encode(code)) == SAID * 3


def test_text_in_windows_vietnamese_is_read() -> None:
    raw = "".join(_in_two(sign) for sign in SAID).encode("cp1258")
    assert texts(read_text(raw)) == [SAID]


def _in_two(sign: str) -> str:
    """A letter as Windows' Vietnamese has it: its tone apart."""
    decomposed = unicodedata.normalize("NFD", sign)
    tones = [mark for mark in decomposed if mark in "\u0300\u0301\u0303\u0309\u0323"]
    rest = "".join(mark for mark in decomposed if mark not in tones)
    return unicodedata.normalize("NFC", rest) + "".join(tones)


def test_text_in_tcvn3_is_read() -> None:
    raw = "Së ®· tiÕp nhËn vµ gi¶i quyÕt 7.266 hå s¬ thñ tôc hµnh chÝnh nh­ sau.".encode("cp1252")
    document = read_text(raw)
    assert texts(document) == ["Sở đã tiếp nhận và giải quyết 7.266 hồ sơ thủ tục hành chính như sau."]
    assert "TCVN3" in str(document.notices[0])


def test_words_in_capitals_of_tcvn3_are_capitals_all_through() -> None:
    raw = "I. C¤NG T¸C CHØ §¹O, §IÒU HµNH C¶I C¸CH HµNH CHÝNH\n\nSë ®· ®¹t kÕt qu¶ tèt.".encode("cp1252")
    assert texts(read_text(raw))[0] == "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH"


def test_broken_lines_are_joined_and_short_ones_are_not() -> None:
    text = (
        "I. KẾT QUẢ THỰC HIỆN\n"
        "    1. Trong kỳ, đơn vị tiếp nhận 1.234 hồ sơ, trong đó 1.100 hồ sơ nộp\n"
        "trực tuyến theo Quyết định số 34/2022/\n"
        "QĐ-UBND ngày 18/8/2022; số còn lại nộp trực tiếp tại bộ phận một cửa từ\n"
        "12. Kết quả này cao hơn cùng kỳ.\n"
        "    - Công tác Thi đua theo Công văn số 512/SNV-\n"
        "CCHC đạt kết quả tốt, không có đơn vị nào chậm so với thời hạn đã được\n"
        "giao trong năm.\n"
        "    - Không có hồ sơ quá hạn\n"
        "    - Không có phản ánh, kiến nghị\n"
    )
    assert labelled(read_text(text.encode())) == [
        ("I.", "KẾT QUẢ THỰC HIỆN"),
        ("1.", "Trong kỳ, đơn vị tiếp nhận 1.234 hồ sơ, trong đó 1.100 hồ sơ nộp trực tuyến theo Quyết định số "
         "34/2022/QĐ-UBND ngày 18/8/2022; số còn lại nộp trực tiếp tại bộ phận một cửa từ 12. Kết quả này cao hơn "
         "cùng kỳ."),
        ("-", "Công tác Thi đua theo Công văn số 512/SNV-CCHC đạt kết quả tốt, không có đơn vị nào chậm so với thời "
         "hạn đã được giao trong năm."),
        ("-", "Không có hồ sơ quá hạn"),
        ("-", "Không có phản ánh, kiến nghị"),
    ]  # fmt: skip


def test_a_syllable_broken_by_a_hyphen_is_whole_again() -> None:
    text = f"{SAID} Các đơn vị đã thực hiện nghi-\nêm túc kế hoạch đề ra trong năm."
    assert "nghiêm túc kế hoạch" in texts(read_text(text.encode()))[0]


def test_a_table_drawn_with_strokes_or_tabs_is_found() -> None:
    drawn = (
        "+-----+------------------+-------+\n| STT | Chỉ tiêu         | Số    |\n+-----+------------------+-------+\n"
        "| 1   | Hồ sơ tiếp nhận  | 7.266 |\n|     | trong kỳ         |       |\n+-----+------------------+-------+\n"
        "| 2   | Quá hạn          | 0     |\n+-----+------------------+-------+\n"
    )
    assert grid(read_text(drawn.encode()).blocks[0])[3:6] == [
        (2, 1, 1, 1, "1"), (2, 2, 1, 1, "Hồ sơ tiếp nhận trong kỳ"), (2, 3, 1, 1, "7.266"),
    ]  # fmt: skip
    tabbed = read_text("STT\tChỉ tiêu\tSố liệu\n1\tHồ sơ tiếp nhận\t7.266\n2\tQuá hạn\t0\n".encode())
    assert tabbed.blocks[0].text.splitlines()[1] == "1\tHồ sơ tiếp nhận\t7.266"


def test_heads_of_columns_near_each_other_are_apart() -> None:
    """Beside a wide gap two blanks part columns as well, and the second line of the heads belongs to the table."""
    text = (
        "Chỉ tiêu                Quý III/2022  Quý III/2023  So sánh  9 tháng\n"
        "                                                      (%)    năm 2023\n"
        "Tổng số hồ sơ                  2.104         2.318    110,2     6.842\n"
    )
    (table,) = [block for block in read_text(text.encode()).blocks if block.cells]
    heads = [cell.text for cell in table.cells if cell.row == 1]
    assert heads == ["Chỉ tiêu", "Quý III/2022", "Quý III/2023", "So sánh", "9 tháng"]
    assert {cell.column for cell in table.cells} == {1, 2, 3, 4, 5}


def test_cells_that_tabs_part_stand_in_their_own_columns() -> None:
    """As a table comes when it is pasted from Word or Excel: an empty cell at the beginning shifts nothing."""
    text = "STT\tLĩnh vực\tTiếp nhận\tĐúng hạn\n1\tĐất đai\t2.914\t2.455\n\tTổng cộng\t8.280\t\n"
    (table,) = read_text(text.encode()).blocks
    assert [(cell.column, cell.text) for cell in table.cells if cell.row == 3] == [(2, "Tổng cộng"), (3, "8.280")]


def test_running_heads_and_page_numbers_are_apart() -> None:
    bodies = ("Công tác chỉ đạo được quan tâm.", "Thủ tục được rà soát kỹ.", "Kiến nghị: không có.")
    pages = [f"Báo cáo CCHC - Trang {number}/3\n\n{body}\n\n- {number} -" for number, body in enumerate(bodies, 1)]
    document = read_text("\f".join(pages).encode())
    assert [block.text for block in document.blocks if block.kind is BlockKind.PAGE_HEADER] == [
        "Báo cáo CCHC - Trang 1/3"
    ]
    assert [block.place.page for block in document.blocks if block.kind is BlockKind.PARAGRAPH] == [1, 2, 3]
    assert document.pages == 3
    alone = read_text("Trang một hết ở đây.\n\n2\n\nTrang hai hết ở đây.\n\n3\n\nTrang ba.".encode())
    assert texts(alone) == ["Trang một hết ở đây.", "Trang hai hết ở đây.", "Trang ba."]


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(WrongTypeError, match="không phải văn bản"):
        read_text(bytes(range(1, 32)) * 40)


def test_text_too_long_for_a_report_is_refused() -> None:
    with pytest.raises(TooLargeError):
        read_text(b"a\n" * 50_000)


@pytest.mark.parametrize("gap", [b"\t", b" | ", b"    "])
def test_text_of_more_cells_than_a_report_has_is_refused_at_once(gap: bytes) -> None:
    with pytest.raises(TooLargeError):
        read_text((gap.join([b"1"] * 20) + b"\n") * 4_000)


def test_text_in_no_known_code_is_said_to_be_so() -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_text("Отчёт о работе управления за третий квартал".encode("koi8-r"))
    assert caught.value.reason is Reason.UNKNOWN_LETTERS
