"""Taking a merger, a division or an abolition back before its day: who goes on, and which new units never begin."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from typing import NamedTuple

from service.domain.errors import EntryError, Message, message
from service.domain.notation.labelled import Labelled
from service.domain.organization.agency import Agency, voided
from service.domain.organization.reorganisation import Reorganisation


@dataclass(frozen=True)
class Withdrawal:
    """What a plan undoes: `restored` go on without end, `removed` never begin, `staying` only take over no more."""

    restored: tuple[Agency, ...]
    removed: tuple[Agency, ...]
    staying: tuple[Agency, ...]

    @property
    def changed(self) -> tuple[Agency, ...]:
        """The units as they are to be; those removed are void."""
        return (*self.restored, *map(voided, self.removed))


class EarlierEnd(NamedTuple):
    """A later last day that a unit had before the act, and who was to take over then; None where that is as now."""

    day: date
    successors: tuple[str, ...] | None


NO_ENDS: Mapping[str, EarlierEnd] = {}


def withdrawn(
    agencies: Iterable[Agency],
    plan: Reorganisation,
    made: Collection[str],
    earlier: Mapping[str, EarlierEnd] = NO_ENDS,
) -> Withdrawal:
    """What becomes of the units where what was to happen on the day does not happen.

    The plan's `units` are those that were to end the day before, or to begin on it; `into` has those that begin all the
    same. `made` are units that came with the end of the others, `earlier` the ends that those had before, by code.
    Raises EntryError with the field that will not do.
    """
    known = {agency.code: agency for agency in agencies}
    named = [_awaited(known, code, plan.day) for code in dict.fromkeys(plan.units)]
    if not named:
        raise EntryError("units", message("Cần ghi mã đơn vị thôi kết thúc hoặc thôi thành lập."))
    ended = [agency for agency in named if agency.valid_from != plan.day]
    heirs = [known[code] for code in dict.fromkeys(code for agency in ended for code in agency.successors)]
    kept = _kept(heirs, plan)
    others = _others(known, ended)
    asked = [agency for agency in named if agency.valid_from == plan.day]
    _require_free(asked, others)
    new = [heir for heir in heirs if heir.valid_from == plan.day and heir.code in made and heir not in asked]
    removed = (*asked, *(heir for heir in new if heir.code not in {*kept, *others}))
    _require_without_end(removed)
    there = known.keys() - {agency.code for agency in removed}
    restored = tuple(_restored(agency, earlier.get(agency.code), there) for agency in ended)
    return Withdrawal(restored, removed, tuple(heir for heir in heirs if heir not in removed))


def _restored(agency: Agency, before: EarlierEnd | None, there: Collection[str]) -> Agency:
    if before is None:
        return replace(agency, valid_to=None, successors=())
    successors = agency.successors if before.successors is None else before.successors
    return replace(agency, valid_to=before.day, successors=tuple(code for code in successors if code in there))


def is_withdrawn(agencies: Iterable[Agency], plan: Reorganisation) -> bool:
    """Whether these units already go on from before the day to after it: a request came twice."""
    known = {agency.code: agency for agency in agencies}
    units = [known.get(code) for code in plan.units]
    is_there = [unit is not None and unit.valid_from < plan.day and unit.is_valid_on(plan.day) for unit in units]
    return bool(units) and all(is_there)


@dataclass(frozen=True)
class AwaitedAct:
    """What happens to units on a day that has not come: those that end the day before, and who takes over from them.

    Where none of them ends, `units` are those that begin then.
    """

    day: date
    units: tuple[Agency, ...]
    successors: tuple[Agency, ...]
    is_beginning: bool = False


def awaited_acts(agencies: Iterable[Agency], today: date) -> tuple[AwaitedAct, ...]:
    """All that is ahead, by its day; units that end without a successor, or begin without another's end, one by one."""
    known = {agency.code: agency for agency in agencies}
    ends: dict[tuple[date, tuple[str, ...], str], list[Agency]] = {}
    for unit in known.values():
        if unit.valid_to is not None and unit.valid_to >= today:
            day = unit.valid_to + timedelta(days=1)
            ends.setdefault((day, unit.successors, "" if unit.successors else unit.code), []).append(unit)
    taking = {code for unit in known.values() for code in unit.successors}
    found = [
        AwaitedAct(day, tuple(units), tuple(known[code] for code in codes)) for (day, codes, _), units in ends.items()
    ]
    begun = [unit for unit in known.values() if unit.valid_from > today and unit.code not in taking]
    found += [AwaitedAct(unit.valid_from, (unit,), (), is_beginning=True) for unit in begun]
    return tuple(sorted(found, key=lambda act: (act.day, act.units[0].code)))


