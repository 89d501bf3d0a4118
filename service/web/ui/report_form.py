"""The form's sections, rows and texts as the page shows them, and what its script needs to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from service.actions.intake.drafts import Saved
from service.actions.intake.form_state import FormState
from service.domain.errors import Finding, Level
from service.domain.reporting.definition import Definition
from service.domain.reporting.draft import DOCUMENTS, TABLES, DraftField, Progress, figure_as_typed, progress
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Past, operands, to_json
from service.domain.reporting.form_names import is_not_applicable
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.report import NA, Figure
from service.domain.reporting.row_table import TableSum
from service.domain.reporting.target import Target, TargetDirection
from service.domain.reporting.template import Rule, Section
from service.domain.validation.explanations import EXPLAINED_BY_NOTE
from service.domain.validation.rules import is_comparable
from service.readers.form import document_rows
from service.storage.intake.comments import Comment
from service.storage.intake.payload_codec import figure_text
from service.storage.models import ReportFileRow
from service.web.ui.form_tables import EMPTY_ROWS, FormTable, form_tables, script_tables, table_anchor
from service.web.ui.form_words import script_words
from service.web.ui.i18n import amount, moment, translate

_NOTHING = DraftField("")
QUIET = frozenset({"required"})


@dataclass(frozen=True)
class FormRow:
    """One indicator: what was typed, or what follows from other figures; `findings` stand beside it."""

    indicator: Indicator
    typed: DraftField
    note: str
    previous: Figure | None
    last_year: Figure | None
    computed: Figure | None
    stated: Figure | None
    is_exempt: bool
    findings: tuple[Finding, ...]
    remarks: tuple[Comment, ...]
    files: tuple[ReportFileRow, ...] = ()
    definition: Definition | None = None
    formula: str = ""
    target: Target | None = None
    handed_over: Decimal | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether it is computed and not typed."""
        return self.indicator.aggregate is Aggregate.RATIO

    @property
    def is_locked(self) -> bool:
        """Whether nothing is asked for; what was typed before the unit was spared can still be cleared."""
        return self.is_exempt and (not self.typed.value or self.marked_not_applicable)

    @property
    def shown(self) -> str:
        """What was typed as all tables show figures; what is no figure as it was typed."""
        if self.stated is None:
            return self.typed.value
        return amount(self.stated, self.indicator)

    @property
    def given(self) -> Figure | None:
        """What counts of the unit: the ratio that follows from the others, or what was typed."""
        return self.computed if self.is_ratio else self.stated

    @property
    def marked_not_applicable(self) -> bool:
        """Whether it was typed that the figure does not apply to the unit."""
        return is_not_applicable(self.typed.value)


@dataclass(frozen=True)
class FormBlock:
    """A section of the form: its figures, its text, and the warnings that ask for an explanation there."""

    section: Section
    depth: int
    rows: tuple[FormRow, ...]
    text: DraftField
    previous_text: str
    is_owed: bool
    findings: tuple[Finding, ...]
    rules: tuple[tuple[Rule | TableSum, str, Finding | None], ...]
    remarks: tuple[Comment, ...]
    tables: tuple[FormTable, ...] = ()

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return anchor(self.section.code)


def anchor(section: str) -> str:
    """The place of a section on the page."""
    return f"muc-{section.replace('.', '-')}"


def blocks(form_state: FormState) -> tuple[FormBlock, ...]:
    """The sections that the unit reports, and those that it wrote something in all the same, in order."""
    template = form_state.terms.template
    beside = _by_subject(form_state.findings)
    owed = _owed(form_state)
    return tuple(
        FormBlock(
            section=section,
            depth=2 + len(template.ancestors(section.code)),
            rows=tuple(_row(form_state, item, beside) for item in template.indicators_of(section.code)),
            text=form_state.draft.fields.get(f"narratives.{section.code}", _NOTHING),
            previous_text=form_state.previous_text(section.code),
            is_owed=section.code in owed,
            findings=tuple(item for item in beside[f"$.narratives.{section.code}"] if item.rule not in QUIET),
            rules=_rules_of(form_state, section),
            remarks=_remarks_at(form_state, f"narratives.{section.code}"),
            tables=form_tables(form_state, section.code),
        )
        for section in template.sections
        if form_state.agency.kind in section.applies_to or form_state.draft.values.get(f"narratives.{section.code}")
    )


def contents(form_state: FormState) -> list[tuple[Section, Progress]]:
    """The headings of the contents with their progress."""
    found = _progress(form_state)
    return [
        (part, found[part.code])
        for part in form_state.terms.template.parts
        if form_state.agency.kind in part.applies_to
    ]


