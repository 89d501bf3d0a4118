"""The cover's charts, and the sheet that holds what they show."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import NumFmt
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.descriptors import Typed
from openpyxl.descriptors.nested import NestedBool
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.baseline import is_share
from service.domain.consolidation.consolidation import AgencyStatus, completeness
from service.domain.reporting.template import Chart
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.sheet import Sheet, frame, head, titles, write
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.excel_style import ABSENT, BRAND
from service.writers.fonts import FONT

HEAD = 5
PAGE_ROWS = 54  # of this sheet that a page surely holds
LONGEST = 60  # letters of a name beside a bar
MOST = 24  # bars that can be read beside each other
CENTIMETRES_A_BAR, CENTIMETRES_AROUND = 0.62, 2.6
ON_TIME, LATE, MISSING, BAR = "2E7D4F", "C98A1B", ABSENT, BRAND
PROGRESS = ("Đúng hạn", "Nộp muộn", "Chưa có báo cáo hợp lệ")


@dataclass(frozen=True)
class ChartBlock:
    """What one chart shows: a name and its numbers a line, below a head."""

    title: str
    series: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Decimal | int, ...]], ...]
    is_share: bool = False

    @property
    def shape(self) -> str:
        """How its numbers are written: all with as many decimals as one needs, and nothing where there is none."""
        decimals = max(
            (-int(number.normalize().as_tuple().exponent) for _, numbers in self.lines for number in numbers
             if isinstance(number, Decimal) and number),
            default=0,
        )  # fmt: skip
        return f"0.{'0' * min(decimals, 2)}" if decimals > 0 else "0"

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
        frame(sheet, (60, 16, 16, 26), f"B{HEAD}", None, None)
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "portrait", "9"
        began = 1
        for block, row in self._placed():
            if row + len(block.lines) - began > PAGE_ROWS and row > HEAD:
                sheet.row_breaks.append(Break(row - 1))
                began = row
            head(sheet, row, (block.title, *block.series), 32)
            for index, (name, numbers) in enumerate(block.lines, row + 1):
                write(sheet, index, 1, name, look.TEXT)
                for column, number in enumerate(numbers, 2):
                    cell = write(sheet, index, column, None, look.COUNT_CELL)
                    cell.value = float(number) if isinstance(number, Decimal) else number
                    cell.number_format = f"{block.shape}{look.SPACED}"

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """Nothing is streamed."""
        yield from ()

    def charts(self, sheet: Worksheet) -> Iterator[tuple[BarChart, float]]:
        """A chart a block, with its height in centimetres; `sheet` is this one's frame."""
        for block, row in self._placed():
            yield _chart(sheet, block, row), block.height

    def _placed(self) -> Iterator[tuple[ChartBlock, int]]:
        row = HEAD
        for block in self.blocks:
            yield block, row
            row += len(block.lines) + 2

    def _blocks(self) -> Iterator[ChartBlock]:
        yield self._progress()
        for chart in self.layout.consolidation.report.template.overview.charts:
            if self.layout.consolidation.shows_indicator(chart.indicator):
                yield self._ranking(chart)

    def _progress(self) -> ChartBlock:
        lines = []
        groups: dict[str, list[AgencyStatus]] = {}
        for unit in self.layout.consolidation.units:
            groups.setdefault(unit.agency.kind.label, []).append(unit)
        for name, units in groups.items():
            counts = completeness(units)
            lines.append((f"{name} ({counts.valid}/{counts.expected})", (counts.on_time, counts.late, counts.missing)))
        return ChartBlock("Tiến độ nộp báo cáo theo cấp (số đơn vị)", PROGRESS, tuple(lines))

    def _ranking(self, chart: Chart) -> ChartBlock:
        """The units with a figure, the highest first; of very many those with the lowest, which need a look."""
        report = self.layout.consolidation.report
        shown = [
            (unit.agency.name, number)
            for unit in self.layout.consolidation.units
            if isinstance(number := report.figure_of(unit.agency.code, chart.indicator), Decimal)
        ]
        shown.sort(key=lambda pair: -pair[1])  # equal ones stay in table order
        title = chart.title if len(shown) <= MOST else f"{chart.title}: {MOST} đơn vị thấp nhất"
        indicator = report.template.by_code[chart.indicator]
        lines = tuple((textwrap.shorten(name, LONGEST, placeholder="…"), (number,)) for name, number in shown[-MOST:])
        return ChartBlock(title, (indicator.unit,), lines, is_share(indicator))


def _chart(sheet: Worksheet, block: ChartBlock, row: int) -> BarChart:
    chart = BarChart()
    chart.type = "bar"
    chart.title = _title(block.title)
    chart.style = 10
    last = row + len(block.lines)
    chart.add_data(Reference(sheet, 2, row, 1 + len(block.series), last), titles_from_data=True)
    chart.set_categories(Reference(sheet, 1, row + 1, 1, last))
    colours = (ON_TIME, LATE, MISSING) if len(block.series) > 1 else (BAR,)
    for series, colour in zip(chart.series, colours, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
    if len(block.series) > 1:
        chart.grouping, chart.overlap = "stacked", 100
        chart.legend.position = "b"
        chart.legend.txPr = _text(10)
    else:
        chart.legend = None
    chart.gapWidth = 40
    _axes(chart, block)
    chart.dataLabels = _labels(block)
    return chart


def _axes(chart: BarChart, block: ChartBlock) -> None:
    """Every unit's name at its bar; the numbers stand on the bars, so that no scale is needed."""
    # The first line is read first, so it stands on top.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblSkip = 1
    chart.x_axis.txPr = _text(10)
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.y_axis.scaling.min = 0
    if block.is_share:
        chart.y_axis.scaling.max = 108  # so that the number beside a full bar stands within the frame
    chart.y_axis.majorGridlines = None


class _Labels(DataLabelList):
    """openpyxl's, but with numbers that may be written otherwise than in their cells; names are the standard's."""

    numFmt = Typed(expected_type=NumFmt, allow_none=True)  # type: ignore[assignment]  # noqa: N815
    txPr = Typed(expected_type=RichText, allow_none=True)  # noqa: N815
    showLegendKey = NestedBool(allow_none=True)  # noqa: N815
    showVal = NestedBool(allow_none=True)  # noqa: N815
    showCatName = NestedBool(allow_none=True)  # noqa: N815
    showSerName = NestedBool(allow_none=True)  # noqa: N815
    showPercent = NestedBool(allow_none=True)  # noqa: N815
    __elements__ = ("numFmt", "txPr", "showLegendKey", "showVal", "showCatName", "showSerName", "showPercent")


def _labels(block: ChartBlock) -> DataLabelList:
    """Each bar's number; of a part that is nothing none, since it would stand on another's."""
    labels = _Labels()
    shape = f"{block.shape};;" if len(block.series) > 1 else block.shape
    labels.numFmt = NumFmt(formatCode=shape, sourceLinked=False)
    labels.txPr = _text(10)
    labels.showVal = True
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(labels, name, False)
    return labels


def _title(text: str) -> Title:
    look = ParagraphProperties(defRPr=_letters(13, bold=True))
    return Title(tx=Text(rich=RichText(p=[Paragraph(pPr=look, r=[RegularTextRun(t=text)])])), overlay=False)


def _text(size: int) -> RichText:
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_letters(size)), endParaRPr=CharacterProperties())])


def _letters(size: int, *, bold: bool = False) -> CharacterProperties:
    """The workbook's letters; a chart counts in hundredths of a point."""
    return CharacterProperties(sz=100 * size, b=bold, latin=Font(typeface=FONT))
