"""`overview.toml` beside a report template: what the workbook's first sheet shows of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from service.catalogue.table import Table, read_toml
from service.domain.reporting.template import Chart, Indicator, Overview

OVERVIEW = "overview.toml"


def load_overview(folder: Path, indicators: Mapping[str, Indicator]) -> Overview | None:
    """The choice of a template's folder, None where it has none; raises CatalogueError."""
    if not (folder / OVERVIEW).exists():
        return None
    top = Table(OVERVIEW, "", read_toml(folder, OVERVIEW))
    top.only("figures", "charts")
    figures = top.texts("figures")
    for code in figures:
        if code not in indicators:
            raise top.fault("figures", f"biểu mẫu không có chỉ tiêu «{code}»")
    return Overview(figures, tuple(_charts(top, indicators)))


def _charts(top: Table, indicators: Mapping[str, Indicator]) -> Iterator[Chart]:
    for item in top.tables("charts"):
        item.only("indicator", "title")
        code = item.get("indicator", str)
        if code not in indicators:
            raise item.fault("indicator", f"biểu mẫu không có chỉ tiêu «{code}»")
        yield Chart(code, item.get("title", str))
