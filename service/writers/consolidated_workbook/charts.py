"""The cover's charts, and the sheet that holds what they show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import NumFmt
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
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
from service.domain.notation.fingerprint import RANKING_SHEET
from service.domain.reporting.template import Chart
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.layout import TOTAL_ROW, Column, Layout
from service.writers.consolidated_workbook.page import Live, PageCell, cell
from service.writers.consolidated_workbook.sheet import Sheet, frame, titles
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.subtotals import whole_name
from service.writers.excel_style import ABSENT, BRAND, quoted
from service.writers.fonts import FONT

HEAD = 5
PAGE_ROWS = 54  # of this sheet that a page surely holds
LONGEST = 60  # letters of a name beside a bar
MOST = 24  # bars that can be read beside each other
CENTIMETRES_A_BAR, CENTIMETRES_AROUND = 0.62, 2.6
ON_TIME, LATE, MISSING, BAR, WHOLE = "2E7D4F", "C98A1B", ABSENT, BRAND, "2F5D8A"
WIDTHS = (60.0, 16.0, 16.0, 26.0, 10.0)
PLACE = "E"  # the hidden column of where a line's unit stands
PROGRESS = ("Đúng hạn", "Nộp muộn", "Chưa có báo cáo hợp lệ")

ChartLine = tuple[str | Live, tuple[Decimal | int | Live, ...]]


@dataclass(frozen=True)
class ChartBlock:
    """What one chart shows: a name and its numbers a line, below a head.

    `places` are cells beside the lines that its formulas need and nobody looks at, one a line.
    """

    title: str
    series: tuple[str, ...]
    lines: tuple[ChartLine, ...]
    is_share: bool = False
    places: tuple[int | Live | None, ...] = ()

    @property
    def shape(self) -> str:
        """How its numbers are written: all with as many decimals as one needs, and nothing where there is none."""
        decimals = max(
            (-int(number.normalize().as_tuple().exponent) for number in self.numbers
             if isinstance(number, Decimal) and number),
            default=0,
        )  # fmt: skip
        return f"0.{'0' * min(decimals, 2)}" if decimals > 0 else "0"

    @property
    def numbers(self) -> Iterator[Decimal | int | str | None]:
        """What its bars show now."""
        for _, numbers in self.lines:
            yield from (number.value if isinstance(number, Live) else number for number in numbers)

    @property
    def height(self) -> float:
        """How high the chart is, in centimetres."""
        return CENTIMETRES_AROUND + CENTIMETRES_A_BAR * max(3, len(self.lines))


class ChartSheet(Sheet):
    """The numbers behind the charts, as formulas of the sections' sheets: highest first, whatever is corrected."""

    title = RANKING_SHEET
    about = "Các số mà biểu đồ ở trang đầu vẽ"
    last_letter = xml.LETTERS[len(WIDTHS)]

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._next = HEAD
        self.blocks = tuple(self._blocks())

    @property
    def last_row(self) -> int:
        """The last line of the last block."""
        return self._next - 2 if self.blocks else 1

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, widths and the ends of pages."""
        titles(sheet, self.layout.consolidation, "SỐ LIỆU BIỂU ĐỒ", self.about)
        frame(sheet, WIDTHS, f"B{HEAD}", None, None)
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "portrait", "9"
        sheet.column_dimensions[PLACE].hidden = True
        began = 1
        for block, row in self._placed():
            if row + len(block.lines) - began > PAGE_ROWS and row > HEAD:
                sheet.row_breaks.append(Break(row - 1))
                began = row

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """Block by block."""
        yield from [row for block, first in self._placed() for row in _rows(block, first, styles)]

    def charts(self, sheet: Worksheet) -> Iterator[BarChart]:
        """A chart a block; `sheet` is this one's frame."""
        for block, row in self._placed():
            yield _chart(sheet, block, row)

    def _placed(self) -> Iterator[tuple[ChartBlock, int]]:
        row = HEAD
        for block in self.blocks:
            yield block, row
            row += len(block.lines) + 2

    def _blocks(self) -> Iterator[ChartBlock]:
        """Each with its lines where they will stand, which their formulas have to know."""
        overview = self.layout.consolidation.report.template.overview
        shown = (chart for chart in overview.charts if chart.indicator in self.layout.columns)
        for block in (self._progress(), *map(self._ranking, shown)):
            if block is not None and block.lines:
                yield block

    def _progress(self) -> ChartBlock:
        lines = []
        groups: dict[str, list[AgencyStatus]] = {}
        for unit in self.layout.consolidation.units:
            groups.setdefault(unit.agency.kind.label, []).append(unit)
        for name, units in groups.items():
            counts = completeness(units)
            lines.append((f"{name} ({counts.valid}/{counts.expected})", (counts.on_time, counts.late, counts.missing)))
        self._next += len(lines) + 2 if lines else 0
        return ChartBlock("Tiến độ nộp báo cáo theo cấp (số đơn vị)", PROGRESS, tuple(lines))

    def _ranking(self, chart: Chart) -> ChartBlock | None:
        """The whole, then the units with a figure, the highest first; of very many those with the lowest."""
        layout, column = self.layout, self.layout.columns[chart.indicator]
        ranking = Ranking(layout, column, self._next + 2)
        if not ranking.units:
            return None
        title = chart.title if not ranking.is_part else f"{chart.title}: {MOST} đơn vị thấp nhất"
        total = layout.consolidation.report.figure(chart.indicator)
        cell = f"{quoted(column.sheet)}!{column.letter}{TOTAL_ROW}"
        whole = Live(f'IF(ISNUMBER({cell}),{cell},"")', total if isinstance(total, Decimal) else None)
        lines: tuple[ChartLine, ...] = ((whole_name(layout.consolidation), (whole,)), *ranking.lines())
        self._next += len(lines) + 2
        is_percent = is_share(column.indicator)
        return ChartBlock(title, (column.indicator.unit,), lines, is_percent, (None, *ranking.places()))


