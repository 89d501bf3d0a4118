"""What an edition holds, as JSON in the database; docs/edition.md describes each field.

A later version reads every form that an earlier one has written: `FORM` goes up where a field changes its meaning.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from service.domain.bilingual import Bilingual, english_of
from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Receipt
from service.domain.errors import Finding, Level, Message
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM, Period, Window
from service.domain.reporting.report import Report, Source, SubmittedReport
from service.domain.reporting.submission import Review
from service.domain.reporting.template import ReportTemplate
from service.storage.consolidation.correction_codec import adjusted_json, adjusted_of, elsewhere_json, elsewhere_of
from service.storage.intake.message_codec import decode_message, encode_message
from service.storage.intake.payload_codec import (
    document_json,
    document_of,
    figure_of,
    figure_text,
    tables_json,
    tables_of,
)
from service.storage.periods.periods import ObligationOverride

FORM = 1
Json = dict[str, Any]
Templates = Callable[[str, str], ReportTemplate]


def as_text(content: Any) -> str:
    """The JSON in its one form, over which the fingerprint is."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def period_json(period: Period) -> Json:
    """A period with its deadlines."""
    return {
        "code": period.code,
        "title": str(period.title),
        "title_en": english_of(period.title),
        "first_day": period.window.first.isoformat(),
        "last_day": period.window.last.isoformat(),
        "previous": period.previous,
        "last_year": period.last_year,
        "deadlines": {kind.value: due.isoformat() for kind, due in period.deadlines.items()},
    }


def period_of(kept: Mapping[str, Any]) -> Period:
    """The period."""
    return Period(
        code=kept["code"],
        title=Bilingual(kept["title"], kept["title_en"]),
        window=Window(date.fromisoformat(kept["first_day"]), date.fromisoformat(kept["last_day"])),
        previous=kept["previous"],
        last_year=kept["last_year"],
        deadlines={
            AgencyKind(kind): datetime.fromisoformat(due).astimezone(VIETNAM) for kind, due in kept["deadlines"].items()
        },
    )


def agency_json(agency: Agency) -> Json:
    """An agency as it was."""
    return {
        "code": agency.code,
        "name": agency.name,
        "kind": agency.kind.value,
        "valid_from": agency.valid_from.isoformat(),
        "valid_to": None if agency.valid_to is None else agency.valid_to.isoformat(),
        "abbreviation": agency.abbreviation,
        "parent": agency.parent,
        "successors": list(agency.successors),
    }


def agency_of(kept: Mapping[str, Any]) -> Agency:
    """The agency."""
    return Agency(
        code=kept["code"],
        name=kept["name"],
        kind=AgencyKind(kept["kind"]),
        valid_from=date.fromisoformat(kept["valid_from"]),
        valid_to=None if kept["valid_to"] is None else date.fromisoformat(kept["valid_to"]),
        abbreviation=kept["abbreviation"],
        parent=kept["parent"],
        successors=tuple(kept["successors"]),
    )


def obligation_json(owed: ObligationOverride) -> Json:
    """What the agency owed where it differed from its kind."""
    return {
        "includes_children": owed.includes_children,
        "exempt": list(owed.exempt),
        "due_at": _moment(owed.due_at),
        "extension_reason": owed.extension_reason,
        "waived_at": _moment(owed.waived_at),
        "waiver_reason": owed.waiver_reason,
        "extended_at": _moment(owed.extended_at),
        "excluded_at": _moment(owed.excluded_at),
        "exclusion_reason": owed.exclusion_reason,
        "contained_in": owed.contained_in,
    }


def obligation_of(kept: Mapping[str, Any]) -> ObligationOverride:
    """The override."""
    return ObligationOverride(
        includes_children=kept["includes_children"],
        exempt=tuple(kept["exempt"]),
        due_at=_when(kept["due_at"]),
        extension_reason=kept["extension_reason"],
        waived_at=_when(kept["waived_at"]),
        waiver_reason=kept["waiver_reason"],
        extended_at=_when(kept["extended_at"]),
        excluded_at=_when(kept.get("excluded_at")),
        exclusion_reason=kept.get("exclusion_reason", ""),
        contained_in=kept.get("contained_in"),
    )


def status_json(status: AgencyStatus) -> Json:
    """An agency's standing without its findings."""
    receipt = status.receipt
    return {
        "due_at": status.due_at.isoformat(),
        "state": status.state.value,
        "receipt": None
        if receipt is None
        else {
            "submission": receipt.submission,
            "revision": receipt.revision,
            "sha256": receipt.sha256,
            "received_at": _moment(receipt.received_at),
            "channel": receipt.channel,
            "filed_by": receipt.filed_by,
            "on_behalf": receipt.on_behalf,
        },
        "valid_at": _moment(status.valid_at),
        "first_valid_at": _moment(status.first_valid_at),
        "revisions": status.revisions,
        "review": status.review.value,
        "extension": status.extension,
        "excluded": status.excluded,
    }


