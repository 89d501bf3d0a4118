"""Domain objects and rows as the plain values that the API answers with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from service.actions.consolidation.figures import FigurePage
from service.actions.consolidation.totals import ComparedTotal, ProvinceTotals
from service.actions.consolidation.verify import Verdict
from service.actions.review.lookups import SubmissionDetail
from service.domain.consolidation.baseline import FigureDelta, is_share
from service.domain.consolidation.consolidation import AgencyStatus, Receipt, completeness
from service.domain.consolidation.copy_check import UNCHANGED
from service.domain.consolidation.edition import LIVE
from service.domain.consolidation.figure_table import FigureRecord
from service.domain.consolidation.workbook_changes import WordingChange, WorkbookChanges
from service.domain.errors import Finding, Level, Message
from service.domain.reporting.evidence import Signature, purpose_of
from service.domain.reporting.expression import to_json
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import Period
from service.domain.reporting.report import Figure
from service.domain.reporting.target import Target, target_result
from service.domain.reporting.template import ReportTemplate, Rule, Section
from service.domain.validation.explanations import asks_explanation, is_explained, unexplained
from service.storage.intake.payload_codec import as_api, json_figure
from service.storage.models import ReportFileRow
from service.storage.periods.periods import OpenedPeriod
from service.web.ui.i18n import translate


def receipt(item: Receipt, note: Message | None = None) -> dict[str, Any]:
    """The receipt of the contract, with what there is to say of an earlier filing."""
    return {
        **({} if note is None else {"note": translate(note)}),
        "id": item.submission,
        "revision": item.revision,
        "sha256": item.sha256,
        "received_at": item.received_at,
    }


def finding(item: Finding, template: ReportTemplate) -> dict[str, Any]:
    """A finding; `explained` stands only at a warning that asks for an explanation."""
    is_asked = asks_explanation(item, template)
    return {
        "rule": item.rule,
        "level": item.level.value,
        "message": translate(item.message),
        "place": item.place,
        "subjects": list(item.subjects),
        **({"explanation": item.explanation or None} if item.level is Level.WARNING else {}),
        **({"explained": is_explained(item)} if is_asked else {}),
    }


def submission(found: SubmissionDetail) -> dict[str, Any]:
    """A filing with its outcome, and its content once that was understood."""
    shown = ("id", "period", "agency", "revision", "channel", "file_name", "filed_by", "state", "review", "sha256",
             "received_at", "validated_at")  # fmt: skip
    return {
        **{name: getattr(found.row, name) for name in shown},
        "on_behalf": found.row.on_behalf or None,
        "note": None if found.note is None else translate(found.note),
        "findings": [finding(item, found.terms.template) for item in found.findings],
        "unexplained": len(unexplained(found.findings, found.terms.template)),
        "explanations": {item.rule: item.explanation for item in found.findings if item.explanation},
        "files": [evidence(item, found.terms.template) for item in found.files],
        "content": None if found.payload is None else shown_content(found.payload),
    }


def evidence(file: ReportFileRow, item: ReportTemplate) -> dict[str, Any]:
    """A file that goes with a filing, and what was found of it: the words of the pages and the workbook."""
    found = file.examined
    return {
        **{name: getattr(file, name) for name in ("id", "name", "size", "sha256", "about", "brought_by", "brought_at")},
        "purpose": str(purpose_of(file, item)),
        "legibility": None if found is None else found.legibility.value,
        "signatures": [] if found is None else [signature(part) for part in found.signatures],
        "said": [] if found is None else [str(said) for said in found.sentences],
    }


def signature(item: Signature) -> dict[str, Any]:
    """A signature of a file."""
    return {
        "signer": item.signer, "issuer": item.issuer, "signed_at": item.at, "moment": item.moment.value,
        "cover": item.cover.value, "trust": item.trust.value, "sound": item.is_sound, "state": str(item.state),
    }  # fmt: skip


def shown_content(payload: Payload) -> dict[str, Any]:
    """What a filing says, in the form in which it could be handed in again."""
    return {**as_api(payload), "indicators": {code: json_figure(value) for code, value in payload.indicators.items()}}


def standings(period: str, units: tuple[AgencyStatus, ...]) -> dict[str, Any]:
    """The completeness of a period."""
    return {"period": period, **vars(completeness(units)), "agencies": [unit(item) for item in units]}


def unit(item: AgencyStatus) -> dict[str, Any]:
    """One unit's standing."""
    return {
        "agency": item.agency.code,
        "name": item.agency.name,
        "kind": item.agency.kind.value,
        "state": item.state.value,
        "due_at": item.due_at,
        "valid_at": item.valid_at,
        "first_valid_at": item.first_valid_at,
        "late": item.is_late,
        "excluded": item.excluded or None,
        "revisions": item.revisions,
        "submission": item.receipt.submission if item.receipt else None,
    }


