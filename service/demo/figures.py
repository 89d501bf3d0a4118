"""Plausible figures for a unit and a period: the parts are drawn, the totals follow from them.

What a unit has (staff, procedures, a year's plan) is drawn once, and what it does in a period comes on
top, so that the periods of the demonstration tell one story.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from random import Random

from service.demo.sgtvt import SGTVT, known_figures
from service.domain.organization.agency import Agency, AgencyKind

Figures = dict[str, int | str]

# Dossiers in a quarter, roughly; units that are not named get a small share of their kind.
_DOSSIERS = {"STNMT": 9200, SGTVT: 7000, "STP": 6400, "SCT": 5100, "SLDTBXH": 4700, "SYT": 4200, "SKHDT": 3500}
_SIZES = {AgencyKind.SO: (260, 1900), AgencyKind.HUYEN: (5000, 16_000), AgencyKind.XA: (350, 2600)}
# The period's length, in percent of a quarter.
_LENGTH = {"2022-Q3": 95, "2023-H1": 160, "2023-Q3": 100, "2025-Y": 310, "2026-Q1": 105}
# How much of the year's work is done by the period's end, in percent.
_DONE = {"2022-Q3": 71, "2023-H1": 45, "2023-Q3": 70, "2025-Y": 82, "2026-Q1": 19}
_PREVIOUS = {"2023-Q3": "2023-H1", "2026-Q1": "2025-Y"}
# The open periods, in which departments announce and abolish procedures.
_OPEN = {"2023-Q3", "2026-Q1"}
# What the real report for 2023-Q3 carries over: not yet due, and overdue.
_SGTVT_PENDING = {"2023-H1": (986, 3)}
# What the People's Committee assigns in a year; other units get 30 to 110 tasks.
_ASSIGNED = {"TTT": 12, SGTVT: 92}


def figures(agency: Agency, period: str) -> Figures:
    """All indicators with a plausible figure, whether or not the unit reports them; decimals are strings."""
    drawn = {
        **_direction(agency, period),
        **_regulation(agency, period),
        **_procedures(agency, period),
        **_dossiers(agency, period),
        **_staff(agency, period),
        **_money(agency, period),
        **_autonomy(agency),
        **_digital(agency, period),
    }
    return {**drawn, **known_figures(agency.code, period)}


def random_of(*seed: str) -> Random:
    """Draws that depend on the seed's text alone: not on hash order, clock or platform."""
    return Random("/".join(seed))  # noqa: S311 - data to look at, not secrets


def _so_far(year_total: int, pace: int, period: str) -> int:
    """The share of a year's amount that is reached by the period's end, so it never falls within a year."""
    return year_total * pace * _DONE[period] // 10_000


def _direction(agency: Agency, period: str) -> Figures:
    year = random_of("chi-dao", period[:4], agency.code)
    planned, pace = year.randint(35, 110), year.randint(85, 120)
    inspected, ideas = year.randint(4, 9), year.randint(0, 3)
    draw = random_of("chi-dao", period, agency.code)
    issues = draw.randint(0, 9)
    return {
        "chi_dao.nhiem_vu_ke_hoach": planned,
        "chi_dao.nhiem_vu_hoan_thanh": _so_far(planned, pace, period),
        "chi_dao.don_vi_thuoc_dien_kiem_tra": inspected,
        "chi_dao.don_vi_da_kiem_tra": draw.randint(1, 4),
        "chi_dao.van_de_phat_hien": issues,
        "chi_dao.van_de_da_xu_ly": issues * draw.randint(50, 100) // 100,
        **_assigned_tasks(agency, period),
        "khao_sat.so_phieu": draw.choice([0, 50, 100, 200]),
        "sang_kien.so_luong": _so_far(ideas, 150, period),
        "doi_thoai.so_cuoc": draw.randint(0, 2),
    }


