"""Loading the demonstration: Hưng Yên's units, three periods, filings, and sign-ins that are printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.actions.accept_submission import Handed, accept_submission
from service.actions.context import Context
from service.actions.import_agencies import import_agencies
from service.actions.merge_period import merge_period
from service.actions.open_period import close_period, open_period
from service.actions.tokens import issue_token
from service.actions.validate_submission import validate_submission
from service.clock import FixedClock
from service.demo import AGENCIES_CSV, CLOCK_START, PERIODS, DemoFiling, demo_payloads
from service.domain.access import Caller, Role
from service.domain.submission import Channel
from service.queue import NoQueue
from service.storage.demonstration import is_demonstration, start_demonstration


@dataclass(frozen=True)
class SignIn:
    """A token that everybody may know, since the demonstration's data are nobody's."""

    token: str
    caller: Caller


SIGN_INS = (
    SignIn("demo-sgtvt", Caller("Cán bộ Sở Giao thông vận tải", Role.OFFICER, "SGTVT")),
    SignIn("demo-sgtvt-lanh-dao", Caller("Lãnh đạo Sở Giao thông vận tải", Role.LEADER, "SGTVT")),
    SignIn("demo-snv", Caller("Chuyên viên Sở Nội vụ", Role.HOME_AFFAIRS)),
    SignIn("demo-admin", Caller("Quản trị hệ thống", Role.ADMIN)),
    SignIn("demo-kiem-tra", Caller("Thanh tra, kiểm tra", Role.AUDITOR)),
)


def load_demo(context: Context) -> bool:
    """Fill an empty installation; False where the demonstration is there already, which is left as it is."""
    with context.database.reading() as session:
        if is_demonstration(session):
            return False
    quiet = replace(context, queue=NoQueue())
    import_agencies(quiet, AGENCIES_CSV)
    for sign_in in SIGN_INS:
        issue_token(quiet, sign_in.caller, sign_in.token)
    filings = sorted(demo_payloads(context.catalogue), key=lambda filing: (filing.received_at, filing.agency))
    for period in PERIODS:
        open_period(replace(quiet, clock=FixedClock(moment=period.opened_at)), period.code)
        for filing in filings:
            if filing.period == period.code:
                _file(quiet, filing)
        merge_period(quiet, period.code)
        if period.closed_at is not None:
            close_period(replace(quiet, clock=FixedClock(moment=period.closed_at)), period.code)
    # Last, so that a load that was broken off is not taken for a whole one.
    with context.database.writing() as session:
        start_demonstration(session, context.clock.real(), CLOCK_START)
    return True


def sign_in_lines() -> Iterator[str]:
    """The sign-ins as lines to print."""
    for sign_in in SIGN_INS:
        yield f"{sign_in.token:<22} {sign_in.caller.role.value:<13} {sign_in.caller.name}"


def _file(context: Context, filing: DemoFiling) -> None:
    then = replace(context, clock=FixedClock(moment=filing.received_at))
    raw = json.dumps(filing.payload, ensure_ascii=False, indent=1).encode()
    filer = Caller("Dữ liệu minh họa", Role.OFFICER, filing.agency)
    receipt, _ = accept_submission(
        then, filer, Handed(filing.period, filing.agency, Channel.JSON, raw, "minh-hoa.json")
    )
    validate_submission(then, receipt.submission)
