"""One decision for many units at once: returned, reminded or given more time, after a preview."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from service.actions.consolidation.review_scores import scores_of
from service.actions.context import Context
from service.actions.periods.board import whole_board
from service.actions.periods.lifecycle import extend, require_later, withdraw_extension
from service.actions.periods.obligations import load_period, require_open
from service.actions.periods.status import PeriodSnapshot, consolidate, period_snapshot
from service.actions.reminders.manual import manual_message, prepare_manual_reminder, send_manual_reminder
from service.actions.reminders.recipients import reachable
from service.actions.review.claims import assign_reviews, release_reviews, require_reviewer
from service.actions.review.decide import Remarks, accept_in, return_for_correction, state_of
from service.channels.smtp import RenderedMessage
from service.domain.consolidation.board import BoardRow, BoardState
from service.domain.errors import ConflictError, EntryError, Message, message
from service.domain.organization.access import Caller
from service.domain.organization.account import Account
from service.domain.reporting.decisions import require_reason
from service.domain.reporting.period import VIETNAM
from service.domain.validation.review_score import ReviewScore
from service.storage.events import events_of
from service.storage.intake.remark_drafts import agencies_with_remark_drafts
from service.storage.intake.review_claims import ReviewClaim, claims_of
from service.storage.intake.submissions import submissions_of_period
from service.storage.models import SubmissionRow
from service.storage.organization.accounts import accounts_of_agencies

OPEN = frozenset(
    {
        BoardState.MISSING, BoardState.DRAFT, BoardState.FAILED, BoardState.INVALID, BoardState.OVERDUE,
        BoardState.RETURNED,
    }
)  # fmt: skip
MOST_NAMED = 10


class BulkAction(StrEnum):
    """A decision about the selected agencies."""

    RETURN = "return"
    REMIND = "remind"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    CLAIM = "claim"
    ASSIGN = "assign"
    RELEASE = "release"


# Who reviews is decided, and nothing about the submission itself.
ABOUT_REVIEWERS = frozenset({BulkAction.CLAIM, BulkAction.ASSIGN, BulkAction.RELEASE})


@dataclass(frozen=True)
class Planned:
    """A selected unit: whether the deed reaches it, whom a reminder goes to, and to whom mails come back.

    `seen` is what a decision about it rests on, which goes along with the decision; of one that is to be accepted
    `state` is the part that the submission's own page shows too; `holder` is who reviews it. `why_not` is why it is
    left out, or has to be read.
    """

    row: BoardRow
    applies: bool
    recipients: tuple[Account, ...]
    unreachable: tuple[Account, ...] = ()
    seen: str = ""
    why_not: Message | None = None
    state: str = ""
    holder: str = ""


@dataclass(frozen=True)
class Plan:
    """What would be done, unit by unit; for a reminder the letter as the first unit gets it."""

    decision: BulkAction
    units: tuple[Planned, ...]
    sample: RenderedMessage | None

    @property
    def reached(self) -> tuple[Planned, ...]:
        """The units that the deed reaches."""
        return tuple(unit for unit in self.units if unit.applies)


def plan(
    context: Context, period: str, decision: BulkAction, agencies: Iterable[str], text: str = "",
    reader: int | None = None,
) -> Plan:  # fmt: skip
    """The preview for that account; raises NotFoundError, or ConflictError where the period is closed."""
    selected = set(agencies)
    with context.database.reading() as session:
        require_open(session, period)
        view = period_snapshot(session, context.catalogue, period)
        rows = [row for row in whole_board(context, session, view).rows if row.agency.code in selected]
        people = accounts_of_agencies(session, [row.agency.code for row in rows])
        if decision is BulkAction.ACCEPT:
            return Plan(decision, acceptable(context, session, view, rows, reader), None)
        if decision in ABOUT_REVIEWERS:
            claims = claims_of(session, period)
            return Plan(
                decision, tuple(_claimable(decision, row, claims.get(row.agency.code), reader) for row in rows), None
            )
        held = _held_by_others(session, period, reader)
        units = tuple(_planned(decision, row, people[row.agency.code], held.get(row.agency.code)) for row in rows)
        first = next((unit for unit in units if unit.applies), None)
        sample = None
        if decision is BulkAction.REMIND and first is not None:
            by_hand = prepare_manual_reminder(context, session, period, text)
            sample = manual_message(context, by_hand, first.row, first.recipients[0]).written
    return Plan(decision, units, sample)


def require_applicable(
    context: Context,
    period: str,
    planned: Plan,
    text: str,
    due_at: datetime | None = None,
    seen: Mapping[str, str] | None = None,
    account: int | None = None,
) -> None:
    """Raises ConflictError where it cannot be done to all units that it reaches, so that none is touched before.

    `seen` is what the preview showed of each unit; where a colleague has decided about one since, nothing is done.
    """
    _require_seen(context, period, planned, seen or {})
    if planned.decision not in {BulkAction.REMIND, BulkAction.ACCEPT, *ABOUT_REVIEWERS}:
        require_reason(text, "text")
    if planned.decision is BulkAction.ASSIGN:
        with context.database.reading() as session:
            require_reviewer(session, account)
    if planned.decision is BulkAction.EXTEND:
        _require_more_time(context, period, planned, due_at)


def apply_plan(
    context: Context,
    caller: Caller,
    period: str,
    planned: Plan,
    text: str,
    due_at: datetime | None = None,
    seen: Mapping[str, str] | None = None,
    account: int | None = None,
) -> int:
    """Do it to every unit that it reaches and say how many those were; raises ConflictError before any is touched.

    `account` is to whom reviews are assigned.
    """
    require_applicable(context, period, planned, text, due_at, seen, account)
    for unit in planned.reached:
        receipt = unit.row.status.receipt
        if planned.decision is BulkAction.EXTEND and due_at is not None:
            extend(context, period, unit.row.agency.code, due_at, caller, text)
        elif planned.decision is BulkAction.WITHDRAW:
            withdraw_extension(context, period, unit.row.agency.code, caller, text)
        elif planned.decision is BulkAction.RETURN and receipt is not None:
            return_for_correction(context, caller, receipt.submission, text)
    if planned.decision is BulkAction.ACCEPT:
        _accept(context, caller, planned.reached, text)
    if planned.decision is BulkAction.REMIND:
        _remind(context, caller, period, planned.reached, text)
    if planned.decision in ABOUT_REVIEWERS:
        _review(context, caller, planned, account)
    return len(planned.reached)


def _require_seen(context: Context, period: str, planned: Plan, seen: Mapping[str, str]) -> None:
    moved = [unit.row.agency for unit in planned.units if seen.get(unit.row.agency.code, unit.seen) != unit.seen]
    if not moved:
        return
    with context.database.reading() as session:
        last = {unit.code: _last(session, period, unit.code) for unit in moved[:MOST_NAMED]}
    named = "; ".join(f"{unit.name}{last.get(unit.code, '')}" for unit in moved[:MOST_NAMED])
    raise ConflictError(
        message(
            "Chưa làm gì: {count} đơn vị đã thay đổi từ khi xem trước: {named}. Xem lại danh sách rồi xác nhận; những "
            "gì vừa ghi vẫn còn ở dưới.",
            count=len(moved),
            named=named + ("; …" if len(moved) > MOST_NAMED else ""),
        )
    )


def _last(session: Session, period: str, agency: str) -> str:
    """Who did what last about the unit and when, in brackets; what it was stands on the board."""
    found = events_of(session, period, agency, 1)
    return "".join(f" ({item.actor}, {item.at.astimezone(VIETNAM):%H:%M %d/%m/%Y})" for item in found)


def _require_more_time(context: Context, period: str, planned: Plan, due_at: datetime | None) -> None:
    """Asked for all units beforehand, so that none gets more time where another cannot."""
    if due_at is None:
        raise EntryError("due_at", message("Cần ghi hạn mới."))
    with context.database.reading() as session:
        _, dates = load_period(session, context.catalogue, period)
    for unit in planned.reached:
        require_later(dates, unit.row.agency.kind, due_at)


def _accept(context: Context, caller: Caller, units: Sequence[Planned], text: str) -> None:
    """All of them or none, each as it stands in the plan."""
    with context.transaction(caller) as tx:
        for unit in units:
            receipt = unit.row.status.receipt
            if receipt is not None:
                accept_in(context, tx, caller, receipt.submission, unit.state, Remarks(text), is_bulk=len(units) > 1)


def _review(context: Context, caller: Caller, planned: Plan, account: int | None) -> None:
    """All of them or none, each as it stands in the plan."""
    held = {
        unit.row.status.receipt.submission: unit.holder
        for unit in planned.reached
        if unit.row.status.receipt is not None
    }
    if planned.decision is BulkAction.RELEASE:
        release_reviews(context, caller, held)
    else:
        assign_reviews(context, caller, held, caller.account if planned.decision is BulkAction.CLAIM else account)


def _claimable(decision: BulkAction, row: BoardRow, claim: ReviewClaim | None, reader: int | None) -> Planned:
    """A submission that waits for a decision: to be taken where nobody has it, given away or let go by whoever has."""
    receipt, holder = row.status.receipt, "" if claim is None else claim.token
    is_own = claim is not None and claim.account == reader
    why_not: Message | None = None
    if row.state is not BoardState.PENDING or receipt is None:
        why_not = message("chưa có báo cáo chờ duyệt")
    elif claim is not None and not is_own:
        why_not = _held(claim)
    elif decision is BulkAction.CLAIM and is_own:
        why_not = message("đồng chí đã nhận")
    elif decision is BulkAction.RELEASE and claim is None:
        why_not = message("chưa ai nhận xem xét")
    seen = f"{row.state.value} {receipt.submission if receipt else ''} {holder}".strip()
    return Planned(row, why_not is None, (), seen=seen, why_not=why_not, holder=holder)


def _held_by_others(session: Session, period: str, reader: int | None) -> dict[str, ReviewClaim]:
    """What colleagues of the reader review, by agency."""
    return {agency: claim for agency, claim in claims_of(session, period).items() if claim.account != reader}


def acceptable(
    context: Context, session: Session, view: PeriodSnapshot, rows: Sequence[BoardRow], reader: int | None
) -> tuple[Planned, ...]:
    """Which of these wait and are clean by their scores as of now, and nobody else reviews them or writes remarks."""
    filings: defaultdict[str, list[SubmissionRow]] = defaultdict(list)
    for filing in submissions_of_period(session, view.period.code):
        filings[filing.agency].append(filing)
    by_id = {filing.id: filing for found in filings.values() for filing in found}
    waiting = {
        row.agency.code: row.status.receipt.submission
        for row in rows
        if row.state is BoardState.PENDING and row.status.receipt is not None
    }
    scores: Mapping[str, ReviewScore] = {}
    if waiting:
        merged = consolidate(session, view, context.settings.province)
        scores = scores_of(session, context.catalogue, view, merged)
    written = agencies_with_remark_drafts(session, view.period.code)
    held = _held_by_others(session, view.period.code, reader)
    return tuple(
        _acceptance(
            row, by_id.get(waiting.get(row.agency.code, "")), filings[row.agency.code],
            scores.get(waiting.get(row.agency.code, "")), held.get(row.agency.code),
            is_written=row.agency.code in written,
        )
        for row in rows
    )  # fmt: skip


def _acceptance(
    row: BoardRow, filing: SubmissionRow | None, filings: Sequence[SubmissionRow], score: ReviewScore | None,
    claim: ReviewClaim | None, *, is_written: bool,
) -> Planned:  # fmt: skip
    if filing is None:
        return Planned(row, applies=False, recipients=(), seen=row.state.value)
    state = state_of(filing, filings)
    why_not = _why_read(score)
    if claim is not None:
        why_not = _held(claim)
    elif why_not is None and is_written:
        why_not = message("đang có ý kiến ghi dở: xem riêng")
    seen = f"{state} {claim.token if claim else ''}".strip()
    return Planned(row, why_not is None, (), seen=seen, why_not=why_not, state=state)


def _why_read(score: ReviewScore | None) -> Message | None:
    """Why the submission is read by itself; None where it is clean and moved little."""
    if score is None or score.summary.is_clean:
        return None
    if score.summary.unexplained:
        return message("còn {count} cảnh báo chưa giải trình: xem riêng", count=score.summary.unexplained)
    return message("{why}: xem riêng", why=score.concerns[0].said)


def _held(claim: ReviewClaim) -> Message:
    return message("{name} đang nhận xem xét: xem riêng", name=claim.name)


def _remind(context: Context, caller: Caller, period: str, units: Sequence[Planned], text: str) -> None:
    """Write to everybody of these units; letters to many let single ones pass."""
    with context.database.reading() as session:
        decision = prepare_manual_reminder(context, session, period, text, is_bulk=len(units) > 1)
    letters = [
        [(person, manual_message(context, decision, unit.row, person)) for person in unit.recipients] for unit in units
    ]
    for letter in (letter for of_unit in letters for _, letter in of_unit):
        letter.written  # noqa: B018 - written once, before the database is held for all of them
    with context.transaction(caller) as tx:
        for unit, of_unit in zip(units, letters, strict=True):
            send_manual_reminder(context, tx, decision, unit.row, of_unit, unit.unreachable)


def _planned(decision: BulkAction, row: BoardRow, people: Iterable[Account], claim: ReviewClaim | None) -> Planned:
    found, unreachable = reachable(people), tuple(person for person in people if person.mail_fault)
    applies = _applies(decision, row, found)
    why_not = _held(claim) if applies and claim is not None and decision is BulkAction.RETURN else None
    receipt = row.status.receipt
    taken = "" if claim is None else f" {claim.token}"
    rests_on = {
        BulkAction.RETURN: f"{row.state.value} {receipt.submission if receipt else ''}{taken}",
        BulkAction.EXTEND: f"{row.status.due_at.isoformat()} {applies}",
        BulkAction.WITHDRAW: f"{row.status.due_at.isoformat()} {applies}",
        BulkAction.REMIND: "",
    }
    return Planned(row, applies and why_not is None, tuple(found), unreachable, rests_on[decision], why_not)


def _applies(decision: BulkAction, row: BoardRow, people: Sequence[Account]) -> bool:
    if decision is BulkAction.RETURN:
        return row.state in {BoardState.PENDING, BoardState.ACCEPTED}
    if decision is BulkAction.WITHDRAW:
        return bool(row.status.extension)
    return row.state in OPEN and (decision is BulkAction.EXTEND or bool(people))
