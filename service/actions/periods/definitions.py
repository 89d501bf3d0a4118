"""What the indicators of a report template mean: read, settled by Home Affairs with a source, and taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.transaction import Actor, Transaction
from service.domain.audit import LONGEST_SUBJECT, AuditEvent, Property, differences
from service.domain.errors import ConflictError, EntryError, message
from service.domain.reporting.decisions import LONGEST_REASON, require_reason
from service.domain.reporting.definition import Definition
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.settlement import Settlement, settled_definition, settled_definitions
from service.domain.reporting.stale_page import overtaken
from service.domain.reporting.template import ReportTemplate
from service.storage.events import events_since, newest_event
from service.storage.periods.periods import all_periods, lock_period
from service.storage.periods.province_terms import add_settlement, end_settlement, settlements_of
from service.writers.definitions_csv import definitions_csv

ACTS = (AuditEvent.DEFINITION_SETTLED, AuditEvent.DEFINITION_UNSETTLED)
LONGEST_SOURCE = 200
# With what no text of a table may begin, since a spreadsheet would take it for a formula.
_FORMULA = ("=", "+", "-", "@")


class ListedDefinition(NamedTuple):
    """An indicator with what it means, None where nothing says so, and how that was settled."""

    indicator: Indicator
    definition: Definition | None
    settlement: Settlement | None

    @property
    def is_open(self) -> bool:
        """Whether it follows practice and waits for Home Affairs."""
        return self.definition is not None and self.definition.is_open


@dataclass(frozen=True)
class TemplateDefinitions:
    """All of a template; `seen` is the number of the last decision about any of them."""

    template: ReportTemplate
    listed: tuple[ListedDefinition, ...]
    seen: int

    @property
    def unsettled(self) -> int:
        """How many wait for Home Affairs."""
        return sum(item.is_open for item in self.listed)


@dataclass(frozen=True)
class Settling:
    """What is to be settled: the document, the place in it, and other words where one indicator alone is chosen."""

    indicators: tuple[str, ...]
    document: str
    article: str
    text: str = ""


def template_definitions(context: Context, code: str, version: str) -> TemplateDefinitions:
    """What the indicators of a version mean as it holds now; raises NotFoundError."""
    template = context.catalogue.get(code, version)
    with context.database.reading() as session:
        settled = settlements_of(session, template)
        seen = newest_event(session, None, ACTS)
    current = replace(template, definitions=settled_definitions(template.definitions, settled))
    listed = (
        ListedDefinition(item, current.definitions.get(item.code), settled.get(item.code))
        for item in template.indicators
    )
    return TemplateDefinitions(current, tuple(listed), seen)


def definitions_file(context: Context, code: str, version: str) -> bytes:
    """The same as a `definitions.csv`, by which the file of the template can be renewed; raises NotFoundError."""
    return definitions_csv(template_definitions(context, code, version).template)


def preview_settling(
    context: Context, code: str, version: str, wanted: Settling
) -> tuple[tuple[Indicator, Definition, Definition], ...]:
    """Each indicator with what it means now and what it would mean; raises as settling does."""
    found = template_definitions(context, code, version)
    made = _checked(found.template, wanted, "", context)
    return tuple(
        (item, before, settled_definition(before, made)) for item, before in _chosen(found.template, wanted.indicators)
    )


def settle(context: Context, actor: Actor, code: str, version: str, wanted: Settling, seen: int | None = None) -> None:
    """Settle one or several indicators by one document.

    Raises NotFoundError, EntryError for what will not do, or ConflictError where somebody has decided about an
    indicator since the decision `seen`.
    """
    template = context.catalogue.get(code, version)
    with context.transaction(actor) as tx:
        current = _held(tx, template, seen)
        made = _checked(template, wanted, tx.actor_name, context)
        for item, before in _chosen(current, wanted.indicators):
            add_settlement(tx.session, template, item.code, made)
            _record(tx, AuditEvent.DEFINITION_SETTLED, item, before, settled_definition(before, made), made.source)


def take_back(
    context: Context, actor: Actor, code: str, version: str, indicators: Sequence[str], reason: str,
    seen: int | None = None,
) -> None:  # fmt: skip
    """What the template's file says counts again for these; raises as `settle` does."""
    template = context.catalogue.get(code, version)
    why = require_reason(reason)
    with context.transaction(actor) as tx:
        current = _held(tx, template, seen)
        chosen = _chosen(current, indicators)
        _require_settled(settlements_of(tx.session, template), [item for item, _ in chosen])
        for item, before in chosen:
            end_settlement(tx.session, template, item.code, why, tx.actor_name, tx.now)
            _record(tx, AuditEvent.DEFINITION_UNSETTLED, item, before, template.definitions[item.code], why)


