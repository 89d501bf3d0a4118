"""Opening, closing and reopening a period, its deadlines, and what single units owe in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.closing_clearance import clear
from service.actions.periods.decision_notices import notify_agencies, notify_all
from service.actions.periods.editions import make_edition
from service.actions.periods.obligations import load_period, not_owing, require_open
from service.actions.periods.recorded_terms import deadline_moved, sealed, terms_changed
from service.actions.periods.total_effects import require_excludable
from service.actions.periods.working_days import working_time
from service.actions.transaction import ADMINISTRATION, Actor, Transaction
from service.domain.audit import AuditEvent
from service.domain.consolidation.edition import EditionOrigin
from service.domain.errors import ConflictError, EntryError, NotFoundError, message
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.decisions import require_reason
from service.domain.reporting.period import VIETNAM, Period, with_deadlines
from service.domain.reporting.stale_page import DEEDS, overtaken
from service.queue import Job
from service.storage.events import events_named, events_since
from service.storage.intake.report_files import drop_readings
from service.storage.intake.standing import standing_submission
from service.storage.organization.agencies import get_agency
from service.storage.periods.closing import drop_tasks, use_closing_request
from service.storage.periods.periods import (
    ObligationOverride,
    add_period,
    all_periods,
    ask_signed_report,
    content_changed,
    forget_late_filings,
    get_period,
    lock_period,
    obligation_of,
    put_deadline,
    put_obligation,
)
from service.storage.periods.periods import close_period as store_closing

# Decisions about the whole period, which concern every other one.
WHOLE = frozenset({AuditEvent.PERIOD_CLOSED, AuditEvent.PERIOD_REOPENED, AuditEvent.PERIOD_CORRECTED})


def open_period(
    context: Context, code: str, deadlines: Mapping[AgencyKind, datetime] | None = None, actor: Actor = ADMINISTRATION,
    *, asks_signed_report: bool = False,
) -> Period:  # fmt: skip
    """Open the period with the template version valid at its end; raises ConflictError where it is open already."""
    template, _ = context.catalogue.for_period(code)
    with context.transaction(actor) as tx:
        worked = template.schedule.period(code, working_time(tx.session).is_working_day)
        period = with_deadlines(worked, deadlines or {})
        if any(known.code == code for known in all_periods(tx.session)):
            raise ConflictError(message("Kỳ báo cáo {period} đã được mở.", period=code))
        add_period(tx.session, period, template, tx.now)
        tx.record(AuditEvent.PERIOD_OPENED, period=code)
        if asks_signed_report:
            ask_signed_report(tx.session, code, asked=True)
            tx.record(AuditEvent.PERIOD_SIGNATURE_ASKED, period=code)
    return period


def set_signed_report(
    context: Context, code: str, actor: Actor = ADMINISTRATION, *, asked: bool, seen: int | None = None
) -> None:
    """Ask every filing of the period for the signed report, or no more; raises NotFoundError."""
    with context.transaction(actor) as tx:
        require_seen(tx.session, code, seen)
        require_open(tx.session, code)
        ask_signed_report(tx.session, code, asked=asked)
        event = AuditEvent.PERIOD_SIGNATURE_ASKED if asked else AuditEvent.PERIOD_SIGNATURE_FREED
        tx.record(event, period=code)
    context.recent.clear()


def close_period(
    context: Context, code: str, actor: Actor = ADMINISTRATION, seen: int | None = None, *, tells: bool = True,
    token: str | None = None,
) -> None:  # fmt: skip
    """Take no more filings for the period, hold fast what it is, and tell the units (`tells`).

    Raises ConflictError where it is closed already, where nobody has approved it who has to, and where the checklist
    has moved since the page with that `token`.

    `seen`, here and below, is the number of the last decision on the page from which it is done, None where there was
    no page: what a colleague has decided since is not overturned unread.
    """
    with context.transaction(actor) as tx:
        require_seen(tx.session, code, seen)
        if get_period(tx.session, code).closed_at is not None:
            raise ConflictError(message("Kỳ báo cáo {period} đã khóa.", period=code))
        cleared = clear(context, tx, code, token)
        why = _reason_to_reopen(tx.session, code)
        edition = make_edition(context, tx, code, EditionOrigin.CLOSING, why, cleared.record)
        if cleared.request is not None:
            use_closing_request(tx.session, cleared.request, edition.number)
        store_closing(tx.session, code, tx.now)
        drop_readings(tx.session, code)
        tx.record(AuditEvent.PERIOD_CLOSED, period=code, subject=f"ấn bản số {edition.number}", changes=sealed(edition))
        if tells:
            notify_all(context, tx, AuditEvent.PERIOD_CLOSED, code)


def correct_period(
    context: Context, code: str, actor: Actor, reason: str, seen: int | None = None, *, token: str | None = None
) -> None:
    """Make a closed period's next edition of what the tables say now, with the reason; the earlier ones stay.

    Where it had to be approved, the reason has to be the one that was. Raises ConflictError where the period is open,
    no reason is given, or nobody has approved it who has to.
    """
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        require_seen(tx.session, code, seen)
        _require_closed(tx.session, code)
        cleared = clear(context, tx, code, token, is_correction=True)
        if cleared.request is not None and cleared.request.reason != why:
            raise EntryError(
                "reason", message("Lý do khác với lý do đã được duyệt: {reason}", reason=cleared.request.reason)
            )
        # Its merged report is a new one as well.
        _merge(tx, code)
        edition = make_edition(context, tx, code, EditionOrigin.CORRECTION, why, cleared.record)
        if cleared.request is not None:
            use_closing_request(tx.session, cleared.request, edition.number)
        subject = f"ấn bản số {edition.number}"
        tx.record(AuditEvent.PERIOD_CORRECTED, period=code, subject=subject, reason=why, changes=sealed(edition))


def reopen_period(context: Context, code: str, actor: Actor, reason: str, seen: int | None = None) -> None:
    """Take filings again; raises ConflictError where it is open or no reason is given."""
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        require_seen(tx.session, code, seen)
        _require_closed(tx.session, code)
        store_closing(tx.session, code, None)
        drop_tasks(tx.session, code)
        forget_late_filings(tx.session, code)
        # What changed of the agencies meanwhile counts again.
        _merge(tx, code)
        tx.record(AuditEvent.PERIOD_REOPENED, period=code, reason=why)
        notify_all(context, tx, AuditEvent.PERIOD_REOPENED, code, reason=why)


def set_deadline(
    context: Context, code: str, kind: AgencyKind, due_at: datetime, actor: Actor, reason: str, seen: int | None = None
) -> None:
    """Set when a kind of unit owes its report; raises EntryError without a reason, or ConflictError."""
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        require_seen(tx.session, code, seen, kind=kind)
        opened = require_open(tx.session, code)
        put_deadline(tx.session, code, kind, due_at, tx.now)
        before = opened.deadlines.get(kind)
        subject = f"{kind.label}: {due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        changes = deadline_moved(before, due_at)
        tx.record(AuditEvent.PERIOD_DEADLINE_SET, period=code, subject=subject, reason=why, changes=changes)
        if before != due_at:
            notify_all(context, tx, AuditEvent.PERIOD_DEADLINE_SET, code, kind, reason=why)


def extend(
    context: Context, period: str, agency: str, due_at: datetime, actor: Actor, reason: str, seen: int | None = None
) -> None:
    """Put off one unit's deadline; raises EntryError where the moment lies before the deadline of all."""
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        unit = get_agency(tx.session, agency)
        require_seen(tx.session, period, seen, kind=unit.kind, agency=agency)
        opened = require_open(tx.session, period)
        known = obligation_of(tx.session, period, agency)
        template = context.catalogue.get(opened.template_code, opened.template_version)
        require_later(opened.period(template), unit.kind, due_at)
        wanted = replace(known, due_at=due_at, extension_reason=why, extended_at=tx.now)
        put_obligation(tx.session, period, agency, wanted)
        subject = f"{due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        changes = deadline_moved(known.due_at, due_at)
        tx.record(
            AuditEvent.UNIT_EXTENDED, period=period, agency=agency, subject=subject, reason=why, changes=changes
        )  # fmt: skip
        if known.due_at != due_at:
            due = due_at.astimezone(VIETNAM)
            notify_agencies(context, tx, AuditEvent.UNIT_EXTENDED, period, [agency], due_at=due, reason=why)


