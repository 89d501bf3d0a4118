"""«Quy tắc»: the rules and indicators that were in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.domain.errors import Level
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.template import Rule
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.summary import HOW
from service.writers.consolidated_workbook.tables import TableColumn, TableSheet, Value

_SCOPES = {
    "report": "trong báo cáo",
    "previous": "so với kỳ trước",
    "same_period_last_year": "so với cùng kỳ năm trước",
}


class RuleSheet(TableSheet):
    """What was asked for, and what was checked."""

    title = "Quy tắc"
    group = SheetGroup.DATA
    about = "Các quy tắc kiểm tra và chỉ tiêu của biểu mẫu đã dùng"
    hint = (
        "Quy tắc «lỗi» làm báo cáo không hợp lệ; «cảnh báo» cần giải trình. previous.… là số liệu kỳ trước, "
        "same_period_last_year.… là số liệu cùng kỳ năm trước."
    )
    columns = (
        TableColumn("Loại", 12, look.TOP_MIDDLE),
        TableColumn("Số", 11, look.TOP_MIDDLE),
        TableColumn("Nội dung", 90, wraps=True),
        TableColumn("Mức, đơn vị tính", 16, look.TOP_MIDDLE),
        TableColumn("Biểu thức, cách tổng hợp", 70, wraps=True),
        TableColumn("Phạm vi", 38, wraps=True),
        TableColumn("Mã", 34, look.NOTE, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """The rules, then the indicators, in the template's order."""
        template = self.consolidation.report.template
        for rule in template.rules:
            yield self._rule(rule)
        for indicator in template.indicators:
            yield self._indicator(indicator)

    def _rule(self, rule: Rule) -> Sequence[Value]:
        level = "lỗi" if rule.level is Level.ERROR else "cảnh báo"
        scope = _SCOPES[rule.scope]
        return "Quy tắc", rule.id, rule.requirement, level, rule.expression, scope, rule.id

    def _indicator(self, item: Indicator) -> Sequence[Value]:
        needed = "bắt buộc" if item.required else "không bắt buộc"
        return (
            "Chỉ tiêu",
            item.number,
            item.name,
            item.unit,
            HOW[item.aggregate],
            f"{item.time.label}, {needed}",
            item.code,
        )