def template(item: ReportTemplate) -> dict[str, Any]:
    """A report template with its rules as trees for the browser."""
    return {
        "code": item.code,
        "version": item.version,
        "title": translate(item.title),
        "digest": item.digest,
        "sections": [section(part) for part in item.sections],
        "indicators": [{**indicator(part), "definition": definition(item, part.code)} for part in item.indicators],
        "rules": [rule(part) for part in item.rules],
    }


def definition(item: ReportTemplate, code: str) -> dict[str, Any] | None:
    """What an indicator means as it holds now; `evidence` is S where a source says so, K where it follows practice."""
    found = item.definitions.get(code)
    if found is None:
        return None
    return {
        "text": found.text,
        "formula": item.formula(code),
        "source": found.source,
        "example": found.example,
        "evidence": found.evidence.value,
    }


def section(item: Section) -> dict[str, Any]:
    """A section of a report template."""
    return {
        "code": item.code,
        "parent": item.parent,
        "title": translate(item.title),
        "required": item.required,
        "applies_to": sorted(item.applies_to),
    }


def indicator(item: Indicator) -> dict[str, Any]:
    """An indicator of a report template."""
    return {
        "code": item.code,
        "number": item.number,
        "section": item.section,
        "name": translate(item.name),
        "unit": translate(item.unit),
        "kind": item.kind.value,
        "time": item.time.value,
        "aggregate": item.aggregate.value,
        "numerator": to_json(item.numerator) if item.numerator else None,
        "denominator": to_json(item.denominator) if item.denominator else None,
        "applies_to": sorted(item.applies_to),
        "required": item.required,
    }


def rule(item: Rule) -> dict[str, Any]:
    """A rule of a report template."""
    return {
        "id": item.id,
        "level": item.level.value,
        "scope": item.scope,
        "expression": item.expression,
        "condition": to_json(item.condition),
        "message": translate(item.text),
    }


def period(opened: OpenedPeriod, item: Period) -> dict[str, Any]:
    """An opened period."""
    return {
        "code": item.code,
        "title": translate(item.title),
        "template": opened.template_code,
        "template_version": opened.template_version,
        "first_day": item.window.first,
        "last_day": item.window.last,
        "previous": item.previous,
        "closed": opened.closed_at is not None,
        "asks_signed_report": opened.asks_signed_report,
    }


def changes(workbook: str, found: WorkbookChanges) -> dict[str, Any]:
    """What a workbook changed against an earlier one."""
    return {
        "workbook": workbook,
        "since": found.since,
        "added": [agency.code for agency in found.added],
        "revised": [agency.code for agency in found.revised],
        "returned": [agency.code for agency in found.returned],
        "removed": [agency.code for agency in found.removed],
        "joined": [agency.code for agency in found.joined],
        "left": [agency.code for agency in found.left],
        "excluded": [agency.code for agency in found.excluded],
        "included": [agency.code for agency in found.included],
        "elsewhere": [agency.code for agency in found.elsewhere],
        "totals": [_move(None, item.indicator, item.before, item.after, None) for item in found.totals],
        "figures": [
            _move(item.agency.code, item.indicator, item.before, item.after, item.receipt) for item in found.figures
        ],
        "restated": [agency.code for _, agency in found.restated],
        "wordings": [_wording(item) for item in found.wordings],
    }


def _wording(item: WordingChange) -> dict[str, Any]:
    return {
        "agency": item.agency.code,
        "sections": [section.code for section in item.sections],
        "gone_documents": [document.number for document in item.gone_documents],
        "new_documents": [document.number for document in item.new_documents],
        "submission": item.receipt.submission,
        "filed_by": item.receipt.filed_by,
    }


def _move(
    agency: str | None, indicator: Indicator, before: Figure | None, after: Figure | None, receipt: Receipt | None
) -> dict[str, Any]:
    return {
        "agency": agency,
        "indicator": indicator.code,
        "before": _json(before),
        "after": _json(after),
        "submission": receipt.submission if receipt else None,
        "filed_by": receipt.filed_by if receipt else None,
    }


