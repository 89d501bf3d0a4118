"""Loading the demonstration: Hưng Yên's units, three periods, filings, and sign-ins that are printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.actions.consolidation.merge import merge_period
from service.actions.context import Context
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.validate import validate_submission
from service.actions.organization.accounts import hash_password, invite_account
from service.actions.organization.import_agencies import import_agencies
from service.actions.organization.people import list_accounts
from service.actions.organization.tokens import authenticate, issue_token
from service.actions.periods.closing import closing_overview
from service.actions.periods.lifecycle import close_period, open_period
from service.actions.periods.publication import publish_edition
from service.actions.transaction import SYSTEM, Actor
from service.clock import FixedClock
from service.demo import AGENCIES_CSV, CLOCK_START, PERIODS, DemoPeriod, DemoSubmission, demo_payloads
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, UnauthenticatedError, message
from service.domain.organization.access import Caller, Role
from service.queue import NoQueue
from service.readers.agencies import read_agencies
from service.readers.formats import JSON
from service.storage.organization.agencies import all_agencies
from service.storage.periods.demonstration import is_demonstration, start_demonstration
from service.storage.periods.periods import OpenedPeriod, all_periods

# Everybody may know it, since the demonstration's data are nobody's.
PASSWORD = "trinh-dien-2023"  # noqa: S105


@dataclass(frozen=True)
class SignIn:
    """A token and an address that everybody may know, since the demonstration's data are nobody's."""

    token: str
    caller: Caller
    email: str


SIGN_INS = (
    SignIn("demo-sgtvt", Caller("Cán bộ Sở Giao thông vận tải", Role.OFFICER, "SGTVT"), "canbo@sgtvt.demo.vn"),
    SignIn(
        "demo-sgtvt-lanh-dao", Caller("Lãnh đạo Sở Giao thông vận tải", Role.LEADER, "SGTVT"), "lanhdao@sgtvt.demo.vn"
    ),
    SignIn("demo-snv", Caller("Chuyên viên Sở Nội vụ", Role.HOME_AFFAIRS), "chuyenvien@snv.demo.vn"),
    SignIn("demo-snv-lanh-dao", Caller("Giám đốc Sở Nội vụ", Role.HOME_AFFAIRS_LEADER), "giamdoc@snv.demo.vn"),
    SignIn("demo-admin", Caller("Quản trị hệ thống", Role.ADMIN), "quantri@demo.vn"),
    SignIn("demo-kiem-tra", Caller("Thanh tra, kiểm tra", Role.AUDITOR), "thanhtra@demo.vn"),
)


def load_demo(context: Context, actor: Actor = SYSTEM) -> bool:
    """Fill an empty installation, or go on where a load was broken off; False where the demonstration is there already.

    Raises ConflictError where there are other data, since business time and figures would become made-up ones.
    """
    with context.database.reading() as session:
        if is_demonstration(session):
            return False
        opened = {period.code: period for period in all_periods(session)}
        units = {agency.code for agency in all_agencies(session)}
    if not _is_issued(context, SIGN_INS[0]) and (opened or units - {unit.code for unit in read_agencies(AGENCIES_CSV)}):
        raise ConflictError(message("Đã có dữ liệu khác: chỉ nạp dữ liệu minh họa vào hệ thống trống."))
    quiet = replace(context, queue=NoQueue())
    import_agencies(quiet, AGENCIES_CSV)
    leaders = [sign_in for sign_in in SIGN_INS if sign_in.caller.role is Role.HOME_AFFAIRS_LEADER]
    # Its people came when its agencies were there, some of which have ended since.
    then = replace(quiet, clock=FixedClock(moment=CLOCK_START))
    for sign_in in SIGN_INS:
        if sign_in not in leaders:
            _let_in(then, sign_in)
    _let_units_in(then)
    for period in PERIODS:
        _load_period(quiet, period, opened.get(period.code))
    # Once somebody is there to approve a closing, none is made without.
    for sign_in in leaders:
        _let_in(then, sign_in)
    # Last, so that a load that was broken off is not taken for a whole one.
    with context.transaction(actor) as tx:
        start_demonstration(tx.session, tx.utcnow, CLOCK_START)
        tx.record(AuditEvent.DEMONSTRATION_LOADED)
    return True


def sign_in_lines() -> Iterator[str]:
    """The sign-ins as lines to print."""
    for sign_in in SIGN_INS:
        yield f"{sign_in.email:<24} {sign_in.token:<22} {sign_in.caller.name}"


def _load_period(context: Context, period: DemoPeriod, opened: OpenedPeriod | None) -> None:
    if opened is None:
        open_period(replace(context, clock=FixedClock(moment=period.opened_at)), period.code)
    filings = (filing for filing in demo_payloads(context.catalogue) if filing.period == period.code)
    for filing in sorted(filings, key=lambda filing: (filing.received_at, filing.agency)):
        _file(context, filing)
    merge_period(replace(context, clock=FixedClock(moment=period.closed_at or CLOCK_START)), period.code)
    if period.closed_at is not None:
        then = replace(context, clock=FixedClock(moment=period.closed_at))
        if opened is None or opened.closed_at is None:
            close_period(then, period.code, tells=False)
        if not closing_overview(then, period.code).is_published:
            publish_edition(then, period.code, 1, SYSTEM, tells=False)


def _let_in(context: Context, sign_in: SignIn) -> None:
    """Make the token and the account, unless they are there."""
    if not _is_issued(context, sign_in):
        issue_token(context, sign_in.caller, sign_in.token)
    caller = sign_in.caller
    if not any(person.email == sign_in.email for person in list_accounts(context)):
        invite_account(
            context, "demo", email=sign_in.email, name=caller.name, role=caller.role, agency=caller.agency,
            hashed=hash_password(PASSWORD),
        )  # fmt: skip


def _let_units_in(context: Context) -> None:
    """An officer and a leader for every other unit, who are reminded; their password is everybody's."""
    known = {person.email: person for person in list_accounts(context)}
    hashed = known[SIGN_INS[0].email].password_hash
    with_people = {person.agency for person in known.values()}
    for unit in read_agencies(AGENCIES_CSV):
        for prefix, title, role in (("canbo", "Cán bộ", Role.OFFICER), ("lanhdao", "Lãnh đạo", Role.LEADER)):
            email = f"{prefix}@{unit.code.lower()}.demo.vn"
            if unit.code not in with_people:
                invite_account(
                    context, "demo", email=email, name=f"{title} {unit.name}", role=role, agency=unit.code,
                    hashed=hashed,
                )  # fmt: skip


def _is_issued(context: Context, sign_in: SignIn) -> bool:
    try:
        authenticate(context, sign_in.token)
    except UnauthenticatedError:
        return False
    return True


def _file(context: Context, filing: DemoSubmission) -> None:
    then = replace(context, clock=FixedClock(moment=filing.received_at))
    raw = json.dumps(filing.payload, ensure_ascii=False, indent=1).encode()
    filer = Caller("Dữ liệu minh họa", Role.OFFICER, filing.agency)
    receipt, _ = submit_report(then, filer, SubmissionRequest(filing.period, filing.agency, JSON, raw, "minh-hoa.json"))
    validate_submission(then, receipt.submission, tells=False)
