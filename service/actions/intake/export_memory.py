"""What units confirmed of the exports of one-stop systems: from which columns their figures are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.actions.context import Context
from service.actions.intake.form_state import FormState, require_writer
from service.actions.transaction import Transaction
from service.domain.audit import LONGEST_SUBJECT, AuditEvent
from service.domain.errors import NotFoundError, message
from service.domain.organization.access import Caller
from service.domain.reading.export_columns import Confirmed
from service.domain.reading.export_proposal import confirmed_columns
from service.domain.reading.proposal import Choices, Proposal
from service.domain.reporting.indicator import Indicator
from service.storage.intake.export_matchings import ExportMatching, drop_matching, keep_matching, matchings_of


@dataclass(frozen=True)
class KnownExport:
    """What a unit confirmed of exports with the same heads, with the indicators as the form of the period has them."""

    matching: ExportMatching
    figures: tuple[tuple[Indicator, tuple[str, ...]], ...]


def remember_columns(tx: Transaction, form_state: FormState, proposal: Proposal, choices: Choices) -> None:
    """Remember from which columns of an export the figures were taken that a person has just confirmed."""
    if proposal.export is None:
        return
    terms = form_state.terms
    for layout, heads in confirmed_columns(proposal, choices).items():
        name = proposal.export.layouts[layout]
        numbers = [item.number for item in terms.template.indicators if item.code in heads]
        keep_matching(tx.session, terms.agency.code, terms.template.code, layout, name, heads, tx.now)
        tx.record(
            AuditEvent.EXPORT_MATCHED, period=terms.period.code, agency=terms.agency.code,
            subject=f"{name}: {', '.join(numbers)}"[:LONGEST_SUBJECT],
        )  # fmt: skip


def known_exports(context: Context, caller: Caller, form_state: FormState) -> tuple[KnownExport, ...]:
    """What the unit confirmed of exports, the newest first."""
    caller.require_unit(form_state.agency.code)
    template = form_state.terms.template
    with context.database.reading() as session:
        found = matchings_of(session, form_state.agency.code, template.code)
    return tuple(
        KnownExport(
            item, tuple((each, item.heads[each.code]) for each in template.indicators if each.code in item.heads)
        )
        for item in found
    )


def forget_export(context: Context, caller: Caller, agency: str, number: int) -> None:
    """Forget what the unit confirmed of exports with the same heads; raises NotFoundError, ForbiddenError."""
    caller.require_unit(agency)
    require_writer(caller)
    with context.transaction(caller) as tx:
        name = drop_matching(tx.session, agency, number)
        if not name:
            raise NotFoundError(message("Cách lấy cột này đã được bỏ từ trước."))
        tx.record(AuditEvent.EXPORT_FORGOTTEN, agency=agency, subject=name[:LONGEST_SUBJECT])


def confirmed_exports(context: Context, form_state: FormState) -> Mapping[str, Confirmed]:
    """The heads of each figure's columns that the unit confirmed, by the layout of the table."""
    with context.database.reading() as session:
        found = matchings_of(session, form_state.agency.code, form_state.terms.template.code)
    return {item.layout: item.heads for item in found}
