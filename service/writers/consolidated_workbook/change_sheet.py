"""«Thay đổi»: what this workbook has that an earlier one had not; stands first where it was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.domain.consolidation.corrections import adjustment_words
from service.domain.consolidation.workbook_changes import ContributionChange, WordingChange, WorkbookChanges
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.period import official_day, official_moment
from service.domain.reporting.report import Document, Figure
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.subtotals import whole_name
from service.writers.consolidated_workbook.tables import Measured, TableColumn, TableSheet, Value
from service.writers.consolidated_workbook.wording import NOT_APPLICABLE


class ChangeSheet(TableSheet):
    """Units first, then the province's totals, every figure with the filing that brought it, texts and documents."""

    title = "Thay đổi"
    group = SheetGroup.FRONT
    about = "Thay đổi so với bảng đã lập trước: đơn vị, số liệu, nội dung, văn bản, và ai nộp"
    columns = (
        TableColumn("Loại", 32, look.TOP_MIDDLE),
        TableColumn("Đơn vị", 40, wraps=True),
        TableColumn("Số", 11, look.TOP_MIDDLE),
        TableColumn("Chỉ tiêu", 70, wraps=True),
        TableColumn("Trước", 18, None),
        TableColumn("Sau", 18, None),
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
            yield from (_unit(name, unit.name) for unit in units)
        for old, new in self.changes.restated:
            yield _unit("đổi tên, cấp hoặc cấp trên", f"{old.name} → {new.name} ({new.kind.label})")
        for total in self.changes.totals:
            item = total.indicator
            yield (
                whole_name(self.consolidation).lower(),
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
        for wording in self.changes.wordings:
            yield from _wording(wording)


def _bringer(move: ContributionChange) -> str:
    """Who filed the figure, or who adjusted it by what."""
    if move.adjusted is not None:
        return f"{move.adjusted.by} ({adjustment_words(move.adjusted, move.indicator)})"
    return move.receipt.filed_by if move.receipt else ""


def _unit(what: str, name: str) -> Sequence[Value]:
    return what, name, "", "", "", "", "", "", None


def _wording(change: WordingChange) -> Iterator[Sequence[Value]]:
    """A line a section with another text, then a line a document."""
    receipt = change.receipt
    told: list[tuple[str, str, str]] = [
        ("nội dung thay đổi", section.code, section.title) for section in change.sections
    ]
    for what, documents in (("văn bản không còn nêu", change.gone_documents), ("văn bản mới", change.new_documents)):
        told += [(what, "", _words(item)) for item in documents]
    for what, number, name in told:
        yield what, change.agency.name, number, name, "", "", receipt.submission, receipt.filed_by, receipt.received_at


def _words(document: Document) -> str:
    day = f", {official_day(document.date)}" if document.date else ""
    return f"{document.kind} {document.number}{day}: {document.title}"


def _said(figure: Figure | None, item: Indicator) -> Value:
    if isinstance(figure, Decimal):
        return Measured(figure, look.number(item.kind))
    return "chưa có số liệu" if figure is None else NOT_APPLICABLE
