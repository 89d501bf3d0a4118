"""The form's sections, rows and texts as the page shows them, and what its script needs to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.actions.intake.drafts import Desk, Saved
from service.domain.errors import Finding, Level
from service.domain.reporting.draft import DOCUMENTS, Progress, Typed, progress
from service.domain.reporting.expression import operands, to_json
from service.domain.reporting.form_names import is_not_applicable
from service.domain.reporting.report import Figure
from service.domain.reporting.template import Aggregate, Indicator, Rule, Section
from service.readers.form import document_rows
from service.storage.intake.comments import Comment
from service.storage.intake.content import figure_text
from service.web.ui.form_words import script_words
from service.web.ui.i18n import moment, say

_NOTHING = Typed("")
EMPTY_ROWS = 3
QUIET = frozenset({"required"})


@dataclass(frozen=True)
class Row:
    """One indicator: what was typed, or what follows from other figures; `findings` stand beside it."""

    indicator: Indicator
    typed: Typed
    note: str
    previous: Figure | None
    computed: Figure | None
    is_exempt: bool
    findings: tuple[Finding, ...]
    remarks: tuple[Comment, ...]

    @property
    def is_ratio(self) -> bool:
        """Whether it is computed and not typed."""
        return self.indicator.aggregate is Aggregate.RATIO

    @property
    def is_spared(self) -> bool:
        """Whether it was typed that the figure does not apply to the unit."""
        return is_not_applicable(self.typed.value)


@dataclass(frozen=True)
class Block:
    """A section of the form: its figures, its text, and the warnings that ask for an explanation there."""

    section: Section
    depth: int
    rows: tuple[Row, ...]
    text: Typed
    has_previous_text: bool
    is_owed: bool
    findings: tuple[Finding, ...]
    rules: tuple[tuple[Rule, str, bool], ...]
    remarks: tuple[Comment, ...]

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return anchor(self.section.code)


def anchor(section: str) -> str:
    """The place of a section on the page."""
    return f"muc-{section.replace('.', '-')}"


def blocks(desk: Desk) -> tuple[Block, ...]:
    """The sections that the unit reports, and those that it wrote something in all the same, in order."""
    template = desk.terms.template
    beside = _by_subject(desk.findings)
    previous = desk.previous.ordered[0].narratives if desk.previous else {}
    owed = _owed(desk)
    return tuple(
        Block(
            section=section,
            depth=2 + len(template.ancestors(section.code)),
            rows=tuple(_row(desk, item, beside) for item in template.indicators_of(section.code)),
            text=desk.draft.fields.get(f"narratives.{section.code}", _NOTHING),
            has_previous_text=bool(previous.get(section.code)),
            is_owed=section.code in owed,
            findings=tuple(item for item in beside[f"$.narratives.{section.code}"] if item.rule not in QUIET),
            rules=_rules_of(desk, section),
            remarks=_remarks_at(desk, f"narratives.{section.code}"),
        )
        for section in template.sections
        if desk.agency.kind in section.applies_to or desk.draft.values.get(f"narratives.{section.code}")
    )


def contents(desk: Desk) -> list[tuple[Section, Progress]]:
    """The headings of the contents with their progress."""
    found = _progress(desk)
    return [(part, found[part.code]) for part in desk.terms.template.parts if desk.agency.kind in part.applies_to]


def place_of(desk: Desk, finding: Finding) -> str:
    """Where on the page a finding stands, for the list that jumps there."""
    subject = next(iter(finding.subjects), "").removeprefix("$.")
    key, _dot, _code = subject.partition(".")
    if key in {"indicators", "narratives"}:
        return f"#o-{subject.replace('.', '-')}"
    if subject.startswith(DOCUMENTS):
        return "#van-ban"
    rule = desk.terms.template.rule_by_id.get(finding.rule)
    return f"#{anchor(_home(desk, rule))}" if rule else "#noi-dung"


def mending_place(desk: Desk, finding: Finding) -> str:
    """Where on the form a finding is dealt with: a warning where it is explained, an error where it stands."""
    if finding.level is Level.WARNING and finding.rule in desk.terms.template.rule_by_id:
        return f"#o-explanations-{finding.rule}"
    return place_of(desk, finding)


def documents(desk: Desk) -> list[list[str]]:
    """The rows of the document table, with some empty ones to go on in."""
    rows = document_rows(desk.draft.values.get(DOCUMENTS, ""))
    return rows + [[""] * 4 for _number in range(EMPTY_ROWS)]


def browser(desk: Desk) -> dict[str, Any]:
    """What the page's script works with."""
    template = desk.terms.template
    previous = desk.previous.ordered[0].figures if desk.previous else {}
    return {
        "version": desk.draft.version,
        "versions": {path: typed.version for path, typed in desk.draft.fields.items() if typed.version},
        "indicators": {item.code: _indicator(item) for item in template.indicators},
        "rules": [_rule(rule) for rule in template.rules],
        "spared": [item.code for item in template.indicators if template.is_exempt(item, desk.agency, desk.exempt)],
        "previous": {code: figure_text(value) for code, value in previous.items()},
        "hasPrevious": desk.previous is not None,
        "kinds": list(template.documents.kinds),
        "findings": findings(desk),
        "words": script_words(),
    }


