"""People from a list: what it would add and change is shown first, and then done as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.accounts import (
    AccountDetails,
    post_invitation,
    properties_of,
    put_account_details,
    put_new_account,
)
from service.actions.organization.people import agencies_without_people
from service.actions.periods.presence import earliest_reporting_day
from service.actions.transaction import Actor, Transaction
from service.actions.work.bounded import read_accounts_bounded
from service.domain.audit import Change, differences
from service.domain.errors import ConflictError, Finding, UnreadableError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.domain.organization.account_list import (
    AccountLine,
    Outcome,
    find_agency,
    shown_agency,
)
from service.domain.reporting.period import VIETNAM, official_day
from service.readers.accounts import AccountList
from service.storage.organization.accounts import all_accounts, get_account, lock_administrators
from service.storage.organization.agencies import all_agencies
from service.writers.account_form import write_account_form


@dataclass(frozen=True)
class PlannedAccount:
    """One person of a list beside the account of that address, None where there is none, and what would change."""

    entry: AccountLine
    account: Account | None
    changes: tuple[Change, ...]

    @property
    def outcome(self) -> Outcome:
        """What the line would do."""
        if self.account is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED

    @property
    def is_invited(self) -> bool:
        """Whether an invitation is of use: nobody else has to wait for a first password."""
        return self.account is None or self.account.awaits_sign_in


@dataclass(frozen=True)
class AccountPlan:
    """What a list would do, and what is wrong with it; `unfilled` lines name nobody, `text` is the list as CSV."""

    people: tuple[PlannedAccount, ...]
    problems: Sequence[Finding]
    unfilled: int
    text: str

    def with_outcome(self, outcome: Outcome) -> list[PlannedAccount]:
        """Those whose line does that."""
        return [person for person in self.people if person.outcome is outcome]

    @property
    def invited(self) -> list[PlannedAccount]:
        """Those who would get an invitation."""
        return [person for person in self.people if person.is_invited]

    @property
    def mark(self) -> str:
        """By which a plan that was looked at is told from another one."""
        return sha256_of("\n".join(f"{p.entry} {p.outcome.value} {p.changes} {p.is_invited}" for p in self.people))


def plan_accounts(context: Context, raw: bytes) -> AccountPlan:
    """What the list would do; nothing is written. Raises UnreadableError where it is no list of people."""
    read = read_accounts_bounded(raw)
    with context.database.reading() as session:
        return _plan(context, session, read)


def import_accounts(
    context: Context, actor: Actor, raw: bytes, *, invites: bool, seen: str | None = None
) -> AccountPlan:
    """Add and change the people of the list, and invite those who have no password yet, all or nothing.

    Raises UnreadableError naming lines and columns, and ConflictError where the plan is not the one that was `seen`.
    """
    read = read_accounts_bounded(raw)
    with context.transaction(actor) as tx:
        lock_administrators(tx.session)
        plan = _plan(context, tx.session, read)
        if plan.problems:
            first = plan.problems[0]
            said = message("Danh sách người dùng: {place}: {what}.", place=first.place, what=first.message)
            raise UnreadableError(said, tuple(plan.problems))
        if seen is not None and seen != plan.mark:
            raise ConflictError(message("Người dùng đã thay đổi từ khi xem trước: xem lại rồi đồng ý lần nữa."))
        # Whoever becomes an administrator goes first, so that another one may cease to be one by the same list.
        for person in sorted(plan.people, key=lambda person: person.entry.role is not Role.ADMIN):
            number = _write(context, tx, person)
            if invites and person.is_invited:
                post_invitation(context, tx, get_account(tx.session, number), is_bulk=True)
    return plan


def _write(context: Context, tx: Transaction, person: PlannedAccount) -> int:
    """Add or change one person, and say the number."""
    entry, account = person.entry, person.account
    agency = entry.agency or None
    if account is None:
        return put_new_account(tx, email=entry.email, name=entry.name, role=entry.role, agency=agency).id
    if person.outcome is Outcome.CHANGED:
        details = AccountDetails(entry.name, entry.role, agency, account.is_disabled)
        put_account_details(context, tx, account.id, details)
    return account.id


def make_account_form(context: Context) -> bytes:
    """A workbook to fill in, with a line for each agency that has nobody."""
    return write_account_form([shown_agency(agency) for agency in agencies_without_people(context)])


def _plan(context: Context, session: Session, read: AccountList) -> AccountPlan:
    accounts = {account.email: account for account in all_accounts(session)}
    agencies, today = all_agencies(session), context.clock.now().astimezone(VIETNAM).date()
    earliest = earliest_reporting_day(session, context.clock.now())
    people: list[PlannedAccount] = []
    for entry in read.people:
        agency = find_agency(agencies, entry.agency, today) if entry.agency else None
        if entry.agency and agency is None:
            said = message("không có đơn vị «{name}», hoặc nhiều đơn vị cùng tên: ghi mã đơn vị", name=entry.agency)
            read.problems.note(entry.line, "agency", said)
            continue
        planned = _planned(replace(entry, agency="" if agency is None else agency.code), accounts.get(entry.email))
        if (
            agency is not None
            and agency.valid_to is not None
            and agency.is_over_on(earliest)
            and planned.outcome is not Outcome.UNCHANGED
        ):
            said = message("{name} đã kết thúc ngày {day}", name=agency.name, day=official_day(agency.valid_to))
            read.problems.note(entry.line, "agency", said)
            continue
        people.append(planned)
    _keep_an_administrator(context, accounts.values(), people, read)
    return AccountPlan(tuple(people), tuple(read.problems), read.unfilled, read.text)


def _planned(entry: AccountLine, account: Account | None) -> PlannedAccount:
    if account is None:
        return PlannedAccount(entry, None, ())
    wanted = replace(account, name=entry.name, role=entry.role, agency=entry.agency or None)
    return PlannedAccount(entry, account, differences(properties_of(account), properties_of(wanted)))


def _keep_an_administrator(
    context: Context, accounts: Iterable[Account], people: Iterable[PlannedAccount], read: AccountList
) -> None:
    """Say it where the list would leave no administrator who can sign in."""
    roles = {person.account.id: person.entry for person in people if person.account is not None}
    able = [a for a in accounts if not a.is_disabled and (a.password_hash or context.settings.oidc is not None)]
    before = [a for a in able if a.role is Role.ADMIN]
    if any((roles[a.id].role if a.id in roles else a.role) is Role.ADMIN for a in able):
        return
    for account in before:
        said = message("đây là quản trị viên cuối cùng đăng nhập được: không đổi vai trò được")
        read.problems.note(roles[account.id].line, "role", said)
