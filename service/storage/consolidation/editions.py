"""Editions of periods in the database: written once, read in parts, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.closing import ClosingRecord
from service.domain.consolidation.consolidation import AgencyStatus
from service.domain.consolidation.edition import EditionOrigin, PeriodEdition
from service.domain.errors import Finding, Message, NotFoundError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.agency import Agency
from service.domain.reporting.period import Period
from service.domain.reporting.report import Report, SubmittedReport
from service.domain.reporting.template import ReportTemplate
from service.storage.audit_chain import newest_hash
from service.storage.consolidation import edition_codec as codec
from service.storage.consolidation.closing_codec import closing_json, closing_of
from service.storage.models import EditionAgencyRow, EditionBaselineRow, EditionRow, PeriodRow
from service.storage.periods.periods import ObligationOverride

PREVIOUS, LAST_YEAR = "previous", "last_year"


@dataclass(frozen=True)
class FrozenAgency:
    """An agency as it was, what it owed, and where it stood; `status` is None for one that was let off."""

    agency: Agency
    obligation: ObligationOverride
    status: AgencyStatus | None
    has_draft: bool


@dataclass(frozen=True)
class EditionContent:
    """All that an edition holds; the agencies in table order, `evidence` by submission, `baselines` by name.

    `closing` is what was known before the closing, None where nobody was asked.
    """

    template: ReportTemplate
    period: Period
    province: str
    agencies: tuple[FrozenAgency, ...]
    report: Report
    evidence: Mapping[str, tuple[Message, ...]]
    baselines: Mapping[str, Baseline]
    closing: ClosingRecord | None = None


def edition_of(session: Session, period: str, number: int | None = None) -> PeriodEdition | None:
    """The period's edition of that number, or else the newest of a closed period; None where it is open.

    Raises NotFoundError for a number that there is not.
    """
    query = select(EditionRow).where(EditionRow.period == period)
    if number is None:
        closed = query.join(PeriodRow, PeriodRow.code == EditionRow.period).where(PeriodRow.closed_at.is_not(None))
        newest = session.scalar(closed.order_by(EditionRow.number.desc()).limit(1))
        return None if newest is None else _edition(newest)
    row = session.scalar(query.where(EditionRow.number == number))
    if row is None:
        raise NotFoundError(message("Kỳ {period} không có ấn bản số {number}.", period=period, number=number))
    return _edition(row)


def newest_editions(session: Session, periods: Iterable[str]) -> dict[str, PeriodEdition]:
    """The newest edition of each of these periods that is closed."""
    closed = PeriodRow.closed_at.is_not(None)
    query = select(EditionRow).join(PeriodRow, PeriodRow.code == EditionRow.period).where(closed)
    rows = session.scalars(query.where(EditionRow.period.in_(list(periods))).order_by(EditionRow.number))
    return {row.period: _edition(row) for row in rows}


def editions_of(session: Session, period: str) -> tuple[PeriodEdition, ...]:
    """A period's editions, the newest first."""
    rows = session.scalars(select(EditionRow).where(EditionRow.period == period).order_by(EditionRow.number.desc()))
    return tuple(map(_edition, rows))


def closed_without_edition(session: Session) -> tuple[str, ...]:
    """The periods that were closed before there were editions, the oldest first."""
    query = (
        select(PeriodRow.code)
        .outerjoin(EditionRow, EditionRow.period == PeriodRow.code)
        .where(PeriodRow.closed_at.is_not(None), EditionRow.id.is_(None))
        .order_by(PeriodRow.last_day, PeriodRow.first_day, PeriodRow.code)
    )
    return tuple(session.scalars(query))


