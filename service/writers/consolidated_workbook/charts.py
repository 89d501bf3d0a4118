"""The cover's charts over «Số liệu biểu đồ»."""

from __future__ import annotations

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import NumFmt, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.descriptors import Typed
from openpyxl.descriptors.nested import NestedBool, NestedNoneSet
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from service.writers.consolidated_workbook.chart_data import HEAD, ChartBlock, ChartKind
from service.writers.consolidated_workbook.ranking import NAME
from service.writers.excel_style import ABSENT, BRAND, quoted
from service.writers.fonts import FONT

ON_TIME, LATE, MISSING, BAR, LINE = "2E7D4F", "C98A1B", ABSENT, BRAND, "2F5D8A"


def chart_of(data: Worksheet, block: ChartBlock) -> BarChart | LineChart:
    """The chart of a block; `data` is the frame of the sheet where its numbers stand."""
    chart = LineChart() if block.kind is ChartKind.TREND else BarChart()
    chart.title = _title(block.title)
    chart.style = 10
    first, last = block.rows
    for letter in block.kind.letters:
        column = column_index_from_string(letter)
        series = Series(Reference(data, column, first, column, last))
        series.tx = SeriesLabel(strRef=StrRef(f"{quoted(data.title)}!${letter}${HEAD}"))
        chart.series.append(series)
    name = column_index_from_string(NAME)
    chart.set_categories(Reference(data, name, first, name, last))
    if isinstance(chart, LineChart):
        _line(chart)
    else:
        _bars(chart, block)
    _axes(chart, block)
    chart.dataLabels = _labels(block)
    return chart


def _line(chart: LineChart) -> None:
    (series,) = chart.series
    series.graphicalProperties = GraphicalProperties()
    series.graphicalProperties.line.solidFill, series.graphicalProperties.line.width = LINE, 28_000
    series.marker = Marker("circle", size=7)
    series.marker.graphicalProperties = GraphicalProperties(solidFill=LINE)
    series.smooth = False
    chart.legend = None


def _bars(chart: BarChart, block: ChartBlock) -> None:
    chart.type, chart.gapWidth = "bar", 40
    is_progress = block.kind is ChartKind.PROGRESS
    for series, colour in zip(chart.series, (ON_TIME, LATE, MISSING) if is_progress else (BAR,), strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.invertIfNegative = False
    if is_progress:
        chart.grouping, chart.overlap = "stacked", 100
        chart.legend.position = "b"
        chart.legend.txPr = _text(10)
    else:
        chart.legend = None


def _axes(chart: BarChart | LineChart, block: ChartBlock) -> None:
    """Every name at its bar; bars begin at nothing, and a line's axis spans what it moves in, so that both tell."""
    chart.x_axis.tickLblSkip = 1  # type: ignore[attr-defined]
    chart.x_axis.txPr = _text(10)
    chart.x_axis.delete, chart.y_axis.delete = False, block.kind is ChartKind.PROGRESS
    chart.y_axis.txPr = _text(9)
    chart.y_axis.number_format = block.shape
    chart.x_axis.tickLblPos = "low"  # beside the bars on either side of nothing
    if isinstance(chart, LineChart):
        return
    # The first line is read first, so it stands on top.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"  # which is below, where the order is turned round
    if block.kind is not ChartKind.DISTANCES:
        chart.y_axis.scaling.min = 0
    if block.kind is ChartKind.PROGRESS:
        chart.y_axis.majorGridlines = None


class _Labels(DataLabelList):
    """openpyxl's, but with numbers that may be written otherwise than in their cells; names are the standard's."""

    numFmt = Typed(expected_type=NumFmt, allow_none=True)  # type: ignore[assignment]  # noqa: N815
    txPr = Typed(expected_type=RichText, allow_none=True)  # noqa: N815
    dLblPos = NestedNoneSet(values=["t"])  # type: ignore[assignment]  # noqa: N815
    showLegendKey = NestedBool(allow_none=True)  # noqa: N815
    showVal = NestedBool(allow_none=True)  # noqa: N815
    showCatName = NestedBool(allow_none=True)  # noqa: N815
    showSerName = NestedBool(allow_none=True)  # noqa: N815
    showPercent = NestedBool(allow_none=True)  # noqa: N815
    __elements__ = (
        "numFmt",
        "txPr",
        "dLblPos",
        "showLegendKey",
        "showVal",
        "showCatName",
        "showSerName",
        "showPercent",
    )


def _labels(block: ChartBlock) -> DataLabelList:
    """Each bar's number; of a part that is nothing none, since it would stand on another's."""
    labels = _Labels()
    signed = f"+{block.shape};−{block.shape};{block.shape}"
    shapes = {ChartKind.PROGRESS: f"{block.shape};;", ChartKind.DISTANCES: signed}
    shape = shapes.get(block.kind, block.shape)
    labels.numFmt = NumFmt(formatCode=shape, sourceLinked=False)
    labels.txPr = _text(10)
    labels.showVal = True
    if block.kind is ChartKind.TREND:
        labels.dLblPos = "t"
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
