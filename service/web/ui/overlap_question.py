"""What is asked before a pair of figures is declared or ended: the totals of each open period, before and after."""

from __future__ import annotations

from collections.abc import Iterable

from service.actions.periods.overlaps import OverlapPreview
from service.web.ui.confirmation import Question
from service.web.ui.deadline_questions import change_lines
from service.web.ui.i18n import _, translate


def declare_question(found: OverlapPreview) -> Question:
    """Of a pair from a period on."""
    text = _(
        "%(name)s: từ %(period)s tính theo %(counting)s, không cộng số của %(leaving)s?",
        name=_name(found), period=found.effects[0].period.title, counting=translate(found.counting),
        leaving=translate(found.leaving),
    )  # fmt: skip
    return Question(text, tuple(_of_declaration(found)))


def end_question(found: OverlapPreview) -> Question:
    """Of a pair that is to hold no more."""
    text = _(
        "%(name)s: từ %(period)s cộng số của cả %(counting)s và %(leaving)s?",
        name=_name(found), period=found.effects[0].period.title, counting=translate(found.counting),
        leaving=translate(found.leaving),
    )  # fmt: skip
    return Question(text, tuple(_effects(found)))


def _of_declaration(found: OverlapPreview) -> Iterable[str]:
    yield _("Hai bên vẫn báo cáo như trước; số không cộng vẫn được hiện, kèm nơi đã tính và lý do.")
    yield _("Khi bên được tính chưa có số liệu thì số của bên kia vẫn tạm được cộng.")
    yield _("Kỳ đã khóa không đổi. Các đơn vị liên quan được báo.")
    yield from _effects(found)


def _effects(found: OverlapPreview) -> Iterable[str]:
    """Period by period what both sides tell and what becomes of the totals."""
    for period, changes, story in found.effects:
        if story is not None:
            yield f"{period.title}: {translate(story.said)}."
        yield from (f"{period.title}: {line}" for line in change_lines(changes))
        if not changes:
            yield _("%(period)s: số liệu tổng hợp không đổi.", period=period.title)


def _name(found: OverlapPreview) -> str:
    return f"{found.indicator.number}. {translate(found.indicator.name)}"
