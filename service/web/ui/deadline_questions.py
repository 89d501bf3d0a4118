"""What is asked before a deadline is set, or something decided about a unit: what would follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.actions.periods.deadline_effects import (
    DeadlineEffects,
    doubts_of_late_filing,
    doubts_of_opening,
    effects_for_kind,
    effects_of_extension,
    effects_of_withdrawal,
)
from service.actions.periods.total_effects import TotalEffects, exclusion_effects, terms_effects, waiver_effects
from service.actions.review.lookups import name_of_agency
from service.domain.consolidation.workbook_changes import TotalChange
from service.web.request_context import context
from service.web.ui.confirmation import Question
from service.web.ui.i18n import _, amount, moment, translate

NAMED = 10
Given = Mapping[str, Any]


def of_opening(code: str) -> Question | None:
    """Of a period that is opened after a deadline of its own."""
    doubts = doubts_of_opening(context(), code)
    return Question(_("Mở kỳ %(code)s?", code=code), tuple(map(translate, doubts))) if doubts else None


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


def of_late_filing(period: str, given: Given) -> Question | None:
    """Of filing after the closing, where the moment until when is odd."""
    doubts = doubts_of_late_filing(context(), given["due_at"])
    if not doubts:
        return None
    unit = name_of_agency(context(), given["agency"])
    text = _("Cho %(unit)s nộp muộn đến %(due)s?", unit=unit, due=moment(given["due_at"]))
    return Question(text, tuple(map(translate, doubts)))


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
        return Question(text, tuple(_of_waiver(effects, waived=False)))
    text = _("Miễn nộp cho %(unit)s? Đơn vị không phải nộp và không được nhắc nộp nữa.", unit=unit)
    return Question(text, tuple(_of_waiver(effects, waived=True)))


def exclusion_question(period: str, given: Given) -> Question:
    """Of a unit whose figures are left out of the totals, or added again."""
    unit = name_of_agency(context(), given["agency"])
    effects = exclusion_effects(context(), period, given["agency"], given["reason"] if given["excluded"] else "")
    if given["excluded"]:
        text = _("Không cộng số liệu của %(unit)s vào tổng hợp?", unit=unit)
        return Question(text, tuple(_of_exclusion(effects)))
    return Question(_("Cộng lại số liệu của %(unit)s vào tổng hợp?", unit=unit), tuple(total_lines(effects)))


def terms_question(period: str, given: Given) -> Question:
    """Of what one unit owes otherwise than others: the totals before and after."""
    unit = name_of_agency(context(), given["agency"])
    effects = terms_effects(
        context(), period, given["agency"], includes_children=given["includes_children"], exempt=given["exempt"]
    )
    return Question(_("Đặt quy định riêng cho %(unit)s?", unit=unit), tuple(_of_terms(given, effects)))


def _of_terms(given: Given, effects: TotalEffects) -> Iterable[str]:
    if given["includes_children"]:
        yield _("Số liệu của đơn vị đã gồm số liệu đơn vị cấp dưới: báo cáo của cấp dưới được hiện, không cộng thêm.")
    else:
        yield _("Số liệu của đơn vị không gồm số liệu đơn vị cấp dưới: từng đơn vị được cộng riêng.")
    yield _("Số chỉ tiêu đơn vị không phải báo cáo: %(n)s.", n=len(given["exempt"]))
    if given["exempt"] and effects.revision is not None:
        yield _("Số liệu đã nộp của các chỉ tiêu này vẫn được cộng; từ nay đơn vị không bị hỏi các chỉ tiêu này nữa.")
    if effects.changes or effects.units_before != effects.units_after:
        yield from total_lines(effects)
    else:
        yield _("Số liệu tổng hợp của kỳ không đổi.")


def _of_waiver(effects: TotalEffects, *, waived: bool) -> Iterable[str]:
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
        yield _("Nếu đơn vị vẫn phải báo cáo mà chỉ số liệu chưa dùng được thì chọn «Không cộng số liệu».")
    elif effects.is_excluded:
        yield _("Báo cáo hợp lệ đã nộp (lần %(n)s) vẫn không được cộng, theo quyết định riêng.", n=effects.revision)
    else:
        yield _("Báo cáo hợp lệ đã nộp (lần %(n)s) được cộng vào tổng hợp trở lại.", n=effects.revision)
    yield from total_lines(effects)


def _of_exclusion(effects: TotalEffects) -> Iterable[str]:
    yield _("Đơn vị vẫn phải báo cáo: số đơn vị đã nộp, quá hạn và việc nhắc nộp không đổi.")
    yield _("Số liệu vẫn được hiện, kèm ghi chú «không cộng» và lý do; nội dung chữ và văn bản vẫn được giữ.")
    yield _("Đơn vị nộp lại thì số liệu mới cũng không được cộng cho đến khi chọn «Cộng lại».")
    yield from total_lines(effects)


def total_lines(effects: TotalEffects) -> Iterable[str]:
    """How many units are added up and each total, before and after."""
    yield _("Số đơn vị được cộng: %(before)s thành %(after)s.", before=effects.units_before, after=effects.units_after)
    yield from change_lines(effects.changes)


def change_lines(changes: Sequence[TotalChange]) -> Iterable[str]:
    """Each total before and after."""
    for change in changes[:NAMED]:
        item = change.indicator
        name = f"{item.number}. {translate(item.name)}"
        before, after = amount(change.before, item) or "–", amount(change.after, item) or "–"
        yield _("%(name)s: %(before)s thành %(after)s.", name=name, before=before, after=after)
    if len(changes) > NAMED:
        yield _("và %(n)s chỉ tiêu khác thay đổi.", n=len(changes) - NAMED)


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
