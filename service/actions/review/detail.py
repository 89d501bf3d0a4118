"""A filing beside the unit's earlier ones, with what was said of it."""

from __future__ import annotations

from dataclasses import dataclass

from service.actions.context import Context
from service.actions.periods.late_filing import waits_for_edition
from service.actions.periods.obligations import standing_report
from service.actions.review.decide import remarks_on, state_of
from service.actions.review.lookups import SubmissionDetail, find_submission
from service.domain.organization.access import Caller
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Past
from service.domain.reporting.report import Report
from service.domain.reporting.standing import SubmissionHistory
from service.domain.reporting.submission import Review
from service.domain.validation.review_score import ReviewScore
from service.storage.consolidation.review_scores import find_score
from service.storage.intake.comments import Comment
from service.storage.intake.remark_drafts import RemarkDraft, remark_drafts_of
from service.storage.intake.review_claims import ReviewClaim, claim_of
from service.storage.intake.submissions import submissions_of_agency
from service.storage.models import SubmissionRow
from service.storage.periods.periods import get_period


@dataclass(frozen=True)
class SubmissionInContext:
    """A filing with the unit's reports of the period before and of the same period last year.

    `is_decidable` is whether it may be approved or returned: also one that came after the closing, before an edition
    has it.
    """

    filing: SubmissionDetail
    previous: Report | None
    last_year: Report | None
    remarks: tuple[Comment, ...]
    revisions: tuple[SubmissionRow, ...]
    is_closed: bool
    is_decidable: bool
    drafts: tuple[RemarkDraft, ...] = ()
    reader: int | None = None
    score: ReviewScore | None = None
    claim: ReviewClaim | None = None

    @property
    def is_held_by_colleague(self) -> bool:
        """Whether somebody else has taken it to review it."""
        return self.claim is not None and self.claim.account != self.reader

    @property
    def holder(self) -> str:
        """Who reviews it as the page shows it, which goes along with whatever changes that."""
        return "" if self.claim is None else self.claim.token

    @property
    def own_drafts(self) -> dict[str, str]:
        """What the reader is still writing about the unit's report, by path."""
        return {item.path: item.text for item in self.drafts if item.account == self.reader}

    def drafts_at(self, path: str) -> tuple[RemarkDraft, ...]:
        """What colleagues are still writing about one value."""
        return tuple(item for item in self.drafts if item.path == path and item.account != self.reader)

    @property
    def writers(self) -> tuple[str, ...]:
        """The colleagues who are writing about it."""
        return tuple(dict.fromkeys(item.name for item in self.drafts if item.account != self.reader))

    @property
    def accepted_before(self) -> SubmissionRow | None:
        """An earlier revision that had been accepted before the unit filed this one."""
        earlier = (row for row in self.revisions if row.revision < self.filing.row.revision)
        return next((row for row in earlier if row.review is Review.ACCEPTED), None)

    @property
    def is_comparable(self) -> bool:
        """Whether two of the unit's filings can be compared."""
        return len(self.revisions) > 1

    @property
    def previous_title(self) -> str:
        """Which period the report before is of; empty where there is none."""
        return EarlierReports(self.previous).title(Past.PREVIOUS)

    @property
    def is_counted(self) -> bool:
        """Whether it is the unit's newest valid filing, the one that Home Affairs answers."""
        standing = SubmissionHistory(self.revisions).standing
        return standing is not None and standing.id == self.filing.row.id

    @property
    def seen(self) -> str:
        """The state that the page shows, which goes along with a decision."""
        return state_of(self.filing.row, self.revisions)

    def remarks_at(self, path: str) -> tuple[Comment, ...]:
        """The remarks on one value."""
        return tuple(item for item in self.remarks if item.path == path)


def submission_in_context(context: Context, caller: Caller, submission: str) -> SubmissionInContext:
    """The filing; raises NotFoundError, also for another unit's."""
    found = find_submission(context, caller, submission)
    period = found.terms.period
    with context.database.reading() as session:
        opened = get_period(session, period.code)
        return SubmissionInContext(
            filing=found,
            previous=standing_report(session, context.catalogue, period.previous, found.agency),
            last_year=standing_report(session, context.catalogue, period.last_year, found.agency),
            remarks=remarks_on(context, submission),
            revisions=tuple(reversed(submissions_of_agency(session, found.row.period, found.row.agency))),
            is_closed=opened.closed_at is not None,
            is_decidable=opened.closed_at is None or waits_for_edition(session, opened, found.row),
            drafts=remark_drafts_of(session, found.row.period, found.row.agency),
            reader=caller.account,
            score=find_score(session, submission),
            claim=claim_of(session, found.row.period, found.row.agency),
        )