def verdict(found: Verdict) -> dict[str, Any]:
    """What a copy of a workbook is."""
    row, differences = found.build, found.differences or UNCHANGED
    return {
        "workbook": None if row is None else row.id,
        "period": None if row is None else row.period,
        "built_at": None if row is None else row.finished_at,
        "fingerprint": found.fingerprint,
        "checked": translate(found.checked),
        "not_checked": None if found.not_checked is None else translate(found.not_checked),
        "edition": None if row is None or row.edition == LIVE else row.edition,
        "newest_edition": None if found.newer is None else found.newer.number,
        "outdated": None if found.outdated is None else translate(found.outdated),
        "intact": found.is_intact,
        "identical": found.differences is None,
        "changed": differences.count,
        "following": differences.following,
        "cells": [
            {
                "sheet": item.sheet,
                "cell": item.cell,
                "stored_cell": item.stored_cell or item.cell,
                "row": item.row,
                "kind": item.kind.value,
                "said": translate(item.said),
                "stored": str(item.stored),
                "found": str(item.found),
            }
            for item in differences.cells
        ],
        "missing_sheets": list(differences.missing),
        "added_sheets": list(differences.added),
        "renamed_sheets": [{"stored": name, "found": new} for name, new in differences.renamed],
        "sorted_sheets": list(differences.sorted),
        "filtered_sheets": [
            {"sheet": item.sheet, "columns": list(item.columns), "hidden": item.hidden, "said": translate(item.said)}
            for item in differences.filtered
        ],
    }


def figures(found: FigurePage, following: str | None) -> dict[str, Any]:
    """A page of figures; `following` is the address of the next one."""
    return {
        "total": found.total,
        "page": found.paging.page,
        "pages": found.pages,
        "next": following,
        "figures": [_figure(line) for line in found.lines],
    }


def _figure(line: FigureRecord) -> dict[str, Any]:
    agency, item = line.unit.agency, line.indicator
    return {
        "period": line.period, "agency": agency.code, "name": agency.name, "kind": agency.kind.value,
        "parent": agency.parent, "section": item.section, "indicator": item.code, "number": item.number,
        "title": item.name, "unit": item.unit, "time": item.time.value, "value": _json(line.value),
        "state": line.state.value, "counted": line.is_counted, "previous": _json(line.previous),
        "same_period_last_year": _json(line.last_year), "submission": line.receipt or None, "note": line.note,
        "target": target(line.target, line.value),
    }  # fmt: skip


def target(item: Target | None, figure: Figure | None) -> dict[str, Any] | None:
    """What a figure should reach in the year, and whether it does; `met` is null where there is no number."""
    if item is None:
        return None
    said = target_result(item, figure)
    return {
        "value": _json(item.value),
        "direction": item.direction.value,
        "source": item.source,
        "met": item.is_met(figure) if isinstance(figure, Decimal) else None,
        "said": None if said is None else translate(said),
    }


def comparison(found: ProvinceTotals) -> dict[str, Any]:
    """The province's totals beside those of earlier periods."""
    previous, last_year = (past and past.period.code for past in (found.pasts.previous, found.pasts.last_year))
    return {
        "period": found.view.period.code,
        "previous": previous,
        "same_period_last_year": last_year,
        "indicators": [
            {
                "indicator": row.indicator.code,
                "value": _json(row.figure),
                "contributing": row.contributing,
                "applicable": row.applicable,
                "target": target(row.target, row.figure),
                "previous": _then(row.previous, row.indicator),
                "same_period_last_year": _then(row.last_year, row.indicator),
            }
            for _, rows in found.sections
            for row in rows
        ],
    }


def _then(past: ComparedTotal | None, item: Indicator) -> dict[str, Any] | None:
    if past is None:
        return None
    alike = past.matched
    return {
        "value": _json(past.figure),
        "contributing": past.contributing,
        **_moved(past.moved, item),
        "matched": alike
        and {
            "agencies": alike.agencies, "value": _json(alike.now), "then": _json(alike.before),
            **_moved(alike.change, item),
        },
    }  # fmt: skip


def _moved(moved: FigureDelta | None, item: Indicator) -> dict[str, Any]:
    """Difference and percentage; a share moves by points alone."""
    percent = None if moved is None or is_share(item) else moved.percent
    return {"change": None if moved is None else _json(moved.difference), "percent": _json(percent)}


def _json(figure: Figure | None) -> int | float | str | None:
    return None if figure is None else json_figure(figure)
