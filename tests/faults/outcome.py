"""What became of all that was sent: held against the receipts, and against the same filings undisturbed."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from service.actions.consolidation.merge import merge_period
from service.actions.context import Context
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.validate import validate_submission
from service.actions.operations.audit import check_chain
from service.clock import Clock
from service.domain.consolidation.states import MergeState
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.access import Caller, Role
from service.domain.organization.quota import NO_QUOTA
from service.domain.reporting.submission import State
from service.readers.formats import FORMATS
from service.storage.consolidation.consolidations import newest_consolidation
from service.storage.models import ConsolidationSource, FindingRow, IdempotencyKeyRow, PeriodRow, SubmissionRow
from tests.faults.ledger import Ledger
from tests.support.installation import PERIOD, new_context, with_units
from tests.support.processes import wait_until

OPEN = (State.RECEIVED, State.VALIDATING)
SAID = ("rule", "level", "text", "values", "subjects", "place", "operands", "explanation")
DECIDED = {State.VALID, State.INVALID}


class Filing(NamedTuple):
    """A filing as it is stored."""

    id: str
    agency: str
    revision: int
    channel: str
    file_name: str
    sha256: str
    raw: bytes
    state: State
    attempts: int


@dataclass
class Outcome:
    """What is wrong, by what it is, after so many kills, some of them while these filings were being checked."""

    kills: int
    hit: set[str]

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)

    @property
    def faults(self) -> dict[str, list[str]]:
        """All that is wrong."""
        found = {"lost": self.lost, "doubled": self.doubled, "altered": self.altered, "half": self.half}
        return {name: what for name, what in found.items() if what}


def settle(context: Context, seconds: float) -> None:
    """Return once every filing is decided and all is merged."""

    def is_settled() -> bool:
        with contextlib.suppress(SQLAlchemyError), context.database.reading() as session:
            is_idle = session.scalar(select(PeriodRow.merge_state).where(PeriodRow.code == PERIOD)) is MergeState.IDLE
            waiting = select(SubmissionRow.id).where(SubmissionRow.state.in_(OPEN)).limit(1)
            return is_idle and session.scalar(waiting) is None
        return False

    wait_until(is_settled, seconds, "the check of every filing and the last merge")


def judge(context: Context, ledger: Ledger, folder: Path, found: Outcome) -> Outcome:
    """Hold the database against the receipts, and against an undisturbed installation in the folder."""
    filings = stored(context)
    require_whole_database(context)
    _hold_against_receipts(found, filings, ledger)
    with undisturbed(folder, filings) as calm:
        checks, calm_checks = checks_of(context), checks_of(calm)
        for filing in filings:
            if checks[filing.id] != calm_checks[filing.id]:
                found.altered.append(f"check of {filing.id}: {checks[filing.id]} not {calm_checks[filing.id]}"[:600])
        if (merged := merge_of(context)) != (calm_merged := merge_of(calm)):
            found.altered.append(f"merge: {merged} not {calm_merged}"[:2000])
    _hold_against_sources(found, context, filings)
    return found


def stored(context: Context) -> list[Filing]:
    """All filings, unit by unit in the order of their revisions."""
    columns = [getattr(SubmissionRow, name) for name in Filing._fields]
    with context.database.reading() as session:
        rows = session.execute(select(*columns).order_by(SubmissionRow.agency, SubmissionRow.revision))
        return [Filing(*row) for row in rows]


def _hold_against_receipts(found: Outcome, filings: Sequence[Filing], ledger: Ledger) -> None:
    """Every receipt's filing is there once with its bytes; nothing else is, but what may have lost its answer."""
    by_id, receipts = {filing.id: filing for filing in filings}, ledger.receipts
    found.lost += sorted(receipts.keys() - by_id.keys())
    for id_ in receipts.keys() & by_id.keys():
        filing = by_id[id_]
        if not receipts[id_].is_held_by(filing.raw) or sha256_of(filing.raw) != filing.sha256:
            found.altered.append(f"bytes of {id_}")
    twice = Counter((filing.agency, filing.sha256) for filing in filings)
    found.doubled += [f"{agency} {sha256}" for (agency, sha256), many in twice.items() if many > 1]
    unanswered = [sent for sent in ledger.sent if sent.is_unanswered and not sent.receipt]
    for filing in filings:
        if filing.id not in receipts:
            meant = [sent for sent in unanswered if sent.unit == filing.agency and sent.is_held_by(filing.raw)]
            if len(meant) != 1:
                found.half.append(f"{filing.id} was refused")
    for agency, many in Counter(filing.agency for filing in filings).items():
        revisions = [filing.revision for filing in filings if filing.agency == agency]
        if revisions != list(range(1, many + 1)):
            found.half.append(f"{agency} has the revisions {revisions}")


