"""Made-up tables of applications by field, which add up to the made-up figures."""

from __future__ import annotations

from random import Random
from typing import Any

from service.demo.figures import Figures
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import Period
from service.domain.reporting.template import ReportTemplate

TABLE = "ho_so_linh_vuc"
_COMMUNES = ("Chứng thực", "Hộ tịch", "Đất đai", "Bảo trợ xã hội")
_FIELDS = {
    "SNNMT": ("Đất đai", "Môi trường", "Tài nguyên nước", "Chăn nuôi và thú y"),
    "SXD": ("Đường bộ", "Hoạt động xây dựng", "Quy hoạch, kiến trúc"),
    "STC": ("Doanh nghiệp", "Hộ kinh doanh", "Đầu tư"),
    "STP": ("Luật sư, công chứng", "Quốc tịch", "Hộ tịch"),
    "SGDDT": ("Giáo dục mầm non, phổ thông", "Giáo dục nghề nghiệp, thường xuyên"),
}
# So many of a hundred communes have the table.
_SHARE = 40


def todays_tables(template: ReportTemplate, period: Period, agency: Agency, given: Figures) -> dict[str, Any]:
    """The tables of a filing, for some of the units; `given` are its figures."""
    draw = Random(f"bang/{period.code}/{agency.code}")  # noqa: S311 - data to look at, not secrets
    has_table = agency.kind is AgencyKind.XA and draw.randint(0, 99) < _SHARE
    fields = _FIELDS.get(agency.code, _COMMUNES if has_table else ())
    table = template.table_by_code[TABLE]
    if not fields or not template.asks_table(table, agency):
        return {}
    typed = {column.code for column in table.typed}
    rows: list[dict[str, Any]] = [{"linh_vuc": name} for name in fields]
    for item in table.sums:
        if item.column in typed:
            whole = sum(int(given.get(code, 0)) for code in item.indicators)
            for row, part in zip(rows, _parts(whole, len(fields)), strict=True):
                row[item.column] = part
    return {TABLE: rows}


def _parts(whole: int, count: int) -> list[int]:
    """The number in parts that become smaller and add up to it."""
    parts = []
    for left in range(count, 1, -1):
        parts.append(whole * 2 // (left + 1))
        whole -= parts[-1]
    return [*parts, whole]
