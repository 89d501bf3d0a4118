"""The figures in tables: by the label of the line, its parent lines and the head of the column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from service.domain.reading.bases import Fit, bases_of, fit_of
from service.domain.reading.candidates import Candidate, Witness
from service.domain.reading.document import Place
from service.domain.reading.grids import Grid, grid_of, is_empty, is_value, ordinal_order, ordinal_parent
from service.domain.reading.matching import Match, match_sentence
from service.domain.reading.outline import Located
from service.domain.reading.prose import Surroundings
from service.domain.reading.sentences import sentences_of
from service.domain.reading.table_labels import (
    bare_words,
    count_of,
    goes_below,
    is_total,
    leading,
    unnumbered,
    with_unit,
)
from service.domain.reading.ties import Reading, topics_at
from service.domain.reading.times import Basis
from service.domain.reporting.indicator import Indicator, ValueType
from service.domain.reporting.reading_guide import Mark, Strength

_COMPARING = ("so sánh", "tăng", "giảm", "chênh lệch", "tỷ lệ tăng", "so với", "±", "+/-", "tăng/giảm")
_PLANNED = ("kế hoạch", "dự toán", "chỉ tiêu", "mục tiêu", "được giao", "kh năm", "kh ")
# By the first word of an agency's name, how names of agencies of its kind begin; by that of none, of departments.
_PEERS = {
    "": ("sở ", "thanh tra tỉnh", "văn phòng ubnd tỉnh", "ban quản lý", "ban dân tộc", "huyện ", "thị xã "),
    "huyện": ("huyện ", "thị xã ", "thành phố ", "ubnd huyện"),
    "xã": ("xã ", "phường ", "thị trấn ", "đặc khu ", "ubnd xã", "ubnd phường", "ubnd đặc khu"),
}
_PEERS |= dict.fromkeys(("thị", "thành"), _PEERS["huyện"]) | dict.fromkeys(("phường", "đặc"), _PEERS["xã"])
_BARE_YEAR = re.compile(r"(?<![/.\d-])(?<!năm )\b(20\d\d)\b")
_PAIR = re.compile(r"(\d[\d.]{0,14})\s?/\s?(\d[\d.]{0,14})")
_UNIT_IN_BRACKETS = re.compile(r"\((?:đvt|đơn vị tính|đơn vị)?:?\s{0,3}([^()\s][^()]{0,19})\)\s{0,3}$", re.IGNORECASE)
_FEWEST_ADDED, _FEWEST_LINES = 2, 3  # columns that make a total, and lines in which they have to
_FEWEST_HEADS = 3  # columns whose heads are figures of their own, from which on a table is read column by column


@dataclass(frozen=True)
class _Line:
    """A line's label with the topics of the lines that it belongs to."""

    index: int
    label: str
    ordinal: str
    topics: tuple[str, ...]
    parents: tuple[str, ...]


