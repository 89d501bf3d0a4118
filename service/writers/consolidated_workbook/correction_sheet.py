"""«Điều chỉnh»: what Home Affairs decided about units' figures, a line each, with what was filed beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.corrections import adjustment_words
from service.domain.consolidation.formatting import show_difference, show_number
from service.domain.consolidation.overlaps import OverlapStory
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.report import Figure
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.tables import TableColumn, TableSheet, Value
from service.writers.consolidated_workbook.wording import NOT_APPLICABLE

CORRECTIONS = "Điều chỉnh"


class CorrectionSheet(TableSheet):
    """Units whose figures are not added up, each figure that stands in place of one that was filed, and what two tell.

    Of the last the figure of the side that does not count is beside that of the one that does.
    """

    title = CORRECTIONS
    group = SheetGroup.REPORTING
    about = "Số liệu Sở Nội vụ không cộng, đã điều chỉnh, hoặc hai nơi cùng báo cáo: theo văn bản nào, vì sao"
    hint = "Báo cáo đơn vị đã nộp không thay đổi; số liệu điều chỉnh hết hiệu lực khi đơn vị nộp lại."
    columns = (
        TableColumn("Đơn vị", 40, wraps=True),
        TableColumn("Số", 11, look.TOP_MIDDLE),
        TableColumn("Chỉ tiêu", 60, wraps=True),
        TableColumn("Đã nộp", 18, look.TOP_RIGHT_TEXT),
        TableColumn("Được cộng", 18, look.TOP_RIGHT_TEXT),
        TableColumn("Quyết định", 50, wraps=True),
        TableColumn("Lý do", 50, wraps=True),
        TableColumn("Người thực hiện", 28, wraps=True),
        TableColumn("Thời điểm", 18, look.MOMENT_CELL),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """By unit in table order."""
        for unit in self.consolidation.excluded:
            yield unit.agency.name, "", "Mọi số liệu", "", "", "không cộng", unit.excluded, "", None
        for agency, item, made in self.consolidation.adjusted:
            yield (
                agency.name, item.number, item.name, _shown(made.filed, item), _shown(made.figure, item),
                adjustment_words(made, item), made.reason, made.by, made.at,
            )  # fmt: skip
        for story in self.consolidation.overlaps:
            told, item = story.told, story.indicator
            yield (
                told.leaving, item.number, item.name, _shown(story.left_out, item), _shown(story.counted, item),
                _decided(story), told.reason, "", None,
            )  # fmt: skip


def has_corrections(item: Consolidation) -> bool:
    """Whether there is anything to say on such a sheet."""
    return bool(item.excluded or item.adjusted or item.overlaps)


def _decided(story: OverlapStory) -> str:
    """Whose figure counts, and by how much the other one differs."""
    if story.counted is None:
        return f"tạm cộng: {story.told.counting} chưa có số liệu"
    if story.difference is None:
        return f"đã tính ở {story.told.counting}"
    moved = show_difference(story.difference, story.indicator.kind)
    return f"không cộng: đã tính ở {story.told.counting}; chênh lệch {moved}"


def _shown(figure: Figure | None, item: Indicator) -> str:
    if isinstance(figure, Decimal):
        return show_number(figure, item.kind)
    return "–" if figure is None else NOT_APPLICABLE
