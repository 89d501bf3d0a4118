"""Manual reminders by Home Affairs: the text of the matching rule, logged under their own name."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.periods.obligations import require_open
from service.actions.periods.working_days import working_time
from service.actions.reminders.due import OpenPeriod, load_open_period
from service.actions.reminders.letters import ReminderSubject, reminder_message
from service.actions.transaction import Transaction
from service.channels.smtp import MessageContent
from service.domain.audit import AuditEvent
from service.domain.consolidation.board import BoardRow, BoardState
from service.domain.notifications.delivery import BY_MAIL, message_id
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.domain.reminders.schedule import BY_HAND, OutstandingReport, RecipientRole, Trigger, rule_for
from service.domain.reminders.working_time import WorkingTime
from service.storage.intake.standing import returned_submissions
from service.storage.periods.periods import get_period, lock_period
from service.storage.reminders.reminders import Reminder, ReminderOutcome, add_reminders


@dataclass(frozen=True)
class ManualReminder:
    """One manual reminder to many agencies; `step` identifies it in the log, `returned` holds the moments of return."""

    run: OpenPeriod
    working: WorkingTime
    step: str
    note: str
    now: datetime
    returned: Mapping[str, datetime]
    is_bulk: bool = False

    def owed(self, row: BoardRow) -> OutstandingReport:
        """What the unit owes as the ladder sees it."""
        agency, returned = row.agency.code, self.returned.get(row.agency.code)
        if row.state is BoardState.RETURNED and returned is not None:
            return OutstandingReport(self.run.opened.code, agency, Trigger.RETURN, returned, returned)
        return OutstandingReport(
            self.run.opened.code, agency, Trigger.DEADLINE, row.status.due_at, self.run.opened.opened_at
        )


def prepare_manual_reminder(
    context: Context, session: Session, period: str, note: str, *, is_bulk: bool = False
) -> ManualReminder:
    """Prepare a manual reminder to one or many agencies; raises NotFoundError."""
    return ManualReminder(
        load_open_period(context, get_period(session, period)),
        working_time(session),
        f"{BY_HAND}{uuid.uuid4().hex[:24]}",
        note.strip(),
        context.clock.now(),
        dict(returned_submissions(session, period)),
        is_bulk,
    )


def manual_message(context: Context, manual: ManualReminder, row: BoardRow, person: Account) -> MessageContent:
    """The message to one account of the agency."""
    owed = manual.owed(row)
    step = rule_for(manual.run.ladder, manual.working, owed, manual.now)
    about = [ReminderSubject(row.agency, owed.anchor)]
    return reminder_message(context, manual.run, step, _audience(person), person, about, note=manual.note)


def send_manual_reminder(
    context: Context,
    tx: Transaction,
    manual: ManualReminder,
    row: BoardRow,
    letters: Sequence[tuple[Account, MessageContent]],
    unreachable: Sequence[Account],
) -> None:
    """Send to the agency's accounts and log it; bouncing addresses are logged only.

    Raises ConflictError where the period was closed meanwhile.
    """
    lock_period(tx.session, manual.run.opened.code)
    require_open(tx.session, manual.run.opened.code)
    owed = manual.owed(row)
    lines = [_line(manual, owed, person, ReminderOutcome.UNREACHABLE, None) for person in unreachable]
    for person, letter in letters:
        mail = message_id(owed.period, owed.agency, manual.step, person.email)
        enqueue_message(context, tx, person.email, letter, mail, is_bulk=manual.is_bulk)
        lines.append(_line(manual, owed, person, ReminderOutcome.WRITTEN, mail))
    add_reminders(tx.session, lines)
    to = ", ".join(person.email for person, _ in letters)[:200]
    tx.record(AuditEvent.UNIT_REMINDED, period=owed.period, agency=owed.agency, subject=to, reason=manual.note)


def _line(
    manual: ManualReminder, owed: OutstandingReport, person: Account, outcome: ReminderOutcome, mail: str | None
) -> Reminder:
    return Reminder(
        owed.period, owed.agency, owed.anchor, manual.step, outcome, manual.now, _audience(person).value, person.email,
        BY_MAIL, mail,
    )  # fmt: skip


def _audience(person: Account) -> RecipientRole:
    return RecipientRole.LEADER if person.role is Role.LEADER else RecipientRole.OFFICER
