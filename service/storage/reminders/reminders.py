"""What the ladder sent, and whom it still has to reach, in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from service.batches import batched
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import Window
from service.storage.engine.conditional_update import MANY
from service.storage.intake.standing import has_standing
from service.storage.models import AgencyRow, AgencySuccessor, ObligationRow, ReminderRow


class ReminderOutcome(StrEnum):
    """What became of a step: a message was written, a newer step overtook it, or there was nobody to send it to."""

    WRITTEN = "written"
    OVERTAKEN = "overtaken"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Reminder:
    """One row of the ladder's book; `recipient` and `means` are empty where nobody was written to."""

    period: str
    agency: str
    anchor: datetime
    step: str
    outcome: ReminderOutcome
    at: datetime
    audience: str = ""
    recipient: str = ""
    means: str = ""
    mail: str | None = None


@dataclass(frozen=True)
class DeadlineGroup:
    """Units with one deadline: those of a kind, or those that were given more time until then."""

    due_at: datetime
    since: datetime
    kind: AgencyKind | None = None
    extended_at: datetime | None = None


def extensions(session: Session, period: str) -> Iterator[DeadlineGroup]:
    """The deadlines of units that were given more time, each once."""
    found = session.execute(
        select(ObligationRow.due_at, ObligationRow.extended_at)
        .where(ObligationRow.period == period, ObligationRow.due_at.is_not(None), ObligationRow.waived_at.is_(None))
        .distinct()
        .order_by(ObligationRow.due_at, ObligationRow.extended_at)
    )
    for due_at, extended_at in found:
        assert due_at is not None
        yield DeadlineGroup(due_at, extended_at or due_at, extended_at=extended_at)


def still_owing(
    session: Session, period: str, window: Window, group: DeadlineGroup, kinds: Collection[AgencyKind], step: str | None
) -> list[str]:
    """The units of the group without a valid filing, in order: all, or whom the step has not been dealt with for."""
    own = and_(ObligationRow.period == period, ObligationRow.agency == AgencyRow.code)
    if group.kind is None:
        belongs = and_(
            ObligationRow.due_at == group.due_at,
            ObligationRow.extended_at.is_not_distinct_from(group.extended_at),
            AgencyRow.kind.in_([kind.value for kind in kinds]),
        )
    else:
        belongs = and_(ObligationRow.due_at.is_(None), AgencyRow.kind == group.kind.value)
    done = exists().where(
        ReminderRow.period == period,
        ReminderRow.agency == AgencyRow.code,
        ReminderRow.anchor == group.due_at,
        ReminderRow.step == step,
    )
    query = (
        select(AgencyRow.code)
        .join(ObligationRow, own, isouter=True)
        .where(
            belongs,
            *_owes(window),
            ObligationRow.waived_at.is_(None),
            ~has_standing(period, AgencyRow.code),
            *(() if step is None else (~done,)),
        )
        .order_by(AgencyRow.code)
    )
    return list(session.scalars(query))


def _owes(window: Window) -> tuple[ColumnElement[bool], ...]:
    """What `Period.is_owed_by` says of a unit's days: there on the last one, or ended within without a successor."""
    has_successor = exists().where(AgencySuccessor.agency == AgencyRow.code)
    return (
        AgencyRow.valid_from <= window.last,
        or_(
            AgencyRow.valid_to.is_(None),
            AgencyRow.valid_to >= window.last,
            and_(AgencyRow.valid_to >= window.first, ~has_successor),
        ),
    )


def steps_dealt_with(session: Session, period: str, agencies: Iterable[str]) -> dict[tuple[str, datetime], set[str]]:
    """The steps that need no more, by unit and anchor."""
    found: defaultdict[tuple[str, datetime], set[str]] = defaultdict(set)
    for some in batched(agencies, MANY):
        rows = session.execute(
            select(ReminderRow.agency, ReminderRow.anchor, ReminderRow.step)
            .where(ReminderRow.period == period, ReminderRow.agency.in_(some))
            .distinct()
        )
        for agency, anchor, step in rows:
            found[agency, anchor].add(step)
    return found


def are_some_premature(session: Session, moment: datetime) -> bool:
    """Whether a step was overtaken after that moment."""
    return bool(session.scalar(select(exists().where(*_overtaken_after(moment)))))


def forget_premature(session: Session, moment: datetime) -> None:
    """Let the steps that were overtaken after that moment be due again at their times."""
    session.execute(delete(ReminderRow).where(*_overtaken_after(moment)))


def _overtaken_after(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    return ReminderRow.outcome == ReminderOutcome.OVERTAKEN.value, ReminderRow.at > moment


def add_reminders(session: Session, reminders: Iterable[Reminder]) -> None:
    """Write into the book."""
    session.add_all(ReminderRow(**vars(reminder)) for reminder in reminders)
    session.flush()


def mark_unreachable(session: Session, mail: str) -> None:
    """Note of a mail that was written that its recipient cannot be reached after all."""
    session.execute(
        update(ReminderRow).where(ReminderRow.mail == mail).values(outcome=ReminderOutcome.UNREACHABLE.value)
    )


def reminders_of_mail(session: Session, mail: str) -> tuple[Reminder, ...]:
    """What a mail reminds of; nothing where it is no reminder."""
    rows = session.scalars(select(ReminderRow).where(ReminderRow.mail == mail).order_by(ReminderRow.agency))
    return tuple(_reminder(row) for row in rows)


def still_owing_of_mail(session: Session, mail: str) -> dict[str, tuple[AgencyKind, datetime | None]]:
    """Of the units that a mail speaks of, those without a valid filing or waiver: kind, and own deadline if put off."""
    own = and_(ObligationRow.period == ReminderRow.period, ObligationRow.agency == ReminderRow.agency)
    query = (
        select(AgencyRow.code, AgencyRow.kind, ObligationRow.due_at)
        .select_from(ReminderRow)
        .join(AgencyRow, AgencyRow.code == ReminderRow.agency)
        .join(ObligationRow, own, isouter=True)
        .where(
            ReminderRow.mail == mail,
            ObligationRow.waived_at.is_(None),
            ~has_standing(ReminderRow.period, ReminderRow.agency),
        )
    )
    return {code: (AgencyKind(kind), due_at) for code, kind, due_at in session.execute(query)}


def reminders_of(session: Session, period: str) -> tuple[Reminder, ...]:
    """Everything that the ladder did in a period, in order."""
    rows = session.scalars(
        select(ReminderRow)
        .where(ReminderRow.period == period)
        .order_by(ReminderRow.at, ReminderRow.agency, ReminderRow.step, ReminderRow.recipient)
    )
    return tuple(_reminder(row) for row in rows)


def unreachable_since(session: Session, period: str, moment: datetime) -> set[str]:
    """The units that had nobody for a step to go to, after the moment."""
    rows = session.scalars(
        select(ReminderRow.agency).where(
            ReminderRow.period == period,
            ReminderRow.outcome == ReminderOutcome.UNREACHABLE.value,
            ReminderRow.at > moment,
        )
    )
    return set(rows)


def _reminder(row: ReminderRow) -> Reminder:
    return Reminder(
        row.period, row.agency, row.anchor, row.step, ReminderOutcome(row.outcome), row.at, row.audience, row.recipient,
        row.means, row.mail,
    )  # fmt: skip
