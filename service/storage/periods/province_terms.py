"""What the province settled of a report template, in the database: decisions, of which the last one counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.organization.agency import AgencyKind
from service.domain.reporting.settlement import Settlement, settled_definitions
from service.domain.reporting.target import Target, TargetDirection, TargetKey
from service.domain.reporting.target_entry import unit_of
from service.domain.reporting.template import ReportTemplate
from service.storage.models import OwnTargetRow, SettlementRow


@dataclass(frozen=True)
class OwnTarget:
    """A decision about the target of `key` from a period on; without a `target` that of the files counts again."""

    key: TargetKey
    target: Target | None
    since: str
    since_day: date
    reason: str
    by: str
    at: datetime


def in_force(session: Session, template: ReportTemplate, day: date) -> ReportTemplate:
    """The template with what the province settled and set, as it holds for a period that ends on that day."""
    settlements = settlements_of(session, template)
    own = {kept.key: kept.target for kept in own_targets(session, template) if kept.since_day <= day}
    if not settlements and not own:
        return template
    return replace(
        template,
        definitions=settled_definitions(template.definitions, settlements),
        targets={**template.targets, **{key: target for key, target in own.items() if target is not None}},
    )


def settlements_of(session: Session, template: ReportTemplate) -> dict[str, Settlement]:
    """What is settled of a template's version, by indicator."""
    rows = session.scalars(
        select(SettlementRow)
        .where(SettlementRow.template == template.code, SettlementRow.version == template.version)
        .order_by(SettlementRow.id)
    )
    last = {row.indicator: row for row in rows}
    return {
        code: Settlement(row.document, row.article, row.text, row.made_by, row.made_at)
        for code, row in last.items()
        if row.is_settled
    }


def add_settlement(session: Session, template: ReportTemplate, indicator: str, made: Settlement) -> None:
    """Store that an indicator is settled."""
    session.add(
        SettlementRow(
            template=template.code, version=template.version, indicator=indicator, is_settled=True,
            document=made.document, article=made.article, text=made.text, reason="", made_by=made.by, made_at=made.at,
        )
    )  # fmt: skip


def end_settlement(
    session: Session, template: ReportTemplate, indicator: str, reason: str, by: str, now: datetime
) -> None:  # fmt: skip
    """Store that it is not settled any more."""
    session.add(
        SettlementRow(
            template=template.code, version=template.version, indicator=indicator, is_settled=False,
            document="", article="", text="", reason=reason, made_by=by, made_at=now,
        )
    )  # fmt: skip


def own_targets(session: Session, template: ReportTemplate) -> tuple[OwnTarget, ...]:
    """All decisions about targets of a template's version, the last one last."""
    rows = session.scalars(
        select(OwnTargetRow)
        .where(OwnTargetRow.template == template.code, OwnTargetRow.version == template.version)
        .order_by(OwnTargetRow.id)
    )
    return tuple(_decided(rows, template))


def add_own_target(session: Session, template: ReportTemplate, made: OwnTarget) -> None:
    """Store a decision."""
    code, year, kind = made.key
    target = made.target
    session.add(
        OwnTargetRow(
            template=template.code, version=template.version, indicator=code, year=year, kind=kind or "",
            value=None if target is None else f"{target.value:f}",
            direction=TargetDirection.AT_LEAST if target is None else target.direction,
            source="" if target is None else target.source,
            since=made.since, since_day=made.since_day, reason=made.reason, made_by=made.by, made_at=made.at,
        )
    )  # fmt: skip


def _decided(rows: Iterable[OwnTargetRow], template: ReportTemplate) -> Iterator[OwnTarget]:
    for row in rows:
        kind = AgencyKind(row.kind) if row.kind else None
        target = None
        if row.value is not None:
            unit = unit_of(template.by_code[row.indicator])
            target = Target(row.indicator, row.year, kind, Decimal(row.value), row.direction, row.source, unit)
        key = (row.indicator, row.year, kind)
        yield OwnTarget(key, target, row.since, row.since_day, row.reason, row.made_by, row.made_at)
