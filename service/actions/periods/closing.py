"""What stands before a period's closing, worked out in one place for page, API, approval and closing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.containment import OpenQuestion, open_questions
from service.actions.periods.obligations import untold_ends
from service.actions.periods.status import Baselines, PeriodSnapshot, baselines_of, consolidate, period_snapshot
from service.domain.consolidation.closing import (
    ClosingCheck,
    ClosingEntry,
    ClosingItem,
    ClosingState,
    mark_of,
    standing_tasks,
    with_waivers,
)
from service.domain.consolidation.closing_request import ClosingRequest
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation
from service.domain.consolidation.edition import LIVE, PeriodEdition
from service.domain.consolidation.overlaps import OverlapStory
from service.domain.consolidation.unusual_totals import UnusualTotal, unusual_totals
from service.domain.errors import Finding, Level, Message, message
from service.domain.notation.numbers import shown_in_words
from service.domain.organization.access import Role
from service.domain.organization.agency import Agency
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.figure_thread import FigureThread
from service.domain.reporting.period import Period, official_day
from service.domain.reporting.report import Report
from service.domain.reporting.stale_page import DEEDS
from service.domain.reporting.submission import Review
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.explanations import unexplained
from service.domain.validation.rules import broken_rules
from service.storage.consolidation.editions import editions_of
from service.storage.consolidation.publications import Publication, publications_of
from service.storage.events import newest_event
from service.storage.intake.figure_threads import open_threads
from service.storage.organization.accounts import accounts_with_role
from service.storage.periods.closing import done_tasks, newest_closing_request, waivers_of
from service.storage.periods.periods import OpenedPeriod, get_period

OPEN, CLOSED = "open", "closed"
_BY_STATE = {
    AgencyState.MISSING: ClosingCheck.MISSING,
    AgencyState.CHECKING: ClosingCheck.CHECKING,
    AgencyState.FAILED: ClosingCheck.FAILED,
    AgencyState.INVALID: ClosingCheck.INVALID,
    AgencyState.RETURNED: ClosingCheck.RETURNED,
}


@dataclass(frozen=True)
class ClosingOverview:
    """A period before its closing, or before a correction of it, and after.

    `request` is the one that has led to no edition yet; `moved` is what has moved since it was made or approved.
    `editions` are there once the period was closed, the newest first. `seen` is the number of the last decision.
    """

    period: Period
    closed_at: datetime | None
    state: ClosingState
    needs_approval: bool
    request: ClosingRequest | None
    moved: tuple[Message, ...]
    editions: tuple[PeriodEdition, ...]
    publications: tuple[Publication, ...]
    seen: int

    @property
    def is_cleared(self) -> bool:
        """Whether the period may be closed, or corrected, as it stands."""
        if not self.needs_approval:
            return True
        return self.request is not None and self.request.is_approved and not self.moved

    @property
    def is_published(self) -> bool:
        """Whether the newest edition was published."""
        return bool(self.editions) and any(one.number == self.editions[0].number for one in self.publications)


def closing_overview(context: Context, period: str) -> ClosingOverview:
    """The period with its checklist; raises NotFoundError."""
    with context.database.reading() as session:
        opened = get_period(session, period)
        view = period_snapshot(session, context.catalogue, period, LIVE)
        editions = editions_of(session, period)
        state = _state(context, session, view, opened, len(editions))
        request = open_request(session, period)
        return ClosingOverview(
            view.period, opened.closed_at, state, needs_approval(session), request,
            () if request is None else state.changes_since(request.token), editions,
            publications_of(session, period), newest_event(session, period, DEEDS),
        )  # fmt: skip


def needs_approval(session: Session) -> bool:
    """Whether a closing has to be approved: where somebody of this installation is there to do so."""
    return bool(accounts_with_role(session, Role.HOME_AFFAIRS_LEADER))


def open_request(session: Session, period: str) -> ClosingRequest | None:
    """The newest request where no edition was made by it."""
    newest = newest_closing_request(session, period)
    return None if newest is None or newest.edition is not None else newest


def closing_state(context: Context, session: Session, period: str) -> ClosingState:
    """The checklist of the period as it would be closed now."""
    view = period_snapshot(session, context.catalogue, period, LIVE)
    return _state(context, session, view, get_period(session, period), len(editions_of(session, period)))


def _state(
    context: Context, session: Session, view: PeriodSnapshot, opened: OpenedPeriod, editions: int
) -> ClosingState:  # fmt: skip
    period = opened.code
    merged = consolidate(session, view, context.settings.province)
    pasts = baselines_of(session, context.catalogue, view)
    now = context.clock.now()
    tasks = context.catalogue.closing_tasks.get((view.template.code, view.template.version), ())
    return ClosingState(
        items=with_waivers(
            _items(merged, pasts, open_threads(session, period), _ends(session, view.period), now),
            waivers_of(session, period),
        ),
        tasks=standing_tasks(tasks, done_tasks(session, period), view.period),
        figures=_mark_of_figures(view, merged),
        phase=f"{OPEN if opened.closed_at is None else CLOSED}-{editions}",
    )


def _items(
    merged: Consolidation, pasts: Baselines, threads: Iterable[FigureThread],
    ends: Iterable[tuple[ClosingCheck, ClosingEntry]], now: datetime,
) -> Iterator[ClosingItem]:  # fmt: skip
    found: dict[ClosingCheck, list[ClosingEntry]] = {check: [] for check in ClosingCheck}
    for status in merged.units:
        for check in _checks_of(status, merged.report.template, now):
            found[check].append(_unit(status))
    for finding in broken_rules(merged.report, _earlier(pasts)):
        check = ClosingCheck.RULES if finding.level is Level.ERROR else ClosingCheck.DOUBTS
        found[check].append(_broken(finding))
    found[ClosingCheck.UNUSUAL].extend(map(_unusual, unusual_totals(merged.report, (pasts.last_year, pasts.previous))))
    found[ClosingCheck.OVERLAPS].extend(_told_twice(story) for story in merged.overlaps if story.differs)
    found[ClosingCheck.QUESTIONS].extend(_asked(merged, threads))
    for check, entry in ends:
        found[check].append(entry)
    for check, entries in found.items():
        yield ClosingItem(check, tuple(entries))


def _checks_of(status: AgencyStatus, template: ReportTemplate, now: datetime) -> Iterator[ClosingCheck]:
    """What is open of one unit; a valid report may be so in several ways."""
    if status.state is not AgencyState.VALID:
        yield _BY_STATE[status.state]
    elif status.receipt is not None and status.revisions > status.receipt.revision:
        # A later submission is being checked, or has errors, while this one goes on counting.
        yield ClosingCheck.CORRECTING
    if status.state is AgencyState.VALID and status.review is Review.PENDING:
        yield ClosingCheck.UNREAD
    if status.state is AgencyState.MISSING and now < status.due_at:
        yield ClosingCheck.EARLY
    if status.valid_at is not None and unexplained(status.findings, template):
        yield ClosingCheck.UNEXPLAINED


def _unit(status: AgencyStatus) -> ClosingEntry:
    submission = "" if status.receipt is None else status.receipt.submission
    key = f"{status.agency.code} {submission} {status.revisions}"
    return ClosingEntry(key, Message("{name}", {"name": status.agency.name}), submission)


def _earlier(pasts: Baselines) -> EarlierReports:
    """The province's earlier reports, which its rules compare with."""
    previous, last_year = (None if past is None else past.report for past in (pasts.previous, pasts.last_year))
    return EarlierReports(previous, last_year)


