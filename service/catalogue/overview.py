"""`overview.toml` beside a report template: what the workbook's first sheet and the page of totals show of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from service.catalogue.table import CsvTable, read_toml
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.template import Chart, Overview

OVERVIEW = "overview.toml"


def load_overview(folder: Path, indicators: Mapping[str, Indicator]) -> Overview | None:
    """The choice of a template's folder, None where it has none; raises CatalogueError."""
    if not (folder / OVERVIEW).exists():
        return None
    top = CsvTable(OVERVIEW, "", read_toml(folder, OVERVIEW))
    top.only("figures", "charts", "page_charts")
    figures = top.texts("figures")
    for code in figures:
        if code not in indicators:
            raise top.fault("figures", f"biểu mẫu không có chỉ tiêu «{code}»")
    return Overview(figures, tuple(_charts(top, "charts", indicators)), tuple(_page_charts(top, indicators)))


def _page_charts(top: CsvTable, indicators: Mapping[str, Indicator]) -> Iterator[Chart]:
    for item, chart in zip(top.tables("page_charts"), _charts(top, "page_charts", indicators), strict=True):
        if indicators[chart.indicator].aggregate is not Aggregate.RATIO:
            raise item.fault("indicator", f"«{chart.indicator}» không phải chỉ tiêu tỷ lệ")
        yield chart


def _charts(top: CsvTable, key: str, indicators: Mapping[str, Indicator]) -> Iterator[Chart]:
    for item in top.tables(key):
        item.only("indicator", "title", "title_en")
        code = item.get("indicator", str)
        if code not in indicators:
            raise item.fault("indicator", f"biểu mẫu không có chỉ tiêu «{code}»")
        yield Chart(code, item.words("title"))
