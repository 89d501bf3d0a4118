"""Numbers that are all of another one, a share of it, or said to be so many after «quý»."""

from __future__ import annotations

import pytest

from tests.support.sentences import reading_of, report_with_table, said


def test_a_bracket_that_lists_all_of_a_number_states_its_parts() -> None:
    found = said(
        "đã hoàn thành 310 nhiệm vụ (296 nhiệm vụ hoàn thành đúng hạn, 14 nhiệm vụ hoàn thành quá hạn)", "giao_viec"
    )
    assert found == {"giao_viec.hoan_thanh_dung_han": 296, "giao_viec.hoan_thanh_qua_han": 14}


def test_a_bracket_that_does_not_come_to_the_number_leaves_its_parts_in_doubt() -> None:
    assert "giao_viec.hoan_thanh_dung_han" not in said(
        "đã hoàn thành 310 nhiệm vụ (290 nhiệm vụ hoàn thành đúng hạn, 14 nhiệm vụ hoàn thành quá hạn)", "giao_viec"
    )


@pytest.mark.parametrize(("first", "rest", "is_sure"), [(7, 2, True), (6, 2, False)])
def test_what_is_left_of_a_number_does_not_go_on_with_its_first_part(first: int, rest: int, is_sure: bool) -> None:
    text = f"Phát hiện 09 vấn đề tồn tại; đã xử lý xong 0{first} vấn đề, 0{rest} vấn đề chờ bố trí kinh phí."
    assert said(text, "kiem_tra").get("chi_dao.van_de_da_xu_ly") == (first if is_sure else None)


def test_late_dossiers_among_those_resolved_are_not_taken_for_pending_ones() -> None:
    """The sum over the four states closes with either: what the sentence says of them decides."""
    reading = reading_of(
        "I. CHỈ ĐẠO, ĐIỀU HÀNH", "II. KẾT QUẢ THỰC HIỆN", "2. Cải cách thủ tục hành chính",
        "Tổng số hồ sơ tiếp nhận 1.000. Giải quyết 900 hồ sơ, trong đó đúng hạn 886, quá hạn 14; chưa đến hạn 100.",
    )  # fmt: skip
    assert reading.sure_values.get("ho_so.dung_han") == 886
    assert "ho_so.qua_han" not in reading.sure_values


@pytest.mark.parametrize("opening", ["trên tổng số", "trên số", "trong tổng số"])
def test_what_a_share_is_of_is_not_what_the_share_counts(opening: str) -> None:
    text = f"Tỷ lệ hồ sơ giải quyết đúng hạn {opening} 1.937 hồ sơ đã giải quyết đạt 99,85%"
    assert said(text, "ho_so") == {"ho_so.ty_le_dung_han": 99.85}


@pytest.mark.parametrize(
    "text", ["402 doanh nghiệp, 100% nộp hồ sơ qua mạng", "35 hộ, trong đó 80% nộp hồ sơ qua mạng"]
)
def test_a_share_of_what_no_report_counts_is_not_sure(text: str) -> None:
    assert said(text, "dvctt") == {}


@pytest.mark.parametrize(
    "acts", ["thay thế 4, bãi bỏ 2", "bãi bỏ 2 văn bản và sửa đổi 3 văn bản", "sửa đổi 3; bãi bỏ 2"]
)
def test_one_act_of_several_is_not_all_that_was_done(acts: str) -> None:
    assert "the_che.vbqppl_xu_ly_sau_ra_soat" not in said(f"Rà soát 40 văn bản, đề nghị {acts}.", "vbqppl")
    assert said("Rà soát 40 văn bản, đề nghị bãi bỏ 3 văn bản.", "vbqppl")["the_che.vbqppl_xu_ly_sau_ra_soat"] == 3


def test_a_padded_number_after_quarter_counts() -> None:
    assert said("Tinh giản biên chế trong quý 01 trường hợp.", "bien_che") == {"bien_che.tinh_gian": 1}
    assert said("Trong quý 02 năm 2023 tinh giản biên chế 03 người.", "bien_che") == {}


def test_a_table_ends_what_was_announced_before_it() -> None:
    """The announcement speaks of fields apart, the paragraph after the table of all again."""
    text = "Không có hồ sơ quá hạn chưa giải quyết; Sở đã gửi 03 văn bản xin lỗi."
    reading = report_with_table("Tiếp nhận 969 hồ sơ, cụ thể riêng lĩnh vực đất đai như sau:", text)
    assert (reading.sure_values.get("ho_so.xin_loi"), reading.sure_values.get("ho_so.qua_han")) == (3, 0)


@pytest.mark.parametrize("opening", ["Năm 2022, cả năm", "Năm 2022, lũy kế", "Quý II, tính chung"])
def test_all_of_another_time_is_of_that_time(opening: str) -> None:
    assert said(f"{opening} tiếp nhận 15.926 hồ sơ.", "ho_so") == {}


def test_after_a_semicolon_another_time_may_be_spoken_of() -> None:
    found = said("Năm 2022 tiếp nhận 15.926 hồ sơ; trong kỳ tiếp nhận 4.100 hồ sơ.", "ho_so")
    assert found == {"ho_so.tiep_nhan": 4100}


def test_what_another_body_does_of_what_the_unit_is_exempt_from_is_not_sure() -> None:
    text = (
        "Sở không được giao kế hoạch vốn đầu tư công; các công trình do Ban Quản lý dự án tỉnh làm chủ đầu tư với tổng "
        "vốn 215,6 tỷ đồng, đã giải ngân 181,3 tỷ đồng, đạt 84,1%."
    )
    assert said(text, "dau_tu_cong") == {}


@pytest.mark.parametrize("opening", ["Cả", "Tất cả", "Toàn bộ"])
def test_all_of_what_was_counted_before_is_no_figure_of_its_own(opening: str) -> None:
    assert "ho_so.da_giai_quyet_qua_han" not in said(f"{opening} 7 hồ sơ quá hạn đều có thư xin lỗi.", "ho_so")
