"""Bringing the list of units up to date from a file, and telling beforehand what that would change."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.organization.agencies import (
    AgencyEdit,
    agency_edits,
    merge_open_periods,
    record_agencies,
    require_no_circle_ever,
)
from service.actions.organization.kept_reports import require_reports_kept
from service.actions.organization.last_reports import ask_last_reports
from service.actions.transaction import ADMINISTRATION, Actor
from service.actions.work.bounded import read_agencies_bounded
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, Message, NotFoundError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.agency import Agency
from service.storage.organization.agencies import all_agencies, lock_agencies, put_agencies


@dataclass(frozen=True)
class AgencyImport:
    """What a list changes: an edit for each of its units, and the mark of the units it was compared with."""

    edits: tuple[AgencyEdit, ...]
    seen: str

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The units of the list."""
        return tuple(edit.agency for edit in self.edits)

    @property
    def added(self) -> list[AgencyEdit]:
        """Those that are new."""
        return [edit for edit in self.edits if edit.is_new]

    @property
    def changed(self) -> list[AgencyEdit]:
        """Those known that become other than they are."""
        return [edit for edit in self.edits if edit.changes and not edit.is_new]

    @property
    def unchanged(self) -> list[AgencyEdit]:
        """Those that stay as they are."""
        return [edit for edit in self.edits if not edit.changes]

    @property
    def said(self) -> Message:
        """How many of each."""
        return message(
            "thêm {added}, sửa {changed}, giữ nguyên {unchanged} đơn vị",
            added=len(self.added), changed=len(self.changed), unchanged=len(self.unchanged),
        )  # fmt: skip


def preview_import(context: Context, raw: bytes) -> AgencyImport:
    """What the list would change; nothing is written. Raises whatever `import_agencies` would raise."""
    agencies = read_agencies_bounded(raw)
    with context.database.reading() as session:
        before = all_agencies(session)
        _require_fitting(session, context, before, agencies)
    return _compared(before, agencies)


def import_agencies(context: Context, raw: bytes, actor: Actor = ADMINISTRATION, seen: str = "") -> AgencyImport:
    """Add the units of the list and update those known; `seen` is the mark of what somebody agreed to.

    Raises UnreadableError, NotFoundError for a stray parent, or ConflictError for units in a circle and for units that
    somebody changed since they were `seen`.
    """
    agencies = read_agencies_bounded(raw)
    with context.transaction(actor) as tx:
        before = lock_agencies(tx.session)
        taken = _compared(before, agencies)
        if seen not in {"", taken.seen}:
            raise ConflictError(message("Danh sách đơn vị vừa được người khác sửa: xem lại các thay đổi rồi xác nhận."))
        _require_fitting(tx.session, context, before, agencies)
        put_agencies(tx.session, agencies)
        tx.record(AuditEvent.AGENCIES_IMPORTED, subject=_named(agencies))
        record_agencies(tx, before, agencies)
        ask_last_reports(context, tx, before, agencies)
        merge_open_periods(tx)
    return taken


def _compared(before: tuple[Agency, ...], agencies: tuple[Agency, ...]) -> AgencyImport:
    return AgencyImport(tuple(agency_edits(before, agencies)), sha256_of(repr(before).encode()))


def _require_fitting(
    session: Session, context: Context, before: tuple[Agency, ...], agencies: tuple[Agency, ...]
) -> None:
    """Raises NotFoundError or ConflictError where the list does not go with the units and reports that are there."""
    known = {agency.code for agency in (*before, *agencies)}
    for agency in agencies:
        for code in (agency.parent, *agency.successors):
            if code is not None and code not in known:
                raise NotFoundError(
                    message(
                        "Đơn vị {name}: không có đơn vị «{code}» để kế thừa hoặc trực thuộc.",
                        name=agency.name,
                        code=code,
                    )
                )
    require_no_circle_ever(session, before, agencies)
    require_reports_kept(session, context.catalogue, before, agencies)


def _named(agencies: tuple[Agency, ...]) -> str:
    """How many there were and which, as far as the record has room."""
    return f"{len(agencies)}: {', '.join(agency.code for agency in agencies)}"[:200]
