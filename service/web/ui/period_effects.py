"""What a change of units does to the open periods, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.actions.organization.reorganise import PeriodEffect
from service.domain.organization.agency import Agency
from service.web.ui.deadline_questions import NAMED, change_lines
from service.web.ui.i18n import _, day, moment


def period_effects(effects: Iterable[PeriodEffect]) -> list[tuple[str, list[str]]]:
    """For each open period that becomes another its title and what changes, line by line."""
    return [(str(effect.period.title), list(_lines(effect))) for effect in effects]


def _lines(effect: PeriodEffect) -> Iterator[str]:
    if effect.joined:
        yield _("Thêm vào danh sách phải báo cáo: %(units)s.", units=_named(effect.joined))
    if effect.left:
        yield _("Không còn phải báo cáo kỳ này: %(units)s.", units=_named(effect.left))
    yield from _ended(effect)
    if effect.whole:
        yield _("Không kết thúc giữa kỳ nữa, lại báo cáo cả kỳ: %(units)s.", units=_named(effect.whole))
    if effect.renamed:
        yield _("Hiện theo tên, cấp, đơn vị cấp trên mới: %(units)s.", units=_named(effect.renamed))
    for unit in effect.kept:
        if unit.valid_to is not None and effect.period.is_owed_by(unit):
            yield _(
                "%(unit)s kết thúc ngày %(day)s, không có đơn vị kế thừa: còn phải nộp báo cáo phần cuối, hạn %(due)s; "
                "báo cáo đã nộp được giữ và cộng. Đơn vị và Sở Nội vụ được báo ngay; đơn vị được nhắc đến hạn.",
                unit=unit.name,
                day=day(unit.valid_to),
                due=moment(effect.period.deadline(unit.kind)),
            )
        elif unit.valid_to is not None:
            yield _(
                "%(unit)s kết thúc ngày %(day)s, báo cáo đã nộp được giữ và cộng; đơn vị kế thừa được hỏi số liệu của "
                "mình đã gồm báo cáo đó chưa.",
                unit=unit.name,
                day=day(unit.valid_to),
            )
    before, after = effect.added_up
    yield _("Số đơn vị được cộng: %(before)s thành %(after)s.", before=before, after=after)
    if effect.changes:
        yield from change_lines(effect.changes)
    else:
        yield _("Số liệu tổng hợp của kỳ không đổi.")


def _ended(effect: PeriodEffect) -> Iterator[str]:
    """Of the units that end and have a successor, those of one day and deadline together."""
    together: dict[tuple[str, str], list[Agency]] = {}
    for unit in effect.ended:
        if unit.valid_to is not None:
            when = day(unit.valid_to), moment(effect.period.deadline(unit.kind))
            together.setdefault(when, []).append(unit)
    for (ended, due), units in together.items():
        yield _(
            "Kết thúc ngày %(day)s: %(units)s. Số liệu đến ngày đó chỉ có trong tổng nếu đơn vị nộp báo cáo phần cuối "
            "(hạn %(due)s), hoặc báo cáo của đơn vị kế thừa đã gồm.",
            units=_named(tuple(units)),
            day=ended,
            due=due,
        )


def _named(units: tuple[Agency, ...]) -> str:
    names = "; ".join(unit.name for unit in units[:NAMED])
    return names + (_("; và %(n)s đơn vị khác", n=len(units) - NAMED) if len(units) > NAMED else "")
