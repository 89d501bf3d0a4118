"""How a unit's workbook says which cell holds what: workbook names, which follow their cells wherever they go.

The writer makes the names and the reader looks them up, so both take them from here.
"""

from __future__ import annotations

import re
import unicodedata

FORMAT = "1"
META_SHEET = "_tonghop"
# A sheet that no form has and every merged workbook does.
SOURCE_SHEET = "Nguồn số liệu"
DOCUMENTS = "vb.danh_muc"
DOCUMENT_COLUMNS = ("kind", "number", "date", "title")
# What stands above the columns. The reader finds each value by the head above it and the number in its row.
NUMBER_HEAD, VALUE_HEAD, NOTE_HEAD = "Số", "Kỳ này", "Ghi chú"
RULE_HEAD, EXPLANATION_HEAD = "Mã", "Giải trình cảnh báo"
SECTION_HEAD, NARRATIVE_HEAD = "Mục", "Nội dung"
DOCUMENT_HEADS = {"kind": "Loại văn bản", "number": "Số, ký hiệu", "date": "Ngày ban hành", "title": "Trích yếu"}
# What is understood of what people type.
NOT_APPLICABLE = frozenset(
    {"n/a", "na", "ktpv", "không áp dụng", "không thuộc phạm vi", "không thuộc phạm vi báo cáo", "not applicable"}
)

_UNSAFE = re.compile(r"[^A-Za-z0-9_.]")


def is_not_applicable(typed: str) -> bool:
    """Whether it was typed that a figure does not apply to the unit."""
    return unicodedata.normalize("NFC", typed).strip().lower().rstrip(".") in NOT_APPLICABLE


def indicator_name(code: str) -> str:
    """The name of an indicator's input cell."""
    return f"ct.{_safe(code)}"


def note_name(code: str) -> str:
    """The name of an indicator's note."""
    return f"gc.{_safe(code)}"


def narrative_name(code: str) -> str:
    """The name of a section's text."""
    return f"tt.{_safe(code)}"


def explanation_name(rule: str) -> str:
    """The name of what the unit says to a warning."""
    return f"gt.{_safe(rule)}"


def table_name(code: str) -> str:
    """The name of the cells of a table with rows."""
    return f"bg.{_safe(code)}"


def _safe(code: str) -> str:
    # Office programs differ in which letters a name may have, so others are written by their number.
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):x}_", code)