def _require_settled(settled: Collection[str], indicators: Sequence[Indicator]) -> None:
    """Raises EntryError where one of the indicators is not settled on the page: there is nothing to take back."""
    others = [item.number for item in indicators if item.code not in settled]
    if others:
        said = message("Chỉ tiêu {numbers} chưa được xác nhận trên trang này.", numbers=", ".join(others))
        raise EntryError("indicator", said)


def _held(tx: Transaction, template: ReportTemplate, seen: int | None) -> ReportTemplate:
    """The template as it holds, about which nobody else decides meanwhile."""
    hold_template(tx.session, template)
    for event in () if seen is None else events_since(tx.session, None, seen, ACTS):
        raise ConflictError(overtaken(event.action, event.actor, event.at, event.subject))
    return replace(
        template, definitions=settled_definitions(template.definitions, settlements_of(tx.session, template))
    )


def hold_template(session: Session, template: ReportTemplate) -> None:
    """Hold the opened periods of a template's version, so that what is decided about it is decided one by one."""
    key = (template.code, template.version)
    held = (opened.code for opened in all_periods(session) if (opened.template_code, opened.template_version) == key)
    for code in sorted(held):
        lock_period(session, code)


def _chosen(template: ReportTemplate, indicators: Sequence[str]) -> list[tuple[Indicator, Definition]]:
    """The indicators in the template's order, each with what it means now."""
    if not indicators:
        raise EntryError("indicator", message("Chọn ít nhất một chỉ tiêu."))
    items = [template.indicator(code) for code in dict.fromkeys(indicators)]
    silent = [item.number for item in items if item.code not in template.definitions]
    if silent:
        said = message("Chỉ tiêu {numbers} chưa có giải thích trong tệp definitions.csv.", numbers=", ".join(silent))
        raise EntryError("indicator", said)
    return [(item, template.definitions[item.code]) for item in template.indicators if item in items]


def _checked(template: ReportTemplate, wanted: Settling, by: str, context: Context) -> Settlement:
    """The decision as it is kept."""
    if wanted.text and len(set(wanted.indicators)) > 1:
        said = message("Chỉ sửa lời giải thích khi chọn một chỉ tiêu: chọn một, hoặc bỏ trống ô này.")
        raise EntryError("text", said)
    if not wanted.document:
        said = message("Cần ghi văn bản làm căn cứ, ví dụ Công văn số 12/SNV-CCHC ngày 05/01/2026.")
        raise EntryError("document", said)
    for field, text, most in (
        ("document", wanted.document, LONGEST_SOURCE), ("article", wanted.article, LONGEST_SOURCE),
        ("text", wanted.text, LONGEST_REASON),
    ):  # fmt: skip
        if len(text) > most:
            raise EntryError(field, message("Dài tối đa {most} ký tự.", most=most))
        if text.startswith(_FORMULA):
            raise EntryError(field, message("Không bắt đầu bằng dấu «{sign}».", sign=text[0]))
    _chosen(template, wanted.indicators)
    return Settlement(wanted.document, wanted.article, wanted.text, by, context.clock.now())


def _record(
    tx: Transaction, act: AuditEvent, item: Indicator, before: Definition, after: Definition, reason: str
) -> None:
    sides = (
        {
            Property.EVIDENCE: f"{each.evidence.value} ({each.evidence.label})",
            Property.SOURCE: each.source,
            Property.DEFINITION: each.text,
        }
        for each in (before, after)
    )
    subject = f"{item.number}. {item.name}"[:LONGEST_SUBJECT]
    tx.record(act, subject=subject, reason=reason, changes=differences(*sides))
