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

from tests.support.oracle_forms import FORM_2022, Form, Rows

NOW, PREVIOUS, LAST_YEAR = FORM_2022.periods
CODES = FORM_2022.codes
NA = "n/a"
Value = Fraction | str
# A row of a table as a unit writes it.
Line = dict[str, str | int]


@dataclass(frozen=True)
class Unit:
    """A unit; `into` are its successors."""

    code: str
    kind: str
    valid_to: date | None = None
    parent: str = ""
    into: tuple[str, ...] = ()

    def is_there_from(self, day: date) -> bool:
        """Whether it is still there on that day."""
        return self.valid_to is None or self.valid_to >= day


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
    tables: dict[str, list[Line]] = field(default_factory=dict)

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
    form: Form = FORM_2022
    terms: dict[str, dict[str, Terms]] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()

    def owing(self, period: str) -> Iterator[Unit]:
        """Those valid at the period's end, or that ended within it and filed or have no heir, and were not let off."""
        for unit in self.units:
            terms = self.terms[period][unit.code]
            is_last = self.may_report(unit, period) and (terms.filed is not None or not unit.into)
            if (self.is_valid(unit, period) or is_last) and not terms.is_waived:
                yield unit

    def is_valid(self, unit: Unit, period: str) -> bool:
        """Whether a unit is still there at the period's end."""
        return unit.is_there_from(self.form.days[period][1])

    def may_report(self, unit: Unit, period: str) -> bool:
        """Whether it was there on any day of the period, so that what it filed counts."""
        return unit.is_there_from(self.form.days[period][0])

    def alike(self, period: str, code: str) -> tuple[int, Fraction, Fraction] | None:
        """Over the units that gave it now and then: how many, and their two totals; None where it is not beside.

        It stands beside the plain totals where these are of other units, and where the two periods compare.
        """
        here, there = self._counted(self.form.now, code), self._counted(period, code)
        both = [(unit, old) for unit, old in self._pairs(period) if unit in here and set(old) <= set(there)]
        then = [code_then for _, old in both for code_then in old]
        is_whole = (len(both), len(then)) == (self.total(self.form.now, code)[1], self.total(period, code)[1])
        if not both or is_whole or not self.compares(code, period):
            return None
        now, before = self._added(self.form.now, [unit for unit, _ in both], code), self._added(period, then, code)
        return None if now is None or before is None else (len(both), now, before)

    def _pairs(self, period: str) -> Iterator[tuple[str, list[str]]]:
        """Units that are added up now, with those of then that they are or come from and that were added up too."""
        known = {unit.code: unit for unit in self.units}
        filed = self._filed(period)
        for unit in self._adding(self.form.now):
            came = self._came(period, unit)
            if any(len(old.into) > 1 and old.code in filed for old in came):
                continue
            old_codes = [unit, *(old.code for old in came)]
            children = [code for code in ("C1", "C2") if known[unit].code == "P"]
            same = self._included(self.form.now, children) == self._included(period, children)
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

    @property
    def adding(self) -> list[str]:
        """The units that are added up now."""
        return self._adding(self.form.now)

    def is_left_out(self, unit: str, code: str) -> bool:
        """Whether another unit that is added up now tells the figure, and counts."""
        return self._is_told_twice(self.form.now, self.adding, unit, code)

    def is_counted(self, unit: str, code: str) -> bool:
        """Whether a unit's figure of now is part of the province's."""
        return unit in self._counted(self.form.now, code)

    def _counted(self, period: str, code: str) -> list[str]:
        """The units whose figure is in the total."""
        adding = self._adding(period)
        gave = [unit for unit in adding if self._gave(period, unit, code)]
        return [unit for unit in gave if not self._is_told_twice(period, adding, unit, code)]

    def _is_told_twice(self, period: str, together: list[str], unit: str, code: str) -> bool:
        """Whether among units that are added up together another one told it, or a part of it, and counts."""
        parts = self.form.shares[code].parts if code in self.form.shares else {code}
        kinds = {one.code: one.kind for one in self.units}
        return any(
            pair.leaving in (unit, kinds[unit])
            and any(pair.counting in (one, kinds[one]) and self._gave(period, one, pair.code) for one in together)
            for pair in self.pairs
            if pair.code in parts and self.form.days[pair.since] <= self.form.days[period]
        )

    def _came(self, period: str, unit: str) -> list[Unit]:
        """The units of then that ended since and went into this one, but for those with a last report of their own."""
        reporting, reported = set(self.owing(self.form.now)), set(self.owing(period))
        gone = [old for old in self.units if unit in old.into and not self.is_valid(old, self.form.now)]
        ended = [old for old in gone if old not in reporting]
        return [old for old in ended if self.is_valid(old, period) or old in reported]

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
        if code not in self.form.shares:
            return isinstance(item.given.get(code), Fraction)
        return code not in item.exempt and self.form.shares[code].is_given(item.given, _numbers(item))

    def _added(self, period: str, units: list[str], code: str) -> Fraction | None:
        given = [_numbers(self.terms[period][unit]) for unit in units]
        if code not in self.form.shares:
            return sum((item[code] for item in given), Fraction(0))
        return self._share(code, given)

    def _share(self, code: str, given: list[dict[str, Fraction]]) -> Fraction | None:
        """The ratio over several units, in percent to two decimals; None where there is nothing below."""
        share = self.form.shares[code]
        above = _sum(given, share.above)
        less = _sum(given, share.less)
        whole = _sum(given, share.below)
        return rounded(100 * (above - less) / whole, 2) if whole else None

    def total(self, period: str, code: str) -> tuple[Fraction | None, int]:
        """The total, None where nobody gave a number, and how many gave one; a ratio in percent to two decimals."""
        filings = [self.terms[period][unit] for unit in self._counted(period, code)]
        if code not in self.form.shares:
            numbers = [value for item in filings if isinstance(value := item.given.get(code), Fraction)]
            return (sum(numbers, Fraction(0)) if numbers else None), len(numbers)
        return self._share(code, [_numbers(item) for item in filings]), len(filings)

    def compares(self, code: str, period: str) -> bool:
        """Whether an indicator of now and of then are alike: the half year is twice as long, last year's is not."""
        return period == self.form.last_year or code not in self.form.flows

    def shown(self, value: Fraction | None, code: str) -> str:
        """How the page writes a total."""
        return "–" if value is None else written(value, 2 if code in self.form.shares else None)

    def shown_change(self, now: Fraction | None, before: Fraction | None, code: str, period: str) -> str:
        """How the page writes it: «−1.018 (−18,1%)», «+0,50 điểm phần trăm», «–» where nothing compares."""
        found = moved(now, before) if self.compares(code, period) else None
        if found is None:
            return "–"
        if code in self.form.shares:
            return f"{signed(found[0], 2)} điểm phần trăm"
        percent = "" if found[1] is None else f" ({signed(found[1], 1)}%)"
        return f"{signed(found[0])}{percent}"

    def shown_alike(self, code: str, period: str) -> str:
        """How the page writes what the units of both periods gave; empty where that is not beside the totals."""
        found = self.alike(period, code)
        if found is None:
            return ""
        count, now, before = found
        return f"trên {count} đơn vị có ở cả hai kỳ: {self.shown_change(now, before, code, period)}"

    def goal(self, code: str, value: Fraction | None) -> str:
        """Whether a figure of now reaches the target of the year, in words; empty where nothing is said."""
        goal = self.form.goals.get(code)
        return "" if goal is None else goal.said(value)


