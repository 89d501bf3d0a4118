"""Plausible figures in the template of 2025: those of the earlier one in today's codes, and what is asked besides."""

from __future__ import annotations

from random import Random

from service.demo.figures import Figures, figures, random_of
from service.domain.organization.agency import Agency, AgencyKind

# Codes of the earlier template whose figures another code has now.
_RENAMED = {
    "mot_cua.cong_chuc": "ttpvhcc.cong_chuc",
    "mot_cua.du_bi": "ttpvhcc.du_bi",
    "dvctt.muc_do_3": "dvctt.mot_phan",
    "dvctt.muc_do_4": "dvctt.toan_trinh",
    "buu_chinh.tiep_nhan": "ho_so.moi_buu_chinh",
}
# What the template of 2025 asks in parts, or not at all any more.
_GONE = ("tthc.cap_huyen", "ho_so.ty_le_so_hoa", "so_hoa.ty_le_may_tinh", "so_hoa.ty_le_van_ban_dien_tu")


def todays_figures(agency: Agency, period: str) -> Figures:
    """All typed indicators of the template of 2025 with a plausible figure, whether or not the unit reports them."""
    drawn = figures(agency, period)
    # What a district decided went to the department or to the communes.
    drawn["tthc.cap_xa"] = int(drawn["tthc.cap_xa"]) + int(drawn["tthc.cap_huyen"])
    known: Figures = {_RENAMED.get(code, code): value for code, value in drawn.items() if code not in _GONE}
    for add in (_applications, _digitised, _procedures, _people, _online, _office):
        known |= add(agency, known, random_of(add.__name__, period, agency.code))
    return known


def _part(known: Figures, code: str, draw: Random, least: int, most: int) -> int:
    """A share of a figure, between so many and so many percent."""
    return int(known[code]) * draw.randint(least, most) // 100


def _applications(agency: Agency, known: Figures, draw: Random) -> Figures:
    """States of the dossiers; those settled on time in the earlier template are early, on time, or withdrawn."""
    in_time = int(known["ho_so.dung_han"])
    withdrawn = in_time * draw.randint(0, 2) // 100
    early = in_time * draw.randint(55, 85) // 100
    late, overdue = int(known["ho_so.da_giai_quyet_qua_han"]), int(known["ho_so.qua_han"])
    on_time = in_time - withdrawn - early
    fresh, online = int(known["ho_so.tiep_nhan_moi"]), int(known["ho_so.moi_truc_tuyen"])
    posted = min(int(known["ho_so.moi_buu_chinh"]), fresh - online)
    at_counter = fresh * draw.randint(110, 260) // 100 if agency.kind is AgencyKind.XA else fresh
    return {
        "ho_so.moi_buu_chinh": posted,
        "ho_so.moi_truc_tiep": fresh - online - posted,
        "ho_so.tiep_nhan_tai_trung_tam": at_counter,
        "ho_so.phi_dia_gioi": fresh * draw.randint(0, 4) // 100,
        "ho_so.tren_he_thong_bo": fresh * draw.randint(2, 18) // 100,
        "ho_so.den_han": on_time + late + overdue,
        "ho_so.truoc_han": early,
        "ho_so.dung_han": on_time,
        "ho_so.tra_lai_rut": withdrawn,
        "ho_so.da_giai_quyet": early + on_time + late,
        "ho_so.dang_giai_quyet": int(known["ho_so.chua_den_han"]) + overdue,
        "ho_so.thoi_gian_tb": f"{draw.randint(2, 9)}.{draw.randint(1, 9)}",
    }


def _digitised(agency: Agency, known: Figures, draw: Random) -> Figures:
    documents = _part(known, "ho_so.da_giai_quyet", draw, 70, 95)
    ratings = _part(known, "ho_so.da_giai_quyet", draw, 8, 30)
    return {
        "so_hoa.ho_so_phai_tra_vb": documents,
        "so_hoa.kq_dien_tu": documents * draw.randint(82, 100) // 100,
        "so_hoa.ho_so": _part(known, "ho_so.tiep_nhan_moi", draw, 62, 97),
        "so_hoa.tai_su_dung": _part(known, "ho_so.tiep_nhan_moi", draw, 35, 82),
        "so_hoa.dung_du_lieu_dan_cu": _part(known, "ho_so.tiep_nhan_moi", draw, 30, 75),
        "pakn.hanh_vi": _part(known, "pakn.tiep_nhan", draw, 0, 50),
        "pakn.qua_han": _part(known, "pakn.da_xu_ly", draw, 0, 20),
        "hai_long.luot_danh_gia": ratings,
        "hai_long.hai_long": ratings * draw.randint(88, 99) // 100,
    }


def _procedures(agency: Agency, known: Figures, draw: Random) -> Figures:
    reviewed = draw.randint(0, 30)
    announced = int(known["tthc.cong_bo_moi"])
    return {
        "tthc.sua_doi": draw.randint(0, 8),
        "tthc.cong_bo_dung_han": announced,
        "tthc.ra_soat": reviewed,
        "tthc.de_xuat_don_gian": reviewed * draw.randint(0, 60) // 100,
        "tthc.phi_dia_gioi": _part(known, "tthc.tong", draw, 60, 100),
    }


def _people(agency: Agency, known: Figures, draw: Random) -> Figures:
    owed = draw.randint(0, 40)
    return {
        "bao_cao.tren_he_thong": draw.randint(4, 20),
        "bien_che.hop_dong": draw.randint(1, 9),
        "vien_chuc.tinh_gian": draw.randint(0, 2),
        "vtvl.co_quan": known["bo_may.co_quan_hanh_chinh"],
        "vtvl.don_vi_sn": known["bo_may.don_vi_su_nghiep"],
        "cong_vu.thi_tuyen_lanh_dao": _part(known, "cong_vu.bo_nhiem", draw, 0, 40),
        "kien_nghi.phai_nop": f"{owed // 10}.{owed % 10}",
        "kien_nghi.da_nop": f"{owed // 20}.0",
    }


def _online(agency: Agency, known: Figures, draw: Random) -> Figures:
    online, covered = int(known.pop("dvctt.ho_so_truc_tuyen")), int(known["dvctt.ho_so_tong"])
    partial = online * draw.randint(5, 25) // 100
    return {
        "dvctt.du_dieu_kien_toan_trinh": int(known["dvctt.toan_trinh"]) + draw.randint(0, 12),
        "dvctt.ho_so_toan_trinh": online - partial,
        "dvctt.ho_so_mot_phan": partial,
        "thanh_toan.tthc_co_phi": int(known["thanh_toan.tthc"]) + draw.randint(0, 15),
        "thanh_toan.ho_so_co_phi": int(known["thanh_toan.ho_so"]) + covered * draw.randint(1, 12) // 100,
        "buu_chinh.tthc": _part(known, "tthc.tong", draw, 50, 100),
    }


def _office(agency: Agency, known: Figures, draw: Random) -> Figures:
    sent, files = draw.randint(220, 1900), draw.randint(180, 1500)
    return {
        "van_ban.di": sent,
        "van_ban.di_ky_so": sent * draw.randint(94, 100) // 100,
        "van_ban.ho_so_cong_viec": files,
        "van_ban.ho_so_cong_viec_so": files * draw.randint(80, 100) // 100,
    }
