"""What was decided to happen to units on a day to come is taken back; nothing that is kept goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent, Property
from service.domain.errors import ConflictError, EntryError, message
from service.domain.notation.moments import read_day
from service.domain.organization.agency import Agency
from service.domain.organization.reorganisation import Reorganisation
from service.domain.organization.withdrawal import (
    AwaitedAct,
    EarlierEnd,
    Withdrawal,
    awaited_acts,
    told_references,
    withdrawn,
)
from service.domain.reporting.period import VIETNAM, Period, official_day
from service.storage.organization.agencies import all_agencies
from service.storage.organization.references import SetEnd, last_act, last_additions, last_ends, references_to
from service.storage.periods.periods import all_periods, obligations, put_obligation


def list_awaited(context: Context) -> tuple[AwaitedAct, ...]:
    """What is to happen to units on days that have not come, by day."""
    today = context.clock.now().astimezone(VIETNAM).date()
    with context.database.reading() as session:
        return awaited_acts(all_agencies(session), today)


def plan_withdrawal(context: Context, session: Session, before: tuple[Agency, ...], plan: Reorganisation) -> Withdrawal:
    """What the plan undoes; raises EntryError or ConflictError, which say what to do, where it cannot be undone."""
    if plan.day <= context.clock.now().astimezone(VIETNAM).date():
        said = message(
            "Ngày {day} đã đến, không hủy được nữa. Lập một lần sắp xếp mới từ một ngày sau đó; nếu ngày ghi sai thì "
            "sửa ngày hiệu lực ở trang của từng đơn vị.",
            day=official_day(plan.day),
        )
        raise EntryError("day", said)
    ends = last_ends(session, plan.units)
    found = withdrawn(before, plan, _made(session, before, ends), _ends_before(session, plan, ends))
    _require_open(context, session, before, found)
    _require_unused(session, found.removed)
    return found


def forget_answers(context: Context, tx: Transaction, changed: Iterable[Agency]) -> None:
    """What was said of last reports of these units holds no more where they go on beyond the period."""
    for period in _periods(context, tx.session, is_open=True):
        owed = obligations(tx.session, period.code)
        for unit in changed:
            answer = owed[unit.code].contained_in if unit.code in owed else None
            if answer is not None and not period.is_last_of(unit):
                put_obligation(tx.session, period.code, unit.code, replace(owed[unit.code], contained_in=None))
                tx.record(AuditEvent.UNIT_NOT_CONTAINED, period=period.code, agency=unit.code, subject=answer)


def _made(session: Session, before: Iterable[Agency], ends: Mapping[str, SetEnd]) -> set[str]:
    """The successors of these units that came with their end: the log has them as added after it was set."""
    units = [agency for agency in before if agency.code in ends]
    added = last_additions(session, {code for unit in units for code in unit.successors})
    return {code for unit in units for code in unit.successors if added.get(code, 0) > ends[unit.code].number}


def _ends_before(session: Session, plan: Reorganisation, ends: Mapping[str, SetEnd]) -> dict[str, EarlierEnd]:
    """What ends and successors the plan's units had before an act of that day, as the log tells, where they had any."""
    found = {}
    for code, last in ends.items():
        day = read_day(last.before(Property.VALID_TO))
        # What was set by hand says nothing of what was decided before it.
        if day is not None and f" từ {official_day(plan.day)}: " in last_act(session, last.number):
            named = last.before(Property.SUCCESSORS) if _changes_successors(last) else None
            found[code] = EarlierEnd(day, None if named is None else tuple(named.replace(",", " ").split()))
    return found


def _changes_successors(last: SetEnd) -> bool:
    return any(change.name == Property.SUCCESSORS.label for change in last.changes)


def _require_unused(session: Session, removed: Iterable[Agency]) -> None:
    """Raises EntryError, which says what there is, where anything refers to one of these units."""
    units = {agency.code: agency for agency in removed}
    for code, found in references_to(session, units).items():
        if found:
            raise EntryError("units", told_references(units[code], found))


def _require_open(context: Context, session: Session, before: Iterable[Agency], found: Withdrawal) -> None:
    """Raises ConflictError where a closed period stands on what is withdrawn."""
    known = {agency.code: agency for agency in before}
    for period in _periods(context, session, is_open=False):
        for unit in found.changed:
            old = known[unit.code]
            # A unit that was whole in the period and stays so is none of its business.
            if (period.is_owed_by(old), period.is_last_of(old)) != (period.is_owed_by(unit), period.is_last_of(unit)):
                said = message(
                    "Kỳ {period} đã khóa với {name} ({code}) theo cách sắp xếp này. Mở lại kỳ (ghi lý do), hủy thay "
                    "đổi, rồi khóa lại kỳ.",
                    period=period.title, name=unit.name, code=unit.code,
                )  # fmt: skip
                raise ConflictError(said)


def _periods(context: Context, session: Session, *, is_open: bool) -> Iterable[Period]:
    for opened in all_periods(session):
        if (opened.closed_at is None) is is_open:
            yield opened.period(context.catalogue.get(opened.template_code, opened.template_version))
