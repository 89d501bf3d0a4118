"""What the oracle knows of two versions of the report: their periods, kinds of unit, figures, targets and tables."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Share:
    """A ratio: what is added above, what is taken off there, and what is added below."""

    above: tuple[str, ...]
    below: tuple[str, ...]
    less: tuple[str, ...] = ()

    @property
    def parts(self) -> frozenset[str]:
        """All figures that it is worked out from."""
        return frozenset((*self.above, *self.below, *self.less))

    def is_given(self, stated: Collection[str], numbers: Container[str]) -> bool:
        """Whether a unit stated all parts with a number above and below; in a sum what does not apply is nothing."""
        sides = (*self.above, *self.less), self.below
        return self.parts <= set(stated) and all(any(code in numbers for code in side) for side in sides)


@dataclass(frozen=True)
class Goal:
    """What a figure should reach in the year: the number, on which side, and how people read it."""

    value: Fraction
    at_least: bool
    words: str

    def said(self, figure: Fraction | None) -> str:
        """Whether a figure reaches it, in words; empty where there is none."""
        if figure is None:
            return ""
        is_met = figure >= self.value if self.at_least else figure <= self.value
        return f"{'đạt' if is_met else 'chưa đạt'} {self.words}"


@dataclass(frozen=True)
class Rows:
    """A table with rows: its number, the column that adds up rows, what may stand there, and the columns of numbers.

    `sums` are columns that add up others of their row, `held` the figures that a column is held against.
    """

    code: str
    number: int
    title: str
    key: str
    names: tuple[str, ...]
    counts: tuple[str, ...]
    sums: Mapping[str, tuple[str, ...]]
    held: Mapping[str, tuple[str, ...]]
    texts: tuple[str, ...] = ()
    days: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The columns of numbers that units write."""
        return tuple(code for code in self.counts if code not in self.sums)


@dataclass(frozen=True)
class Form:
    """A version of the report with three of its periods."""

    version: str
    now: str
    previous: str
    last_year: str
    days: Mapping[str, tuple[date, date]]
    # Kinds of most units, of the one that has others below it, and the two of which one may tell the other's figures.
    kinds: tuple[str, str]
    above: str
    sides: tuple[str, str]
    counts: tuple[str, ...]
    moneys: tuple[str, ...]
    shares: Mapping[str, Share]
    # What happened in a window or since New Year, and is compared with nothing that lasted much longer or shorter.
    flows: frozenset[str]
    # Those that every unit gives, and a part with its whole, which is never below it.
    always: frozenset[str]
    within: tuple[tuple[str, str], ...] = ()
    goals: Mapping[str, Goal] = field(default_factory=dict)
    tables: tuple[Rows, ...] = ()

    @property
    def periods(self) -> tuple[str, str, str]:
        """The three, this one first."""
        return self.now, self.previous, self.last_year

    @property
    def sums(self) -> tuple[str, ...]:
        """What is added up."""
        return (*self.counts, *self.moneys)

    @property
    def codes(self) -> tuple[str, ...]:
        """All figures."""
        return (*self.sums, *self.shares)


def _days(last_year: int) -> dict[str, tuple[date, date]]:
    """The third quarter of a year, and of the next one that and the first half."""
    year = last_year + 1
    return {
        f"{year}-Q3": (date(year, 6, 15), date(year, 9, 14)),
        f"{year}-H1": (date(last_year, 12, 15), date(year, 6, 14)),
        f"{last_year}-Q3": (date(last_year, 6, 15), date(last_year, 9, 14)),
    }


_MONEYS = ("tai_chinh.dau_tu_cong_ke_hoach", "tai_chinh.dau_tu_cong_giai_ngan")
_SPENT = Share(("tai_chinh.dau_tu_cong_giai_ngan",), ("tai_chinh.dau_tu_cong_ke_hoach",))
_COUNTS_2022 = (
    "ho_so.tiep_nhan", "ho_so.dung_han", "ho_so.da_giai_quyet_qua_han", "dvctt.ho_so_tong", "dvctt.ho_so_truc_tuyen",
)  # fmt: skip
FORM_2022 = Form(
    "2022", "2023-Q3", "2023-H1", "2022-Q3", _days(2022), ("so", "huyen"), "huyen", ("huyen", "xa"),
    _COUNTS_2022, _MONEYS,
    {
        "ho_so.ty_le_dung_han": Share(("ho_so.dung_han",), ("ho_so.dung_han", "ho_so.da_giai_quyet_qua_han")),
        "tai_chinh.ty_le_giai_ngan": _SPENT,
        "dvctt.ty_le_ho_so_truc_tuyen": Share(("dvctt.ho_so_truc_tuyen",), ("dvctt.ho_so_tong",)),
    },
    frozenset({*_COUNTS_2022, "tai_chinh.dau_tu_cong_giai_ngan"}),
    frozenset({"ho_so.dung_han", "ho_so.da_giai_quyet_qua_han"}),
)  # fmt: skip

