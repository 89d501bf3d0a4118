"""The state of the form: a unit's draft with all around it, and what must hold before it is handed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.containment import LastReport, last_reports_before
from service.actions.periods.late_filing import late_until
from service.actions.periods.obligations import ReportingObligation, earlier_reports, outstanding_obligations
from service.actions.review.decide import open_remarks
from service.domain.errors import ConflictError, Finding, ForbiddenError, Level, UnreadableError, message
from service.domain.organization.access import Caller, Role, may_file
from service.domain.organization.agency import Agency
from service.domain.reporting.approval import ApprovalRequest
from service.domain.reporting.draft import Draft, DraftField, as_values
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.evidence import missing_signed_report
from service.domain.reporting.expression import Past
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Report, Source, report_of
from service.domain.reporting.submission import State
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.explanations import asks_explanation, unexplained
from service.domain.validation.findings import check_payload
from service.domain.validation.handover import HandedOver, handed_over
from service.readers.form import read_form
from service.storage.intake.approvals import ReturnedDraft, newest_request, unanswered_return
from service.storage.intake.comments import Comment
from service.storage.intake.drafts import find_draft
from service.storage.intake.report_files import files_of_draft
from service.storage.intake.submissions import last_understood, submissions_of_agency
from service.storage.models import ReportFileRow, SubmissionRow
from service.storage.organization.agencies import officer_files
from service.storage.periods.periods import get_period
from service.storage.periods.province_terms import in_force

UNDERSTOOD = frozenset({State.VALID, State.INVALID})
WRITERS = frozenset({Role.OFFICER, Role.LEADER})
NOT_A_WRITER = message("Chỉ cán bộ và lãnh đạo của đơn vị được viết báo cáo.")


@dataclass(frozen=True)
class FormState:
    """The state of the form: the draft, what it is compared with, and its findings.

    `remarks` are what Home Affairs said of the filing that counts, `request` the last one to the leader, whatever
    became of it, and `returned` what the leader said of the draft, until something is filed. `files` go with what is
    handed in next. A unit that is let in after the closing may file until `late_until`. `last_reports` are those of
    units that ended within the period and that this one comes after.
    """

    terms: ReportingObligation
    draft: Draft
    payload: Payload
    findings: tuple[Finding, ...]
    earlier: EarlierReports
    filings: tuple[SubmissionRow, ...]
    is_closed: bool
    officer_files: bool
    remarks: tuple[Comment, ...] = ()
    request: ApprovalRequest | None = None
    returned: ReturnedDraft | None = None
    files: tuple[ReportFileRow, ...] = ()
    asks_signed_report: bool = False
    late_until: datetime | None = None
    last_reports: tuple[LastReport, ...] = ()

    @property
    def agency(self) -> Agency:
        """The unit."""
        return self.terms.agency

    @property
    def exempt(self) -> tuple[str, ...]:
        """Patterns of indicators that the unit is spared in this period."""
        return self.terms.obligation.exempt

    @cached_property
    def report(self) -> Report:
        """The draft as a report of one filing."""
        filing = submitted_report(self.payload, self.terms.template, self.agency, Source(self.agency.code), self.exempt)
        return report_of(self.terms.template, self.terms.period.code, filing)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Errors that prevent submission."""
        return tuple(item for item in self.findings if item.level is Level.ERROR)

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """Warnings that still ask for an explanation."""
        return unexplained(self.findings, self.terms.template)

    @property
    def is_explained(self) -> bool:
        """Whether there are warnings that ask for an explanation, and each has one."""
        asked = [item for item in self.findings if asks_explanation(item, self.terms.template)]
        return bool(asked) and not self.unexplained

    @property
    def missing_file(self) -> Finding | None:
        """What is missing of the files that the period asks for; None where nothing is."""
        return missing_signed_report(self.files) if self.asks_signed_report else None

    @property
    def previous(self) -> Report | None:
        """The unit's report of the period before."""
        return self.earlier.previous

    @property
    def previous_title(self) -> str:
        """Which period that is; empty where there is no report of it."""
        return self.earlier.title(Past.PREVIOUS)

    @cached_property
    def handed_over(self) -> tuple[HandedOver, ...]:
        """The figures that the unit states as they were handed over to it, this once."""
        template = self.terms.template
        return handed_over(
            template, self.earlier, lambda item: template.is_exempt(item, self.agency, self.exempt)
        )  # fmt: skip

    def previous_text(self, section: str) -> str:
        """What that report says in a section, which may be copied; empty where it says nothing."""
        return self.previous.ordered[0].narratives.get(section, "") if self.previous else ""

    @property
    def last_year(self) -> Report | None:
        """The unit's report of the same period last year; None where that is the period before as well."""
        is_same = self.earlier.title(Past.SAME_PERIOD_LAST_YEAR) == self.previous_title
        return None if is_same else self.earlier.last_year

    @property
    def last_year_title(self) -> str:
        """Which period that is; empty where there is no report of it to be shown."""
        return self.earlier.title(Past.SAME_PERIOD_LAST_YEAR) if self.last_year else ""

    @property
    def left_out(self) -> SubmissionRow | None:
        """The newest filing that was understood, where the draft was left as it was when that came another way."""
        known = next((row.revision for row in self.filings if row.id == self.draft.filed_as), 0)
        newest = next((row for row in reversed(self.filings) if row.state in UNDERSTOOD), None)
        return newest if newest is not None and newest.revision > known else None

    @property
    def all_remarks(self) -> tuple[Comment, ...]:
        """The remarks of Home Affairs and of the leader."""
        return self.remarks + (self.returned.remarks if self.returned else ())

    def may_file(self, role: Role) -> bool:
        """Whether such a person may hand the report in."""
        return may_file(role, officers=self.officer_files)


