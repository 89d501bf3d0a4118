"""What the database holds of a person besides the log: gathered for them, and replaced once they have left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, null, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.domain.organization.account import Account
from service.domain.organization.throttle import who_is
from service.storage.models import (
    AccountRoleRow,
    AccountRow,
    AdjustmentRow,
    ApprovalRemarkRow,
    ApprovalRequestRow,
    BoardViewRow,
    ClosingRequestRow,
    ClosingTaskRow,
    ClosingWaiverRow,
    CommentRow,
    DigestRow,
    DraftFieldRow,
    DraftRow,
    EditionPublicationRow,
    EditionRow,
    EventRow,
    FigureQuestionRow,
    MailRow,
    NoticeRow,
    OverlapRow,
    OwnTargetRow,
    PasswordResetRow,
    RecoveryCodeRow,
    RemarkDraftRow,
    ReminderRow,
    ReportFileRow,
    ReportReadingRow,
    ResetRequestRow,
    ReviewClaimRow,
    SettlementRow,
    SignInPlaceRow,
    SubmissionRow,
    ThrottleRow,
    WebSessionRow,
    WorkbookRow,
)

# Every column that holds the name of whoever did something.
NAMES: tuple[InstrumentedAttribute[str], ...] = (
    SubmissionRow.filed_by, DraftRow.changed_by, DraftFieldRow.changed_by, ApprovalRequestRow.requested_by,
    ApprovalRequestRow.ended_by, ApprovalRemarkRow.by, CommentRow.by, ReportFileRow.brought_by, EditionRow.made_by,
    EditionPublicationRow.published_by, WorkbookRow.requested_by, AdjustmentRow.made_by, AdjustmentRow.ended_by,
    AdjustmentRow.answered_by, ClosingWaiverRow.waived_by, ClosingTaskRow.done_by, ClosingRequestRow.requested_by,
    ClosingRequestRow.ended_by, ReviewClaimRow.claimed_by, OverlapRow.made_by, OverlapRow.ended_by,
    FigureQuestionRow.by, SettlementRow.made_by, OwnTargetRow.made_by,
)  # fmt: skip
# The same where a number beside it says who that was.
_KNOWN = (
    (SubmissionRow.filed_by, SubmissionRow.filer),
    (ApprovalRequestRow.requested_by, ApprovalRequestRow.requester),
)
# What is the person's own alone and goes with them.
_OWN = (
    WebSessionRow.account, PasswordResetRow.account, RecoveryCodeRow.account, NoticeRow.account, RemarkDraftRow.account,
    ReportReadingRow.account, DigestRow.account, BoardViewRow.account, ReviewClaimRow.account,
    AccountRoleRow.account,
)  # fmt: skip
Rows = list[dict[str, Any]]


def shared_names(session: Session, account: int, names: Collection[str]) -> frozenset[str]:
    """Those of the names by which somebody else is called too."""
    others = select(AccountRow.name).where(AccountRow.name.in_(names), AccountRow.id != account)
    return frozenset(session.scalars(others))


def replace_names(session: Session, account: int, names: Collection[str], name: str) -> None:
    """Put the name in place of these wherever they stand, and of any where a number says whose it is."""
    for column, number in _KNOWN:
        session.execute(update(column.class_).where(number == account).values({column.key: name}))
    for column in NAMES:
        session.execute(update(column.class_).where(column.in_(names)).values({column.key: name}))


def forget_person(session: Session, account: int, emails: Collection[str], email: str) -> None:
    """Delete what is the person's own, and what letters to their addresses said."""
    for column in _OWN:
        session.execute(delete(column.class_).where(column == account))
    for model in (ThrottleRow, SignInPlaceRow):
        session.execute(delete(model).where(model.who.in_([who_is(each) for each in emails])))
    session.execute(delete(ResetRequestRow).where(ResetRequestRow.email.in_(emails)))
    words = {
        "recipient": email, "subject": "", "text": "", "html": "", "unsubscribe": None, "facts": null(),
        "attachment_name": None, "attachment": None,
    }  # fmt: skip
    session.execute(update(MailRow).where(MailRow.recipient.in_(emails)).values(words))
    session.execute(update(ReminderRow).where(ReminderRow.recipient.in_(emails)).values(recipient=email))


def gather(session: Session, account: Account) -> Mapping[str, Rows]:
    """What there is of a person, by kind, the oldest first."""
    who = who_is(account.email)
    theirs = or_(EventRow.account == account.id, EventRow.subject == account.email)
    queries = {
        "sign_ins": select(WebSessionRow.created_at, WebSessionRow.seen_at).where(WebSessionRow.account == account.id),
        "networks": select(SignInPlaceRow.network, SignInPlaceRow.seen_at).where(SignInPlaceRow.who == who),
        "letters": select(MailRow.created_at, MailRow.subject, MailRow.state)
        .where(MailRow.recipient == account.email)
        .order_by(MailRow.created_at),
        "notices": select(NoticeRow.created_at, NoticeRow.subject, NoticeRow.read_at)
        .where(NoticeRow.account == account.id)
        .order_by(NoticeRow.id),
        "submissions": select(SubmissionRow.id, SubmissionRow.received_at).where(SubmissionRow.filer == account.id),
        "log": select(
            EventRow.at, EventRow.actor, EventRow.action, EventRow.period, EventRow.agency, EventRow.subject,
            EventRow.reason, EventRow.origin,
        ).where(theirs).order_by(EventRow.id),
    }  # fmt: skip
    return {name: [dict(row) for row in session.execute(query).mappings()] for name, query in queries.items()}