def add_edition(
    session: Session, content: EditionContent, consolidation: int, origin: EditionOrigin, by: str, reason: str,
    now: datetime,
) -> PeriodEdition:  # fmt: skip
    """Store a period's next edition with the number of its merged report; whoever does holds the period."""
    code = content.period.code
    last = session.scalar(select(func.max(EditionRow.number)).where(EditionRow.period == code)) or 0
    head = codec.as_text(_head(content))
    agencies = [_agency_row(content, position, unit) for position, unit in enumerate(content.agencies)]
    baselines = [
        EditionBaselineRow(name=name, content=codec.as_text(codec.baseline_json(content.baselines[name])))
        for name in sorted(content.baselines)
    ]
    row = EditionRow(
        period=code,
        number=last + 1,
        origin=origin,
        made_at=now,
        made_by=by,
        reason=reason,
        province=content.province,
        template_digest=content.template.digest,
        consolidation=consolidation,
        fingerprint=_fingerprint(head, agencies, baselines),
        head=head,
        audit_hash=newest_hash(session),
    )
    session.add(row)
    session.flush()
    for agency in agencies:
        agency.edition = row.id
    for past in baselines:
        past.edition = row.id
    session.add_all([*agencies, *baselines])
    session.flush()
    return _edition(row)


def is_intact(session: Session, edition: PeriodEdition) -> bool:
    """Whether what lies in the database is what was written when the edition was made."""
    head = session.scalars(select(EditionRow.head).where(EditionRow.id == edition.id)).one()
    agencies = session.execute(
        select(
            EditionAgencyRow.agency,
            EditionAgencyRow.standing,
            EditionAgencyRow.filing,
            EditionAgencyRow.findings,
            EditionAgencyRow.evidence,
        )
        .where(EditionAgencyRow.edition == edition.id)
        .order_by(EditionAgencyRow.position)
    )
    baselines = session.scalars(
        select(EditionBaselineRow).where(EditionBaselineRow.edition == edition.id).order_by(EditionBaselineRow.name)
    )
    return _fingerprint(head, list(agencies), list(baselines)) == edition.fingerprint


def frozen_period(session: Session, edition: PeriodEdition) -> Period:
    """The period with its deadlines as they were."""
    head = json.loads(session.scalars(select(EditionRow.head).where(EditionRow.id == edition.id)).one())
    return codec.period_of(head["period"])


def frozen_closing(session: Session, edition: PeriodEdition) -> ClosingRecord | None:
    """What was known before the closing; None where nobody was asked."""
    kept = json.loads(session.scalars(select(EditionRow.head).where(EditionRow.id == edition.id)).one()).get("closing")
    return None if kept is None else closing_of(kept)


def frozen_agencies(session: Session, edition: PeriodEdition) -> tuple[FrozenAgency, ...]:
    """Its agencies in table order, those let off included; their standings without findings."""
    rows = session.scalars(
        select(EditionAgencyRow.standing)
        .where(EditionAgencyRow.edition == edition.id)
        .order_by(EditionAgencyRow.position)
    )
    return tuple(map(_frozen, rows))


def frozen_findings(session: Session, edition: PeriodEdition) -> dict[str, tuple[Finding, ...]]:
    """What was said of the submission that spoke for an agency, by agency."""
    rows = session.execute(
        select(EditionAgencyRow.agency, EditionAgencyRow.findings).where(
            EditionAgencyRow.edition == edition.id, EditionAgencyRow.findings.is_not(None)
        )
    )
    return {agency: codec.findings_of(json.loads(kept)) for agency, kept in rows if kept is not None}


def frozen_agencies_named(
    session: Session, editions: Iterable[PeriodEdition], agencies: Iterable[str]
) -> dict[tuple[str, str], FrozenAgency]:
    """Some agencies of many editions, by period and agency."""
    periods = {edition.id: edition.period for edition in editions}
    rows = session.execute(
        select(EditionAgencyRow.edition, EditionAgencyRow.agency, EditionAgencyRow.standing).where(
            EditionAgencyRow.edition.in_(list(periods)), EditionAgencyRow.agency.in_(list(agencies))
        )
    )
    return {(periods[edition], agency): _frozen(standing) for edition, agency, standing in rows}


