"""A random province as plain data, and what its outputs have to say, worked out without anything of the service.

A figure is a fraction, «n/a», or absent. Percentages are exact fractions until they are written.
"""

from __future__ import annotations

import random
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

NOW, PREVIOUS, LAST_YEAR = "2023-Q3", "2023-H1", "2022-Q3"
FIRST_DAYS = {NOW: date(2023, 6, 15), PREVIOUS: date(2022, 12, 15), LAST_YEAR: date(2022, 6, 15)}
LAST_DAYS = {NOW: date(2023, 9, 14), PREVIOUS: date(2023, 6, 14), LAST_YEAR: date(2022, 9, 14)}
COUNTS = (
    "ho_so.tiep_nhan", "ho_so.dung_han", "ho_so.da_giai_quyet_qua_han", "dvctt.ho_so_tong", "dvctt.ho_so_truc_tuyen",
)  # fmt: skip
MONEYS = ("tai_chinh.dau_tu_cong_ke_hoach", "tai_chinh.dau_tu_cong_giai_ngan")
# Each ratio's numerator and the parts of its denominator.
RATIOS = {
    "ho_so.ty_le_dung_han": ("ho_so.dung_han", ("ho_so.dung_han", "ho_so.da_giai_quyet_qua_han")),
    "tai_chinh.ty_le_giai_ngan": ("tai_chinh.dau_tu_cong_giai_ngan", ("tai_chinh.dau_tu_cong_ke_hoach",)),
    "dvctt.ty_le_ho_so_truc_tuyen": ("dvctt.ho_so_truc_tuyen", ("dvctt.ho_so_tong",)),
}
CODES = (*COUNTS, *MONEYS, *RATIOS)
# What happened in a window or since New Year, and is compared with nothing that lasted much longer or shorter.
FLOWS = {*COUNTS, "tai_chinh.dau_tu_cong_giai_ngan"}
NA = "n/a"
Value = Fraction | str


@dataclass(frozen=True)
class Unit:
    """A unit; `into` are its successors."""

    code: str
    kind: str
    valid_to: date | None = None
    parent: str = ""
    into: tuple[str, ...] = ()

    def is_valid_in(self, period: str) -> bool:
        """Whether it is still there at the period's end."""
        return self.valid_to is None or self.valid_to >= LAST_DAYS[period]

    def may_report_in(self, period: str) -> bool:
        """Whether it was there on any day of the period, so that what it filed counts."""
        return self.valid_to is None or self.valid_to >= FIRST_DAYS[period]


@dataclass
class Terms:
    """What one unit owes in one period, and what it filed, if it did."""

    is_waived: bool = False
    includes_children: bool = False
    exempt: tuple[str, ...] = ()
    filed: dict[str, Value] | None = None
    is_returned: bool = False
    is_excluded: bool = False
    adjusted: dict[str, Value] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Value]:
        """What goes into totals: what it filed, but for what was adjusted."""
        return {} if self.filed is None else {**self.filed, **self.adjusted}


@dataclass(frozen=True)
class Pair:
    """Two units, or two kinds, that tell an indicator for the same thing from a period on; the first one counts."""

    code: str
    counting: str
    leaving: str
    of_kinds: bool
    since: str