def status_of(agency: Agency, kept: Mapping[str, Any]) -> AgencyStatus:
    """The standing."""
    receipt = kept["receipt"]
    return AgencyStatus(
        agency=agency,
        due_at=datetime.fromisoformat(kept["due_at"]).astimezone(VIETNAM),
        state=AgencyState(kept["state"]),
        receipt=None if receipt is None else Receipt(**{**receipt, "received_at": _when(receipt["received_at"])}),
        valid_at=_when(kept["valid_at"]),
        first_valid_at=_when(kept["first_valid_at"]),
        revisions=kept["revisions"],
        review=Review(kept["review"]),
        extension=kept["extension"],
        excluded=kept.get("excluded", ""),
    )


def filing_json(filing: SubmittedReport, *, with_texts: bool = True) -> Json:
    """A submission as it was merged: its figures with where they come from, and its texts."""
    source = filing.source
    figures: Json = {
        "source": {
            "agency": source.agency,
            "revision": source.revision,
            "submission": source.submission,
            "received_at": _moment(source.received_at),
            "included_in": source.included_in,
            "excluded": source.excluded,
        },
        "figures": {code: figure_text(figure) for code, figure in filing.figures.items()},
        "adjusted": adjusted_json(filing.adjusted),
        "elsewhere": elsewhere_json(filing.elsewhere),
    }
    if not with_texts:
        return figures
    return {
        **figures,
        "narratives": dict(filing.narratives),
        "documents": [document_json(document) for document in filing.documents],
        "notes": dict(filing.notes),
        **({"tables": tables_json(filing.tables)} if filing.tables else {}),
    }


def filing_of(kept: Mapping[str, Any]) -> SubmittedReport:
    """The submission."""
    source = kept["source"]
    return SubmittedReport(
        Source(**{**source, "received_at": _when(source["received_at"])}),
        {code: figure_of(figure) for code, figure in kept["figures"].items()},
        kept.get("narratives", {}),
        tuple(document_of(document) for document in kept.get("documents", ())),
        kept.get("notes", {}),
        adjusted_of(kept.get("adjusted", {})),
        elsewhere_of(kept.get("elsewhere", {})),
        tables_of(kept.get("tables", {})),
    )


def findings_json(findings: Iterable[Finding]) -> list[Json]:
    """What was said of the submission."""
    return [
        {
            "rule": finding.rule,
            "level": finding.level.value,
            "message": encode_message(finding.message),
            "subjects": list(finding.subjects),
            "place": finding.place,
            "operands": dict(finding.operands),
            "explanation": finding.explanation,
        }
        for finding in findings
    ]


def findings_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """The findings."""
    return tuple(
        Finding(
            rule=item["rule"],
            level=Level(item["level"]),
            message=decode_message(item["message"]),
            subjects=tuple(item["subjects"]),
            place=item["place"],
            operands=item["operands"],
            explanation=item["explanation"],
        )
        for item in kept
    )


def messages_json(said: Iterable[Message]) -> list[Json]:
    """Sentences."""
    return [encode_message(item) for item in said]


def messages_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Message, ...]:
    """The sentences."""
    return tuple(decode_message(item) for item in kept)


def baseline_json(past: Baseline) -> Json:
    """An earlier period as it was compared with: figures without texts, which nothing compares."""
    return {
        "period": period_json(past.period),
        "template": [past.report.template.code, past.report.template.version],
        "agencies": [agency_json(unit) for unit in past.units.values()],
        "predecessors": {code: [agency_json(unit) for unit in units] for code, units in past.predecessors.items()},
        "filings": [filing_json(filing, with_texts=False) for filing in past.report.filings.values()],
    }


def baseline_of(kept: Mapping[str, Any], templates: Templates) -> Baseline:
    """The earlier period."""
    period = period_of(kept["period"])
    filings = [filing_of(filing) for filing in kept["filings"]]
    units = [agency_of(unit) for unit in kept["agencies"]]
    return Baseline(
        period=period,
        report=Report(templates(*kept["template"]), period.code, {item.source.agency: item for item in filings}),
        predecessors={code: tuple(map(agency_of, units)) for code, units in kept["predecessors"].items()},
        units={unit.code: unit for unit in units},
    )


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _when(kept: str | None) -> datetime | None:
    return None if kept is None else datetime.fromisoformat(kept)
