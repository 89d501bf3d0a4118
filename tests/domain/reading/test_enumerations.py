"""Numbers in a row: each takes the phrase beside it, whatever stands across a bracket, a number or another phrase."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.sentences import reading_of, said


@pytest.mark.parametrize(
    ("text", "topics", "expected"),
    [
        ("Tiếp nhận 890 hồ sơ mới, cùng với 77 hồ sơ từ các phường cũ chuyển sang thành tổng số 967 hồ sơ.",
         ("ho_so",), {"ho_so.tiep_nhan_moi": 890, "ho_so.ky_truoc_chuyen_sang": 77, "ho_so.tiep_nhan": 967}),
        ("Sở đang thực hiện 111 TTHC (cấp tỉnh 68; cấp huyện 37; cấp xã 6).", ("tthc",),
         {"tthc.tong": 111, "tthc.cap_tinh": 68, "tthc.cap_huyen": 37, "tthc.cap_xa": 6}),
        ("Giải ngân đầu tư công: Kế hoạch 66,0 tỷ; thực hiện 19,8 tỷ; tỷ lệ 30%.", ("dau_tu_cong",),
         {"tai_chinh.dau_tu_cong_ke_hoach": 66, "tai_chinh.dau_tu_cong_giai_ngan": 19.8,
          "tai_chinh.ty_le_giai_ngan": 30}),
        ("biên chế giao 44 có mặt 40", ("bien_che",), {"bien_che.duoc_giao": 44, "bien_che.co_mat": 40}),
        ("04 thủ tục ở cấp huyện và 02 thủ tục ở cấp xã", ("tthc",), {"tthc.cap_huyen": 4, "tthc.cap_xa": 2}),
        ("thực hiện xong nhưng quá hạn 13; chưa thực hiện xong và đã quá hạn 2", ("giao_viec",),
         {"giao_viec.hoan_thanh_qua_han": 13, "giao_viec.qua_han_chua_hoan_thanh": 2}),
        ("Phản ánh, kiến nghị: không phát sinh trong kỳ.", (), {"pakn.tiep_nhan": 0}),
        ("Nhiệm vụ UBND tỉnh giao từ 01/7 đến nay: 29 nhiệm vụ", (), {"giao_viec.tong": None}),
        ("Biên chế giao/có mặt: 62/58", ("bien_che",), {"bien_che.duoc_giao": None, "bien_che.co_mat": None}),
        ("tiếp nhận 01 công chức từ huyện chuyển đến; không tổ chức tuyển dụng", (),
         {"cong_vu.tuyen_dung_cong_chuc": None}),
    ],
)  # fmt: skip
def test_each_number_takes_the_phrase_beside_it(
    text: str, topics: tuple[str, ...], expected: dict[str, float | None]
) -> None:
    found = said(text, *topics)
    assert {code: found.get(code) for code in expected} == expected


@pytest.mark.parametrize(
    ("text", "checked", "reviewed"),
    [
        ("Rà soát 20 VBQPPL, kiến nghị xử lý 04 văn bản.", None, 4),
        (
            "Kiểm tra 15 VBQPPL, kiến nghị xử lý 03 văn bản; rà soát 20 VBQPPL, đề nghị bãi bỏ 02 văn bản.",
            3,
            2,
        ),
        ("Kiểm tra, rà soát 30 VBQPPL, kiến nghị xử lý 05 văn bản.", None, None),
    ],
)
def test_what_was_proposed_goes_with_the_review_or_the_check_before_it(
    text: str, checked: int | None, reviewed: int | None
) -> None:
    found = said(text, "vbqppl")
    assert found.get("the_che.vbqppl_xu_ly_sau_kiem_tra") == checked
    assert found.get("the_che.vbqppl_xu_ly_sau_ra_soat") == reviewed


def test_a_time_before_a_colon_holds_for_all_of_its_paragraph() -> None:
    reading = reading_of(
        "II. KẾT QUẢ", "2. Cải cách thủ tục hành chính",
        "a) Quý III năm 2023: Tổng số hồ sơ tiếp nhận 812 hồ sơ. Giải quyết trước và đúng hạn 740 hồ sơ.",
        "b) Lũy kế 9 tháng: Tổng số hồ sơ tiếp nhận 2.230 hồ sơ. Giải quyết trước và đúng hạn 2.155 hồ sơ.",
    )  # fmt: skip
    assert (reading.sure_values["ho_so.tiep_nhan"], reading.sure_values["ho_so.dung_han"]) == (812, 740)


def test_main_sections_may_be_numbered_in_figures() -> None:
    reading = reading_of(
        "UBND xã A", "Báo cáo CCHC quý III năm 2023", "1/ Chỉ đạo điều hành:", "- KH CCHC: 24 nv, xong 22",
        "2/ Thể chế: không", "3/ TTHC:", "- gq trễ 4; số hóa 94%",
    )  # fmt: skip
    found = reading.sure_values
    assert (found.get("chi_dao.nhiem_vu_ke_hoach"), found.get("chi_dao.nhiem_vu_hoan_thanh")) == (24, 22)
    assert found.get("ho_so.ty_le_so_hoa") == 94


def test_a_text_is_read_alike_in_every_process() -> None:
    """The order of sets of words differs from process to process; what is read does not."""
    code = (
        "from tests.support.sentences import matches;"
        "print(matches('Số đơn vị sự nghiệp: 56; đã giải quyết 90 hồ sơ, quá hạn 2', 'bo_may', 'ho_so'))"
    )
    said_by = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said_by) == 1
