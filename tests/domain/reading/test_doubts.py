"""What raises doubt: a number that may be a part, a sum, another body's or another time's is never called sure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reading.reading import ReportReading, read_report
from service.readers.document import read_document
from tests.support.domain import TEMPLATE

TTHC = ("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "II. KẾT QUẢ", "2. Cải cách thủ tục hành chính")
SINCE = date(1997, 1, 1)
AGENCIES = (
    Agency("SNNPTNT", "Sở Nông nghiệp và Phát triển nông thôn", AgencyKind.SO, SINCE),
    Agency("SCT", "Sở Công Thương", AgencyKind.SO, SINCE),
    Agency("ANTHI", "UBND huyện Ân Thi", AgencyKind.HUYEN, SINCE),
)


def read(*lines: str, head: str = "SỞ CÔNG THƯƠNG", agencies: tuple[Agency, ...] = ()) -> ReportReading:
    """The reading of a third quarter's report with these lines below the head."""
    text = "\n".join((head, "BÁO CÁO", "Công tác cải cách hành chính quý III năm 2023", *lines))
    assert TEMPLATE.reading is not None
    return read_report(read_document("a.txt", text.encode()), TEMPLATE, TEMPLATE.reading, agencies, "2023-Q3")


@pytest.mark.parametrize(
    ("line", "code", "never"),
    [
        ("Trong quý tiếp nhận mới 377 hồ sơ, cộng với 18 hồ sơ quý II chuyển sang là 395 hồ sơ.",
         "ho_so.ky_truoc_chuyen_sang", 395),
        ("Trung tâm tiếp nhận 6.120 hồ sơ của các sở, ngành; giải quyết đúng hạn 6.098 hồ sơ.", "ho_so.dung_han", 6098),
    ],
)  # fmt: skip
def test_a_number_that_may_be_another_one_is_not_sure(line: str, code: str, never: int) -> None:
    assert read(*TTHC, line).sure_values.get(code) != Decimal(never)


@pytest.mark.parametrize(
    ("line", "values", "sure"),
    [
        ("Cử 04 công chức dự thi nâng ngạch; xét thăng hạng 06 viên chức.", {4, 6}, None),
        ("Xét thăng hạng 06 viên chức.", {6}, 6),
        ("Cử 04 công chức dự thi nâng ngạch, thăng hạng III.", {4}, 4),
    ],
)
def test_who_is_promoted_is_counted_behind_the_class_as_well(line: str, values: set[int], sure: int | None) -> None:
    found = read(*TTHC[:2], "4. Cải cách chế độ công vụ", line)
    figure = found.figures["cong_vu.nang_ngach"]
    assert {item.value for item in figure.candidates} == values
    assert found.sure_values.get("cong_vu.nang_ngach") == sure


def test_a_year_after_a_name_is_no_figure() -> None:
    found = read("I. CHỈ ĐẠO", "Kế hoạch CCHC 2023: tổng 36 nhiệm vụ.", *TTHC[1:]).figures
    assert Decimal(2023) not in {item.value for figure in found.values() for item in figure.candidates}


def test_a_first_heading_in_words_of_its_own_begins_the_report() -> None:
    found = read("I. TÌNH HÌNH CHUNG", "Kế hoạch CCHC của Sở có 63 nhiệm vụ, đã hoàn thành 29 nhiệm vụ.", *TTHC[1:])
    assert found.sure_values["chi_dao.nhiem_vu_ke_hoach"] == 63


def test_a_heading_of_unknown_words_ends_the_part_before() -> None:
    found = read(*TTHC, "3. Con người", "Biên chế công chức được giao 65 người, có mặt 60 người.")
    assert found.sure_values["bien_che.duoc_giao"] == 65


def test_where_a_number_was_carried_over_from_is_not_its_time() -> None:
    found = read(*TTHC, "Tiếp nhận 140 hồ sơ, trong đó 12 hồ sơ quý II chuyển sang, tiếp nhận mới 128 hồ sơ.")
    assert found.sure_values["ho_so.tiep_nhan_moi"] == 128


