"""«Số liệu biểu đồ»: one table with everything that the cover's charts draw."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.baseline import is_share
from service.domain.consolidation.consolidation import AgencyStatus, completeness
from service.domain.consolidation.formatting import show_figure
from service.domain.consolidation.history import trend_of
from service.domain.notation.fingerprint import RANKING_SHEET
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.template import Chart
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.page import Live, cell
from service.writers.consolidated_workbook.ranking import DISTANCE, MOST, PLACE, VALUE, Ranking
from service.writers.consolidated_workbook.sheet import Sheet, frame, head, titles
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.subtotals import whole_name

HEAD = 5
CENTIMETRES_A_BAR, CENTIMETRES_AROUND, TREND = 0.62, 2.6, 7.5
PROGRESS = ("Đúng hạn", "Nộp muộn", "Chưa có báo cáo hợp lệ")
HEADS = ("Biểu đồ", "Đơn vị, kỳ", *PROGRESS, "Giá trị", "So với toàn tỉnh (điểm phần trăm)", "Dòng của đơn vị")
WIDTHS = (40.0, 52.0, 12.0, 12.0, 16.0, 16.0, 20.0, 10.0)
Number = Decimal | int | Live


class ChartKind(Enum):
    """What a chart is about: the columns of «Số liệu biểu đồ» that it draws, and how many lines above are not drawn."""

    PROGRESS = ("C", "D", "E"), 0
    VALUES = (VALUE,), 1
    DISTANCES = (DISTANCE,), 1
    TREND = (VALUE,), 0

    @property
    def letters(self) -> tuple[str, ...]:
        """The columns."""
        letters: tuple[str, ...] = self.value[0]
        return letters

    @property
    def skipped(self) -> int:
        """The lines that only the drawn ones are beside."""
        count: int = self.value[1]
        return count


@dataclass(frozen=True)
class ChartLine:
    """A line: its name, its numbers, and where its unit stands, which its formulas need and nobody looks at."""

    name: str | Live
    numbers: tuple[Number, ...]
    place: Live | None = None


@dataclass(frozen=True)
class ChartBlock:
    """What one chart shows, and the same in words; `first` is the row of its first line."""

    kind: ChartKind
    title: str
    words: str
    lines: tuple[ChartLine, ...]
    first: int
    is_share: bool = False

    @property
    def rows(self) -> tuple[int, int]:
        """The first and the last row that are drawn."""
        return self.first + self.kind.skipped, self.first + len(self.lines) - 1

    @property
    def decimals(self) -> int:
        """With how many decimals its numbers are written: as many as one needs, two at most."""
        values = (one.value if isinstance(one, Live) else one for line in self.lines for one in line.numbers)
        numbers = [value for value in values if isinstance(value, Decimal) and value]
        return min(2, max((-int(number.normalize().as_tuple().exponent) for number in numbers), default=0))

    @property
    def shape(self) -> str:
        """How its numbers are written."""
        return f"#,##0.{'0' * self.decimals}" if self.decimals > 0 else "#,##0"

    @property
    def height(self) -> float:
        """How high the chart is, in centimetres."""
        if self.kind is ChartKind.TREND:
            return TREND
        return CENTIMETRES_AROUND + CENTIMETRES_A_BAR * max(3, len(self.lines) - self.kind.skipped)


class ChartSheet(Sheet):
    """The numbers behind the charts, as formulas of the sections' sheets: highest first, whatever is corrected."""

    title = RANKING_SHEET
    group = SheetGroup.DATA
    about = "Các số mà biểu đồ ở trang đầu vẽ"
    last_letter = xml.LETTERS[len(WIDTHS)]

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._next = HEAD + 1
        self.blocks = tuple(self._blocks())

    @property
    def last_row(self) -> int:
        """The last line of the last block."""
        return self._next - 1

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, head and widths."""
        titles(sheet, self, self.layout.consolidation, "SỐ LIỆU BIỂU ĐỒ", self.about)
        head(sheet, HEAD, HEADS)
        frame(sheet, WIDTHS, f"C{HEAD + 1}", f"{HEAD}:{HEAD}", None)
        sheet.column_dimensions[PLACE].hidden = True

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """Block by block; all looks are asked for before the first."""
        yield from [row for block in self.blocks for row in _rows(block, styles)]

    def _blocks(self) -> Iterator[ChartBlock]:
        """Each with its lines where they will stand, which their formulas have to know."""
        overview = self.layout.consolidation.report.template.overview
        shown = [chart for chart in overview.charts if chart.indicator in self.layout.columns]
        made = itertools.chain(
            (self._progress() for _ in range(1)), map(self._trend, shown), map(self._ranking, shown)
        )  # fmt: skip
        for block in made:
            if block is not None:
                self._next += len(block.lines)
                yield block

    def _progress(self) -> ChartBlock | None:
        groups: dict[str, list[AgencyStatus]] = {}
        for unit in self.layout.consolidation.units:
            groups.setdefault(unit.agency.kind.label, []).append(unit)
        counted = [(name, completeness(units)) for name, units in groups.items()]
        lines = tuple(
            ChartLine(f"{name} ({c.valid}/{c.expected})", (c.on_time, c.late, c.missing)) for name, c in counted
        )
        said = "; ".join(f"{name}: {c.on_time} đúng hạn, {c.late} muộn, {c.missing} chưa có" for name, c in counted)
        title = "Tiến độ nộp báo cáo theo cấp (số đơn vị)"
        return ChartBlock(ChartKind.PROGRESS, title, said, lines, self._next) if lines else None

    def _trend(self, chart: Chart) -> ChartBlock | None:
        """The whole over the last periods that compare with this one; None where this is the first."""
        item, code = self.layout.consolidation, chart.indicator
        indicator, total = item.report.template.by_code[code], item.report.figure(code)
        points = trend_of(item, item.history, indicator)
        if not points or not isinstance(total, Decimal):
            return None
        value = Ranking(self.layout, self.layout.columns[code], self._next).whole_value()
        now = ChartLine(str(item.period.title), (value,))
        lines = (*(ChartLine(str(point.period.title), (point.figure,)) for point in points), now)
        said = "; ".join(
            f"{period.title}: {show_figure(figure, indicator)}" for period, figure in (*points, (item.period, total))
        )
        title = f"{indicator.name} qua các kỳ – {whole_name(item).lower()} ({indicator.unit})"
        return ChartBlock(ChartKind.TREND, title, said, lines, self._next, is_share(indicator))

    def _ranking(self, chart: Chart) -> ChartBlock | None:
        """The whole, then the units with a figure, the highest first; of very many those with the lowest."""
        layout, column = self.layout, self.layout.columns[chart.indicator]
        ranking = Ranking(layout, column, self._next)
        if not ranking.units:
            return None
        title = chart.title if not ranking.is_part else f"{chart.title}: {MOST} đơn vị thấp nhất"
        kind = ChartKind.DISTANCES if ranking.is_share else ChartKind.VALUES
        if ranking.is_share:
            title += f" – cao, thấp hơn {whole_name(layout.consolidation).lower()} bao nhiêu điểm phần trăm"
        whole = ChartLine(whole_name(layout.consolidation), (ranking.whole_value(),))
        lines = [
            ChartLine(name, numbers, place)
            for (name, numbers), place in zip(ranking.lines(), ranking.places(), strict=True)
        ]
        said = _ranking_words(column.indicator, ranking, layout.marked_names)
        return ChartBlock(kind, str(title), said, (whole, *lines), self._next, ranking.is_share)


def _ranking_words(indicator: Indicator, ranking: Ranking, names: Mapping[str, str]) -> str:
    """The whole, the highest and the lowest."""
    whole = [f"toàn tỉnh {show_figure(ranking.total, indicator)}"] if isinstance(ranking.total, Decimal) else []
    ends = (("cao nhất", ranking.units[0]), ("thấp nhất", ranking.units[-1]))
    told = [f"{what} {names[agency]} {show_figure(figure, indicator)}" for what, (agency, figure) in ends]
    return "; ".join([*whole, *told])


def _rows(block: ChartBlock, styles: StyleRegistry) -> Iterator[str]:
    """A row a line, each with the chart that it belongs to."""
    number = replace(look.COUNT_CELL, shape=f"{block.shape}{look.SPACED}")
    distance = replace(look.COUNT_CELL, shape=f"+{block.shape}_);−{block.shape}_);{block.shape}{look.SPACED}")
    begin = xml.LETTERS.index(block.kind.letters[0] if block.kind is ChartKind.PROGRESS else VALUE)
    for row, line in enumerate(block.lines, block.first):
        made = [cell(row, 1, (block.title, look.TEXT), styles), cell(row, 2, (line.name, look.TEXT), styles)]
        for at, one in enumerate(line.numbers, begin):
            style = distance if xml.LETTERS[at] == DISTANCE else number
            made.append(cell(row, at, (one, style), styles))
        if line.place is not None:
            made.append(cell(row, len(WIDTHS), (line.place, look.COUNT_CELL), styles))
        yield xml.row(row, made, xml.height_of([(block.title, WIDTHS[0])]))
