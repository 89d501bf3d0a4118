"""What becomes of a closing before it is made, told to the people of Home Affairs whom it concerns."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.notifications.personal import PersonalMessage, notify_person
from service.actions.periods.obligations import load_period
from service.actions.transaction import Transaction
from service.channels.smtp import MessageContent
from service.domain.audit import AuditEvent
from service.domain.consolidation.closing_request import ClosingRequest
from service.domain.notifications.delivery import message_id
from service.domain.organization.access import Caller, Role
from service.domain.organization.account import Subscription
from service.domain.reporting.period import VIETNAM
from service.storage.organization.accounts import accounts_with_role

LETTER = "closing"
# Whom an event concerns: the leader is asked, the officers are answered.
_TOLD = {
    AuditEvent.CLOSING_REQUESTED: Role.HOME_AFFAIRS_LEADER,
    AuditEvent.CLOSING_WITHDRAWN: Role.HOME_AFFAIRS_LEADER,
    AuditEvent.CLOSING_APPROVED: Role.HOME_AFFAIRS,
    AuditEvent.CLOSING_SENT_BACK: Role.HOME_AFFAIRS,
}


def notify_home_affairs(
    context: Context, tx: Transaction, event: AuditEvent, by: Caller, request: ClosingRequest, remarks: str = ""
) -> None:
    """Tell the people of the role that it concerns, but whoever did it, with the change that it is."""
    template, period = load_period(tx.session, context.catalogue, request.period)
    path = f"/ky/{request.period}/khoa-ky"
    shared = {
        "event": event.value, **context.catalogue.naming(template), "period": period.title, "by": by.name,
        "at": tx.now.astimezone(VIETNAM), "is_correction": request.is_correction, "reason": request.reason,
        "remarks": remarks, "address": context.settings.address, "link": context.settings.address + path,
    }  # fmt: skip
    for person in accounts_with_role(tx.session, _TOLD[event]):
        if person.id != by.account:
            letter = MessageContent(LETTER, {**shared, "account": person})
            told = PersonalMessage(letter, path, Subscription.APPROVALS)
            subject = f"{event.value}-{request.id}"
            notify_person(context, tx, person, told, message_id(LETTER, subject, person.email))
