"""Who did what is counted, of which plan it is, and numbers in a row under names in a row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.errors import UnreadableError
from service.domain.reading.reading import ReportReading, read_report
from service.readers.document import read_document
from tests.support.domain import TEMPLATE

SECTIONS = {
    "I": "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
    "1": "1. Cải cách thể chế",
    "2": "2. Cải cách thủ tục hành chính",
    "3": "3. Cải cách tổ chức bộ máy",
}


def read(section: str, line: str, unit: str = "SỞ CÔNG THƯƠNG") -> ReportReading:
    """The reading of a third quarter's report with a line in one of its sections."""
    body = [text for key, head in SECTIONS.items() for text in ("", head, line if key == section else "Đã triển khai.")]
    body.insert(3, "II. KẾT QUẢ THỰC HIỆN")
    text = "\n".join((unit, "BÁO CÁO", "Công tác cải cách hành chính quý III năm 2023", *body))
    assert TEMPLATE.reading is not None
    return read_report(read_document("a.txt", text.encode()), TEMPLATE, TEMPLATE.reading, (), "2023-Q3")


@pytest.mark.parametrize(
    ("unit", "section", "line", "code"),
    [
        ("SỞ CÔNG THƯƠNG", "I", "Sở Nội vụ đã kiểm tra CCHC tại 12 đơn vị trong tỉnh.", "chi_dao.don_vi_da_kiem_tra"),
        ("SỞ CÔNG THƯƠNG", "I", "Kế hoạch chuyển đổi số của Sở có 25 nhiệm vụ, đã hoàn thành 12 nhiệm vụ.",
         "chi_dao.nhiem_vu_hoan_thanh"),
        ("SỞ CÔNG THƯƠNG", "I", "Tham dự 03 hội nghị đối thoại do UBND tỉnh tổ chức.", "doi_thoai.so_cuoc"),
        ("SỞ CÔNG THƯƠNG", "1", "Trình HĐND tỉnh ban hành 01 nghị quyết, UBND tỉnh ban hành 02 quyết định QPPL.",
         "the_che.vbqppl_ban_hanh"),
        ("SỞ CÔNG THƯƠNG", "1", "Qua rà soát 27 văn bản, Sở kiến nghị bãi bỏ 03 văn bản, thay thế 02 văn bản.",
         "the_che.vbqppl_xu_ly_sau_ra_soat"),
        ("SỞ CÔNG THƯƠNG", "2", "Trung tâm Phục vụ hành chính công bố trí 38 công chức của 19 sở, ngành.",
         "mot_cua.cong_chuc"),
        ("SỞ CÔNG THƯƠNG", "3", "Tổng biên chế được giao 101, gồm 61 công chức, 40 viên chức.", "bien_che.duoc_giao"),
        ("UBND HUYỆN KIM ĐỘNG", "2", "Khối xã tiếp nhận 18.420 hồ sơ trong kỳ.", "ho_so.tiep_nhan"),
        ("UBND HUYỆN KIM ĐỘNG", "2", "Tại 17 xã, thị trấn: tiếp nhận mới 18.420 hồ sơ.", "ho_so.tiep_nhan_moi"),
    ],
)  # fmt: skip
def test_what_another_body_did_and_another_plan_says_is_not_sure(unit: str, section: str, line: str, code: str) -> None:
    try:
        found = read(section, line, unit).sure_values
    except UnreadableError:
        found = {}
    assert code not in found


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Biên chế giao/có mặt: 61/57.", {"bien_che.duoc_giao": 61, "bien_che.co_mat": 57}),
        ("Biên chế công chức có mặt/được giao: 57/61 người.", {"bien_che.duoc_giao": 61, "bien_che.co_mat": 57}),
        ("Biên chế công chức (giao/có mặt): 61/57; viên chức (giao/có mặt): 40/38.",
         {"bien_che.duoc_giao": 61, "bien_che.co_mat": 57, "vien_chuc.duoc_giao": 40, "vien_chuc.co_mat": 38}),
        ("Biên chế công chức giao/có mặt/tinh giản: 61/57/2.",
         {"bien_che.duoc_giao": 61, "bien_che.co_mat": 57, "bien_che.tinh_gian": 2}),
    ],
)  # fmt: skip
def test_names_in_a_row_have_the_numbers_in_a_row(line: str, wanted: dict[str, int]) -> None:
    found = read("3", line).sure_values
    assert {code: found.get(code) for code in wanted} == {code: Decimal(value) for code, value in wanted.items()}


@pytest.mark.parametrize(
    "line",
    [
        "Đến nay có 31 trên tổng số 42 nhiệm vụ của Kế hoạch CCHC năm được hoàn thành.",
        "Tiến độ thực hiện Kế hoạch CCHC: 31/42 nhiệm vụ đã xong.",
    ],
)
def test_both_numbers_of_a_fraction_are_figures(line: str) -> None:
    found = read("I", line).sure_values
    assert (found["chi_dao.nhiem_vu_hoan_thanh"], found["chi_dao.nhiem_vu_ke_hoach"]) == (31, 42)


def test_a_part_of_more_files_is_no_figure_of_all() -> None:
    found = read("2", "Sở giải quyết chủ yếu hồ sơ điện với 4.806 hồ sơ trên tổng 6.230 hồ sơ tiếp nhận.").sure_values
    assert found.get("ho_so.tiep_nhan") != Decimal(4806)