def place_of(form_state: FormState, finding: Finding) -> str:
    """Where on the page a finding stands, for the list that jumps there."""
    subject = next(iter(finding.subjects), "").removeprefix("$.")
    key, _dot, code = subject.partition(".")
    if key in {"indicators", "narratives"}:
        return f"#o-{subject.replace('.', '-')}"
    if subject.startswith(DOCUMENTS):
        return "#van-ban"
    if key == TABLES:
        return f"#{table_anchor(code.partition('.')[0].partition('[')[0])}"
    rule = form_state.terms.template.rule_by_id.get(finding.rule)
    return f"#{anchor(_home(form_state, rule))}" if rule else "#noi-dung"


def correction_place(form_state: FormState, finding: Finding) -> str:
    """Where on the form a finding is dealt with: a warning where it is explained, an error where it stands."""
    if finding.level is Level.WARNING and finding.rule in form_state.terms.template.explainable:
        return f"#o-explanations-{finding.rule}"
    return place_of(form_state, finding)


def explanation_path(form_state: FormState, finding: Finding) -> str:
    """The value in which the unit answers a warning that still asks for that; empty for any other finding."""
    if form_state.is_closed or finding not in form_state.unexplained:
        return ""
    if finding.rule in EXPLAINED_BY_NOTE:
        return finding.subjects[0].replace("$.indicators.", "notes.")
    return f"explanations.{finding.rule}"


def documents(form_state: FormState) -> list[list[str]]:
    """The rows of the document table, with some empty ones to go on in."""
    rows = document_rows(form_state.draft.values.get(DOCUMENTS, ""))
    return rows + [[""] * 4 for _number in range(EMPTY_ROWS)]


def browser(form_state: FormState) -> dict[str, Any]:
    """What the page's script works with."""
    template = form_state.terms.template
    return {
        "version": form_state.draft.version,
        "handOver": hand_over_mark(form_state),
        "versions": {path: typed.version for path, typed in form_state.draft.fields.items() if typed.version},
        "indicators": {item.code: _indicator(item, _target(form_state, item)) for item in template.indicators},
        "rules": [_rule(rule) for rule in template.rules if is_comparable(rule, form_state.report, form_state.earlier)],
        "spared": [
            item.code for item in template.indicators if template.is_exempt(item, form_state.agency, form_state.exempt)
        ],
        "earlier": {past.value: _earlier(form_state.earlier, past) for past in Past},
        "kinds": list(template.documents.kinds),
        "tables": script_tables(form_state),
        "findings": findings(form_state),
        "notApplicable": figure_as_typed(NA),
        "words": script_words(),
    }


def findings(form_state: FormState) -> list[dict[str, Any]]:
    """The findings for the page's script; missing figures are counted and not listed."""
    rules = form_state.terms.template.rule_by_id
    return [
        {
            "rule": item.rule,
            "level": item.level.value,
            "message": translate(item.message),
            "subjects": [subject.removeprefix("$.") for subject in item.subjects],
            "place": place_of(form_state, item),
            "isRule": item.rule in rules,
            "isQuiet": item.rule in QUIET,
        }
        for item in form_state.findings
    ]


def saved(form_state: FormState, result: Saved, seen: int, mine: set[str]) -> dict[str, Any]:
    """The answer to a saving: what others wrote since, what clashed, and what there is to say now."""
    fields = result.draft.fields
    return {
        "version": result.draft.version,
        "savedAt": moment(result.draft.changed_at),
        "handOver": hand_over_mark(form_state),
        "clashes": [_told(clash.change.path, clash.theirs) for clash in result.clashes],
        "news": [
            _told(path, typed) for path, typed in sorted(fields.items()) if typed.version > seen and path not in mine
        ],
        "findings": findings(form_state),
        "progress": {
            code: {"given": item.given, "asked": item.asked, "owed": item.texts_owed}
            for code, item in _progress(form_state).items()
        },
    }


def hand_over_mark(form_state: FormState) -> str:
    """What changes where the report moves between officer, leader and Home Affairs, for the page's script."""
    request = form_state.request
    asked = f"{request.id} {request.state}" if request else ""
    other = form_state.left_out
    return f"{asked} {len(form_state.filings)} {form_state.draft.has_news} {other.id if other else ''}"