def require_later(period: Period, kind: AgencyKind, due_at: datetime) -> None:
    """Raises EntryError where the moment gives units of that kind no more time than all have."""
    usual = period.deadline(kind)
    if due_at <= usual:
        raise EntryError(
            "due_at",
            message(
                "Hạn mới phải sau hạn chung {usual}; muốn bỏ gia hạn thì chọn Thu hồi gia hạn.",
                usual=f"{usual.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            ),
        )


def withdraw_extension(
    context: Context, period: str, agency: str, actor: Actor, reason: str, seen: int | None = None
) -> None:
    """Take one unit's extension back, so that the deadline of all holds again; raises ConflictError without one."""
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        unit = get_agency(tx.session, agency)
        require_seen(tx.session, period, seen, kind=unit.kind, agency=agency)
        require_open(tx.session, period)
        known = obligation_of(tx.session, period, agency)
        if known.due_at is None:
            raise ConflictError(message("{name} không được gia hạn trong kỳ này.", name=unit.name))
        wanted = replace(known, due_at=None, extension_reason="", extended_at=None)
        put_obligation(tx.session, period, agency, wanted)
        subject = f"{known.due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        changes = deadline_moved(known.due_at, None)
        tx.record(
            AuditEvent.UNIT_EXTENSION_WITHDRAWN, period=period, agency=agency, subject=subject, reason=why,
            changes=changes,
        )  # fmt: skip
        notify_agencies(context, tx, AuditEvent.UNIT_EXTENSION_WITHDRAWN, period, [agency], reason=why)


def waive(
    context: Context,
    period: str,
    agency: str,
    actor: Actor,
    reason: str,
    *,
    waived: bool = True,
    seen: int | None = None,
) -> None:
    """Let one unit off its report, or ask for it again; raises ConflictError without a reason."""
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        get_agency(tx.session, agency)
        require_seen(tx.session, period, seen, agency=agency)
        _change_content(tx, period, agency)
        known = obligation_of(tx.session, period, agency)
        wanted = replace(known, waived_at=tx.now if waived else None, waiver_reason=why if waived else "")
        put_obligation(tx.session, period, agency, wanted)
        action = AuditEvent.UNIT_WAIVED if waived else AuditEvent.UNIT_WAIVER_ENDED
        tx.record(action, period=period, agency=agency, reason=why, changes=terms_changed(known, wanted))
        if waived is not (known.waived_at is not None):
            is_left_out = waived and standing_submission(tx.session, period, agency) is not None
            about: dict[str, Any] = {"is_left_out": is_left_out}
            about |= {} if known.due_at is None else {"due_at": known.due_at.astimezone(VIETNAM)}
            notify_agencies(context, tx, action, period, [agency], reason=why, **about)


def exclude(
    context: Context,
    period: str,
    agency: str,
    actor: Actor,
    reason: str,
    *,
    excluded: bool = True,
    seen: int | None = None,
) -> None:
    """Leave the figures of one unit out of the totals, or add them again; it owes its report all the same.

    Raises EntryError without a reason, or ConflictError where there is nothing to leave out or to add again.
    """
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        unit = get_agency(tx.session, agency)
        require_seen(tx.session, period, seen, agency=agency)
        _change_content(tx, period, agency)
        known = obligation_of(tx.session, period, agency)
        require_excludable(tx.session, period, unit, known, excluded=excluded)
        wanted = replace(known, excluded_at=tx.now if excluded else None, exclusion_reason=why if excluded else "")
        put_obligation(tx.session, period, agency, wanted)
        action = AuditEvent.UNIT_EXCLUDED if excluded else AuditEvent.UNIT_EXCLUSION_ENDED
        tx.record(action, period=period, agency=agency, reason=why)
        notify_agencies(context, tx, action, period, [agency], reason=why)


def set_obligation(
    context: Context, period: str, agency: str, *, includes_children: bool | None = None,
    exempt: tuple[str, ...] | None = None, actor: Actor = ADMINISTRATION, reason: str = "", seen: int | None = None,
) -> ObligationOverride:  # fmt: skip
    """Say what one unit owes: whether its figures include its children's, and which indicators it is spared.

    None leaves what is known. Raises NotFoundError for a unit or indicators that are none of the period's, or
    ConflictError where it is closed.
    """
    with context.transaction(actor) as tx:
        require_seen(tx.session, period, seen, agency=agency)
        _change_content(tx, period, agency)
        template, dates = load_period(tx.session, context.catalogue, period)
        unit = get_agency(tx.session, agency)
        if not dates.is_open_to(unit):
            raise NotFoundError(not_owing(unit.name, dates))
        for pattern in exempt or ():
            if not template.matching(pattern):
                raise NotFoundError(message("Không chỉ tiêu nào khớp «{pattern}».", pattern=pattern))
        known = obligation_of(tx.session, period, agency)
        wanted = replace(
            known,
            includes_children=known.includes_children if includes_children is None else includes_children,
            exempt=known.exempt if exempt is None else exempt,
        )
        put_obligation(tx.session, period, agency, wanted)
        tx.record(
            AuditEvent.UNIT_OBLIGATION_SET, period=period, agency=agency, subject=_in_words(wanted), reason=reason,
            changes=terms_changed(known, wanted),
        )  # fmt: skip
        return wanted


def obligation_in(context: Context, period: str, agency: str) -> ObligationOverride:
    """What one unit owes in a period."""
    with context.database.reading() as session:
        return obligation_of(session, period, agency)


def _change_content(tx: Transaction, period: str, agency: str) -> None:
    """What the unit owes is about to change, so the period is merged anew; raises NotFoundError for either."""
    require_open(tx.session, period)
    get_agency(tx.session, agency)
    _merge(tx, period)


def _merge(tx: Transaction, period: str) -> None:
    if content_changed(tx.session, period, tx.utcnow):
        tx.enqueue(Job.MERGE_PERIOD, period)


def _require_closed(session: Session, code: str) -> None:
    if get_period(session, code).closed_at is None:
        raise ConflictError(message("Kỳ báo cáo {period} đang mở.", period=code))


def _reason_to_reopen(session: Session, code: str) -> str:
    """Why the period was opened again; empty where it is closed for the first time."""
    return "".join(event.reason for event in events_named(session, code, AuditEvent.PERIOD_REOPENED)[-1:])


def _in_words(owed: ObligationOverride) -> str:
    """What is on record of it."""
    children = "gồm số liệu đơn vị trực thuộc" if owed.includes_children else "không gồm số liệu đơn vị trực thuộc"
    spared = f"; không phải báo cáo: {', '.join(owed.exempt)}" if owed.exempt else ""
    return f"{children}{spared}"[:200]


def require_seen(
    session: Session, period: str, seen: int | None, *, kind: AgencyKind | None = None, agency: str | None = None
) -> None:
    """Raises ConflictError where somebody has decided about the same since the decision of that number.

    Until the transaction ends nobody else decides about the period, so that numbers follow in the order of decisions.
    """
    lock_period(session, period)
    if seen is None:
        return
    for event in events_since(session, period, seen, DEEDS):
        is_of_kind = kind is not None and event.subject.startswith(f"{kind.label}:")
        is_of_unit = agency is not None and event.agency == agency
        if is_of_unit or event.action in WHOLE or is_of_kind:
            detail = ": ".join(part for part in (event.subject, event.reason) if part)
            raise ConflictError(overtaken(event.action, event.actor, event.at, detail))
