"""The cover's charts, and the sheet that holds what they show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation import UnitStatus, completeness
from service.domain.past import is_share
from service.domain.template import Chart
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.sheet import Sheet, frame, head, titles, write
from service.writers.consolidated_workbook.styles import StyleBook

HEAD = 5
MOST = 24  # bars that can be read beside each other
CENTIMETRES_A_BAR, CENTIMETRES_AROUND, WIDTH = 0.62, 3.2, 29
ON_TIME, LATE, MISSING, BAR = "2E7D4F", "C98A1B", "B8BEC8", "8F1D1D"
PROGRESS = ("Đúng hạn", "Nộp muộn", "Chưa có báo cáo hợp lệ")


@dataclass(frozen=True)
class Block:
    """What one chart shows: a name and its numbers a line, below a head."""

    title: str
    series: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Decimal | int, ...]], ...]
    is_share: bool = False

    @property
    def height(self) -> float:
        """How high the chart is, in centimetres."""
        return CENTIMETRES_AROUND + CENTIMETRES_A_BAR * max(3, len(self.lines))


class ChartSheet(Sheet):
    """The numbers behind the charts; all of it is in the frame."""

    title = "Số liệu biểu đồ"
    about = "Các số mà biểu đồ ở trang đầu vẽ"

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.blocks = tuple(block for block in self._blocks() if block.lines)

    @property
    def last_row(self) -> int:
        """Nothing is streamed; the frame ends here."""
        return HEAD + sum(len(block.lines) + 2 for block in self.blocks)

    def prepare(self, sheet: Worksheet) -> None:
        """All of it."""
        titles(sheet, self.layout.consolidation, "SỐ LIỆU BIỂU ĐỒ", self.about)
        frame(sheet, (60, 16, 16, 26), f"B{HEAD}", "1:1", None)
        for block, row in self._placed():
            head(sheet, row, (block.title, *block.series), 32)
            for index, (name, numbers) in enumerate(block.lines, row + 1):
                write(sheet, index, 1, name, look.TEXT)
                for column, number in enumerate(numbers, 2):
                    cell = write(sheet, index, column, None, look.COUNT_CELL)
                    cell.value = float(number) if isinstance(number, Decimal) else number
                    cell.number_format = "0.0#" if isinstance(number, Decimal) else "0"

    def rows(self, styles: StyleBook) -> Iterator[str]:
        """Nothing is streamed."""
        yield from ()

    def charts(self, sheet: Worksheet) -> Iterator[tuple[BarChart, float]]:
        """A chart a block, with its height in centimetres; `sheet` is this one's frame."""
        for block, row in self._placed():
            yield _chart(sheet, block, row), block.height

    def _placed(self) -> Iterator[tuple[Block, int]]:
        row = HEAD
        for block in self.blocks:
            yield block, row
            row += len(block.lines) + 2

    def _blocks(self) -> Iterator[Block]:
        yield self._progress()
        for chart in self.layout.consolidation.report.template.overview.charts:
            yield self._ranking(chart)

    def _progress(self) -> Block:
        lines = []
        groups: dict[str, list[UnitStatus]] = {}
        for unit in self.layout.consolidation.units:
            groups.setdefault(unit.agency.kind.label, []).append(unit)
        for name, units in groups.items():
            counts = completeness(units)
            lines.append((f"{name} ({counts.valid}/{counts.expected})", (counts.on_time, counts.late, counts.missing)))
        return Block("Tiến độ nộp báo cáo theo cấp (số đơn vị)", PROGRESS, tuple(lines))

    def _ranking(self, chart: Chart) -> Block:
        """The units with a figure, the highest first; of very many those with the lowest, which need a look."""
        report = self.layout.consolidation.report
        shown = [
            (unit.agency.abbreviation or unit.agency.name, number)
            for unit in self.layout.consolidation.units
            if isinstance(number := report.figure_of(unit.agency.code, chart.indicator), Decimal)
        ]
        shown.sort(key=lambda pair: (-pair[1], pair[0]))
        title = chart.title if len(shown) <= MOST else f"{chart.title}: {MOST} đơn vị thấp nhất"
        indicator = report.template.by_code[chart.indicator]
        lines = tuple((name, (number,)) for name, number in shown[-MOST:])
        return Block(title, (indicator.unit,), lines, is_share(indicator))


def _chart(sheet: Worksheet, block: Block, row: int) -> BarChart:
    chart = BarChart()
    chart.type = "bar"
    chart.title = block.title
    chart.style = 10
    chart.width, chart.height = WIDTH, block.height
    last = row + len(block.lines)
    chart.add_data(Reference(sheet, 2, row, 1 + len(block.series), last), titles_from_data=True)
    chart.set_categories(Reference(sheet, 1, row + 1, 1, last))
    colours = (ON_TIME, LATE, MISSING) if len(block.series) > 1 else (BAR,)
    for series, colour in zip(chart.series, colours, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
    if len(block.series) > 1:
        chart.grouping, chart.overlap = "stacked", 100
        chart.legend.position = "b"
    else:
        chart.legend = None
    chart.gapWidth = 40
    # The first line is read first, so it stands on top.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.scaling.min = 0
    if block.is_share:
        chart.y_axis.scaling.max = 100
    chart.y_axis.majorGridlines = None
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, name, False)
    return chart