def _row(form_state: FormState, item: Indicator, beside: Mapping[str, list[Finding]]) -> FormRow:
    template = form_state.terms.template
    path = f"indicators.{item.code}"
    previous = form_state.previous.figure(item.code) if form_state.previous else None
    last_year = form_state.last_year.figure(item.code) if form_state.last_year else None
    report = form_state.report
    return FormRow(
        indicator=item,
        typed=form_state.draft.fields.get(path, _NOTHING),
        note=form_state.draft.values.get(f"notes.{item.code}", ""),
        previous=previous,
        last_year=last_year,
        computed=report.figure(item.code) if item.aggregate is Aggregate.RATIO else None,
        stated=form_state.payload.indicators.get(item.code),
        is_exempt=template.is_exempt(item, form_state.agency, form_state.exempt),
        findings=tuple(found for found in beside[f"$.{path}"] if found.rule not in QUIET),
        remarks=_remarks_at(form_state, path),
        files=tuple(file for file in form_state.files if file.about == path),
        definition=template.definitions.get(item.code),
        formula=template.formula(item.code),
        target=_target(form_state, item),
        handed_over=next((it.reported for it in form_state.handed_over if it.indicator.code == item.code), None),
    )


def _target(form_state: FormState, item: Indicator) -> Target | None:
    """What the unit's figure should reach in the year."""
    return form_state.terms.template.target(item.code, form_state.terms.period.year, form_state.agency.kind)


def _remarks_at(form_state: FormState, path: str) -> tuple[Comment, ...]:
    return tuple(item for item in form_state.all_remarks if item.path == path)


def _rules_of(form_state: FormState, section: Section) -> tuple[tuple[Rule | TableSum, str, Finding | None], ...]:
    """The warning rules whose explanation stands under a section, with the text, and the warning where there is one."""
    broken = {item.rule: item for item in form_state.findings}
    return tuple(
        (rule, form_state.draft.values.get(f"explanations.{rule.id}", ""), broken.get(rule.id))
        for rule in form_state.terms.template.explainable.values()
        if rule.level is Level.WARNING and _home(form_state, rule) == section.code
    )


def _home(form_state: FormState, rule: Rule | TableSum) -> str:
    if isinstance(rule, TableSum):
        return next(table.section for table in form_state.terms.template.tables if rule in table.sums)
    first = next(operand for operand in operands(rule.condition) if not operand.past)
    return form_state.terms.template.by_code[first.code].section


def _by_subject(found: tuple[Finding, ...]) -> Mapping[str, list[Finding]]:
    beside: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        for subject in finding.subjects:
            beside[subject].append(finding)
    return beside


def _owed(form_state: FormState) -> set[str]:
    prefix = "$.narratives."
    return {
        subject.removeprefix(prefix)
        for finding in form_state.findings
        if finding.rule == "required"
        for subject in finding.subjects
        if subject.startswith(prefix)
    }


def _progress(form_state: FormState) -> dict[str, Progress]:
    return progress(
        form_state.terms.template, form_state.agency, form_state.exempt, form_state.draft.values, _owed(form_state)
    )


def _indicator(item: Indicator, target: Target | None) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": item.kind.value, "number": item.number, "name": translate(item.name)}
    if target is not None:
        met, missed = (translate(target.outcome(is_met=is_met)) for is_met in (True, False))
        is_least = target.direction is TargetDirection.AT_LEAST
        found["target"] = {"value": f"{target.value:f}", "atLeast": is_least, "met": met, "missed": missed}
    if item.required:
        found["required"] = True
    if item.numerator is not None and item.denominator is not None:
        found |= {"numerator": to_json(item.numerator), "denominator": to_json(item.denominator)}
    return found


def _earlier(reports: EarlierReports, past: Past) -> dict[str, Any]:
    """An earlier report's figures by code, and which period it is of."""
    report = reports.of(past)
    figures = {} if report is None else report.ordered[0].figures
    return {
        "title": translate(reports.title(past)),
        "figures": {code: figure_text(value) for code, value in figures.items()},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "level": rule.level.value,
        "condition": to_json(rule.condition),
        "looksBack": rule.is_retrospective,
        "operands": [
            {"name": str(operand), "code": operand.code, "past": operand.past and operand.past.value}
            for operand in dict.fromkeys(operands(rule.condition))
        ],
        "message": translate(rule.text),
    }


def _told(path: str, typed: DraftField) -> dict[str, Any]:
    return {
        "path": path,
        "value": typed.value,
        "version": typed.version,
        "by": typed.changed_by,
        "at": moment(typed.changed_at),
        "copied": typed.is_copied,
    }