class TableReader:
    """Reads a report's tables."""

    def __init__(self, reading: Reading, around: Surroundings) -> None:
        self._reading = reading
        self._around = around
        self._own_names = tuple(name.lower() for name in reading.own_names)

    def read(self, located: Located) -> list[Candidate]:
        """The figures that a table states."""
        grid = grid_of(located.block)
        if grid.width < 2 or len(grid.rows) < 2:
            return []
        columns = self._columns_by_head(grid)
        if len({code for codes in columns.values() for code in codes}) >= _FEWEST_HEADS:
            return self._read_across(grid, located, columns)
        return [item for line in self._lines(grid) for item in self._read_line(grid, located, line)]

    # Line by line: the label says what it is, the column's head of when and whom.
    def _read_line(self, grid: Grid, located: Located, line: _Line) -> Iterator[Candidate]:
        found: dict[str, list[Candidate]] = {}
        for column in self._usable_columns(grid):
            text = grid.rows[line.index][column]
            if is_empty(text) or not is_value(text):
                continue
            for match in self._of_cell(grid, line, column):
                fit = fit_of(
                    self._bases[grid, column], self._reading.indicators[match.indicator].time, self._reading.frame
                )
                if fit is not Fit.NO:
                    item = self._candidate(match, grid, located, line, column)
                    found.setdefault(match.indicator, []).append(
                        replace(item, doubtful=item.doubtful or fit is Fit.MAYBE or self._is_done(match, grid, line))
                    )
        for everything in found.values():
            # Of several columns that fit alike none is the unit's own.
            items = [item for item in everything if not item.doubtful] or everything
            is_one = len({item.place.column for item in items}) == 1 or len({item.value for item in items}) == 1
            yield from items if is_one else (replace(item, doubtful=True) for item in items)

    def _is_done(self, match: Match, grid: Grid, line: _Line) -> bool:
        """Whether a plan's figure stands in a column of what was done, the plan's own column saying otherwise."""
        said = self._planned_values(grid, line)
        return bool(said) and match.indicator in self._reading.lowers and match.value not in said

    def _planned_values(self, grid: Grid, line: _Line) -> set[Decimal | None]:
        """What the columns of the plan say in a line."""
        cells = [grid.rows[line.index][column] for column in grid.value_columns if _is_planned(grid, column)]
        return {count_of(cell) for cell in cells if not is_empty(cell)}

    def _of_cell(self, grid: Grid, line: _Line, column: int) -> list[Match]:
        """The figures that a line says in a column, where the column's head may say which of two it is.

        «Giải ngân vốn đầu tư công» is the plan's figure below «Kế hoạch» and what was done below «Thực hiện».
        """
        text = grid.rows[line.index][column]
        by_label = self._matches(grid, line, text)
        own = {match.indicator for match in by_label}
        head = _BARE_YEAR.sub(r"năm \1", grid.levels(column)[-1]) if grid.levels(column) else ""
        head = (
            "" if is_total(line.label) else head
        )  # a total of what the lines count, which the head alone does not say
        named = self._named_by(head)
        with_head = [
            match for match in self._matches(grid, line, text, head)
            if match.indicator in named and (match.indicator not in own or _is_planned(grid, column))
        ]  # fmt: skip
        if _is_planned(grid, column):
            return with_head or [match for match in by_label if match.indicator in self._reading.lowers]
        is_open = not own or (own <= self._reading.lowers and self._has_rival(grid, line, column))
        return with_head if with_head and is_open else by_label

    def _has_rival(self, grid: Grid, line: _Line, column: int) -> bool:
        """Whether another column of a line may hold its plan."""
        if any(_is_planned(grid, other) for other in grid.value_columns):
            return bool(self._planned_values(grid, line))
        heads = {other: self._named_by(grid.head(other)) for other in grid.value_columns}
        return sum(1 for named in heads.values() if named) == len(heads) > 1

    def _named_by(self, head: str) -> set[str]:
        """The indicators that a head's words may speak of."""
        tokens = self._reading.guide.canonical(head)
        return {
            self._reading.guide.figures[hit.use.figure].indicator
            for hit in self._reading.guide.tree.hits(tokens) if hit.use.figure >= 0 and not hit.use.unless
        }  # fmt: skip

    def _matches(self, grid: Grid, line: _Line, text: str, head: str = "") -> list[Match]:
        """The figures that a line's label, with its column's head where it is given, and a value say."""
        label = f"{unnumbered(line.label)} {head}".rstrip()
        value = with_unit(text.strip(), self._unit_of(grid, line))
        pair = _PAIR.fullmatch(value)
        if pair is not None and label.count("/") == 1:
            names = label.split("/")
            both = zip(names, pair.groups(), strict=True)
            return [match for name, part in both for match in self._said(name, part, line)]
        return self._said(label, value, line) or self._said(label.replace(",", " "), value, line)

    def _said(self, label: str, value: str, line: _Line) -> list[Match]:
        """The figures that a label and a value say."""
        sentences = sentences_of(f"{label}: {value}", self._reading.guide, self._reading.frame)
        if len(sentences) != 1:
            return []
        named = self._named(line.label, line.parents)
        found = match_sentence(sentences[0], self._reading, line.topics)
        if named is not None:
            found = [match for match in found if match.indicator == named.code] or [
                Match(named.code, quantity.value, quantity, Strength.PLAIN, 0.0, 0)
                for quantity in sentences[0].quantities[-1:]
                if quantity.kind is named.kind or quantity.kind is ValueType.COUNT
            ]
        return found

    def _unit_of(self, grid: Grid, line: _Line) -> str:
        """What a line's figures are in, by its own column of units or by a bracket behind its label."""
        unit = grid.rows[line.index][grid.unit_column].strip() if grid.unit_column is not None else ""
        found = _UNIT_IN_BRACKETS.search(line.label) if not unit else None
        return found[1] if found is not None else unit or self._around.unit

    def _named(self, label: str, parents: Sequence[str]) -> Indicator | None:
        """The indicator whose own name a label is."""
        return self._names.get(bare_words(label, self._reading))

    @cached_property
    def _names(self) -> Mapping[tuple[str, ...], Indicator]:
        found: dict[tuple[str, ...], Indicator] = {}
        for item in self._reading.indicators.values():
            found[bare_words(item.name, self._reading)] = item
        return found

    def _lines(self, grid: Grid) -> Iterator[_Line]:
        """The lines with their parents: by their numbers, by bullets, and by lines without figures."""
        by_ordinal: dict[str, _Line] = {}
        above_of: dict[int, _Line] = {}  # by the way of numbering, the line that such lines belong to
        group: tuple[str, ...] = ()
        last: _Line | None = None
        for index in grid.body:
            row = grid.rows[index]
            label = row[grid.label_column].strip()
            ordinal = row[grid.ordinal_column].strip(" .)(") if grid.ordinal_column is not None else leading(label)
            own = self._topics(label)
            if not own and last is not None and is_total(label):
                own = last.topics  # a total is of what the lines above count
            if not any(is_value(row[column]) for column in grid.value_columns):
                group = own
            order = ordinal_order(ordinal)
            above = max((other for other in above_of if other <= order), default=-1)
            parent = by_ordinal.get(ordinal_parent(ordinal)) if ordinal_parent(ordinal) else above_of.get(above)
            is_below = goes_below(label, ordinal) or (grid.ordinal_column is not None and not ordinal)
            if parent is None and last is not None and is_below:
                parent = last
            topics = parent.topics if parent is not None else (*group, *self._around.topics(self._reading))
            parents = (*parent.parents, parent.label) if parent is not None else ()
            line = _Line(index, label, ordinal, tuple(dict.fromkeys([*own, *topics])), parents)
            by_ordinal[ordinal] = line
            if order >= 0:
                above_of = {other: item for other, item in above_of.items() if other <= order} | {order + 1: line}
            if parent is None or not is_below:
                last = line
            if label:
                yield line

    def _topics(self, text: str) -> tuple[str, ...]:
        found: list[str] = []
        for sentence in sentences_of(text, self._reading.guide, self._reading.frame):
            found = topics_at(sentence, len(sentence.tokens), found)
        return tuple(found)

    def _usable_columns(self, grid: Grid) -> list[int]:
        """The columns that may hold the unit's own figures of the period."""
        usable = []
        for column in grid.value_columns:
            if any(level.lower().startswith(_COMPARING) for level in grid.levels(column)):
                continue
            self._bases[grid, column] = self._basis(grid.levels(column))
            if self._bases[grid, column] not in {Basis.OTHER, Basis.PART}:
                usable.append(column)
        own = [column for column in usable if any(name in grid.head(column).lower() for name in self._own_names)]
        if not own and self._are_peers(grid.head(column) for column in usable):
            return []
        plans = [column for column in usable if _is_planned(grid, column)]
        totals = [column for column in usable if is_total(grid.head(column))]
        totals = totals or _sums_of_others(grid, [column for column in usable if column not in plans])
        return own or (totals if len(usable) > 1 and totals else usable)

    @cached_property
    def _bases(self) -> dict[tuple[Grid, int], Basis]:
        return {}

    def _are_peers(self, labels: Iterable[str]) -> bool:
        """Whether labels name several agencies of the unit's own kind: their total is not the unit's own figure."""
        kind = self._own_names[0].split()[0] if self._own_names else ""
        kinds = _PEERS.get(kind, _PEERS[""])
        return sum(1 for label in labels if label.lower().lstrip(" -+.0123456789").startswith(kinds)) > 1

    def _basis(self, levels: Sequence[str]) -> Basis:
        """The basis of a column: of another time where any text above it says so, else what the lowest says."""
        said = [basis for level in levels if (basis := self._basis_of(level)) is not Basis.OPEN]
        return Basis.OTHER if Basis.OTHER in said else said[-1] if said else Basis.OPEN

    def _basis_of(self, head: str) -> Basis:
        found = Basis.OPEN
        text = _BARE_YEAR.sub(r"năm \1", head.lower())
        for sentence in sentences_of(text, self._reading.guide, self._reading.frame):
            bases = bases_of(sentence, self._reading.frame)
            found = next((basis for basis in bases if basis is not Basis.OPEN), found)
            if any(hit.use.mark in {Mark.EARLIER, Mark.TARGET} for hit in sentence.hits) or Basis.OTHER in bases:
                found = Basis.OTHER
        return found

    # Column by column: the heads say what each figure is, one line is the total or the unit's own.
    def _columns_by_head(self, grid: Grid) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for column in grid.value_columns:
            codes = [match.indicator for match in self._of_head(grid, column, "1")]
            if codes:
                found[column] = codes
        return found

    def _of_head(self, grid: Grid, column: int, value: str) -> list[Match]:
        sentences = sentences_of(f"{grid.head(column)}: {value}", self._reading.guide, self._reading.frame)
        if len(sentences) != 1:
            return []
        before = [topic for other in range(column - 1, -1, -1) for topic in self._topics(grid.head(other))]
        return match_sentence(sentences[0], self._reading, [*before, *self._around.topics(self._reading)])

    def _read_across(self, grid: Grid, located: Located, columns: Mapping[int, Sequence[str]]) -> list[Candidate]:
        line = self._own_line(grid)
        if line is None:
            return []
        found = []
        for column in columns:
            text = grid.rows[line.index][column]
            if not is_value(text) or self._basis(grid.levels(column)) in {Basis.OTHER, Basis.PART}:
                continue
            found += [
                self._candidate(match, grid, located, line, column) for match in self._of_head(grid, column, text)
            ]
        return found

    def _own_line(self, grid: Grid) -> _Line | None:
        """The one line of a table that is read across: the total, the unit's own, or the only one."""
        lines = [(index, grid.rows[index][grid.label_column].strip()) for index in grid.body]
        lines = [(i, label) for i, label in lines if any(is_value(grid.rows[i][c]) for c in grid.value_columns)]
        chosen = [item for item in lines if any(name in item[1].lower() for name in self._own_names)]
        if not chosen and self._are_peers(label for _, label in lines):
            return None
        chosen = chosen or [
            (i, label) for i, label in lines
            if any(is_total(cell) for cell in grid.rows[i][: grid.label_column + 1])
        ]  # fmt: skip
        if len(chosen) != 1:
            # Lines may be of different times.
            chosen = [item for item in lines if self._basis([item[1]]) is Basis.PERIOD] if len(lines) > 1 else lines
        return _Line(chosen[0][0], chosen[0][1], "", (), ()) if len(chosen) == 1 else None

    def _candidate(self, match: Match, grid: Grid, located: Located, line: _Line, column: int) -> Candidate:
        head = grid.head(column)
        said = " | ".join(part for part in (*line.parents, line.label, head) if part)
        place = Place(located.block.place.number, located.block.place.page, line.index + 1, column + 1)
        text = grid.rows[line.index][column]
        return Candidate(
            match.indicator, match.value, f"{said}: {text}", place, (0, len(text)), located.section, Witness.TABLE,
            match.strength, match.cost, match.topic_rank, match.doubtful, match.length,
        )  # fmt: skip


def _is_planned(grid: Grid, column: int) -> bool:
    """Whether a column beside others is of a plan."""
    return len(grid.value_columns) > 1 and any(text.lower().startswith(_PLANNED) for text in grid.levels(column))


def _sums_of_others(grid: Grid, columns: Sequence[int]) -> list[int]:
    """The column that in every line of counts is the sum of the others; none where there are too few to tell."""
    lines = [[count_of(grid.rows[index][column]) for column in columns] for index in grid.body]
    full = [[value for value in line if value is not None] for line in lines if None not in line]
    telling = [line for line in full if sum(1 for value in line if value) > _FEWEST_ADDED]
    if len(columns) <= _FEWEST_ADDED or len(telling) < _FEWEST_LINES:
        return []
    sums = [
        column for place, column in enumerate(columns) if all(2 * line[place] == sum(line) for line in full)
    ]  # fmt: skip
    return sums if len(sums) == 1 else []
