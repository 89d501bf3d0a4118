"""Recheck a reminder or digest at the moment of sending: the report may have arrived since it was queued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.notifications.recheck import Cancel, Defer, SendNow
from service.actions.periods.containment import first_questions
from service.actions.periods.working_days import working_time
from service.actions.reminders.due import OpenPeriod, load_open_period
from service.actions.reminders.letters import ReminderSubject, reminder_message
from service.actions.reminders.overdue_notice import file_name, overdue_notice_now, written
from service.channels.registry import CHANNELS
from service.domain.notifications.delivery import Attachment
from service.domain.organization.account import Account
from service.domain.reminders.digests import planned_digest
from service.domain.reminders.schedule import BY_HAND, RecipientRole, ReminderRule, Trigger
from service.domain.reminders.working_time import WorkingTime
from service.storage.intake.standing import has_valid_submission, returned_submissions
from service.storage.models import MailRow
from service.storage.organization.accounts import account_by_email, get_account
from service.storage.organization.agencies import agencies_of
from service.storage.periods.periods import get_period, obligation_of
from service.storage.reminders.digests import Digest, digest_of_mail
from service.storage.reminders.reminders import Reminder, mark_unreachable, reminders_of_mail, still_owing_of_mail


def present_state(context: Context, session: Session, mail: MailRow) -> SendNow | Defer | Cancel:
    """Decide whether a queued message is still valid: send, defer or cancel; other messages are sent as they are."""
    digest = digest_of_mail(session, mail.id)
    if digest is not None:
        return _state_of_digest(context, session, digest)
    reminders = reminders_of_mail(session, mail.id)
    if not reminders:
        return SendNow()
    run, person = (
        load_open_period(context, get_period(session, reminders[0].period)),
        account_by_email(session, mail.recipient),
    )
    if person is None or person.is_disabled or run.opened.closed_at is not None:
        return Cancel()
    if person.mail_fault and CHANNELS.get(mail.means).comes_back:
        mark_unreachable(session, mail.id)
        return Cancel()
    if reminders[0].step.startswith(BY_HAND):
        return SendNow() if _is_missing(session, reminders[0]) else Cancel()
    step = next((step for step in run.ladder.steps if step.name == reminders[0].step), None)
    if step is None:
        return Cancel()
    return _of_ladder(context, session, run, step, person, mail.id, reminders)


def _of_ladder(
    context: Context,
    session: Session,
    run: OpenPeriod,
    step: ReminderRule,
    person: Account,
    mail: str,
    reminders: Sequence[Reminder],
) -> SendNow | Defer | Cancel:
    now = context.clock.now()
    owed = _owed(session, run, step, mail, now)
    still = [item for item in reminders if (item.agency, item.anchor) in owed]
    if not still:
        return Cancel()
    # A clock that was ahead may have written it before its time.
    working = working_time(session)
    put_off = _until_opening(context, working, max(now, *(step.planned(item.anchor, working) for item in still)))
    if put_off is not None:
        return put_off
    units = agencies_of(session, [item.agency for item in still])
    about = [ReminderSubject(units[item.agency], item.anchor) for item in still]
    audience = RecipientRole(reminders[0].audience)
    has_file = audience is RecipientRole.HOME_AFFAIRS and CHANNELS.get(reminders[0].means).has_files
    enclosure = _enclosure(context, session, run, step, about) if has_file else None
    return SendNow(reminder_message(context, run, step, audience, person, about, enclosure))


def _enclosure(
    context: Context, session: Session, run: OpenPeriod, step: ReminderRule, about: Sequence[ReminderSubject]
) -> Attachment | None:
    """What goes with a step's letter, made now so that it says what the letter says."""
    if step.attachment is None:
        return None
    period = run.opened.code
    urging = overdue_notice_now(context, session, period, {item.agency.code for item in about})
    return None if urging is None else Attachment(file_name(period), written(urging))


def _state_of_digest(context: Context, session: Session, digest: Digest) -> SendNow | Defer | Cancel:
    """A digest goes while it is the newest one; what an older one says is told again by the next.

    One that a clock which was ahead has made before its time waits for that.
    """
    working = working_time(session)
    now = max(context.clock.now(), digest.planned)
    is_newest = planned_digest(digest.wish, working, working.next_opening(now)) == digest.planned
    if not is_newest or not get_account(session, digest.account).gets(digest.wish):
        return Cancel()
    return _until_opening(context, working, now) or SendNow()


def _until_opening(context: Context, working: WorkingTime, moment: datetime) -> Defer | None:
    """Until the working hours at that moment or after it; None where these are now."""
    opening, now = working.next_opening(moment), context.clock.now()
    return Defer(context.clock.real() + (opening - now)) if opening > now else None


def _is_missing(session: Session, item: Reminder) -> bool:
    """Whether the unit still owes what somebody reminded it of by hand, who also chose the hour."""
    if obligation_of(session, item.period, item.agency).waived_at is not None:
        return False
    is_returned = (item.agency, item.anchor) in returned_submissions(session, item.period)
    return is_returned or not has_valid_submission(session, item.period, item.agency)


def _owed(session: Session, run: OpenPeriod, step: ReminderRule, mail: str, now: datetime) -> set[tuple[str, datetime]]:
    """The units that still owe what a reminder speaks of, with the deadline or return that counts now."""
    if step.anchor is Trigger.RETURN:
        return set(returned_submissions(session, run.opened.code))
    if step.anchor is Trigger.QUESTION:
        return set(first_questions(session, run.period).items())
    owing = still_owing_of_mail(session, mail).items()
    due = {(unit, own or run.period.deadlines.get(kind)) for unit, (kind, own) in owing}
    return {(unit, at) for unit, at in due if at is not None and not (step.is_before and now > at)}
