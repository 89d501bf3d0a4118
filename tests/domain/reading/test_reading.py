"""A whole report: sections, witnesses that contradict each other, rules that decide, and what is no report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.errors import UnreadableError
from service.domain.reading.document import Block, BlockKind, Place, ReportDocument, TableCell
from service.domain.reading.reading import read_report
from tests.support.domain import TEMPLATE
from tests.support.sentences import GUIDE, candidates_of, document, in_table, reading_of


def test_a_rule_decides_what_a_sentence_leaves_open() -> None:
    """«Có 03 hồ sơ quá hạn» says neither resolved nor pending: with the sum of the four states it is pending."""
    reading = reading_of(
        "II. KẾT QUẢ THỰC HIỆN", "2. Cải cách thủ tục hành chính",
        "- Kết quả giải quyết hồ sơ: tiếp nhận 7266 hồ sơ (số hồ sơ chuyển từ kỳ trước 989 hồ sơ, tiếp nhận mới 6277 "
        "hồ sơ). Kết quả: có 03 hồ sơ quá hạn; giải quyết trước hạn và đúng hạn: 6322 hồ sơ, chưa đến hạn: 941 hồ sơ.",
    )  # fmt: skip
    figure = reading.figures["ho_so.qua_han"]
    assert (figure.value, figure.sure, figure.rule) == (Decimal(3), True, "R04")
    assert "ho_so.da_giai_quyet_qua_han" not in reading.sure_values


def test_two_places_that_say_different_things_are_both_offered() -> None:
    reading = reading_of(
        "II. KẾT QUẢ", "4. Cải cách chế độ công vụ",
        "- Tuyển dụng: từ đầu năm tuyển dụng 11 viên chức, trong đó 06 viên chức thuộc Ban A, 05 thuộc Ban B; "
        "thực hiện tuyển dụng xong 18 viên chức.",
    )  # fmt: skip
    figure = reading.figures["cong_vu.tuyen_dung_vien_chuc"]
    assert not figure.sure
    assert {item.value for item in figure.candidates} >= {Decimal(11), Decimal(18)}


def test_prose_and_annex_that_contradict_each_other_are_both_offered() -> None:
    lines = document(
        "II. KẾT QUẢ", "3. Cải cách tổ chức bộ máy", "- Biên chế công chức được giao 186 người.", "Nơi nhận:"
    )
    rows = [("Chỉ tiêu", "Số liệu"), ("Biên chế công chức được giao", "168"), ("Biên chế công chức có mặt", "161")]
    cells = tuple(TableCell(text, i, j) for i, row in enumerate(rows, 1) for j, text in enumerate(row, 1))
    table = Block(BlockKind.TABLE, "", Place(5), cells=cells)
    found = read_report(ReportDocument("docx", (*lines.blocks, table)), TEMPLATE, GUIDE, (), "2023-Q3")
    assert not found.figures["bien_che.duoc_giao"].sure
    assert {item.value for item in candidates_of(found, "bien_che.duoc_giao")} == {Decimal(186), Decimal(168)}
    assert found.sure_values["bien_che.co_mat"] == 161
    assert (found.figures["bien_che.co_mat"].place.row, found.figures["bien_che.co_mat"].place.column) == (3, 2)


LINES = (
    ("Số hồ sơ tiếp nhận", "1.020", "66", "41", "1.127"), ("Kỳ trước chuyển sang", "88", "3", "2", "93"),
    ("Tiếp nhận mới", "932", "63", "39", "1.034"), ("Giải quyết quá hạn", "4", "0", "0", "4"),
)  # fmt: skip


def test_the_total_of_several_parts_is_the_column_so_named() -> None:
    found = in_table(("Nội dung", "Văn phòng", "Chi cục A", "Chi cục B", "Toàn Sở"), *LINES)
    assert (found["ho_so.tiep_nhan"], found["ho_so.da_giai_quyet_qua_han"]) == (1127, 4)


def test_a_column_of_any_name_that_adds_up_the_others_is_the_total() -> None:
    found = in_table(("Nội dung", "Văn phòng", "Chi cục A", "Chi cục B", "Kết quả"), *LINES)
    assert found["ho_so.tiep_nhan"] == 1127


def test_columns_that_add_up_in_some_lines_only_are_asked_about() -> None:
    lines = (*LINES[:2], ("Tiếp nhận mới", "932", "63", "39", "1.000"), *LINES[3:])
    found = in_table(("Nội dung", "Văn phòng", "Chi cục A", "Chi cục B", "Kết quả"), *lines)
    assert "ho_so.tiep_nhan" not in found


def test_the_whole_province_is_no_unit_s_total() -> None:
    lines = tuple((label, a, total) for label, a, _, _, total in LINES)
    assert in_table(("Nội dung", "Sở", "Toàn tỉnh"), *lines).get("ho_so.tiep_nhan") != 1127


def test_what_is_planned_or_asked_for_is_no_figure() -> None:
    reading = reading_of(
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "Kế hoạch CCHC có 40 nhiệm vụ.", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ",
        "Đối thoại 05 cuộc.", "V. KIẾN NGHỊ, ĐỀ XUẤT", "Bổ sung 02 biên chế công chức được giao.",
    )  # fmt: skip
    assert reading.sure_values == {"chi_dao.nhiem_vu_ke_hoach": Decimal(40)}


def test_the_sections_have_their_text() -> None:
    reading = reading_of(
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "Kế hoạch CCHC có 40 nhiệm vụ.", "III. ĐÁNH GIÁ CHUNG", "Nền nếp giữ vững.",
        "V. KIẾN NGHỊ, ĐỀ XUẤT: Không.",
    )  # fmt: skip
    assert reading.narratives == {"I.c": "Kế hoạch CCHC có 40 nhiệm vụ.", "III": "Nền nếp giữ vững.", "V": "Không."}


def test_documents_of_the_unit_stand_apart_from_those_it_cites() -> None:
    reading = reading_of(
        "Số: 45/BC-SGTVT", "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
        "- Kế hoạch số 85/KH-SGTVT ngày 06/01/2023 về CCHC; Công văn số 398/SGTVT-VP ngày 16/02/2023 về việc rà soát.",
        "- Ngày 13/3/2023, Sở đã ban hành Kế hoạch số 664/KH-SGTVT về luân chuyển theo Quyết định số 184/QĐ-UBND ngày "
        "27/01/2023 của UBND tỉnh; Kế hoạch số 85/KH-SGTVT.", "Đối thoại 01 cuộc.", "II. KẾT QUẢ", "Nền nếp giữ vững.",
    )  # fmt: skip
    own = [(item.document.number, str(item.document.date)) for item in reading.references if item.own]
    assert own == [("85/KH-SGTVT", "2023-01-06"), ("398/SGTVT-VP", "2023-02-16"), ("664/KH-SGTVT", "2023-03-13")]
    assert [item.document.number for item in reading.references if not item.own] == ["184/QĐ-UBND"]


@pytest.mark.parametrize(
    "lines",
    [
        ("KẾ HOẠCH", "Cải cách hành chính năm 2023", "I. MỤC ĐÍCH", "Hoàn thành 50 nhiệm vụ."),
        ("BÁO CÁO", "Kết quả phòng, chống tham nhũng quý III năm 2023", "I. CÔNG TÁC CHỈ ĐẠO", "Kỷ luật 02 công chức."),
        ("Kính mời họp lúc 8 giờ ngày 20/9/2023.",),
    ],
)
def test_another_document_is_refused_in_words(lines: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableError):
        reading_of(*lines)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Kết quả công tác cải cách hành chính quý III năm 2023", "2023-Q3"),
        ("Công tác cải cách hành chính 6 tháng đầu năm, phương hướng nhiệm vụ 6 tháng cuối năm 2022", "2022-H1"),
        ("Kết quả CCHC năm 2022 và phương hướng, nhiệm vụ năm 2023", "2022-Y"),
        ("Tình hình thực hiện nhiệm vụ cải cách hành chính quý 1/2024", "2024-Q1"),
    ],
)
def test_the_title_names_the_period(title: str, period: str) -> None:
    lines = (
        "BÁO CÁO",
        title,
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
        "Đối thoại 01 cuộc.",
        "III. ĐÁNH GIÁ CHUNG",
        "Nền nếp giữ vững.",
    )
    assert reading_of(*lines, period="2020-Q1").identity.period == period
