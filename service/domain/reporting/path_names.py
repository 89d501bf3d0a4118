"""What people call a value of a report, given its path: one name for pages, letters and notices."""

from __future__ import annotations

from service.domain.errors import Message, message
from service.domain.reporting.template import ReportTemplate


def path_name(template: ReportTemplate, path: str) -> Message:
    """Number and name of a figure, code and title of a section, or what else it is; the path itself where unknown."""
    key, _dot, code = path.partition(".")
    indicator, section = template.by_code.get(code), template.section_by_code.get(code)
    if indicator is not None and key == "indicators":
        return message("{number}. {name}", number=indicator.number, name=indicator.name)
    if indicator is not None and key == "notes":
        return message("Ghi chú của chỉ tiêu {number}", number=indicator.number)
    if section is not None and key == "narratives":
        return message("Mục {code}. {title}", code=section.code, title=section.title)
    if key == "explanations":
        return message("Giải trình cảnh báo {rule}", rule=code)
    if key == "tables" and code in template.table_by_code:
        return message("Bảng «{table}»", table=template.table_by_code[code].title)
    return message("Danh mục văn bản") if key == "documents" else Message(path)
