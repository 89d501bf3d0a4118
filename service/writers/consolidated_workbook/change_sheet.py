"""«Thay đổi»: what this workbook has that an earlier one had not; stands first where it was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.domain.consolidation.baseline import is_share
from service.domain.consolidation.corrections import adjustment_words
from service.domain.consolidation.formatting import show_number
from service.domain.consolidation.workbook_changes import ContributionChange, WorkbookChanges
from service.domain.notation.numbers import format_vietnamese
from service.domain.organization.agency import Agency
from service.domain.reporting.period import official_moment
from service.domain.reporting.report import Figure
from service.domain.reporting.template import Indicator
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.tables import TableColumn, TableSheet, Value
from service.writers.consolidated_workbook.wording import NOT_APPLICABLE


class ChangeSheet(TableSheet):
    """Units first, then the province's totals, then every figure with the filing that brought it."""

    title = "Thay đổi"
    group = SheetGroup.FRONT
    about = "Thay đổi so với bảng đã lập trước: đơn vị, số liệu toàn tỉnh, từng số liệu và ai nộp"
    columns = (
        TableColumn("Loại", 32, look.TOP_MIDDLE),
        TableColumn("Đơn vị", 40, wraps=True),
        TableColumn("Số", 11, look.TOP_MIDDLE),
        TableColumn("Chỉ tiêu", 70, wraps=True),
        TableColumn("Trước", 18, look.TOP_RIGHT_TEXT),
        TableColumn("Sau", 18, look.TOP_RIGHT_TEXT),
        TableColumn("Số biên nhận", 26, wraps=True),
        TableColumn("Người nộp", 28, wraps=True),
        TableColumn("Thời điểm nộp", 18, look.MOMENT_CELL),
    )

    def __init__(self, layout: Layout, changes: WorkbookChanges) -> None:
        self.changes = changes
        self.hint = f"So với bảng {changes.since}, lập lúc {official_moment(changes.since_at)}."
        super().__init__(layout)

    def lines(self) -> Iterator[Sequence[Value]]:
        """From the large to the small."""
        for name, units in (
            ("đơn vị thêm mới", self.changes.added),
            ("đơn vị nộp lại", self.changes.revised),
            ("đơn vị bị trả lại", self.changes.returned),
            ("báo cáo không còn được cộng", self.changes.removed),
            ("đơn vị mới phải báo cáo", self.changes.joined),
            ("đơn vị không còn phải báo cáo", self.changes.left),
            ("số liệu không cộng theo quyết định", self.changes.excluded),
            ("số liệu được cộng trở lại", self.changes.included),
            ("số liệu tính ở nơi khác thay đổi", self.changes.elsewhere),
        ):
            yield from (_unit(name, unit) for unit in units)
        for total in self.changes.totals:
            item = total.indicator
            yield (
                "toàn tỉnh",
                "",
                item.number,
                item.name,
                _said(total.before, item),
                _said(total.after, item),
                "",
                "",
                None,
            )
        for move in self.changes.figures:
            item, receipt = move.indicator, move.receipt
            before, after = _said(move.before, item), _said(move.after, item)
            yield (
                "số liệu đơn vị", move.agency.name, item.number, item.name, before, after,
                receipt.submission if receipt else "", _bringer(move),
                receipt.received_at if receipt else None,
            )  # fmt: skip


def _bringer(move: ContributionChange) -> str:
    """Who filed the figure, or who adjusted it by what."""
    if move.adjusted is not None:
        return f"{move.adjusted.by} ({adjustment_words(move.adjusted, move.indicator)})"
    return move.receipt.filed_by if move.receipt else ""


def _unit(what: str, unit: Agency) -> Sequence[Value]:
    return what, unit.name, "", "", "", "", "", "", None


def _said(figure: Figure | None, item: Indicator) -> str:
    if isinstance(figure, Decimal):
        return show_number(figure, item.kind) if is_share(item) else format_vietnamese(figure)
    return "–" if figure is None else NOT_APPLICABLE