class Ranking:
    """The units' figures of an indicator from the highest to the lowest, those with equal ones in table order.

    Each line's formula takes the next figure by its size, finds the unit's row by it, and from there the unit's name,
    so that a corrected figure goes to its new place. `first` is the row of the first line.
    """

    def __init__(self, layout: Layout, column: Column, first: int) -> None:
        self.layout = layout
        self.first = first
        self._figures, self._names = (layout.range(column.sheet, letter) for letter in (column.letter, "B"))
        rows = layout.unit_rows
        report, code = layout.consolidation.report, column.indicator.code
        found = {agency: report.figure_of(agency, code) for agency in rows}
        every = [(agency, figure) for agency, figure in found.items() if isinstance(figure, Decimal)]
        every.sort(key=lambda pair: -pair[1])  # equal ones stay in table order
        self.is_part = len(every) > MOST
        shown = [figure for _, figure in every[-MOST:]]
        equal: dict[Decimal, list[str]] = {}
        for agency, figure in every:
            equal.setdefault(figure, []).append(agency)
        self.units = [(equal[figure].pop(0), figure) for figure in shown]

    def lines(self) -> Iterator[tuple[Live, tuple[Live]]]:
        """Name and figure."""
        for at, (agency, figure) in enumerate(self.units):
            row = self.first + at
            which = f"COUNT({self._figures})-{len(self.units) - at - 1}" if self.is_part else str(at + 1)
            name = self.layout.marked_names[agency][:LONGEST]
            yield (
                Live(f'IFERROR(LEFT(INDEX({self._names},{PLACE}{row}),{LONGEST}),"")', name),
                (Live(f'IFERROR(LARGE({self._figures},{which}),"")', figure),),
            )

    def places(self) -> Iterator[Live]:
        """Each line's unit by its place among the rows: of equal figures the next one below."""
        begin = self.layout.span[0]
        count = self.layout.span[1] - begin + 1
        for at, (agency, _) in enumerate(self.units):
            value = f"B{self.first + at}"
            formula = f"MATCH({value},{self._figures},0)"
            if at:
                above, place = f"B{self.first + at - 1}", f"{PLACE}{self.first + at - 1}"
                below = f"INDEX({self._figures},{place}+1):INDEX({self._figures},{count})"
                formula = f"IF({value}={above},{place}+MATCH({value},{below},0),{formula})"
            yield Live(f'IFERROR({formula},"")', self.layout.unit_rows[agency] - begin + 1)


def _rows(block: ChartBlock, first: int, styles: StyleRegistry) -> Iterator[str]:
    """The head and a row a line."""
    head = [*((name, look.HEADING) for name in (block.title, *block.series))]
    yield xml.row(first, [cell(first, at, one, styles) for at, one in enumerate(head, 1)], 32)
    number = replace(look.COUNT_CELL, shape=f"{block.shape}{look.SPACED}")
    places = block.places or (None,) * len(block.lines)
    for row, ((name, numbers), place) in enumerate(zip(block.lines, places, strict=True), first + 1):
        cells: list[PageCell] = [(name, look.TEXT), *((one, number) for one in numbers)]
        made = [cell(row, at, one, styles) for at, one in enumerate(cells, 1)]
        if place is not None:
            made.append(cell(row, len(WIDTHS), (place, look.COUNT_CELL), styles))
        yield xml.row(row, made)


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
    if len(block.series) == 1:
        # The whole stands first and apart, for what a unit's bar is long or short beside.
        point = DataPoint(idx=0)
        point.graphicalProperties = GraphicalProperties(solidFill=WHOLE)
        chart.series[0].dPt.append(point)
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
