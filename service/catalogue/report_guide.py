"""`province_report.toml` beside a report template: whom it goes to, legal grounds, how proposals are collected."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from service.catalogue.table import CsvTable, read_toml
from service.domain.reporting.report_guide import ReportGuide, Subject

PROVINCE_REPORT = "province_report.toml"


def load_report_guide(folder: Path, sections: Container[str]) -> ReportGuide:
    """What a template's folder says, or what holds without it; raises CatalogueError."""
    if not (folder / PROVINCE_REPORT).exists():
        return ReportGuide()
    top = CsvTable(PROVINCE_REPORT, "", read_toml(folder, PROVINCE_REPORT))
    top.only("addressee", "grounds", "drafted_by", "highlights", "proposals", "subjects")
    proposals = top.get("proposals", str, "")
    if proposals and proposals not in sections:
        raise top.fault("proposals", f"biểu mẫu không có mục «{proposals}»")
    return ReportGuide(
        addressee=top.get("addressee", str, ReportGuide.addressee),
        grounds=top.texts("grounds") if "grounds" in top.content else (),
        drafted_by=top.get("drafted_by", str, ReportGuide.drafted_by),
        highlights=top.get("highlights", int, ReportGuide.highlights),
        proposals=proposals,
        subjects=tuple(_subject(item) for item in top.tables("subjects")),
    )


def _subject(item: CsvTable) -> Subject:
    item.only("title", "words")
    return Subject(item.get("title", str), tuple(word.casefold() for word in item.texts("words")))
