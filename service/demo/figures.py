"""Plausible figures for a unit and a period: the parts are drawn, the totals follow from them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from random import Random

from service.domain.agency import Agency, AgencyKind

Figures = dict[str, int | str]

# Dossiers in a quarter, roughly; units that are not named get a small department's or a district's share.
_DOSSIERS = {"SGTVT": 7000, "STNMT": 9200, "STP": 6400, "SCT": 5100, "SLDTBXH": 4700, "SYT": 4200, "SKHDT": 3500}
_LENGTH = {"2022-Q3": 95, "2023-H1": 160, "2023-Q3": 100}
_PREVIOUS = {"2023-Q3": "2023-H1"}
# What the real report for 2023-Q3 carries over.
_SGTVT_PENDING = {"2023-H1": (986, 3)}


def figures(agency: Agency, period: str) -> Figures:
    """All indicators that a unit of its kind may report, before exemptions; decimals are strings."""
    draw = Random(f"{period}/{agency.code}")  # noqa: S311 - data to look at, not secrets
    return {
        **_direction(draw),
        **_regulation(draw, agency),
        **_procedures(agency, period),
        **_dossiers(agency, period),
        **_staff(draw, agency),
        **_money(draw, agency),
        **_autonomy(agency),
        **_digital(agency, period),
    }


def _direction(draw: Random) -> Figures:
    tasks = {
        "giao_viec.hoan_thanh_dung_han": draw.randint(20, 90),
        "giao_viec.hoan_thanh_qua_han": draw.randint(0, 2),
        "giao_viec.qua_han_chua_hoan_thanh": draw.randint(0, 1),
        "giao_viec.dang_thuc_hien": draw.randint(2, 14),
    }
    planned = draw.randint(35, 110)
    issues = draw.randint(0, 9)
    return {
        "chi_dao.nhiem_vu_ke_hoach": planned,
        "chi_dao.nhiem_vu_hoan_thanh": planned * draw.randint(55, 90) // 100,
        "chi_dao.don_vi_thuoc_dien_kiem_tra": draw.randint(4, 9),
        "chi_dao.don_vi_da_kiem_tra": draw.randint(1, 4),
        "chi_dao.van_de_phat_hien": issues,
        "chi_dao.van_de_da_xu_ly": issues * draw.randint(50, 100) // 100,
        "giao_viec.tong": sum(tasks.values()),
        **tasks,
        "khao_sat.so_phieu": draw.choice([0, 50, 100, 200]),
        "sang_kien.so_luong": draw.randint(0, 3),
        "doi_thoai.so_cuoc": draw.randint(0, 2),
    }


def _regulation(draw: Random, agency: Agency) -> Figures:
    reviewed = draw.randint(0, 25)
    found: Figures = {"the_che.vbqppl_ban_hanh": draw.randint(0, 4)}
    if agency.kind is not AgencyKind.XA:
        found |= {
            "the_che.vbqppl_kiem_tra": draw.randint(0, 12),
            "the_che.vbqppl_xu_ly_sau_kiem_tra": 0,
            "the_che.vbqppl_ra_soat": reviewed,
            "the_che.vbqppl_xu_ly_sau_ra_soat": reviewed * draw.randint(0, 20) // 100,
        }
    return found


def procedure_counts(agency: Agency, period: str) -> Figures:
    """How many procedures the unit has; only departments announce and abolish some from period to period."""
    draw = Random(f"tthc/{agency.code}")  # noqa: S311
    if agency.code == "SGTVT":
        return {"tthc.cap_tinh": 122, "tthc.cap_huyen": 9, "tthc.cap_xa": 9, "announced": 0, "abolished": 0}
    province = draw.randint(45, 160) if agency.kind is AgencyKind.SO else 0
    district = draw.randint(8, 30) if agency.kind is AgencyKind.SO else draw.randint(230, 290)
    commune = draw.randint(4, 20) if agency.kind is AgencyKind.SO else draw.randint(90, 130)
    announced = draw.randint(0, 6) if agency.kind is AgencyKind.SO else 0
    abolished = draw.randint(0, min(3, announced))
    if period == "2023-Q3":
        province += announced - abolished
    return {
        "tthc.cap_tinh": province,
        "tthc.cap_huyen": district,
        "tthc.cap_xa": commune,
        "announced": announced,
        "abolished": abolished,
    }


def _procedures(agency: Agency, period: str) -> Figures:
    counts = procedure_counts(agency, period)
    levels = {code: int(counts[code]) for code in ("tthc.cap_tinh", "tthc.cap_huyen", "tthc.cap_xa")}
    draw = Random(f"mot-cua/{agency.code}")  # noqa: S311
    found: Figures = {
        "tthc.tong": sum(levels.values()),
        "tthc.cap_huyen": levels["tthc.cap_huyen"],
        "tthc.cap_xa": levels["tthc.cap_xa"],
        "tthc.lien_thong_cung_cap": draw.randint(0, 12),
        "tthc.lien_thong_giua_cac_cap": draw.randint(0, 18),
        "mot_cua.cong_chuc": draw.randint(2, 9),
        "mot_cua.du_bi": draw.randint(1, 4),
    }
    if agency.kind is AgencyKind.SO:
        changes = period == "2023-Q3"
        found |= {
            "tthc.cap_tinh": levels["tthc.cap_tinh"],
            "tthc.cong_bo_moi": counts["announced"] if changes else 0,
            "tthc.bai_bo_thay_the": counts["abolished"] if changes else 0,
        }
    return found


def _dossiers(agency: Agency, period: str) -> Figures:
    draw = Random(f"ho-so/{period}/{agency.code}")  # noqa: S311
    size = _size(agency) * _LENGTH[period] // 100
    carried = _carried(agency, period, size, draw)
    fresh = size * draw.randint(92, 108) // 100
    received = carried + fresh
    pending, overdue = _SGTVT_PENDING.get(period, (0, 0)) if agency.code == "SGTVT" else (0, 0)
    pending = pending or received * draw.randint(5, 11) // 100
    overdue = overdue or draw.randint(0, max(1, received // 2500))
    late = draw.randint(0, max(1, received // 900))
    online = fresh * draw.randint(45, 88) // 100
    letters = min(late + overdue, draw.randint(0, late + overdue))
    return {
        "ho_so.tiep_nhan": received,
        "ho_so.ky_truoc_chuyen_sang": carried,
        "ho_so.tiep_nhan_moi": fresh,
        "ho_so.moi_truc_tuyen": online,
        "ho_so.moi_truc_tiep": fresh - online,
        "ho_so.dung_han": received - pending - overdue - late,
        "ho_so.da_giai_quyet_qua_han": late,
        "ho_so.chua_den_han": pending,
        "ho_so.qua_han": overdue,
        "ho_so.xin_loi": letters,
        "ho_so.ty_le_so_hoa": draw.choice([90, 95, 98, 100]),
        "pakn.tiep_nhan": (reports := draw.randint(0, 6)),
        "pakn.da_xu_ly": reports * draw.randint(60, 100) // 100,
    }


def _carried(agency: Agency, period: str, size: int, draw: Random) -> int:
    """What was pending in the period before; where the demonstration has none, a plausible share."""
    if period in _PREVIOUS:
        before = _dossiers(agency, _PREVIOUS[period])
        return int(before["ho_so.chua_den_han"]) + int(before["ho_so.qua_han"])
    return size * draw.randint(4, 9) // 100


def _size(agency: Agency) -> int:
    draw = Random(f"size/{agency.code}")  # noqa: S311
    drawn = draw.randint(260, 1900) if agency.kind is AgencyKind.SO else draw.randint(9000, 24000)
    return _DOSSIERS.get(agency.code, drawn)


def _staff(draw: Random, agency: Agency) -> Figures:
    posts, places = draw.randint(40, 130), draw.randint(30, 900)
    found: Figures = {
        "bien_che.duoc_giao": posts,
        "bien_che.co_mat": posts - draw.randint(0, 6),
        "bien_che.tinh_gian": draw.randint(0, 2),
        "cong_vu.tuyen_dung_cong_chuc": draw.randint(0, 3),
        "cong_vu.ky_luat": draw.choice([0, 0, 0, 1]),
        "cong_vu.dao_tao": draw.randint(5, 160),
    }
    if agency.kind is not AgencyKind.XA:
        found |= {
            "bo_may.co_quan_hanh_chinh": draw.randint(5, 13),
            "bo_may.don_vi_su_nghiep": _public_units(agency),
            "vien_chuc.duoc_giao": places,
            "vien_chuc.co_mat": places - draw.randint(0, 12),
            "cong_vu.tuyen_dung_vien_chuc": draw.randint(0, 40),
            "cong_vu.bo_nhiem": draw.randint(0, 6),
            "cong_vu.nang_ngach": draw.randint(0, 4),
        }
    return found


def _money(draw: Random, agency: Agency) -> Figures:
    planned = Decimal(draw.randint(120, 9800)) / 10
    spent = (planned * draw.randint(18, 74) / 100).quantize(Decimal("0.1"))
    share = (100 * spent / planned).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    found: Figures = {
        "tai_chinh.dau_tu_cong_ke_hoach": str(planned),
        "tai_chinh.dau_tu_cong_giai_ngan": str(spent),
        "tai_chinh.ty_le_giai_ngan": str(share),
    }
    if agency.kind is AgencyKind.HUYEN:
        found["tai_chinh.thu_ngan_sach"] = str(Decimal(draw.randint(4500, 32000)) / 10)
    return found


def _public_units(agency: Agency) -> int:
    return Random(f"tu-chu/{agency.code}").randint(0, 9)  # noqa: S311


def _autonomy(agency: Agency) -> Figures:
    draw = Random(f"muc-tu-chu/{agency.code}")  # noqa: S311
    left = total = _public_units(agency)
    found: Figures = {"tu_chu.tong": total}
    for code in ("chi_thuong_xuyen_va_dau_tu", "chi_thuong_xuyen", "mot_phan_chi_thuong_xuyen"):
        part = draw.randint(0, left)
        found[f"tu_chu.{code}"] = part
        left -= part
    return {**found, "tu_chu.ngan_sach_bao_dam": left}


def _digital(agency: Agency, period: str) -> Figures:
    draw = Random(f"so-hoa/{period}/{agency.code}")  # noqa: S311
    procedures = int(_procedures(agency, period)["tthc.tong"])
    received = int(_dossiers(agency, period)["ho_so.tiep_nhan"])
    partial = procedures * draw.randint(30, 50) // 100
    whole = procedures * draw.randint(25, 45) // 100
    covered = received * draw.randint(70, 98) // 100
    return {
        "so_hoa.ty_le_may_tinh": draw.choice([96, 98, 100]),
        "so_hoa.ty_le_van_ban_dien_tu": draw.choice([97, 99, 100]),
        "dvctt.tong_tthc": partial + whole,
        "dvctt.muc_do_3": partial,
        "dvctt.muc_do_4": whole,
        "dvctt.tthc_phat_sinh_ho_so": (partial + whole) * draw.randint(10, 60) // 100,
        "dvctt.ho_so_tong": covered,
        "dvctt.ho_so_truc_tuyen": covered * draw.randint(40, 90) // 100,
        "dvctt.tich_hop_cong_quoc_gia": (partial + whole) * draw.randint(40, 90) // 100,
        "thanh_toan.tthc": draw.randint(0, 30),
        "thanh_toan.ho_so": received * draw.randint(0, 20) // 100,
        "buu_chinh.tiep_nhan": received * draw.randint(0, 3) // 100,
        "buu_chinh.tra_ket_qua": received * draw.randint(1, 9) // 100,
    }