def _assigned_tasks(agency: Agency, period: str) -> Figures:
    year = random_of("giao-viec", period[:4], agency.code)
    drawn, late, overdue = year.randint(30, 110), year.choice([0, 0, 1, 2]), year.choice([0, 0, 0, 1])
    assigned = _ASSIGNED.get(agency.code, drawn)
    if agency.code == SGTVT:  # the real report knows neither
        late = overdue = 0
    draw = random_of("giao-viec", period, agency.code)
    tasks = {
        "giao_viec.hoan_thanh_dung_han": _so_far(assigned, 97, period),
        "giao_viec.hoan_thanh_qua_han": _so_far(late, 100, period),
        "giao_viec.qua_han_chua_hoan_thanh": overdue,
        "giao_viec.dang_thuc_hien": draw.randint(1, max(2, assigned // 8)),
    }
    return {"giao_viec.tong": sum(tasks.values()), **tasks}


def _regulation(agency: Agency, period: str) -> Figures:
    draw = random_of("the-che", period, agency.code)
    reviewed = draw.randint(0, 25)
    return {
        "the_che.vbqppl_ban_hanh": draw.randint(0, 4),
        "the_che.vbqppl_kiem_tra": draw.randint(0, 12),
        "the_che.vbqppl_xu_ly_sau_kiem_tra": 0,
        "the_che.vbqppl_ra_soat": reviewed,
        "the_che.vbqppl_xu_ly_sau_ra_soat": reviewed * draw.randint(0, 20) // 100,
    }


def _procedures(agency: Agency, period: str) -> Figures:
    """Only departments announce and abolish procedures, which they do in the open period."""
    draw = random_of("tthc", agency.code)
    if agency.kind is AgencyKind.SO:
        province, district, commune = draw.randint(45, 160), draw.randint(8, 30), draw.randint(4, 20)
        announced = draw.randint(0, 6) if period in _OPEN else 0
    else:
        province, district, commune, announced = 0, draw.randint(230, 290), draw.randint(90, 130), 0
    if agency.code == SGTVT:
        province, district, commune, announced = 122, 9, 9, 0
    abolished = min(announced, draw.randint(0, 3))
    province += announced - abolished
    one_stop = random_of("mot-cua", agency.code)
    return {
        "tthc.cong_bo_moi": announced,
        "tthc.bai_bo_thay_the": abolished,
        "tthc.tong": province + district + commune,
        "tthc.cap_tinh": province,
        "tthc.cap_huyen": district,
        "tthc.cap_xa": commune,
        "tthc.lien_thong_cung_cap": one_stop.randint(0, 12),
        "tthc.lien_thong_giua_cac_cap": one_stop.randint(0, 18),
        "mot_cua.cong_chuc": one_stop.randint(2, 9),
        "mot_cua.du_bi": one_stop.randint(1, 4),
    }


def _dossiers(agency: Agency, period: str) -> Figures:
    draw = random_of("ho-so", period, agency.code)
    size = _size(agency) * _LENGTH[period] // 100
    carried = _carried(agency, period, size, draw)
    fresh = size * draw.randint(92, 108) // 100
    received = carried + fresh
    pending, overdue = received * draw.randint(5, 11) // 100, draw.randint(0, max(1, received // 2500))
    if agency.code == SGTVT:
        pending, overdue = _SGTVT_PENDING.get(period, (pending, overdue))
    late = draw.randint(0, max(1, received // 900))
    online = fresh * draw.randint(45, 88) // 100
    reports = draw.randint(0, 6)
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
        "ho_so.xin_loi": draw.randint(0, late + overdue),
        "ho_so.ty_le_so_hoa": draw.choice([90, 95, 98, 100]),
        "pakn.tiep_nhan": reports,
        "pakn.da_xu_ly": reports * draw.randint(60, 100) // 100,
    }


def _carried(agency: Agency, period: str, size: int, draw: Random) -> int:
    """What was pending in the period before; where the demonstration has none, a plausible share."""
    if period in _PREVIOUS:
        before = _dossiers(agency, _PREVIOUS[period])
        return int(before["ho_so.chua_den_han"]) + int(before["ho_so.qua_han"])
    return size * draw.randint(4, 9) // 100


def _size(agency: Agency) -> int:
    draw = random_of("size", agency.code)
    return _DOSSIERS.get(agency.code, draw.randint(*_SIZES[agency.kind]))


def _staff(agency: Agency, period: str) -> Figures:
    steady = random_of("bien-che", agency.code)
    posts = steady.randint(80, 130) if agency.kind is AgencyKind.HUYEN else steady.randint(35, 75)
    units = _public_units(agency)
    places = units * steady.randint(18, 90)
    hired = random_of("tuyen-dung", period[:4], agency.code).randint(0, 40)
    draw = random_of("bien-che", period, agency.code)
    return {
        "bo_may.co_quan_hanh_chinh": steady.randint(5, 13),
        "bo_may.don_vi_su_nghiep": units,
        "bien_che.duoc_giao": posts,
        "bien_che.co_mat": posts - draw.randint(0, 6),
        "bien_che.tinh_gian": draw.randint(0, 2),
        "vien_chuc.duoc_giao": places,
        "vien_chuc.co_mat": places * draw.randint(96, 100) // 100,
        "cong_vu.tuyen_dung_cong_chuc": draw.randint(0, 3),
        "cong_vu.tuyen_dung_vien_chuc": _so_far(hired, 100, period) if units else 0,
        "cong_vu.bo_nhiem": draw.randint(0, 6),
        "cong_vu.nang_ngach": draw.randint(0, 4),
        "cong_vu.ky_luat": draw.choice([0, 0, 0, 1]),
        "cong_vu.dao_tao": draw.randint(5, 160),
    }


def _money(agency: Agency, period: str) -> Figures:
    """In tỷ đồng; the year's plan and revenue are drawn in tenths."""
    year = random_of("tai-chinh", period[:4], agency.code)
    planned, pace, revenue = year.randint(120, 9800), year.randint(50, 105), year.randint(4500, 32_000)
    spent = _so_far(planned, pace, period)
    share = (Decimal(100 * spent) / planned).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return {
        "tai_chinh.thu_ngan_sach": str(Decimal(_so_far(revenue, 100, period)) / 10),
        "tai_chinh.dau_tu_cong_ke_hoach": str(Decimal(planned) / 10),
        "tai_chinh.dau_tu_cong_giai_ngan": str(Decimal(spent) / 10),
        "tai_chinh.ty_le_giai_ngan": str(share),
    }


def _public_units(agency: Agency) -> int:
    return random_of("don-vi-su-nghiep", agency.code).randint(0, 9)


def _autonomy(agency: Agency) -> Figures:
    draw = random_of("tu-chu", agency.code)
    left = total = _public_units(agency)
    found: Figures = {"tu_chu.tong": total}
    for code in ("chi_thuong_xuyen_va_dau_tu", "chi_thuong_xuyen", "mot_phan_chi_thuong_xuyen"):
        part = draw.randint(0, left)
        found[f"tu_chu.{code}"] = part
        left -= part
    return {**found, "tu_chu.ngan_sach_bao_dam": left}


def _digital(agency: Agency, period: str) -> Figures:
    steady = random_of("so-hoa", agency.code)
    draw = random_of("so-hoa", period, agency.code)
    procedures = int(_procedures(agency, "2023-H1")["tthc.tong"])
    received = int(_dossiers(agency, period)["ho_so.tiep_nhan"])
    partial, whole = procedures * steady.randint(30, 50) // 100, procedures * steady.randint(25, 45) // 100
    covered = received * draw.randint(70, 98) // 100
    return {
        "so_hoa.ty_le_may_tinh": steady.choice([96, 98, 100]),
        "so_hoa.ty_le_van_ban_dien_tu": steady.choice([97, 99, 100]),
        "dvctt.tong_tthc": partial + whole,
        "dvctt.muc_do_3": partial,
        "dvctt.muc_do_4": whole,
        "dvctt.tthc_phat_sinh_ho_so": (partial + whole) * draw.randint(10, 60) // 100,
        "dvctt.ho_so_tong": covered,
        "dvctt.ho_so_truc_tuyen": covered * draw.randint(40, 90) // 100,
        "dvctt.tich_hop_cong_quoc_gia": (partial + whole) * steady.randint(40, 90) // 100,
        "thanh_toan.tthc": steady.randint(0, 30),
        "thanh_toan.ho_so": received * draw.randint(0, 20) // 100,
        "buu_chinh.tiep_nhan": received * draw.randint(0, 3) // 100,
        "buu_chinh.tra_ket_qua": received * draw.randint(1, 9) // 100,
    }
