"""What the generated filings of Sở Giao thông vận tải must say to agree with its real report for 2023-Q3."""

from __future__ import annotations

from collections.abc import Mapping

SGTVT = "SGTVT"

# What the real report says the unit has, which did not change in the periods before it.
_STEADY: Mapping[str, int | str] = {
    "mot_cua.cong_chuc": 3,
    "mot_cua.du_bi": 2,
    "bo_may.don_vi_su_nghiep": 5,
    "tu_chu.tong": 5,
    "tu_chu.chi_thuong_xuyen_va_dau_tu": 1,
    "tu_chu.chi_thuong_xuyen": 3,
    "tu_chu.mot_phan_chi_thuong_xuyen": 1,
    "tu_chu.ngan_sach_bao_dam": 0,
    "vien_chuc.duoc_giao": 214,
    "so_hoa.ty_le_may_tinh": 100,
    "so_hoa.ty_le_van_ban_dien_tu": 100,
    "dvctt.tong_tthc": 120,
    "dvctt.muc_do_3": 58,
    "dvctt.muc_do_4": 62,
    "dvctt.tthc_phat_sinh_ho_so": 6,
    "dvctt.tich_hop_cong_quoc_gia": 97,
}
# Figures since 1 January stay below the real report's; its 29 recruits were all recruited before June.
_BY_PERIOD: Mapping[str, Mapping[str, int | str]] = {
    "2022-Q3": {
        "chi_dao.nhiem_vu_ke_hoach": 86,
        "chi_dao.nhiem_vu_hoan_thanh": 58,
        "vien_chuc.co_mat": 178,
        "cong_vu.tuyen_dung_vien_chuc": 4,
        "tai_chinh.dau_tu_cong_ke_hoach": "2847.6",
        "tai_chinh.dau_tu_cong_giai_ngan": "1215.3",
        "tai_chinh.ty_le_giai_ngan": "42.7",
    },
    "2023-H1": {
        "chi_dao.nhiem_vu_ke_hoach": 91,
        "chi_dao.nhiem_vu_hoan_thanh": 42,
        "sang_kien.so_luong": 1,
        "vien_chuc.co_mat": 207,
        "cong_vu.tuyen_dung_vien_chuc": 29,
        "tai_chinh.dau_tu_cong_ke_hoach": "4135.9",
        "tai_chinh.dau_tu_cong_giai_ngan": "612.4",
        "tai_chinh.ty_le_giai_ngan": "14.8",
    },
}


def known_figures(agency: str, period: str) -> Mapping[str, int | str]:
    """The figures that are not drawn; none for other units."""
    return {**_STEADY, **_BY_PERIOD[period]} if agency == SGTVT else {}
