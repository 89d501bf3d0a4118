"""What the tables with rows of a random province have to say, worked out without anything of the service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tests.support.oracle import Line, Terms, World
from tests.support.oracle_forms import Rows

ADJUSTED, WHOLE = "Sở Nội vụ điều chỉnh", "Tổng cộng"
# A line of sums: its name, of how many units, and a number or nothing for each column.
Sums = tuple[str, int | None, tuple[int | None, ...]]


@dataclass
class Added:
    """The sums of some rows by column, and whose they are."""

    units: set[str] = field(default_factory=set)
    sums: dict[str, int] = field(default_factory=dict)

    def add(self, more: Mapping[str, int]) -> None:
        """Other numbers to these."""
        for code, number in more.items():
            self.sums[code] = self.sums.get(code, 0) + number

    def line(self, table: Rows, name: str, units: int | None) -> Sums:
        """As outputs show it."""
        return name, units, tuple(self.sums.get(code) for code in table.counts)


def filed_rows(world: World, table: Rows) -> dict[str, list[Line]]:
    """By unit that owes a report the rows that it filed, where it filed any."""
    terms = world.terms[world.form.now]
    return {
        unit.code: rows for unit in world.owing(world.form.now) if (rows := terms[unit.code].tables.get(table.code))
    }


def in_full(table: Rows, row: Line) -> Line:
    """A row with the sums of its columns."""
    return {**row, **_numbers(table, row, set(table.counts))}


def wanted_lines(world: World, table: Rows) -> list[Sums]:
    """The lines of sums in order: by name where rows have one, what was adjusted, and all together."""
    rows = {unit: rows for unit, rows in filed_rows(world, table).items() if unit in world.adding}
    whole, adjusted, by_name = Added(set(rows)), Added(), _by_name(world, table, rows)
    for unit, given in rows.items():
        counting = counting_columns(world, table, unit)
        for row in given:
            whole.add(_numbers(table, row, counting))
        adjusted.add(dict(_moved(table, world.terms[world.form.now][unit], counting)))
    whole.add(adjusted.sums)
    ends = [adjusted.line(table, ADJUSTED, None)] if adjusted.sums else []
    named = [item.line(table, name, len(item.units)) for name, item in by_name]
    return [*named, *ends, whole.line(table, WHOLE, len(rows))]


def counting_columns(world: World, table: Rows, unit: str) -> set[str]:
    """The columns of a unit that are added up: none that is held against a figure which counts elsewhere."""
    told = {code for code, held in table.held.items() if any(world.is_left_out(unit, figure) for figure in held)}
    return set(table.counts) - told


def _by_name(world: World, table: Rows, rows: Mapping[str, list[Line]]) -> list[tuple[str, Added]]:
    """The known names in their order, then another one; however it was written, the first spelling is shown."""
    found: dict[str, Added] = {}
    spelt: dict[str, list[str]] = {}
    for unit, given in rows.items() if table.key else ():
        for row in given:
            name = str(row[table.key])
            item = found.setdefault(_plain(name), Added())
            item.units.add(unit)
            item.add(_numbers(table, row, counting_columns(world, table, unit)))
            spelt.setdefault(_plain(name), []).append(name)
    order = [_plain(name) for name in table.names]
    keys = sorted(found, key=lambda key: order.index(key) if key in order else len(order))
    return [(min(spelt[key]), found[key]) for key in keys]


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()


def _numbers(table: Rows, row: Line, counting: set[str]) -> dict[str, int]:
    """The numbers of a row that count; a sum of columns is that of those which do."""
    given = {code: number for code in table.written if code in counting and isinstance(number := row.get(code), int)}
    parts = {code: [given[part] for part in parts if part in given] for code, parts in table.sums.items()}
    return {**given, **{code: sum(numbers) for code, numbers in parts.items() if numbers}}


def _moved(table: Rows, terms: Terms, counting: set[str]) -> Iterator[tuple[str, int]]:
    """By how much Home Affairs moved the figures that a column is held against."""
    assert terms.filed is not None
    for column, codes in table.held.items():
        now, then = ([given[code] for code in codes if code in given] for given in (terms.given, terms.filed))
        numbers_now, numbers_then = ([one for one in each if isinstance(one, Fraction)] for each in (now, then))
        if column in counting and numbers_now and numbers_then and sum(numbers_now) != sum(numbers_then):
            yield column, int(sum(numbers_now) - sum(numbers_then))