@dataclass
class World:
    """A province over three periods."""

    units: tuple[Unit, ...]
    terms: dict[str, dict[str, Terms]] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()

    def owing(self, period: str) -> Iterator[Unit]:
        """Those valid at the period's end, or that ended within it and filed or have no heir, and were not let off."""
        for unit in self.units:
            terms = self.terms[period][unit.code]
            is_last = unit.may_report_in(period) and (terms.filed is not None or not unit.into)
            if (unit.is_valid_in(period) or is_last) and not terms.is_waived:
                yield unit

    def alike(self, period: str, code: str) -> tuple[int, Fraction, Fraction] | None:
        """Over the units that gave it now and then: how many, and their two totals; None where it is not beside.

        It stands beside the plain totals where these are of other units, and where the two periods compare.
        """
        here, there = self._counted(NOW, code), self._counted(period, code)
        both = [(unit, old) for unit, old in self._pairs(period) if unit in here and set(old) <= set(there)]
        then = [code_then for _, old in both for code_then in old]
        is_whole = (len(both), len(then)) == (self.total(NOW, code)[1], self.total(period, code)[1])
        if not both or is_whole or not compares(code, period):
            return None
        now, before = self._added(NOW, [unit for unit, _ in both], code), self._added(period, then, code)
        return None if now is None or before is None else (len(both), now, before)

    def _pairs(self, period: str) -> Iterator[tuple[str, list[str]]]:
        """Units that are added up now, with those of then that they are or come from and that were added up too."""
        known = {unit.code: unit for unit in self.units}
        filed = self._filed(period)
        for unit in self._adding(NOW):
            came = self._came(period, unit)
            if any(len(old.into) > 1 and old.code in filed for old in came):
                continue
            old_codes = [unit, *(old.code for old in came)]
            children = [code for code in ("C1", "C2") if known[unit].code == "P"]
            same = self._included(NOW, children) == self._included(period, children)
            if same and all(code in self._adding(period) for code in old_codes):
                yield unit, old_codes

    def own(self, period: str, unit: str, code: str) -> Fraction | None:
        """What a unit of now gave then, with those that it comes from; None also where one of these was divided."""
        came, filed = self._came(period, unit), self._filed(period)
        if any(len(old.into) > 1 and old.code in filed for old in came):
            return None
        joined = [one for one in (unit, *(old.code for old in came)) if one in filed]
        gave = [one for one in joined if self._gave(period, one, code)]
        gave = [one for one in gave if not self._is_told_twice(period, joined, one, code)]
        return self._added(period, gave, code) if gave else None

    def is_counted(self, unit: str, code: str) -> bool:
        """Whether a unit's figure of now is part of the province's."""
        return unit in self._counted(NOW, code)

    def _counted(self, period: str, code: str) -> list[str]:
        """The units whose figure is in the total."""
        adding = self._adding(period)
        gave = [unit for unit in adding if self._gave(period, unit, code)]
        return [unit for unit in gave if not self._is_told_twice(period, adding, unit, code)]

    def _is_told_twice(self, period: str, together: list[str], unit: str, code: str) -> bool:
        """Whether among units that are added up together another one told it, or a part of it, and counts."""
        parts = {RATIOS[code][0], *RATIOS[code][1]} if code in RATIOS else {code}
        kinds = {one.code: one.kind for one in self.units}
        return any(
            pair.leaving in (unit, kinds[unit])
            and any(pair.counting in (one, kinds[one]) and self._gave(period, one, pair.code) for one in together)
            for pair in self.pairs
            if pair.code in parts and LAST_DAYS[pair.since] <= LAST_DAYS[period]
        )

    def _came(self, period: str, unit: str) -> list[Unit]:
        """The units of then that ended since and went into this one, but for those with a last report of their own."""
        reporting, reported = set(self.owing(NOW)), set(self.owing(period))
        ended = [old for old in self.units if unit in old.into and not old.is_valid_in(NOW) and old not in reporting]
        return [old for old in ended if old.is_valid_in(period) or old in reported]

    def _filed(self, period: str) -> set[str]:
        return {unit.code for unit in self.owing(period) if self.terms[period][unit.code].filed is not None}

    def _adding(self, period: str) -> list[str]:
        filed = {unit.code: unit for unit in self.owing(period) if self.terms[period][unit.code].filed is not None}
        return [
            code
            for code, unit in filed.items()
            if not self.terms[period][code].is_excluded and not self._is_covered(period, unit.parent, filed)
        ]

    def _is_covered(self, period: str, parent: str, filed: Container[str]) -> bool:
        """Whether the figures of that parent are added up and hold its children's."""
        terms = self.terms[period].get(parent)
        return parent in filed and terms is not None and terms.includes_children and not terms.is_excluded

    def _included(self, period: str, children: list[str]) -> set[str]:
        """Which of them filed and are in their parent's figures."""
        filed = self._filed(period)
        return {code for code in children if code in filed and self._is_covered(period, "P", filed)}

    def _gave(self, period: str, unit: str, code: str) -> bool:
        item = self.terms[period][unit]
        if code not in RATIOS:
            return isinstance(item.given.get(code), Fraction)
        return code not in item.exempt and _numbers(item).keys() >= {RATIOS[code][0], *RATIOS[code][1]}

    def _added(self, period: str, units: list[str], code: str) -> Fraction | None:
        given = [_numbers(self.terms[period][unit]) for unit in units]
        if code not in RATIOS:
            return sum((item[code] for item in given), Fraction(0))
        top, bottoms = RATIOS[code]
        whole = sum((item[name] for item in given for name in bottoms), Fraction(0))
        return rounded(100 * sum((item[top] for item in given), Fraction(0)) / whole, 2) if whole else None

    def total(self, period: str, code: str) -> tuple[Fraction | None, int]:
        """The total, None where nobody gave a number, and how many gave one; a ratio in percent to two decimals."""
        filings = [self.terms[period][unit] for unit in self._counted(period, code)]
        if code not in RATIOS:
            numbers = [value for item in filings if isinstance(value := item.given.get(code), Fraction)]
            return (sum(numbers, Fraction(0)) if numbers else None), len(numbers)
        top, bottoms = RATIOS[code]
        pairs = [(given[top], sum((given[name] for name in bottoms), Fraction(0))) for given in map(_numbers, filings)]
        whole = sum((bottom for _, bottom in pairs), Fraction(0))
        share = rounded(100 * sum((part for part, _ in pairs), Fraction(0)) / whole, 2) if whole else None
        return share, len(pairs)


def _numbers(terms: Terms) -> dict[str, Fraction]:
    return {code: value for code, value in terms.given.items() if isinstance(value, Fraction)}


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Half away from zero, once."""
    scale = 10**decimals
    steps = (abs(value) * scale + Fraction(1, 2)).__floor__()
    return Fraction(steps if value >= 0 else -steps, scale)


def compares(code: str, period: str) -> bool:
    """Whether an indicator of now and of then are alike: the half year is twice as long, last year's quarter is not."""
    return period == LAST_YEAR or code not in FLOWS