def test_a_quarter_and_the_year_under_one_phrase_are_told_apart() -> None:
    line = "Kế hoạch vốn đầu tư công 240 tỷ đồng, giải ngân quý III 51 tỷ đồng, lũy kế 133,2 tỷ đồng."
    found = read(*TTHC[:2], "5. Cải cách tài chính công", line)
    assert found.sure_values.get("tai_chinh.dau_tu_cong_giai_ngan") == Decimal("133.2")


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("UBND TỈNH HƯNG YÊN\nSỞ NÔNG NGHIỆP VÀ PTNT\nSố: 214/BC-SNNPTN", "SNNPTNT"),
        ("UBND TỈNH HƯNG YÊN\nSỞ NN&PTNT\nSố: 214/BC-X", "SNNPTNT"),
        ("UBND TỈNH HƯNG YÊN\nSỞ\nSố: 214/BC-SNN", "SNNPTNT"),
        ("UBND TỈNH HƯNG YÊN\nSố: 12/BC-SCT", "SCT"),
        ("ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHUYỆN ÂN THI Độc lập - Tự do - Hạnh phúc\nSố: 3/BC-UBND",
         "ANTHI"),
    ],
)  # fmt: skip
def test_the_agency_is_known_by_short_forms_and_beside_the_motto(head: str, code: str) -> None:
    found = read(*TTHC, "Tiếp nhận mới 128 hồ sơ.", head=head, agencies=AGENCIES)
    assert found.identity.agency == code


@pytest.mark.parametrize(
    ("heading", "line", "code", "never"),
    [
        ("3. Cải cách tổ chức bộ máy", "Sở có 03 phòng và Thanh tra.", "bo_may.co_quan_hanh_chinh", 3),
        ("2. Cải cách thủ tục hành chính", "Có 1 Trung tâm Phục vụ hành chính công và 1 điểm tiếp nhận.",
         "mot_cua.cong_chuc", 1),
        ("6. Chính quyền điện tử", "Tỷ lệ công chức được trang bị máy tính 100%, viên chức 92%.",
         "so_hoa.ty_le_may_tinh", 100),
        ("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "Thành phố giao phường 15 nhiệm vụ.", "giao_viec.tong", 15),
        ("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "Nhiệm vụ do Huyện ủy giao: 15 nhiệm vụ.", "giao_viec.tong", 15),
        ("3. Cải cách tổ chức bộ máy", "Biên chế 16, có mặt đầy đủ.", "bien_che.co_mat", 16),
    ],
)  # fmt: skip
def test_a_number_of_some_only_or_of_another_giver_is_not_sure(heading: str, line: str, code: str, never: int) -> None:
    found = read("I. CÔNG TÁC CHỈ ĐẠO", "II. KẾT QUẢ", heading, line).sure_values
    assert found.get(code) != Decimal(never)


@pytest.mark.parametrize("people", ["15 đồng chí", "15 đ/c", "15 người"])
def test_comrades_are_people_and_no_money(people: str) -> None:
    found = read("I. CHỈ ĐẠO", "II. KẾT QUẢ", "3. Cải cách tổ chức bộ máy", f"Biên chế được giao 16, có mặt {people}.")
    assert found.sure_values["bien_che.co_mat"] == 15


def test_a_part_of_the_report_and_its_first_section_right_below_are_both_known() -> None:
    lines = ("PHẦN THỨ NHẤT: KẾT QUẢ NĂM 2023", "A. Chỉ đạo, điều hành", "- Kiểm tra 12 đơn vị.", "B. Cải cách thể chế")
    found = read(*lines, "- Ban hành 05 văn bản quy phạm pháp luật.", *TTHC[1:]).sure_values
    assert (found["chi_dao.don_vi_da_kiem_tra"], found["the_che.vbqppl_ban_hanh"]) == (12, 5)