def findings(desk: Desk) -> list[dict[str, Any]]:
    """The findings for the page's script; missing figures are counted and not listed."""
    rules = desk.terms.template.rule_by_id
    return [
        {
            "rule": item.rule,
            "level": item.level.value,
            "message": say(item.message),
            "subjects": [subject.removeprefix("$.") for subject in item.subjects],
            "place": place_of(desk, item),
            "isRule": item.rule in rules,
            "isQuiet": item.rule in QUIET,
        }
        for item in desk.findings
    ]


def saved(desk: Desk, result: Saved, seen: int, mine: set[str]) -> dict[str, Any]:
    """The answer to a saving: what others wrote since, what clashed, and what there is to say now."""
    fields = result.draft.fields
    return {
        "version": result.draft.version,
        "savedAt": moment(result.draft.changed_at),
        "clashes": [_told(clash.change.path, clash.theirs) for clash in result.clashes],
        "news": [
            _told(path, typed) for path, typed in sorted(fields.items()) if typed.version > seen and path not in mine
        ],
        "findings": findings(desk),
        "progress": {
            code: {"given": item.given, "asked": item.asked, "owed": item.texts_owed}
            for code, item in _progress(desk).items()
        },
    }


def _row(desk: Desk, item: Indicator, beside: Mapping[str, list[Finding]]) -> Row:
    template = desk.terms.template
    path = f"indicators.{item.code}"
    previous = desk.previous.figure(item.code) if desk.previous else None
    report = desk.report
    return Row(
        indicator=item,
        typed=desk.draft.fields.get(path, _NOTHING),
        note=desk.draft.values.get(f"notes.{item.code}", ""),
        previous=previous,
        computed=report.figure(item.code) if item.aggregate is Aggregate.RATIO else None,
        is_exempt=template.is_exempt(item, desk.agency, desk.exempt),
        findings=tuple(found for found in beside[f"$.{path}"] if found.rule not in QUIET),
        remarks=_remarks_at(desk, path),
    )


def _remarks_at(desk: Desk, path: str) -> tuple[Comment, ...]:
    return tuple(item for item in desk.remarks if item.path == path)


def _rules_of(desk: Desk, section: Section) -> tuple[tuple[Rule, str, bool], ...]:
    """The warning rules whose explanation stands under a section, with the text, and whether each is broken now."""
    broken = {item.rule for item in desk.findings}
    return tuple(
        (rule, desk.draft.values.get(f"explanations.{rule.id}", ""), rule.id in broken)
        for rule in desk.terms.template.rules
        if rule.level is Level.WARNING and _home(desk, rule) == section.code
    )


def _home(desk: Desk, rule: Rule) -> str:
    first = next(operand for operand in operands(rule.condition) if not operand.previous)
    return desk.terms.template.by_code[first.code].section


def _by_subject(found: tuple[Finding, ...]) -> Mapping[str, list[Finding]]:
    beside: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        for subject in finding.subjects:
            beside[subject].append(finding)
    return beside


def _owed(desk: Desk) -> set[str]:
    prefix = "$.narratives."
    return {
        subject.removeprefix(prefix)
        for finding in desk.findings
        if finding.rule == "required"
        for subject in finding.subjects
        if subject.startswith(prefix)
    }


def _progress(desk: Desk) -> dict[str, Progress]:
    return progress(desk.terms.template, desk.agency, desk.exempt, desk.draft.values, _owed(desk))


def _indicator(item: Indicator) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": item.kind.value, "number": item.number, "name": item.name}
    if item.required:
        found["required"] = True
    if item.numerator is not None and item.denominator is not None:
        found |= {"numerator": to_json(item.numerator), "denominator": to_json(item.denominator)}
    return found


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "level": rule.level.value,
        "condition": to_json(rule.condition),
        "operands": list(dict.fromkeys(str(operand) for operand in operands(rule.condition))),
        "message": say(rule.text),
    }


def _told(path: str, typed: Typed) -> dict[str, Any]:
    return {
        "path": path,
        "value": typed.value,
        "version": typed.version,
        "by": typed.changed_by,
        "at": moment(typed.changed_at),
        "copied": typed.is_copied,
    }