def moved(now: Fraction | None, before: Fraction | None) -> tuple[Fraction, Fraction | None] | None:
    """The difference and the percentage to one decimal."""
    if now is None or before is None:
        return None
    return now - before, rounded(100 * (now - before) / abs(before), 1) if before else None


def written(value: Fraction, decimals: int | None = None) -> str:
    """In Vietnamese notation without a sign: so many decimals, or all there are."""
    places = decimals if decimals is not None else 9
    whole, rest = divmod(int(rounded(abs(value), places) * 10**places), 10**places)
    tail = f"{rest:0{places}d}" if places else ""
    tail = tail if decimals is not None else tail.rstrip("0")
    return f"{whole:,}".replace(",", ".") + (f",{tail}" if tail else "")


def signed(value: Fraction, decimals: int | None = None) -> str:
    """The same with its sign."""
    shown = value if decimals is None else rounded(value, decimals)
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{written(value, decimals)}"


def decimal(value: Fraction) -> Decimal:
    """A figure as it is filed."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def random_world(seed: int) -> World:
    """A province with units that ended with or without successors, were divided, waived, spared, left out, adjusted."""
    dice = random.Random(seed)
    split = dice.choice([(), ("U2",), ("U2", "U3")])
    units = (
        *(Unit(f"U{number}", dice.choice(["so", "huyen"])) for number in range(1, 6)),
        Unit("P", "huyen"), Unit("C1", "xa", parent="P"), Unit("C2", "xa", parent="P"),
        Unit("E1", "so", date(2023, 1, 31), into=("U1",)), Unit("E2", "so", date(2023, 1, 31)),
        Unit("E3", "huyen", date(2023, 7, 31), into=split),
    )  # fmt: skip
    world = World(units)
    for period in LAST_DAYS:
        world.terms[period] = {unit.code: _terms(dice, unit) for unit in units}
    world.pairs = tuple(_told_twice(dice))
    return world


def _told_twice(dice: random.Random) -> Iterator[Pair]:
    """Pairs of units and of kinds, each of another indicator; a commune may be in its district's figures too."""
    for code in dice.sample((*COUNTS, *MONEYS), 3):
        counting, leaving = dice.sample(("U1", "U2", "U3", "U4", "U5", "P", "C1"), 2)
        of_kinds = dice.random() < 0.4
        if of_kinds:
            counting, leaving = dice.sample(("huyen", "xa"), 2)
        yield Pair(code, counting, leaving, of_kinds, dice.choice((NOW, PREVIOUS, LAST_YEAR)))


def _terms(dice: random.Random, unit: Unit) -> Terms:
    exempt = tuple(code for code in (*RATIOS, "ho_so.tiep_nhan") if dice.random() < 0.08)
    found = Terms(dice.random() < 0.2, unit.code == "P" and dice.random() < 0.5, exempt)
    if dice.random() < 0.85:
        found.filed = dict(_figures(dice, exempt))
        found.is_returned = dice.random() < 0.15
        found.is_excluded = dice.random() < 0.15 and not found.is_waived
        for code in dice.sample((*COUNTS, *MONEYS), dice.choice([0, 0, 1, 2])):
            value = Fraction(dice.randint(1, 50_000), 1000 if code in MONEYS else 1)
            if code not in exempt and value != found.filed.get(code):
                found.adjusted[code] = value
    return found


def _figures(dice: random.Random, exempt: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    def some(most: int, scale: int = 1) -> Fraction:
        return Fraction(dice.choice([0, dice.randint(0, 12), dice.randint(0, most)]), scale)

    for code in (*COUNTS, *MONEYS):
        if code not in exempt and (code in {"ho_so.dung_han", "ho_so.da_giai_quyet_qua_han"} or dice.random() < 0.85):
            is_na = code not in {"ho_so.dung_han", "ho_so.da_giai_quyet_qua_han"} and dice.random() < 0.08
            yield code, NA if is_na else some(99_999, 1000 if code in MONEYS else 1)
    for code in RATIOS:
        if code not in exempt and dice.random() < 0.15:
            yield code, NA


def shown_change(now: Fraction | None, before: Fraction | None, code: str, period: str) -> str:
    """How the page writes it: «−1.018 (−18,1%)», «+0,50 điểm phần trăm», «–» where there is nothing to compare."""
    found = moved(now, before) if compares(code, period) else None
    if found is None:
        return "–"
    if code in RATIOS:
        return f"{signed(found[0], 2)} điểm phần trăm"
    percent = "" if found[1] is None else f" ({signed(found[1], 1)}%)"
    return f"{signed(found[0])}{percent}"


def shown(value: Fraction | None, code: str) -> str:
    """How the page writes a total."""
    return "–" if value is None else written(value, 2 if code in RATIOS else None)


def shown_alike(world: World, code: str, period: str) -> str:
    """How the page writes what the units of both periods gave; empty where that is not beside the plain totals."""
    found = world.alike(period, code)
    if found is None:
        return ""
    count, now, before = found
    return f"trên {count} đơn vị có ở cả hai kỳ: {shown_change(now, before, code, period)}"