def frozen_filings(session: Session, edition: PeriodEdition) -> dict[str, SubmittedReport]:
    """What was merged, by agency."""
    rows = session.execute(
        select(EditionAgencyRow.agency, EditionAgencyRow.filing)
        .where(EditionAgencyRow.edition == edition.id, EditionAgencyRow.filing.is_not(None))
        .order_by(EditionAgencyRow.agency)
    )
    return {agency: codec.filing_of(json.loads(kept)) for agency, kept in rows if kept is not None}


def frozen_evidence(session: Session, edition: PeriodEdition) -> dict[str, tuple[Message, ...]]:
    """What there was to say of the files beside each submission, by its number."""
    rows = session.scalars(
        select(EditionAgencyRow.evidence)
        .where(EditionAgencyRow.edition == edition.id, EditionAgencyRow.evidence.is_not(None))
        .order_by(EditionAgencyRow.position)
    )
    return {
        submission: codec.messages_of(said)
        for kept in rows
        if kept is not None
        for submission, said in json.loads(kept).items()
    }


def frozen_baselines(session: Session, edition: PeriodEdition, templates: codec.Templates) -> dict[str, Baseline]:
    """The earlier periods that it compares with, by name."""
    rows = session.scalars(select(EditionBaselineRow).where(EditionBaselineRow.edition == edition.id))
    return {row.name: codec.baseline_of(json.loads(row.content), templates) for row in rows}


def _head(content: EditionContent) -> codec.Json:
    """What holds for all of the edition."""
    known = {} if content.closing is None else {"closing": closing_json(content.closing)}
    return {
        "form": codec.FORM,
        "province": content.province,
        "template": [content.template.code, content.template.version, content.template.digest],
        "period": codec.period_json(content.period),
        **known,
    }


def _agency_row(content: EditionContent, position: int, unit: FrozenAgency) -> EditionAgencyRow:
    code, status = unit.agency.code, unit.status
    filing = content.report.filings.get(code)
    said = {} if filing is None else {filing.source.submission: content.evidence.get(filing.source.submission, ())}
    evidence = {submission: codec.messages_json(lines) for submission, lines in said.items() if lines}
    standing = {
        "agency": codec.agency_json(unit.agency),
        "obligation": codec.obligation_json(unit.obligation),
        "status": None if status is None else codec.status_json(status),
        "has_draft": unit.has_draft,
    }
    return EditionAgencyRow(
        agency=code,
        position=position,
        standing=codec.as_text(standing),
        filing=None if filing is None else codec.as_text(codec.filing_json(filing)),
        findings=codec.as_text(codec.findings_json(status.findings)) if status and status.findings else None,
        evidence=codec.as_text(evidence) if evidence else None,
    )


def _frozen(standing: str) -> FrozenAgency:
    kept = json.loads(standing)
    agency = codec.agency_of(kept["agency"])
    return FrozenAgency(
        agency,
        codec.obligation_of(kept["obligation"]),
        None if kept["status"] is None else codec.status_of(agency, kept["status"]),
        kept["has_draft"],
    )


def _fingerprint(head: str, agencies: Iterable[Any], baselines: Iterable[Any]) -> str:
    """Over all texts, each by its own SHA-256, so that none runs into the next."""
    return sha256_of("\n".join(_digests(head, agencies, baselines)))


def _digests(head: str, agencies: Iterable[Any], baselines: Iterable[Any]) -> Iterator[str]:
    yield sha256_of(head)
    for row in agencies:
        parts = (row.standing, row.filing, row.findings, row.evidence)
        yield " ".join([row.agency, *("-" if part is None else sha256_of(part) for part in parts)])
    for row in baselines:
        yield f"{row.name} {sha256_of(row.content)}"


def _edition(row: EditionRow) -> PeriodEdition:
    return PeriodEdition(
        id=row.id,
        period=row.period,
        number=row.number,
        origin=EditionOrigin(row.origin),
        made_at=row.made_at,
        made_by=row.made_by,
        reason=row.reason,
        province=row.province,
        digest=row.template_digest,
        consolidation=row.consolidation,
        fingerprint=row.fingerprint,
        audit_hash=row.audit_hash,
    )