def _awaited(known: Mapping[str, Agency], code: str, day: date) -> Agency:
    """The unit of that code, which has to end the day before, or to begin on the day."""
    agency = known.get(code)
    if agency is None:
        raise EntryError("units", message("Không có đơn vị «{code}».", code=code[:64]))
    if day not in {agency.valid_from, agency.valid_to and agency.valid_to + timedelta(days=1)}:
        said = message(
            "{name} ({code}) không kết thúc vào hôm trước ngày đó, cũng không bắt đầu vào ngày đó: ghi đúng ngày của "
            "lần sắp xếp.",
            name=agency.name, code=code,
        )  # fmt: skip
        raise EntryError("units", said)
    return agency


def _kept(heirs: Iterable[Agency], plan: Reorganisation) -> set[str]:
    """The codes of those new units that begin all the same."""
    lines = [line.strip() for line in plan.into.splitlines() if line.strip()]
    taking = {heir.code for heir in heirs}
    strange = [line for line in lines if line not in taking]
    if strange:
        said = message(
            "«{code}» không nhận đơn vị nào trong số này: ở đây chỉ ghi mã đơn vị mới vẫn thành lập, mỗi dòng một mã.",
            code=strange[0][:64],
        )
        raise EntryError("into", said)
    return set(lines)


def _others(known: Mapping[str, Agency], ended: Iterable[Agency]) -> dict[str, Agency]:
    """By the units that take over from others than these, one of those others."""
    codes = {agency.code for agency in ended}
    return {taking: unit for unit in known.values() if unit.code not in codes for taking in unit.successors}


def _require_free(asked: Iterable[Agency], others: Mapping[str, Agency]) -> None:
    for agency in asked:
        if (other := others.get(agency.code)) is not None:
            said = message(
                "{name} ({code}) còn nhận {other} ({before}): ghi thêm mã {before} để hủy cùng lúc.",
                name=agency.name, code=agency.code, other=other.name, before=other.code,
            )  # fmt: skip
            raise EntryError("units", said)


def _require_without_end(removed: Iterable[Agency]) -> None:
    for agency in removed:
        if agency.valid_to is not None:
            said = message(
                "{name} ({code}) được ghi ngày kết thúc ở một lần sắp xếp khác: hủy lần đó trước.",
                name=agency.name, code=agency.code,
            )  # fmt: skip
            raise EntryError("units", said)


class UnitReference(Labelled):
    """What refers to a unit, and what can be done about it before the unit is taken away."""

    PEOPLE = "people", "người dùng, lời mời (chuyển sang đơn vị khác ở trang Người dùng)"
    TOKENS = "tokens", "mã truy cập, kể cả mã đã thu hồi (được giữ cùng nhật ký)"
    FILINGS = "filings", "báo cáo đã nộp cùng việc xem xét, điều chỉnh (được giữ)"
    DRAFTS = "drafts", "báo cáo đang soạn (được giữ)"
    FILES = "files", "tệp, văn bản đã tải lên (được giữ)"
    TERMS = "terms", "quy định riêng của đơn vị trong kỳ: gia hạn, miễn nộp, câu trả lời về phần cuối (được giữ)"
    QUESTIONS = "questions", "câu hỏi về số liệu (được giữ)"
    OVERLAPS = "overlaps", "khai báo số liệu tính trùng (được giữ)"
    REMINDERS = "reminders", "nhắc nộp đã gửi, địa chỉ lịch (được giữ)"
    CHILDREN = "children", "đơn vị trực thuộc (sửa đơn vị cấp trên ở trang của từng đơn vị trực thuộc)"
    CHANGES = "changes", "thay đổi sắp tới của chính đơn vị (hủy ở trang của đơn vị)"
    EDITIONS = "editions", "ấn bản của kỳ đã khóa (được giữ)"


def told_references(agency: Agency, found: Mapping[UnitReference, int]) -> Message:
    """Why the unit cannot be taken away, and what to do; `found` says how much there is of each kind."""
    said = [message("{what}: {count}", what=Message(kind.label), count=count) for kind, count in found.items()]
    things = reduce(lambda first, then: message("{first}; {then}", first=first, then=then), said)
    return message(
        "Không bỏ được {name} ({code}) vì đã có {things}. Xử lý các mục này rồi hủy lại; hoặc vẫn thành lập đơn vị, "
        "chỉ hủy việc kế thừa: ghi mã {code} ở ô «Đơn vị nhận», rồi ghi ngày kết thúc ở trang của đơn vị nếu không "
        "dùng.",
        name=agency.name, code=agency.code, things=things,
    )  # fmt: skip
