"""Who of Home Affairs reviews which filing: an officer takes it, gives it to a colleague, or takes it over.

It hinders nobody; whoever decides about what a colleague reviews is told so first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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
    assign_reviews(context, caller, {submission: held}, account)


def assign_reviews(context: Context, caller: Caller, held: Mapping[str, str], account: int | None) -> None:
    """The same for several submissions of a period, each with whom the page showed: all of them or none."""
    with context.transaction(caller) as tx:
        person = require_reviewer(tx.session, account)
        rows = [_claimed(tx, submission, holder)[0] for submission, holder in held.items()]
        is_own = person.id == caller.account
        act, reason = (AuditEvent.REVIEW_CLAIMED, "") if is_own else (AuditEvent.REVIEW_ASSIGNED, person.name)
        for row in rows:
            put_claim(tx.session, row.period, row.agency, person.id, caller.name, tx.now)
            tx.record(act, period=row.period, agency=row.agency, subject=row.id, reason=reason)
        if rows and not is_own:
            _tell(context, tx, caller, rows, person)


def require_reviewer(session: Session, account: int | None) -> Account:
    """The person of Home Affairs; raises EntryError for nobody."""
    person = next((one for one in _reviewers(session) if one.id == account), None)
    if person is None:
        raise EntryError("account", message("Chọn một người của Sở Nội vụ."))
    return person


def release_review(context: Context, caller: Caller, submission: str, held: str) -> None:
    """Nobody reviews it any more; raises ConflictError as for claiming."""
    release_reviews(context, caller, {submission: held})


def release_reviews(context: Context, caller: Caller, held: Mapping[str, str]) -> None:
    """The same for several submissions of a period: all of them or none."""
    with context.transaction(caller) as tx:
        for row, claim in [_claimed(tx, submission, holder) for submission, holder in held.items()]:
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


def _tell(context: Context, tx: Transaction, caller: Caller, rows: Sequence[SubmissionRow], person: Account) -> None:
    """One notice, which leads to the submission, or to those of the person on the board."""
    row = rows[0]
    _, period = load_period(tx.session, context.catalogue, row.period)
    said = message(
        "{by} giao đồng chí xem xét báo cáo của {agency}, {period}", by=caller.name,
        agency=get_agency(tx.session, row.agency).name, period=period.title,
    )  # fmt: skip
    path = f"/duyet/{row.id}"
    if len(rows) > 1:
        said = message(
            "{by} giao đồng chí xem xét {count} báo cáo, {period}", by=caller.name, count=len(rows),
            period=period.title,
        )  # fmt: skip
        path = f"/ky/{row.period}?nguoi=toi"
    words = Bilingual(translate(said, VIETNAMESE), translate(said, "en"))
    add_notice(tx.session, person.id, words, path, tx.now)
