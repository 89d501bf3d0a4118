"""Reading what an API caller asks for: filings, standings, merged reports, builds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.obligations import ReportingObligation, load_period, obligations_of_period
from service.actions.periods.status import agency_statuses, period_snapshot
from service.domain.bilingual import Bilingual
from service.domain.consolidation.consolidation import AgencyStatus
from service.domain.errors import Finding, HiddenError, Message, NotFoundError, message
from service.domain.notation.fingerprint import typed_fingerprint
from service.domain.organization.access import Caller
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.evidence import SIGNED_REPORT
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import Period
from service.domain.reporting.receipt_status import ReceiptStatus, receipt_status
from service.domain.reporting.report import Report
from service.domain.reporting.submission import NOT_CHECKED, State
from service.storage.consolidation.consolidations import newest_consolidation
from service.storage.consolidation.workbooks import get_build
from service.storage.intake.report_files import files_of_submission, files_with_bytes
from service.storage.intake.submissions import (
    findings_of,
    get_submission,
    no_submission,
    payload_of,
    submissions_of_agency,
    submissions_with_bytes,
)
from service.storage.models import ConsolidationRow, ReportFileRow, SubmissionRow, WorkbookRow
from service.storage.organization.agencies import all_agencies, get_agency
from service.storage.periods.demonstration import is_demonstration
from service.storage.periods.periods import OpenedPeriod, all_periods, get_period


@dataclass(frozen=True)
class SubmissionDetail:
    """A filing with what was understood of it and said to it."""

    row: SubmissionRow
    terms: ReportingObligation
    findings: tuple[Finding, ...]
    payload: Payload | None
    files: tuple[ReportFileRow, ...] = ()

    @property
    def agency(self) -> Agency:
        """The unit."""
        return self.terms.agency

    @property
    def note(self) -> Message | None:
        """What there is to say of its check where that came to no end."""
        return NOT_CHECKED if self.row.state is State.FAILED else None

    @property
    def report(self) -> Report | None:
        """The filing as a report, with its ratios computed; None where it was not understood."""
        return None if self.payload is None else self.terms.report(self.row, self.payload)


def find_submission(context: Context, caller: Caller, submission: str) -> SubmissionDetail:
    """A filing; raises NotFoundError, also for another unit's, so that nobody learns how often that one has filed."""
    with context.database.reading() as session:
        row = get_submission(session, submission)
        if not caller.may_see(row.agency):
            raise HiddenError(no_submission(submission))
        return SubmissionDetail(
            row,
            obligations_of_period(session, context.catalogue, row.period, get_agency(session, row.agency)),
            findings_of(session, [row.id])[row.id],
            payload_of(session, row.id),
            files_of_submission(session, row.id),
        )


@dataclass(frozen=True)
class PublicReceipt:
    """What a receipt's public page shows to anybody who has the fingerprint of what was handed in.

    `file` says what the file beside the report is worth whose fingerprint it was; None where it was the report's own.
    """

    submission: str
    agency: str
    period: str
    revision: int
    received_at: datetime
    sha256: str
    status: ReceiptStatus
    file: Message | None = None


def status_of(context: Context, row: SubmissionRow) -> ReceiptStatus:
    """What the receipt of a filing is worth now."""
    with context.database.reading() as session:
        return receipt_status(row, submissions_of_agency(session, row.period, row.agency))


def find_receipt(context: Context, typed: str) -> tuple[PublicReceipt, ...]:
    """The submissions whose SHA-256 is, or begins with, what was typed from a receipt, or a file's that came with them.

    Nothing for too little of it.
    """
    start = typed_fingerprint(typed)
    if start is None:
        return ()
    with context.database.reading() as session:
        own = [(row, row.sha256, None) for row in submissions_with_bytes(session, start)]
        beside = [
            (get_submission(session, file.submission), file.sha256, _worth(file))
            for file in files_with_bytes(session, start)
            if file.submission is not None
        ]
        return tuple(_public(session, context, *item) for item in (*own, *beside))


def _public(
    session: Session, context: Context, row: SubmissionRow, sha256: str, file: Message | None
) -> PublicReceipt:  # fmt: skip
    return PublicReceipt(
        row.id,
        get_agency(session, row.agency).name,
        load_period(session, context.catalogue, row.period)[1].title,
        row.revision,
        row.received_at,
        sha256,
        receipt_status(row, submissions_of_agency(session, row.period, row.agency)),
        file,
    )


def _worth(file: ReportFileRow) -> Message:
    """What a file beside a report is, with nothing of its name, its content or who signed it."""
    kind = message("báo cáo đã ký số") if file.about == SIGNED_REPORT else message("tệp gửi cùng báo cáo")
    brief = message("chưa kiểm tra chữ ký") if file.examined is None else file.examined.brief
    return message("{kind}, {worth}", kind=kind, worth=brief)


def find_standings(context: Context, period: str) -> tuple[AgencyStatus, ...]:
    """Every unit's standing in a period; raises NotFoundError."""
    with context.database.reading() as session:
        return agency_statuses(session, period_snapshot(session, context.catalogue, period), with_findings=False)


def find_consolidation(context: Context, period: str) -> ConsolidationRow:
    """The newest merged report of a period; raises NotFoundError."""
    with context.database.reading() as session:
        get_period(session, period)
        row = newest_consolidation(session, period)
    if row is None:
        raise NotFoundError(message("Kỳ {period} chưa có số liệu tổng hợp.", period=period))
    return row


def find_workbook(context: Context, workbook: str) -> WorkbookRow:
    """A build; raises NotFoundError."""
    with context.database.reading() as session:
        return get_build(session, workbook)


def list_periods(context: Context) -> list[tuple[OpenedPeriod, Period]]:
    """Every opened period, the newest last."""
    with context.database.reading() as session:
        opened = all_periods(session)
    return [(item, item.period(context.catalogue.get(item.template_code, item.template_version))) for item in opened]


def name_of_agency(context: Context, agency: str) -> str:
    """A unit's name, as of a few seconds ago at most."""

    def find() -> str:
        with context.database.reading() as session:
            return get_agency(session, agency).name

    return context.recent.get(("unit name", agency), find)


def business_time(context: Context) -> datetime | None:
    """The demonstration's moment, None in an installation that works for real."""

    def find() -> bool:
        with context.database.reading() as session:
            return is_demonstration(session)

    return context.clock.now() if context.recent.get(("demonstration",), find) else None


@dataclass(frozen=True)
class FrontPeriod:
    """An open period with the report that it is of, and the deadlines of the kinds of agencies that owe it."""

    period: Period
    report: Bilingual
    deadlines: Mapping[AgencyKind, datetime]


@dataclass(frozen=True)
class FrontPage:
    """What everybody may know: the open periods with their deadlines."""

    province: str
    periods: tuple[FrontPeriod, ...]


def front_page(context: Context) -> FrontPage:
    """What the front page shows."""
    with context.database.reading() as session:
        agencies = all_agencies(session)
    shown = (
        _front_period(context, opened, period, agencies)
        for opened, period in list_periods(context)
        if opened.closed_at is None
    )
    return FrontPage(province=context.settings.province, periods=tuple(shown))


def _front_period(context: Context, opened: OpenedPeriod, period: Period, agencies: Sequence[Agency]) -> FrontPeriod:
    owing = {agency.kind for agency in agencies if period.is_owed_by(agency)}
    deadlines = {kind: due for kind, due in period.deadlines.items() if kind in owing}
    template = context.catalogue.get(opened.template_code, opened.template_version)
    return FrontPeriod(period, template.title, deadlines)
