"""Numbers are tied to what is said of them, whichever stands first, and nothing is taken that is something else."""

from __future__ import annotations

import pytest

from tests.support.sentences import said


@pytest.mark.parametrize(
    ("text", "topics", "expected"),
    [
        ("hoàn thành đúng hạn 168 nhiệm vụ, hoàn thành quá hạn 02 nhiệm vụ, đang thực hiện chưa đến hạn 06 nhiệm vụ",
         ("giao_viec",), {"giao_viec.hoan_thanh_dung_han": 168, "giao_viec.hoan_thanh_qua_han": 2,
                          "giao_viec.dang_thuc_hien": 6}),
        ("120 nhiệm vụ hoàn thành đúng hạn, 05 nhiệm vụ hoàn thành quá hạn và 15 nhiệm vụ đang thực hiện trong hạn",
         ("giao_viec",), {"giao_viec.hoan_thanh_dung_han": 120, "giao_viec.hoan_thanh_qua_han": 5,
                          "giao_viec.dang_thuc_hien": 15}),
        ("Đã giải quyết 1.079 hồ sơ, trong đó trước hạn và đúng hạn 1.070 hồ sơ, quá hạn 09 hồ sơ; đang giải quyết "
         "206 hồ sơ, trong đó chưa đến hạn 204 hồ sơ, quá hạn 02 hồ sơ.", ("ho_so",),
         {"ho_so.dung_han": 1070, "ho_so.da_giai_quyet_qua_han": 9, "ho_so.chua_den_han": 204, "ho_so.qua_han": 2}),
        ("Kế hoạch CCHC của Sở có 63 nhiệm vụ. Đã hoàn thành 29/63 nhiệm vụ.", ("ke_hoach",),
         {"chi_dao.nhiem_vu_ke_hoach": 63, "chi_dao.nhiem_vu_hoan_thanh": 29}),
        ("41 TTHC (đều là TTHC cấp tỉnh)", ("tthc",), {"tthc.cap_tinh": 41}),
        ("Thanh toán trực tuyến 20 TTHC, 802 hồ sơ.", (), {"thanh_toan.tthc": 20, "thanh_toan.ho_so": 802}),
        ("Kỷ luật cán bộ, công chức: không có.", (), {"cong_vu.ky_luat": 0}),
        ("không có công chức, viên chức bị xử lý kỷ luật", (), {"cong_vu.ky_luat": 0}),
        ("Trong kỳ không tuyển dụng công chức.", (), {"cong_vu.tuyen_dung_cong_chuc": 0}),
        ("Sở cử ba công chức làm việc chính thức và 01 cán bộ dự bị", ("mot_cua",),
         {"mot_cua.cong_chuc": 3, "mot_cua.du_bi": 1}),
    ],
)  # fmt: skip
def test_each_number_is_what_stands_nearest(text: str, topics: tuple[str, ...], expected: dict[str, int]) -> None:
    found = said(text, *topics)
    assert {code: found.get(code) for code in expected} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giải ngân 1.174 tỷ đồng/4.135,9 tỷ đồng (đạt 28,4%)", (1174, 4135.9, 28.4)),
        ("giải ngân vốn đầu tư công 15.400 triệu đồng/28.000 triệu đồng, đạt 55%", (15.4, 28, 55)),
        ("Kế hoạch vốn đầu tư công 78 tỷ 500 triệu đồng, giải ngân 31,4 tỷ đồng, đạt 40%", (31.4, 78.5, 40)),
        ("Kế hoạch vốn đầu tư công 12.500.000.000 đồng, giải ngân 4.375.000.000 đồng, đạt 35%", (4.375, 12.5, 35)),
    ],
)
def test_money_is_brought_to_billions(text: str, expected: tuple[float, float, float]) -> None:
    found = said(text, "dau_tu_cong")
    codes = ("dau_tu_cong_giai_ngan", "dau_tu_cong_ke_hoach", "ty_le_giai_ngan")
    assert tuple(found.get(f"tai_chinh.{code}") for code in codes) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sở tiếp nhận hơn 2.040 hồ sơ.", "Tiếp nhận khoảng 500 hồ sơ.", "Năm 2021 Sở tiếp nhận 14.307 hồ sơ.",
        "So với cùng kỳ năm trước, số hồ sơ tiếp nhận giảm 1.806 hồ sơ.", "Riêng tháng 8 tiếp nhận 1.112 hồ sơ.",
        "Phấn đấu tiếp nhận 9.000 hồ sơ.", "Toàn tỉnh tiếp nhận 250.000 hồ sơ.",
        "Lũy kế 9 tháng tiếp nhận 1.940 hồ sơ.",
        "Mỗi ngày tiếp nhận 40 hồ sơ.", "Tiếp nhận 48,6 nghìn hồ sơ.", "Cùng kỳ tiếp nhận 300 hồ sơ.",
    ],
)  # fmt: skip
def test_what_is_another_times_or_everybodys_is_not_taken(text: str) -> None:
    assert "ho_so.tiep_nhan" not in said(text, "ho_so")


def test_a_quarter_is_not_the_year_so_far() -> None:
    found = said("Trong quý III được giao 71 nhiệm vụ. Lũy kế từ đầu năm được giao 230 nhiệm vụ.", "giao_viec")
    assert found["giao_viec.tong"] == 230
