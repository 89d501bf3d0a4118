"""What is asked before a deadline is set, an extension given or taken back, or a unit let off: what would follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.actions.periods.deadline_effects import (
    DeadlineEffects,
    effects_for_kind,
    effects_of_extension,
    effects_of_withdrawal,
)
from service.actions.periods.waiver_effects import WaiverEffects, waiver_effects
from service.actions.review.lookups import name_of_agency
from service.web.request_context import context
from service.web.ui.confirmation import Question
from service.web.ui.i18n import _, amount, moment, translate

NAMED = 10
Given = Mapping[str, Any]


def of_kind(period: str, given: Given) -> Question:
    """Of a deadline for all units of a kind, whatever it is."""
    effects = effects_for_kind(context(), period, given["kind"], given["due_at"])
    text = _("Đặt hạn nộp %(due)s cho cấp %(kind)s?", due=moment(given["due_at"]), kind=translate(given["kind"].label))
    return Question(text, tuple(effect_lines(effects)))


def of_unit(period: str, given: Given) -> Question | None:
    """Of a unit's own deadline, where the moment is odd."""
    effects = effects_of_extension(context(), period, {given["agency"]}, given["due_at"])
    if not effects.is_doubtful:
        return None
    unit = name_of_agency(context(), given["agency"])
    text = _("Gia hạn cho %(unit)s đến %(due)s?", unit=unit, due=moment(given["due_at"]))
    return Question(text, tuple(effect_lines(effects)))


def of_withdrawal(period: str, given: Given) -> Question:
    """Of an extension that is taken back."""
    effects = effects_of_withdrawal(context(), period, {given["agency"]})
    unit = name_of_agency(context(), given["agency"])
    return Question(
        _("Thu hồi gia hạn của %(unit)s? Hạn chung của cấp có hiệu lực trở lại.", unit=unit),
        tuple(effect_lines(effects)),
    )


def waiver_question(period: str, given: Given) -> Question:
    """Of a unit that is let off, or asked again."""
    unit = name_of_agency(context(), given["agency"])
    effects = waiver_effects(context(), period, given["agency"], waived=given["waived"])
    if not given["waived"]:
        text = _("Bỏ miễn nộp cho %(unit)s? Đơn vị phải báo cáo trở lại.", unit=unit)
        return Question(text, tuple(_moved(effects, waived=False)))
    text = _("Miễn nộp cho %(unit)s? Đơn vị không phải nộp và không được nhắc nộp nữa.", unit=unit)
    return Question(text, tuple(_moved(effects, waived=True)))


def _moved(effects: WaiverEffects, *, waived: bool) -> Iterable[str]:
    """What becomes of figures that the unit has filed, total by total."""
    if effects.revision is None:
        yield _("Đơn vị chưa có báo cáo hợp lệ của kỳ này: số liệu tổng hợp không đổi.")
        return
    if waived:
        yield _(
            "Đơn vị đã nộp báo cáo hợp lệ (lần %(n)s): số liệu của báo cáo này KHÔNG còn được cộng vào tổng hợp. Nếu "
            "chỉ cần ngừng nhắc nộp thì không phải miễn.",
            n=effects.revision,
        )
    else:
        yield _("Báo cáo hợp lệ đã nộp (lần %(n)s) được cộng vào tổng hợp trở lại.", n=effects.revision)
    yield _("Số đơn vị được cộng: %(before)s thành %(after)s.", before=effects.units_before, after=effects.units_after)
    for change in effects.changes[:NAMED]:
        item = change.indicator
        name = f"{item.number}. {translate(item.name)}"
        before, after = amount(change.before, item) or "–", amount(change.after, item) or "–"
        yield _("%(name)s: %(before)s thành %(after)s.", name=name, before=before, after=after)
    if len(effects.changes) > NAMED:
        yield _("và %(n)s chỉ tiêu khác thay đổi.", n=len(effects.changes) - NAMED)


def effect_lines(effects: DeadlineEffects) -> Iterable[str]:
    """What would follow, line by line, the odd first."""
    yield from (translate(doubt) for doubt in effects.doubts)
    if effects.units != 1:
        yield _("%(n)s đơn vị tính theo hạn mới.", n=effects.units)
    if effects.kept:
        yield _("%(n)s đơn vị đang được gia hạn riêng, hạn của các đơn vị này không đổi.", n=effects.kept)
    if effects.late:
        yield _("%(n)s báo cáo đã nộp thành nộp muộn: %(units)s.", n=len(effects.late), units=_named(effects.late))
    if effects.on_time:
        yield _(
            "%(n)s báo cáo đang tính là muộn thành đúng hạn: %(units)s.",
            n=len(effects.on_time),
            units=_named(effects.on_time),
        )
    if effects.overdue:
        yield _(
            "%(n)s đơn vị chưa nộp thành quá hạn: %(units)s.", n=len(effects.overdue), units=_named(effects.overdue)
        )


def _named(names: Sequence[str]) -> str:
    return "; ".join(names[:NAMED]) + ("; …" if len(names) > NAMED else "")
