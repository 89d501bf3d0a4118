"""What ends where a person stops acting for a unit or for Home Affairs: sign-ins, and the addresses that they know."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.bilingual import Bilingual
from service.domain.errors import message
from service.domain.organization.access import Role
from service.domain.organization.account import Account, HeldRole
from service.languages import VIETNAMESE, translate
from service.storage.notifications.notices import add_notice
from service.storage.organization.accounts import accounts_of_agency, accounts_with_role, end_web_sessions
from service.storage.periods.calendar_feeds import HOME_AFFAIRS, end_feed

# Where a new address of the calendar is made.
PAGE = "/lich"
_OF_PROVINCE = (Role.HOME_AFFAIRS, Role.ADMIN)
_SAID = message(
    "Địa chỉ lịch chung đã hết dùng được vì có người biết địa chỉ thôi nhiệm vụ: tạo địa chỉ mới rồi thêm lịch lại."
)


def end_access(tx: Transaction, before: Account, beside: Collection[HeldRole], after: Collection[HeldRole]) -> None:
    """End the person's sign-ins, and each calendar's address that they knew and that is not theirs any more.

    `beside` are the roles that they held beside that of the account, `after` all that they hold from now on.
    """
    end_web_sessions(tx.session, before.id)
    held = () if before.is_disabled else (before.own_role, *beside)
    for owner in sorted(_calendars(held) - _calendars(after)):
        if end_feed(tx.session, owner):
            agency = None if owner == HOME_AFFAIRS else owner
            tx.record(AuditEvent.CALENDAR_ENDED, agency=agency, subject=before.email)
            _tell(tx, before.id, agency)


def _calendars(roles: Collection[HeldRole]) -> set[str]:
    """Whose addresses are shown to a person in these roles."""
    of_units = {held.agency for held in roles if held.agency is not None}
    return of_units | {HOME_AFFAIRS for held in roles if held.role in _OF_PROVINCE}


def _tell(tx: Transaction, leaver: int, agency: str | None) -> None:
    """Tell the others, whose calendars are not renewed any more."""
    words = Bilingual(translate(_SAID, VIETNAMESE), translate(_SAID, "en"))
    for person in _people(tx.session, agency):
        if person.id != leaver:
            add_notice(tx.session, person.id, words, PAGE, tx.now)


def _people(session: Session, agency: str | None) -> list[Account]:
    if agency is not None:
        return list(accounts_of_agency(session, agency))
    found = {person.id: person for role in _OF_PROVINCE for person in accounts_with_role(session, role)}
    return list(found.values())
