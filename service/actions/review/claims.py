"""Who of Home Affairs reviews which filing: an officer takes it, gives it to a colleague, or takes it over.

It hinders nobody; whoever decides about what a colleague reviews is told so first.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.obligations import load_period, require_open
from service.actions.transaction import Transaction
from service.domain.audit import AuditEvent
from service.domain.bilingual import Bilingual
from service.domain.errors import ConflictError, EntryError, ForbiddenError, message
from service.domain.organization.access import Caller, Role
from service.domain.organization.account import Account
from service.domain.reporting.period import VIETNAM
from service.languages import VIETNAMESE, translate
from service.storage.intake.review_claims import ReviewClaim, claim_of, drop_claim, put_claim
from service.storage.intake.submissions import get_submission
from service.storage.models import SubmissionRow
from service.storage.notifications.notices import add_notice
from service.storage.organization.accounts import accounts_with_role
from service.storage.organization.agencies import get_agency
from service.storage.periods.periods import lock_period

# Whose work it is to review.
REVIEWERS = (Role.HOME_AFFAIRS, Role.ADMIN)


class HeldByColleagueError(ConflictError):
    """A colleague reviews it; `token` is what a decision says that is meant all the same."""

    def __init__(self, claim: ReviewClaim) -> None:
        super().__init__(
            message(
                "{name} đang nhận xem xét báo cáo này, từ {at}. Nếu vẫn quyết định thay, nhấn lại nút vừa chọn; những "
                "gì vừa ghi vẫn còn ở dưới.",
                name=claim.name,
                at=f"{claim.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            )
        )
        self.token = claim.token


def require_own(session: Session, caller: Caller, row: SubmissionRow, held: str) -> None:
    """Raises HeldByColleagueError where a colleague reviews the filing, unless `held` says that this is known."""
    claim = claim_of(session, row.period, row.agency)
    if claim is not None and claim.account != caller.account and claim.token != held:
        raise HeldByColleagueError(claim)


def claim_review(context: Context, caller: Caller, submission: str, held: str) -> None:
    """The caller reviews it from now on, also instead of the colleague whom the page showed (`held`).

    Raises ConflictError where somebody else has it by now.
    """
    if caller.account is None:
        raise ForbiddenError(message("Cần đăng nhập bằng tài khoản người dùng để nhận xem xét."))
    with context.transaction(caller) as tx:
        row, claim = _claimed(tx, submission, held)
        if claim is not None and claim.account == caller.account:
            return
        put_claim(tx.session, row.period, row.agency, caller.account, caller.name, tx.now)
        _record(tx, row, AuditEvent.REVIEW_CLAIMED if claim is None else AuditEvent.REVIEW_TAKEN_OVER, claim)


def assign_review(context: Context, caller: Caller, submission: str, account: int, held: str) -> None:
    """A colleague is to review it and is told so; raises ConflictError as for claiming, EntryError for nobody."""
    with context.transaction(caller) as tx:
        row, _claim = _claimed(tx, submission, held)
        person = next((one for one in _reviewers(tx.session) if one.id == account), None)
        if person is None:
            raise EntryError("account", message("Chọn một người của Sở Nội vụ."))
        put_claim(tx.session, row.period, row.agency, person.id, caller.name, tx.now)
        tx.record(AuditEvent.REVIEW_ASSIGNED, period=row.period, agency=row.agency, subject=row.id, reason=person.name)
        if person.id != caller.account:
            _tell(context, tx, caller, row, person)


def release_review(context: Context, caller: Caller, submission: str, held: str) -> None:
    """Nobody reviews it any more; raises ConflictError as for claiming."""
    with context.transaction(caller) as tx:
        row, claim = _claimed(tx, submission, held)
        if claim is not None:
            drop_claim(tx.session, row.period, row.agency)
            _record(tx, row, AuditEvent.REVIEW_RELEASED, claim)


def reviewers(context: Context) -> tuple[Account, ...]:
    """Everybody to whom a filing can be given, by name."""
    with context.database.reading() as session:
        return tuple(_reviewers(session))


def _reviewers(session: Session) -> Iterable[Account]:
    people = {one.id: one for role in REVIEWERS for one in accounts_with_role(session, role)}
    return sorted(people.values(), key=lambda one: (one.name, one.id))


def _claimed(tx: Transaction, submission: str, held: str) -> tuple[SubmissionRow, ReviewClaim | None]:
    """The filing with whoever reviews it, while nobody else changes that."""
    row = get_submission(tx.session, submission)
    lock_period(tx.session, row.period)
    require_open(tx.session, row.period)
    claim = claim_of(tx.session, row.period, row.agency)
    if (claim.token if claim else "") != held:
        raise ConflictError(
            message("{name} vừa nhận xem xét báo cáo này: xem lại rồi quyết định.", name=claim.name)
            if claim
            else message("Báo cáo này vừa không còn ai nhận xem xét: xem lại rồi quyết định.")
        )
    return row, claim


def _record(tx: Transaction, row: SubmissionRow, act: AuditEvent, before: ReviewClaim | None) -> None:
    name = "" if before is None else before.name
    tx.record(act, period=row.period, agency=row.agency, subject=row.id, reason=name)


def _tell(context: Context, tx: Transaction, caller: Caller, row: SubmissionRow, person: Account) -> None:
    _, period = load_period(tx.session, context.catalogue, row.period)
    said = message(
        "{by} giao đồng chí xem xét báo cáo của {agency}, {period}", by=caller.name,
        agency=get_agency(tx.session, row.agency).name, period=period.title,
    )  # fmt: skip
    words = Bilingual(translate(said, VIETNAMESE), translate(said, "en"))
    add_notice(tx.session, person.id, words, f"/duyet/{row.id}", tx.now)