def open_draft(context: Context, caller: Caller, period: str, agency: str) -> FormState:
    """The draft with all around it; one that nobody began holds what was filed last. Raises NotFoundError."""
    caller.require_unit(agency)
    with context.database.reading() as session:
        terms = outstanding_obligations(session, context.catalogue, period, agency)
        terms = replace(terms, template=in_force(session, terms.template, terms.period.window.last))
        filings = submissions_of_agency(session, period, agency)
        draft = find_draft(session, period, agency) or draft_basis(session, terms.template, period, agency, filings)
        earlier = earlier_reports(session, context.catalogue, terms.template, terms.period, terms.agency)
        opened = get_period(session, period)
        late = late_until(session, opened, agency, context.clock.now())
        files = files_of_draft(session, period, agency)
        may_officer = officer_files(session, agency)
        remarks = open_remarks(session, filings)
        last_reports = last_reports_before(session, terms.period, agency)
        request, returned = newest_request(session, period, agency), unanswered_return(session, period, agency, filings)
    payload = read_form(draft.values, terms.template, period, agency)
    form_state = FormState(
        terms, draft, payload, (), earlier, filings, opened.closed_at is not None and late is None, may_officer,
        remarks, request, returned, files, opened.asks_signed_report, late, last_reports,
    )  # fmt: skip
    return replace(form_state, findings=findings_on(context, form_state))


def require_writer(caller: Caller) -> None:
    """Raises ForbiddenError where the person writes no reports."""
    if caller.role not in WRITERS:
        raise ForbiddenError(NOT_A_WRITER)


def require_fileable(context: Context, caller: Caller, period: str, agency: str, version: int) -> FormState:
    """The draft that may be filed as it was seen.

    Raises ForbiddenError, ConflictError where somebody changed it meanwhile, or UnreadableError with what is wrong.
    """
    form_state = open_draft(context, caller, period, agency)
    require_may_file(context, caller, agency)
    require_version(form_state.draft, version)
    require_sound(form_state)
    return form_state


def require_may_file(context: Context, caller: Caller, agency: str) -> None:
    """Raises ForbiddenError where the person may not hand in for the unit."""
    caller.require_unit(agency)
    with context.database.reading() as session:
        officers = officer_files(session, agency)
    if not may_file(caller.role, officers=officers):
        raise ForbiddenError(message("Lãnh đạo đơn vị là người nộp báo cáo: hãy trình lãnh đạo."))


def require_version(draft: Draft, version: int) -> None:
    """Raises ConflictError where the draft is not the version that somebody read."""
    if draft.version != version:
        raise ConflictError(
            message("{who} vừa sửa bản nháp: xem lại nội dung rồi nộp.", who=draft.changed_by or message("Người khác"))
        )


def require_sound(form_state: FormState) -> None:
    """Raises UnreadableError with what stands in the way of handing in: errors, and what asks for an explanation."""
    if form_state.errors:
        raise UnreadableError(
            message("Báo cáo còn {count} lỗi: sửa rồi mới nộp được.", count=len(form_state.errors)), form_state.errors
        )
    if form_state.unexplained:
        raise UnreadableError(
            message("Còn {count} cảnh báo chưa giải trình.", count=len(form_state.unexplained)), form_state.unexplained
        )


def findings_on(context: Context, form_state: FormState, explained: tuple[Finding, ...] = ()) -> tuple[Finding, ...]:
    """All that there is to say of what lies on the desk; `explained` is what the unit explained in earlier filings."""
    return check_payload(
        form_state.payload,
        form_state.report,
        form_state.earlier,
        agency=form_state.agency,
        today=context.clock.now().astimezone(VIETNAM).date(),
        exempt=form_state.exempt,
        earlier=explained,
    )


def draft_basis(
    session: Session, template: ReportTemplate, period: str, agency: str, filings: tuple[SubmissionRow, ...]
) -> Draft:
    """What the newest filing that was understood says, as a draft that nobody has begun."""
    found = last_understood(session, filings)
    if found is None:
        return Draft(period, agency)
    row, payload = found
    values = as_values(payload, template)
    return Draft(
        period,
        agency,
        {path: DraftField(value, 0, False, row.filed_by, row.received_at) for path, value in values.items()},
        filed_as=row.id,
    )