_FLOWS_2025 = (
    "ho_so.tiep_nhan", "ho_so.tiep_nhan_moi", "ho_so.moi_truc_tuyen", "ho_so.moi_truc_tiep", "ho_so.moi_buu_chinh",
    "ho_so.da_giai_quyet", "ho_so.da_giai_quyet_qua_han", "so_hoa.ho_so", "hai_long.luot_danh_gia",
    "hai_long.hai_long", "dvctt.ho_so_tong", "dvctt.ho_so_toan_trinh", "dvctt.ho_so_mot_phan",
)  # fmt: skip
_LATE = ("ho_so.da_giai_quyet_qua_han", "ho_so.da_giai_quyet")
BY_FIELD = Rows(
    "ho_so_linh_vuc", 1, "Tình hình, kết quả giải quyết TTHC theo lĩnh vực (biểu II.06a)", "linh_vuc",
    ("Hộ tịch", "Đất đai", "Môi trường", "Lâm nghiệp"),
    ("tiep_nhan", "truc_tuyen", "truc_tiep", "ky_truoc", "da_giai_quyet", "truoc_han", "dung_han", "qua_han",
     "dang_giai_quyet", "dang_trong_han", "dang_qua_han"),
    {
        "tiep_nhan": ("truc_tuyen", "truc_tiep", "ky_truoc"),
        "da_giai_quyet": ("truoc_han", "dung_han", "qua_han"),
        "dang_giai_quyet": ("dang_trong_han", "dang_qua_han"),
    },
    # Of figures that the oracle does not give nothing is adjusted or told twice.
    {
        "tiep_nhan": ("ho_so.tiep_nhan",), "truc_tuyen": ("ho_so.moi_truc_tuyen",),
        "truc_tiep": ("ho_so.moi_truc_tiep", "ho_so.moi_buu_chinh"), "da_giai_quyet": ("ho_so.da_giai_quyet",),
        "qua_han": ("ho_so.da_giai_quyet_qua_han",), "dang_qua_han": ("ho_so.qua_han",),
    },
)  # fmt: skip
# Of the tests alone: a list of single cases, and a table in which nobody ever writes.
CASES = Rows("tre_han", 2, "Hồ sơ trễ hạn", "", (), ("so_ngay",), {}, {}, ("ma",), ("ngay",))
UNUSED = Rows("khong_dung", 3, "Bảng không ai ghi", "ma", (), ("so_ngay",), {}, {}, ("ma",), ("ngay",))
FORM_2025 = Form(
    "2025", "2026-Q3", "2026-H1", "2025-Q3", _days(2025), ("so", "xa"), "so", ("so", "xa"),
    (*_FLOWS_2025, "ho_so.qua_han"), _MONEYS,
    {
        "ho_so.ty_le_dung_han": Share(
            ("ho_so.da_giai_quyet",), ("ho_so.da_giai_quyet",), ("ho_so.da_giai_quyet_qua_han",)
        ),
        "so_hoa.ty_le": Share(("so_hoa.ho_so",), ("ho_so.tiep_nhan_moi",)),
        "hai_long.ty_le": Share(("hai_long.hai_long",), ("hai_long.luot_danh_gia",)),
        "tai_chinh.ty_le_giai_ngan": _SPENT,
        "dvctt.ty_le_ho_so_truc_tuyen": Share(
            ("dvctt.ho_so_toan_trinh", "dvctt.ho_so_mot_phan"), ("dvctt.ho_so_tong",)
        ),
    },
    frozenset({*_FLOWS_2025, "tai_chinh.dau_tu_cong_giai_ngan"}), frozenset(_LATE), (_LATE,),
    {
        "so_hoa.ty_le": Goal(Fraction(80), True, "80%"),
        "hai_long.ty_le": Goal(Fraction(90), True, "90%"),
        # What the province sets itself, by settle(): a number that should not be passed.
        "ho_so.qua_han": Goal(Fraction(50_000), False, "không quá 50.000 hồ sơ"),
    },
    (BY_FIELD, CASES, UNUSED),
)  # fmt: skip
