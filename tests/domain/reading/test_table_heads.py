"""Tables whose heads say a part of what a figure is: plans beside results, merged heads, no labels at all."""

from __future__ import annotations

from decimal import Decimal

from tests.support.sentences import in_table


def test_plan_and_result_below_a_year_are_told_apart() -> None:
    """Of last year nothing is taken, of this one the result, and the plan only where a figure asks for it."""
    found = in_table(
        ("Nội dung", "Năm 2022", "<", "Năm 2023", "<"),
        ("^", "Kế hoạch", "Thực hiện", "Kế hoạch", "Thực hiện"),
        ("Số lượt người được đào tạo, bồi dưỡng", "400", "410", "450", "463"),
        ("Giải ngân vốn đầu tư công (tỷ đồng)", "210", "195,3", "255", "242,25"),
        ("Biên chế công chức được giao", "", "92", "", "90"),
    )
    assert found["cong_vu.dao_tao"] == 463
    assert found["tai_chinh.dau_tu_cong_giai_ngan"] == Decimal("242.25")
    assert found["tai_chinh.dau_tu_cong_ke_hoach"] == 255
    assert found["bien_che.duoc_giao"] == 90


def test_a_head_says_which_of_two_figures_a_line_holds() -> None:
    found = in_table(
        ("Nội dung", "Được giao", "Có mặt"),
        ("Biên chế công chức", "66", "63"),
        ("Người làm việc tại đơn vị sự nghiệp", "41", "39"),
    )
    codes = ("bien_che.duoc_giao", "bien_che.co_mat", "vien_chuc.duoc_giao", "vien_chuc.co_mat")
    assert [found.get(code) for code in codes] == [66, 63, 41, 39]


def test_a_line_of_figures_without_a_label_is_read_by_its_heads() -> None:
    found = in_table(
        ("Nhiệm vụ UBND tỉnh giao", "Đã hoàn thành", "<", "Chưa hoàn thành", "<"),
        ("^", "Đúng hạn", "Quá hạn", "Còn hạn", "Quá hạn"),
        ("36", "30", "2", "4", "0"),
    )
    names = ("tong", "hoan_thanh_dung_han", "hoan_thanh_qua_han", "dang_thuc_hien", "qua_han_chua_hoan_thanh")
    assert [found.get(f"giao_viec.{name}") for name in names] == [36, 30, 2, 4, 0]


def test_a_line_without_a_number_belongs_to_the_numbered_one_above() -> None:
    found = in_table(
        ("STT", "Chỉ tiêu", "Kết quả"),
        ("1", "Nhiệm vụ trong Kế hoạch CCHC", "35"),
        ("", "Đã hoàn thành", "34"),
        ("2", "Nhiệm vụ UBND tỉnh giao", "58"),
        ("", "Hoàn thành đúng hạn", "53"),
    )
    assert (found["chi_dao.nhiem_vu_ke_hoach"], found["chi_dao.nhiem_vu_hoan_thanh"]) == (35, 34)
    assert (found["giao_viec.tong"], found["giao_viec.hoan_thanh_dung_han"]) == (58, 53)


def test_two_names_and_two_numbers_in_a_line_go_together() -> None:
    found = in_table(
        ("Chỉ tiêu", "Kết quả"), ("Biên chế giao/có mặt", "62/58"), ("PAKN tiếp nhận/đã xử lý", "7/6"),
    )  # fmt: skip
    assert (found["bien_che.duoc_giao"], found["bien_che.co_mat"]) == (62, 58)
    assert (found["pakn.tiep_nhan"], found["pakn.da_xu_ly"]) == (7, 6)


def test_a_total_below_a_head_is_of_what_the_lines_count() -> None:
    """«Tổng số» of a table about online services is not how many procedures the unit has."""
    found = in_table(("Mức độ", "Số TTHC"), ("Mức độ 3", "140"), ("Mức độ 4", "60"), ("Tổng số", "200"))
    assert (found["dvctt.muc_do_3"], found["dvctt.muc_do_4"]) == (140, 60)
    assert (found.get("dvctt.tong_tthc"), found.get("tthc.tong")) == (200, None)


def test_columns_that_say_the_same_leave_no_doubt() -> None:
    found = in_table(
        ("Nội dung", "Quý III/2023", "Lũy kế 9 tháng"), ("Nhiệm vụ đề ra trong kế hoạch CCHC", "72", "72"),
    )  # fmt: skip
    assert found["chi_dao.nhiem_vu_ke_hoach"] == 72


def test_a_column_of_a_part_of_the_period_is_left_out() -> None:
    """Below the half-year's head one column is of all of it and one of its second quarter; «CK» is a year ago."""
    found = in_table(
        ("TT", "Chỉ tiêu", "6 tháng đầu năm 2023", "<", "Lũy kế CK năm 2022"),
        ("^", "^", "Tổng số", "Trong đó: Quý II", "^"),
        ("1", "Tổng số hồ sơ tiếp nhận", "5.206", "2.771", "4.893"),
        ("2", "Giải quyết trước hạn, đúng hạn", "4.958", "2.529", "4.619"),
        period="2023-H1",
    )
    assert (found.get("ho_so.tiep_nhan"), found.get("ho_so.dung_han")) == (5206, 4958)


def test_lines_numbered_another_way_belong_to_the_one_above_them() -> None:
    """«2. Quá hạn» is of those resolved below «II», and of those pending below «III»; letters go below numbers."""
    found = in_table(
        ("Chỉ tiêu", "Số hồ sơ"),
        ("I. Tiếp nhận", "4.372"),
        ("1. Kỳ trước chuyển sang", "163"),
        ("2. Tiếp nhận mới", "4.209"),
        ("II. Đã giải quyết", "4.124"),
        ("1. Trước hạn, đúng hạn", "4.101"),
        ("2. Quá hạn", "23"),
        ("III. Đang giải quyết", "248"),
        ("1. Còn trong hạn", "239"),
        ("2. Quá hạn", "9"),
    )
    assert (found.get("ho_so.da_giai_quyet_qua_han"), found.get("ho_so.qua_han")) == (23, 9)


def test_of_lines_of_different_times_the_one_of_the_period_is_taken() -> None:
    found = in_table(
        ("Thời gian", "Tổng tiếp nhận", "Kỳ trước chuyển sang", "Nhận mới"),
        ("Riêng tháng 8/2023", "611", "88", "523"),
        ("Cả quý III/2023", "1.967", "74", "1.893"),
    )
    assert (found.get("ho_so.tiep_nhan"), found.get("ho_so.ky_truoc_chuyen_sang")) == (1967, 74)