def _broken(finding: Finding) -> ClosingEntry:
    indicator = finding.subjects[0].rpartition("$.indicators.")[2] if finding.subjects else ""
    return ClosingEntry(f"{finding.rule} {finding.message}", finding.message, indicator=indicator)


def _unusual(found: UnusualTotal) -> ClosingEntry:
    indicator, total = found.indicator, found.total
    said = message(
        "{number}. {name}: {before} → {now}, so với {period}, trên {agencies} đơn vị có ở cả hai kỳ",
        number=indicator.number, name=indicator.name, before=shown_in_words(total.before),
        now=shown_in_words(total.now), period=found.period.title, agencies=total.agencies,
    )  # fmt: skip
    return ClosingEntry(f"{indicator.code} {total.before} {total.now}", said, indicator=indicator.code)


def _asked(merged: Consolidation, threads: Iterable[FigureThread]) -> Iterator[ClosingEntry]:
    """Questions about figures of units that owe a report."""
    units = {unit.agency.code: unit for unit in merged.units}
    named = merged.report.template.by_code
    for thread in threads:
        unit = units.get(thread.agency)
        if unit is not None and thread.step is not None and thread.indicator in named:
            item = named[thread.indicator]
            said = message(
                "{agency}, {number}. {name}: {state}", agency=unit.agency.name, number=item.number, name=item.name,
                state=Message(thread.step.label),
            )  # fmt: skip
            submission = "" if unit.receipt is None else unit.receipt.submission
            yield ClosingEntry(f"{thread.agency} {thread.indicator} {thread.seen}", said, submission)


def _not_answered(question: OpenQuestion) -> ClosingEntry:
    said = message(
        "{successor}: chưa trả lời đã gồm số liệu của {unit} chưa",
        successor=question.successor.name, unit=question.agency.name,
    )  # fmt: skip
    return ClosingEntry(f"{question.agency.code} {question.successor.code} {question.since.isoformat()}", said)


def _ends(session: Session, period: Period) -> Iterator[tuple[ClosingCheck, ClosingEntry]]:
    """What is open of units that ended in the midst of the period."""
    for question in open_questions(session, period):
        yield ClosingCheck.CONTAINED, _not_answered(question)
    for unit in untold_ends(session, period):
        yield ClosingCheck.ENDED, _not_told(unit, period)


def _not_told(unit: Agency, period: Period) -> ClosingEntry:
    own = period.window_of(unit)
    said = message(
        "{unit}: số liệu từ {first} đến {last} chỉ có trong tổng nếu đơn vị nộp báo cáo phần cuối, hoặc báo cáo của "
        "đơn vị kế thừa đã gồm",
        unit=unit.name, first=official_day(own.first), last=official_day(own.last),
    )  # fmt: skip
    return ClosingEntry(f"{unit.code} {own.last.isoformat()}", said)


def _told_twice(story: OverlapStory) -> ClosingEntry:
    code = story.indicator.code
    return ClosingEntry(f"{story.number} {code} {story.counted} {story.left_out}", story.said, indicator=code)


def _mark_of_figures(view: PeriodSnapshot, merged: Consolidation) -> str:
    """By which it is known what would be closed: who owes, who is let off, and every figure that is added up."""
    return mark_of(
        [*(f"owes {unit.code} {unit.name}" for unit in view.agencies),
         *(f"let off {unit.code} {unit.name}" for unit in view.waived),
         *_figures(merged.report)]
    )  # fmt: skip


def _figures(report: Report) -> Iterable[str]:
    for filing in report.ordered:
        counted = "counted" if report.is_counted(filing.source) else "included"
        yield f"{filing.source.agency} {filing.source.submission} {counted}"
        for code, figure in filing.figures.items():
            agency = filing.source.agency
            yield f"{agency} {code} {figure}{' elsewhere' if agency in report.left_out.get(code, ()) else ''}"