def require_whole_database(context: Context) -> None:
    """Every reference leads somewhere, every filing has its findings one after another, and the log is whole."""
    assert check_chain(context).is_whole
    with context.database.reading() as session:
        if context.database.is_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        keys = session.execute(select(IdempotencyKeyRow.key, IdempotencyKeyRow.submission)).all()
        prints = {row.id: row.sha256 for row in session.execute(select(SubmissionRow.id, SubmissionRow.sha256))}
    assert all(prints[submission] == key for key, submission in keys), "a key stands for other bytes"


def checks_of(context: Context) -> dict[str, tuple[State, list[tuple[Any, ...]]]]:
    """What the check of each filing came to: its state, and its findings in their order."""
    named = (
        "submission",
        "position",
        "rule",
        "level",
        "text",
        "values",
        "subjects",
        "place",
        "operands",
        "explanation",
    )
    columns = [getattr(FindingRow, name) for name in named]
    with context.database.reading() as session:
        states = {row.id: row.state for row in session.execute(select(SubmissionRow.id, SubmissionRow.state))}
        findings = session.execute(select(*columns).order_by(FindingRow.submission, FindingRow.position)).all()
    found: dict[str, tuple[State, list[tuple[Any, ...]]]] = {id_: (state, []) for id_, state in states.items()}
    for submission, position, *what in findings:
        assert position == len(found[submission][1]), submission
        found[submission][1].append(tuple(what))
    return found


def merge_of(context: Context) -> dict[str, Any]:
    """The newest merged report: whose filings are in it, who is missing, and its figures."""
    with context.database.reading() as session:
        newest = newest_consolidation(session, PERIOD)
        assert newest is not None
        sources = select(ConsolidationSource.submission).where(ConsolidationSource.consolidation == newest.id)
        return {
            "sources": sorted(session.scalars(sources)),
            "missing": sorted(newest.missing),
            "indicators": newest.indicators,
        }


def _hold_against_sources(found: Outcome, context: Context, filings: Sequence[Filing]) -> None:
    """Merged is the newest valid filing of each unit, once."""
    newest = {filing.agency: filing.id for filing in filings if filing.state is State.VALID}
    sources = merge_of(context)["sources"]
    found.doubled += [f"merged twice: {id_}" for id_, many in Counter(sources).items() if many > 1]
    if set(sources) != set(newest.values()):
        found.altered.append(f"merged {sources}, newest are {sorted(newest.values())}")
    found.altered += [f"{filing.id} is {filing.state}" for filing in filings if filing.state not in DECIDED]


@contextlib.contextmanager
def undisturbed(folder: Path, filings: Sequence[Filing]) -> Iterator[Context]:
    """An installation in which the same was filed one after another, checked at once, and merged once at the end.

    There as where it was filed units may file as often as they like.
    """
    made = with_units(new_context(folder))
    context = replace(made, clock=Clock(), settings=replace(made.settings, quota=NO_QUOTA))
    for filing in filings:
        caller = Caller("Cán bộ", Role.OFFICER, filing.agency)
        sent = SubmissionRequest(PERIOD, filing.agency, FORMATS.get(filing.channel), filing.raw, filing.file_name)
        receipt, _ = submit_report(context, caller, sent)
        assert receipt.submission == filing.id
        validate_submission(context, filing.id)
    merge_period(context, PERIOD)
    yield context
    context.database.dispose()