def _sum(given: list[dict[str, Fraction]], codes: tuple[str, ...]) -> Fraction:
    return sum((item[code] for item in given for code in codes if code in item), Fraction(0))


def _numbers(terms: Terms) -> dict[str, Fraction]:
    return {code: value for code, value in terms.given.items() if isinstance(value, Fraction)}


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Half away from zero, once."""
    scale = 10**decimals
    steps = (abs(value) * scale + Fraction(1, 2)).__floor__()
    return Fraction(steps if value >= 0 else -steps, scale)


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


def random_world(seed: int, form: Form = FORM_2022) -> World:
    """A province with units that ended with or without successors, were divided, waived, spared, left out, adjusted."""
    dice = random.Random(seed)
    split = dice.choice([(), ("U2",), ("U2", "U3")])
    last = form.days[form.now][1].year
    units = (
        *(Unit(f"U{number}", dice.choice(form.kinds)) for number in range(1, 6)),
        Unit("P", form.above), Unit("C1", "xa", parent="P"), Unit("C2", "xa", parent="P"),
        Unit("E1", "so", date(last, 1, 31), into=("U1",)), Unit("E2", "so", date(last, 1, 31)),
        Unit("E3", form.kinds[1], date(last, 7, 31), into=split),
    )  # fmt: skip
    world = World(units, form)
    for period in form.periods:
        world.terms[period] = {unit.code: _terms(dice, form, unit) for unit in units}
    world.pairs = tuple(_told_twice(dice, form))
    for terms in world.terms[form.now].values():
        if terms.filed is not None:
            terms.tables = dict(_tables(dice, form))
    return world


def _told_twice(dice: random.Random, form: Form) -> Iterator[Pair]:
    """Pairs of units and of kinds, each of another indicator; a commune may be in its district's figures too."""
    for code in dice.sample(form.sums, 3):
        counting, leaving = dice.sample(("U1", "U2", "U3", "U4", "U5", "P", "C1"), 2)
        of_kinds = dice.random() < 0.4
        if of_kinds:
            counting, leaving = dice.sample(form.sides, 2)
        yield Pair(code, counting, leaving, of_kinds, dice.choice(form.periods))


