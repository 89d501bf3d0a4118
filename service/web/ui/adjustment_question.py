"""What is asked before a figure is adjusted: old and new figure, the totals that move, what the rules then say."""

from __future__ import annotations

from collections.abc import Iterable

from service.actions.review.adjustments import AdjustmentPreview
from service.domain.errors import Finding, Level
from service.web.ui.confirmation import Question
from service.web.ui.deadline_questions import NAMED, change_lines
from service.web.ui.i18n import _, amount, moment, translate


def adjustment_question(unit: str, found: AdjustmentPreview) -> Question:
    """Of a figure that is to be adjusted."""
    item, made = found.indicator, found.now
    text = _(
        "Điều chỉnh số liệu của %(unit)s, %(name)s: %(before)s thành %(after)s theo %(reference)s?",
        unit=unit, name=f"{item.number}. {translate(item.name)}", before=amount(made.filed, item) or _("(trống)"),
        after=amount(made.figure, item), reference=made.reference,
    )  # fmt: skip
    return Question(text, tuple(_lines(found)))


def _lines(found: AdjustmentPreview) -> Iterable[str]:
    yield _("Báo cáo đơn vị đã nộp không thay đổi; đơn vị được báo và có thể xác nhận hoặc không đồng ý.")
    if found.until is None:
        yield _("Điều chỉnh hết hiệu lực khi đơn vị nộp lại hoặc khi được bỏ.")
    else:
        yield _(
            "Điều chỉnh hết hiệu lực lúc %(at)s, hoặc trước đó khi đơn vị nộp lại hoặc khi được bỏ.",
            at=moment(found.until),
        )
    yield from change_lines(found.changes)
    if not found.changes:
        yield _("Số liệu tổng hợp không đổi.")
    if not (found.findings or found.resolved):
        yield _("Kiểm tra với số liệu điều chỉnh: không thêm lỗi, cảnh báo nào.")
    yield from _told(found.findings, _("Lỗi phát sinh:"), _("Cảnh báo phát sinh:"))
    yield from _told(found.resolved, _("Không còn lỗi:"), _("Không còn cảnh báo:"))


def _told(findings: tuple[Finding, ...], error: str, warning: str) -> Iterable[str]:
    for item in findings[:NAMED]:
        yield f"{error if item.level is Level.ERROR else warning} {translate(item.message)}"
    if len(findings) > NAMED:
        yield _("và %(n)s điều khác.", n=len(findings) - NAMED)
