"""Manual reminders by Home Affairs: the text of the matching rule, logged under their own name."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.notifications.outbox import post
from service.actions.periods.working_days import working_time
from service.actions.reminders.due import Running, run_of
from service.actions.reminders.letters import About, reminder_letter
from service.actions.transaction import Transaction
from service.channels.smtp import Letter
from service.domain.audit import AuditEvent
from service.domain.consolidation.board import BoardRow, BoardState
from service.domain.notifications.delivery import BY_MAIL, message_id
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.domain.reminders.schedule import BY_HAND, Anchor, Audience, Owed, fitting_step
from service.domain.reminders.working_time import WorkingTime
from service.storage.intake.standing import returned_filings
from service.storage.periods.periods import get_period
from service.storage.reminders.reminders import Outcome, Reminder, add_reminders


@dataclass(frozen=True)
class ByHand:
    """One manual reminder to many agencies; `step` identifies it in the log, `returned` holds the moments of return."""

    run: Running
    working: WorkingTime
    step: str
    note: str
    now: datetime
    returned: Mapping[str, datetime]
    is_bulk: bool = False

    def owed(self, row: BoardRow) -> Owed:
        """What the unit owes as the ladder sees it."""
        agency, returned = row.agency.code, self.returned.get(row.agency.code)
        if row.state is BoardState.RETURNED and returned is not None:
            return Owed(self.run.opened.code, agency, Anchor.RETURN, returned, returned)
        return Owed(self.run.opened.code, agency, Anchor.DEADLINE, row.status.due_at, self.run.opened.opened_at)


def begin_by_hand(context: Context, session: Session, period: str, note: str, *, is_bulk: bool = False) -> ByHand:
    """Prepare a manual reminder to one or many agencies; raises NotFoundError."""
    return ByHand(
        run_of(context, get_period(session, period)), working_time(session), f"{BY_HAND}{uuid.uuid4().hex[:24]}",
        note.strip(), context.clock.now(), dict(returned_filings(session, period)), is_bulk,
    )  # fmt: skip


def letter_by_hand(context: Context, deed: ByHand, row: BoardRow, person: Account) -> Letter:
    """The message to one account of the agency."""
    owed = deed.owed(row)
    step = fitting_step(deed.run.ladder, deed.working, owed, deed.now)
    about = [About(row.agency, owed.anchor)]
    return reminder_letter(context, deed.run, step, _audience(person), person, about, note=deed.note)


def remind_by_hand(
    context: Context,
    tx: Transaction,
    deed: ByHand,
    row: BoardRow,
    letters: Sequence[tuple[Account, Letter]],
    unreachable: Sequence[Account],
) -> None:
    """Send to the agency's accounts and log it; bouncing addresses are logged only."""
    owed = deed.owed(row)
    lines = [_line(deed, owed, person, Outcome.UNREACHABLE, None) for person in unreachable]
    for person, letter in letters:
        mail = message_id(owed.period, owed.agency, deed.step, person.email)
        post(context, tx, person.email, letter, mail, is_bulk=deed.is_bulk)
        lines.append(_line(deed, owed, person, Outcome.WRITTEN, mail))
    add_reminders(tx.session, lines)
    to = ", ".join(person.email for person, _ in letters)[:200]
    tx.record(AuditEvent.UNIT_REMINDED, period=owed.period, agency=owed.agency, subject=to, reason=deed.note)


def _line(deed: ByHand, owed: Owed, person: Account, outcome: Outcome, mail: str | None) -> Reminder:
    return Reminder(
        owed.period, owed.agency, owed.anchor, deed.step, outcome, deed.now, _audience(person).value, person.email,
        BY_MAIL, mail,
    )  # fmt: skip


def _audience(person: Account) -> Audience:
    return Audience.LEADER if person.role is Role.LEADER else Audience.OFFICER