def _terms(dice: random.Random, form: Form, unit: Unit) -> Terms:
    exempt = tuple(code for code in (*form.shares, "ho_so.tiep_nhan") if dice.random() < 0.08)
    found = Terms(dice.random() < 0.2, unit.code == "P" and dice.random() < 0.5, exempt)
    if dice.random() < 0.85:
        found.filed = dict(_figures(dice, form, exempt))
        for part, whole in form.within:
            found.filed[part] = min(found.filed[part], found.filed[whole], key=Fraction)
        found.is_returned = dice.random() < 0.15
        found.is_excluded = dice.random() < 0.15 and not found.is_waived
        for code in dice.sample(form.sums, dice.choice([0, 0, 1, 2])):
            value = Fraction(dice.randint(1, 50_000), 1000 if code in form.moneys else 1)
            if code not in exempt and not any(code in each for each in form.within) and value != found.filed.get(code):
                found.adjusted[code] = value
    return found


def _figures(dice: random.Random, form: Form, exempt: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    def some(most: int, scale: int = 1) -> Fraction:
        return Fraction(dice.choice([0, dice.randint(0, 12), dice.randint(0, most)]), scale)

    for code in form.sums:
        if code not in exempt and (code in form.always or dice.random() < 0.85):
            is_na = code not in form.always and dice.random() < 0.08
            yield code, NA if is_na else some(99_999, 1000 if code in form.moneys else 1)
    for code in form.shares:
        if code not in exempt and dice.random() < 0.15:
            yield code, NA


def _tables(dice: random.Random, form: Form) -> Iterator[tuple[str, list[Line]]]:
    """Tables that some units leave out, or hand in without a row; the last one nobody writes in."""
    for table in form.tables[:-1]:
        match dice.choice(["absent", "empty", "rows", "rows", "rows"]):
            case "empty":
                yield table.code, []
            case "rows":
                yield table.code, [_row(dice, table, number) for number in range(1, dice.randint(2, 5))]


def _row(dice: random.Random, table: Rows, number: int) -> Line:
    """Some cells are left out; a name is written in several ways, or is none of the known ones."""
    row: Line = {}
    if table.key:
        name = dice.choice((*table.names, "Việc khác"))
        row[table.key] = dice.choice([name, name, name.lower(), name.replace(" ", "  ")])
    for code in table.texts:
        row[code] = dice.choice([f"H-{number:02}", f"=H+{number}"])
    for code in table.days:
        if dice.random() < 0.8:
            row[code] = _day(dice).isoformat()
    return row | {code: dice.choice([0, dice.randint(0, 20_000)]) for code in table.written if dice.random() < 0.8}


def _day(dice: random.Random) -> date:
    """A day on which something was due."""
    return date(2026, dice.randint(6, 8), dice.randint(1, 28))
