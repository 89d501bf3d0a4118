"""What codes of the program say to the reader of the workbook."""

from __future__ import annotations

import re

from service.domain.consolidation.consolidation import Receipt
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.report import SAID_NOT_APPLICABLE
from service.domain.reporting.template import ReportTemplate
from service.readers.formats import FORMATS

NOT_APPLICABLE = str(SAID_NOT_APPLICABLE)
KINDS = {AgencyKind.SO: "Cấp sở", AgencyKind.HUYEN: "Cấp huyện", AgencyKind.XA: "Cấp xã"}
# The checks that every report passes have English names; a template's own rules are known by number.
_RULES = {
    "cell": "ô trong biểu",
    "control": "ký tự lạ",
    "date": "ngày",
    "documents": "số văn bản",
    "duplicate": "trùng văn bản",
    "encoding": "bảng mã",
    "envelope": "phần đầu",
    "exempt": NOT_APPLICABLE,
    "format": "dạng dữ liệu",
    "formula": "công thức",
    "handed_over": "số bàn giao",
    "kind": "loại văn bản",
    "length": "độ dài",
    "more": "còn kết quả khác",
    "moved": "chuyển chỗ",
    "not_applicable": NOT_APPLICABLE,
    "thousandfold": "nhầm hàng nghìn",
    "number": "dạng số",
    "range": "giá trị",
    "ratio": "tỷ lệ",
    "removed": "biểu bị sửa",
    "required": "bắt buộc",
    "rows": "số dòng của bảng",
    "rounded": "làm tròn",
    "twice": "nộp trùng",
    "unreadable": "không đọc được",
}
_INDICATOR = re.compile(r"\$\.(?:indicators|notes)\.(.+)")
_NARRATIVE = re.compile(r"\$\.narratives\.(.+)")
_TABLE = re.compile(r"\$\.tables\.([a-z0-9_]+)(?:\[(\d+)\])?(?:\.(\w+))?")
_DOCUMENT = re.compile(r"\$\.documents\[(\d+)\].*")


def channel_name(receipt: Receipt | None) -> str:
    """How a filing came in, empty where there is none."""
    return "" if receipt is None else str(FORMATS.label(receipt.channel))


def rule_name(rule: str) -> str:
    """A rule as people call it."""
    return _RULES.get(rule, rule)


def place_name(template: ReportTemplate, place: str) -> str:
    """A place in a report as people find it: the number of an indicator instead of its path."""
    indicator = _INDICATOR.fullmatch(place)
    if indicator and indicator[1] in template.by_code:
        return f"Chỉ tiêu {template.by_code[indicator[1]].number}"
    narrative = _NARRATIVE.fullmatch(place)
    if narrative:
        return f"Mục {narrative[1]}"
    document = _DOCUMENT.fullmatch(place)
    if document:
        return f"Danh mục văn bản, dòng {int(document[1]) + 1}"
    return "Danh mục văn bản" if place == "$.documents" else _table_place(template, place)


def _table_place(template: ReportTemplate, place: str) -> str:
    """Table, row and column by their names; the path itself where it is of no table."""
    found = _TABLE.fullmatch(place)
    table = template.table_by_code.get(found[1]) if found else None
    if found is None or table is None:
        return place
    column = table.by_code.get(found[3])
    row = f", dòng {int(found[2]) + 1}" if found[2] else ""
    return f"Bảng «{table.title}»{row}{f', cột «{column.title}»' if column else ''}"
