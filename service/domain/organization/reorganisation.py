"""The map of units changes from a day: units are merged, divided, abolished, or become another in name or place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from service.domain.errors import EntryError, Message, message
from service.domain.notation.labelled import Labelled
from service.domain.organization.agency import Agency, AgencyKind, is_agency_code


class ReorganisationAct(Labelled):
    """What happens to the units."""

    MERGE = "merge", "Sáp nhập"
    SPLIT = "split", "Chia tách"
    RENAME = "rename", "Đổi tên, cấp hoặc đơn vị cấp trên"
    ABOLISH = "abolish", "Giải thể"
    WITHDRAW = "withdraw", "Hủy thay đổi chưa đến ngày"


@dataclass(frozen=True)
class Reorganisation:
    """What was decided: `units` are no more, or become another, from the `day` on.

    `into` has a line for each unit that takes over: its code, or code and name of a new one with a semicolon between.
    A unit that becomes another has `name`, `abbreviation`, `kind` and `parent` from that day on, or none above it any
    more where `clears_parent`. What is withdrawn, `withdrawal` tells.
    """

    act: ReorganisationAct
    day: date
    units: tuple[str, ...]
    into: str = ""
    name: str = ""
    abbreviation: str = ""
    kind: AgencyKind | None = None
    parent: str | None = None
    clears_parent: bool = False


def reorganised(agencies: Iterable[Agency], plan: Reorganisation) -> tuple[Agency, ...]:
    """The units that are new or other by the plan; raises EntryError with the field that will not do."""
    known = {agency.code: agency for agency in agencies}
    concerned = [_present(known, code, plan.day) for code in dict.fromkeys(plan.units)]
    if not concerned:
        raise EntryError("units", message("Cần ghi mã đơn vị được sắp xếp."))
    if plan.act is ReorganisationAct.RENAME:
        return (_renamed(concerned, plan),)
    receiving = _receiving(known, plan, concerned[0])
    taking = tuple(agency.code for agency in receiving)
    ended = [agency for agency in concerned if agency.code not in taking]
    _require_sense(plan.act, ended, taking)
    last = plan.day - timedelta(days=1)
    return (
        *(replace(agency, valid_to=last, successors=taking) for agency in ended),
        *(agency for agency in receiving if agency.code not in known),
    )


def is_done(agencies: Iterable[Agency], plan: Reorganisation) -> bool:
    """Whether the units, as they are on the plan's day, are already what it makes of them: a request came twice."""
    known = {agency.code: agency for agency in agencies}
    units = [known.get(code) for code in dict.fromkeys(plan.units)]
    if not units or None in units:
        return False
    found = [unit for unit in units if unit is not None]
    if plan.act is ReorganisationAct.RENAME:
        return len(found) == 1 and _wanted(found[0], plan) == found[0]
    lines = [[part.strip() for part in line.partition(";")[::2]] for line in plan.into.splitlines() if line.strip()]
    taking = sorted({code for code, _ in lines})
    ended = [unit for unit in found if unit.code not in taking]
    are_there = all(code in known and name in {"", known[code].name} for code, name in lines)
    last = plan.day - timedelta(days=1)
    return are_there and bool(ended) and all((u.valid_to, sorted(u.successors)) == (last, taking) for u in ended)


def _wanted(old: Agency, plan: Reorganisation) -> Agency:
    """The unit as it is to be from the plan's day on."""
    return replace(
        old, name=plan.name or old.name, abbreviation=plan.abbreviation or old.abbreviation,
        kind=plan.kind or old.kind, parent=None if plan.clears_parent else plan.parent or old.parent,
    )  # fmt: skip


def _present(known: Mapping[str, Agency], code: str, day: date) -> Agency:
    """The unit of that code, which has to be there before the day and still on it."""
    agency = known.get(code)
    if agency is None:
        raise EntryError("units", message("Không có đơn vị «{code}».", code=code[:64]))
    if not agency.is_valid_on(day) or not agency.is_valid_on(day - timedelta(days=1)):
        raise EntryError("day", message("{name} ({code}) không hoạt động vào ngày đó.", name=agency.name, code=code))
    return agency


def _renamed(concerned: list[Agency], plan: Reorganisation) -> Agency:
    if len(concerned) > 1:
        raise EntryError("units", message("Mỗi lần chỉ đổi một đơn vị."))
    if plan.parent and plan.clears_parent:
        said = message("Ghi mã đơn vị cấp trên mới, hoặc chọn không còn đơn vị cấp trên: không chọn cả hai.")
        raise EntryError("parent", said)
    old = concerned[0]
    new = _wanted(old, plan)
    if new == old:
        raise EntryError("name", message("Chưa ghi gì khác với trước đó."))
    return new


def _receiving(known: Mapping[str, Agency], plan: Reorganisation, like: Agency) -> tuple[Agency, ...]:
    """The units that take over, a new one of the kind and below the parent of the unit that it is `like`."""
    found, faults = [], []
    for number, line in enumerate(plan.into.splitlines(), 1):
        code, _, name = (part.strip() for part in line.partition(";"))
        if not code and not name:
            continue
        fault = _fault(known, code, name, plan.day)
        if fault is not None:
            faults.append(message("dòng {line}: {what}", line=number, what=fault))
        else:
            new = Agency(code, name, like.kind, plan.day, parent=like.parent)
            found.append(known.get(code, new))
    if faults:
        raise EntryError("into", message("{faults}.", faults="; ".join(map(str, faults))))
    return tuple(dict.fromkeys(found))


def _fault(known: Mapping[str, Agency], code: str, name: str, day: date) -> Message | None:
    """What is wrong with a line that names a unit that takes over."""
    if code in known and name:
        return message("mã «{code}» đã là của {name}", code=code, name=known[code].name)
    if code in known and not known[code].is_valid_on(day):
        return message("{name} không hoạt động vào ngày đó", name=known[code].name)
    if code not in known and not is_agency_code(code):
        return message("mã chỉ gồm chữ không dấu, số, gạch nối: «{code}»", code=code[:64])
    if code not in known and not (0 < len(name) <= 200):
        return message("không có đơn vị «{code}»; đơn vị mới cần ghi tên sau dấu chấm phẩy", code=code)
    return None


def _require_sense(act: ReorganisationAct, ended: list[Agency], taking: tuple[str, ...]) -> None:
    """Raises EntryError where these units do not make such an act."""
    if act is ReorganisationAct.ABOLISH and taking:
        raise EntryError("into", message("Giải thể thì không ghi đơn vị kế thừa; có đơn vị kế thừa là sáp nhập."))
    if act is ReorganisationAct.MERGE and len(taking) != 1:
        raise EntryError("into", message("Sáp nhập cần đúng một đơn vị nhận."))
    if act is ReorganisationAct.SPLIT and (len(taking) < 2 or len(ended) != 1):
        raise EntryError("into", message("Chia tách cần một đơn vị kết thúc và từ hai đơn vị nhận trở lên."))
    if not ended:
        raise EntryError("units", message("Cần ít nhất một đơn vị kết thúc hoạt động."))
