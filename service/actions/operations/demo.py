"""Loading a scene of the demonstration: Hưng Yên's units, periods, filings, and sign-ins that are printed."""

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
from service.demo import SCENES, USUAL_SCENE, DemoPeriod, DemoSubmission, Scene
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


def sign_ins(scene: str = USUAL_SCENE) -> tuple[SignIn, ...]:
    """The sign-ins of a scene; those of its department come first."""
    code, name = SCENES[scene].unit
    unit = code.lower()
    return (
        SignIn(f"demo-{unit}", Caller(f"Cán bộ {name}", Role.OFFICER, code), f"canbo@{unit}.demo.vn"),
        SignIn(f"demo-{unit}-lanh-dao", Caller(f"Lãnh đạo {name}", Role.LEADER, code), f"lanhdao@{unit}.demo.vn"),
        SignIn("demo-snv", Caller("Chuyên viên Sở Nội vụ", Role.HOME_AFFAIRS), "chuyenvien@snv.demo.vn"),
        SignIn("demo-snv-lanh-dao", Caller("Giám đốc Sở Nội vụ", Role.HOME_AFFAIRS_LEADER), "giamdoc@snv.demo.vn"),
        SignIn("demo-admin", Caller("Quản trị hệ thống", Role.ADMIN), "quantri@demo.vn"),
        SignIn("demo-kiem-tra", Caller("Thanh tra, kiểm tra", Role.AUDITOR), "thanhtra@demo.vn"),
    )


def load_demo(context: Context, actor: Actor = SYSTEM, name: str = USUAL_SCENE) -> bool:
    """Fill an empty installation, or go on where a load was broken off; False where that scene is there already.

    Raises ConflictError where there are other data, since business time and figures would become made-up ones.
    """
    scene, people = SCENES[name], sign_ins(name)
    with context.database.reading() as session:
        opened = {period.code: period for period in all_periods(session)}
        units = {agency.code for agency in all_agencies(session)}
        is_loaded = is_demonstration(session)
    if is_loaded and scene.periods[0].code in opened:
        return False
    if is_loaded:
        raise ConflictError(message("Dữ liệu minh họa ở đây là của năm khác: nạp vào một thư mục dữ liệu trống."))
    if not _is_issued(context, people[0]) and (
        opened or units - {unit.code for unit in read_agencies(scene.units_csv)}
    ):
        raise ConflictError(message("Đã có dữ liệu khác: chỉ nạp dữ liệu minh họa vào hệ thống trống."))
    quiet = replace(context, queue=NoQueue())
    import_agencies(quiet, scene.units_csv)
    leaders = [sign_in for sign_in in people if sign_in.caller.role is Role.HOME_AFFAIRS_LEADER]
    # Its people came when its agencies were there, some of which have ended since.
    then = replace(quiet, clock=FixedClock(moment=scene.clock_start))
    for sign_in in people:
        if sign_in not in leaders:
            _let_in(then, sign_in)
    _let_units_in(then, scene, people[0])
    for period in scene.periods:
        _load_period(quiet, scene, period, opened.get(period.code))
    # Once somebody is there to approve a closing, none is made without.
    for sign_in in leaders:
        _let_in(then, sign_in)
    # Last, so that a load that was broken off is not taken for a whole one.
    with context.transaction(actor) as tx:
        start_demonstration(tx.session, tx.utcnow, scene.clock_start)
        tx.record(AuditEvent.DEMONSTRATION_LOADED)
    return True


def sign_in_lines(scene: str = USUAL_SCENE) -> Iterator[str]:
    """The sign-ins of a scene as lines to print."""
    for sign_in in sign_ins(scene):
        yield f"{sign_in.email:<24} {sign_in.token:<22} {sign_in.caller.name}"


def _load_period(context: Context, scene: Scene, period: DemoPeriod, opened: OpenedPeriod | None) -> None:
    if opened is None:
        open_period(replace(context, clock=FixedClock(moment=period.opened_at)), period.code)
    filings = (filing for filing in scene.payloads(context.catalogue) if filing.period == period.code)
    for filing in sorted(filings, key=lambda filing: (filing.received_at, filing.agency)):
        _file(context, filing)
    merge_period(replace(context, clock=FixedClock(moment=period.closed_at or scene.clock_start)), period.code)
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


def _let_units_in(context: Context, scene: Scene, first: SignIn) -> None:
    """An officer and a leader for every other unit, who are reminded; their password is everybody's."""
    known = {person.email: person for person in list_accounts(context)}
    hashed = known[first.email].password_hash
    with_people = {person.agency for person in known.values()}
    for unit in read_agencies(scene.units_csv):
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
