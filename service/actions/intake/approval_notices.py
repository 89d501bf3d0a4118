"""What becomes of a draft between officer and leader, told to the other one in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.notifications.personal import PersonalMessage, notify_person
from service.actions.periods.obligations import load_period
from service.actions.transaction import Transaction
from service.channels.smtp import MessageContent
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import Message
from service.domain.notifications.delivery import message_id
from service.domain.organization.access import Caller, Role
from service.domain.organization.account import Account, Subscription
from service.domain.reporting.approval import ApprovalRequest
from service.domain.reporting.draft import Draft
from service.domain.reporting.path_names import path_name
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.template import ReportTemplate
from service.storage.intake.comments import Comment
from service.storage.organization.accounts import accounts_of_agency
from service.storage.organization.agencies import get_agency


def notify_requested(context: Context, tx: Transaction, draft: Draft, request: ApprovalRequest, by: Caller) -> bool:
    """The leaders learn that a draft waits for them; whether there is one."""
    leaders = [person for person in _people(tx.session, draft.agency, by) if person.role is Role.LEADER]
    about = {"request": request, "requested_at": request.requested_at.astimezone(VIETNAM)}
    _tell(context, tx, draft, leaders, "approval_requested", _review(draft), str(request.id), about)
    return bool(leaders)


def notify_withdrawn(context: Context, tx: Transaction, draft: Draft, request: ApprovalRequest, by: Caller) -> None:
    """Leaders and whoever asked learn that the draft was edited or taken back and waits no more."""
    told = [
        person
        for person in _people(tx.session, draft.agency, by)
        if person.role is Role.LEADER or person.id == request.requester
    ]
    about = {
        "request": request,
        "requested_at": request.requested_at.astimezone(VIETNAM),
        "by": by.name,
        "at": tx.now.astimezone(VIETNAM),
    }
    _tell(context, tx, draft, told, "approval_withdrawn", _review(draft), str(request.id), about)


def notify_sent_back(
    context: Context, tx: Transaction, draft: Draft, request: ApprovalRequest, by: Caller, remarks: Sequence[Comment]
) -> None:
    """The officers and whoever asked learn what the leader wants changed."""
    told = [
        person
        for person in _people(tx.session, draft.agency, by)
        if person.role is Role.OFFICER or person.id == request.requester
    ]
    template, _ = load_period(tx.session, context.catalogue, draft.period)
    about = {"by": by.name, "remarks": [_remark(template, item) for item in remarks]}
    _tell(context, tx, draft, told, "approval_sent_back", f"/bao-cao/{draft.period}/nhap", str(request.id), about)


def notify_filed(context: Context, tx: Transaction, draft: Draft, receipt: Receipt, by: Caller, version: int) -> None:
    """Everybody else of the unit learns that the report was filed, and whether something was written since."""
    about = {
        "by": by.name,
        "revision": receipt.revision,
        "received_at": (receipt.received_at or tx.now).astimezone(VIETNAM),
        "has_news": draft.version > version,
    }
    people = _people(tx.session, draft.agency, by)
    _tell(context, tx, draft, people, "approval_filed", f"/bien-nhan/{receipt.submission}", receipt.submission, about)


def _tell(
    context: Context, tx: Transaction, draft: Draft, people: Iterable[Account], template: str, path: str, subject: str,
    about: dict[str, Any],
) -> None:  # fmt: skip
    report, period = load_period(tx.session, context.catalogue, draft.period)
    shared = about | {
        **context.catalogue.naming(report),
        "period": period.title,
        "agency": get_agency(tx.session, draft.agency).name,
        "address": context.settings.address,
        "link": context.settings.address + path,
    }
    for person in people:
        letter = MessageContent(template, shared | {"account": person})
        told = PersonalMessage(letter, path, Subscription.APPROVALS)
        notify_person(context, tx, person, told, message_id(template, subject, person.email))


def _people(session: Session, agency: str, by: Caller) -> list[Account]:
    """The people of the unit but the one who did it."""
    return [person for person in accounts_of_agency(session, agency) if person.id != by.account]


def _review(draft: Draft) -> str:
    return f"/bao-cao/{draft.period}/xem-lai"


def _remark(template: ReportTemplate, remark: Comment) -> Message | str:
    """The remark with the name of its place."""
    if not remark.path:
        return remark.text
    return Message("{place}: {text}", {"place": path_name(template, remark.path), "text": remark.text})
