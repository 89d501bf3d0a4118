"""A report in words: read, confirmed figure by figure by a person, and only then written into the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from service.actions.context import Context
from service.actions.intake.drafts import Saved, save_draft
from service.actions.intake.export_memory import remember_columns
from service.actions.intake.form_state import NOT_A_WRITER, FormState, open_draft, require_writer
from service.actions.intake.quota import require_room
from service.actions.intake.reading import misfits
from service.actions.periods.obligations import closed_error
from service.actions.transaction import Transaction
from service.actions.work.bounded import examine_bounded, read_report_bounded
from service.actions.work.sizes import require_size
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    Message,
    NotFoundError,
    TooLargeError,
    UnreadableError,
    message,
)
from service.domain.notation.text import one_line
from service.domain.organization.access import Caller
from service.domain.reading.proposal import Choices, Proposal, ProposedFigure, propose
from service.domain.reading.reading import ReportReading
from service.domain.reporting.draft import typed_indicators
from service.domain.reporting.indicator import Indicator
from service.setting_values import MEGABYTE
from service.storage.intake.proposal_codec import encode
from service.storage.intake.report_files import add_file, add_reading, drop_readings, end_reading, find_reading
from service.storage.intake.report_files import has_reading as reading_waits
from service.storage.intake.report_files import keep_choices as store_choices
from service.storage.models import ReportFileRow
from service.storage.organization.agencies import all_agencies

PASTED = "bao-cao-dan-vao.txt"
_MOST_KEPT = 6 * MEGABYTE  # letters of a reading that waits; a report of 40 pages has 0.3 million
_NOTHING = message("Không còn báo cáo nào chờ xác nhận: đưa tệp vào lại nếu cần.")
_OTHER_FILE = message("Báo cáo trên trang này không còn chờ xác nhận: tải lại trang để xem báo cáo đang chờ.")


@dataclass(frozen=True)
class FigureRow:
    """An indicator on the page of confirmation; `kept` is the draft's value, `decided` is None until it is decided."""

    indicator: Indicator
    proposed: ProposedFigure | None
    kept: str
    decided: str | None

    @property
    def is_sure(self) -> bool:
        """Whether it is taken together with the others: it was read surely, and overwrites nothing."""
        return self.proposed is not None and self.proposed.sure and self.kept in {"", self.best}

    @property
    def is_missing(self) -> bool:
        """Whether the text does not state it."""
        return self.proposed is None

    @property
    def is_known(self) -> bool:
        """Whether somebody confirmed before where such files state it."""
        return self.proposed is not None and self.proposed.known

    @property
    def best(self) -> str:
        """The number that was read, empty where there is none."""
        return self.proposed.values[0].value if self.proposed else ""


@dataclass(frozen=True)
class PartRow:
    """A section's text or the table of documents that was read; `kept` is what the draft has in its place."""

    path: str
    text: str
    kept: str
    chosen: bool | None

    @property
    def is_taken(self) -> bool:
        """Whether it is to go into the draft: as chosen, else unless it would overwrite something."""
        return self.kept in {"", self.text} if self.chosen is None else self.chosen


@dataclass(frozen=True)
class Confirmation:
    """What one person has to confirm of a report, beside the draft."""

    form_state: FormState
    file: ReportFileRow
    proposal: Proposal
    choices: Choices

    @cached_property
    def rows(self) -> tuple[FigureRow, ...]:
        """The indicators that the unit is asked for, in the form's order; of an export those that it may tell."""
        terms, values = self.form_state.terms, self.form_state.draft.values
        export = self.proposal.export
        return tuple(
            FigureRow(
                item,
                self.proposal.figures.get(item.code),
                values.get(f"indicators.{item.code}", ""),
                self.choices.figures.get(item.code),
            )
            for section in terms.template.sections
            for item in typed_indicators(terms.template, section.code, terms.agency, self.form_state.exempt)
            if export is None or item.code in export.asked
        )

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts that were read, as values of the draft."""
        terms = self.form_state.terms
        return self.proposal.texts(terms.template, terms.period.code, terms.agency.code)

    @cached_property
    def parts(self) -> tuple[PartRow, ...]:
        """The texts and the documents with what the draft has of them."""
        values = self.form_state.draft.values
        return tuple(
            PartRow(path, text, values.get(path, ""), self.choices.parts.get(path)) for path, text in self.texts.items()
        )

    @property
    def undecided(self) -> tuple[FigureRow, ...]:
        """The figures that were read and nobody has decided on."""
        return tuple(row for row in self.rows if not row.is_missing and row.decided is None)

    def with_sure(self, choices: Choices) -> Choices:
        """The choices with every sure figure taken that was not decided."""
        sure = {row.indicator.code: row.best for row in self.rows if row.is_sure}
        return replace(choices, figures={**sure, **choices.figures})


@dataclass(frozen=True)
class Taken:
    """What of a report went into the draft."""

    figures: int
    texts: int
    undecided: int
    saved: Saved


def bring_report(context: Context, caller: Caller, period: str, agency: str, name: str, raw: bytes) -> None:
    """Read a report in words and keep what was read for its bringer to confirm.

    Raises UnreadableError where it is no report, WrongTypeError, TooLargeError, QuotaError, ConflictError in a closed
    period.
    """
    account, form_state = require_open_writer(context, caller, period, agency)
    advice = message("bỏ bớt ảnh trong tệp rồi thử lại")
    require_size(message("Báo cáo"), len(raw), context.settings.max_upload, advice)
    with context.database.reading() as session:
        agencies = tuple(all_agencies(session))
    reading = read_report_bounded(context.catalogue, name, raw, agencies, form_state.terms.period.code)
    said = (*misfits(reading, form_state.agency, form_state.terms.period), *_of_another_kind(reading, form_state))
    day = form_state.terms.period.window.last
    others = [item for item in agencies if item.is_valid_on(day)]
    proposal = propose(reading, said, others, form_state.agency)
    keep_proposal(context, caller, form_state, account, [(name, raw)], proposal, Choices())


def require_open_writer(context: Context, caller: Caller, period: str, agency: str) -> tuple[int, FormState]:
    """The number of the caller's account and the form; raises ForbiddenError, or ConflictError in a closed period."""
    account = _require_writer(caller)
    form_state = open_draft(context, caller, period, agency)
    if form_state.is_closed:
        raise closed_error(period)
    return account, form_state


def keep_proposal(
    context: Context,
    caller: Caller,
    form_state: FormState,
    account: int,
    files: Sequence[tuple[str, bytes]],
    proposal: Proposal,
    choices: Choices,
) -> None:
    """Keep what was read from files, by name and bytes, as one thing to confirm; raises TooLargeError, QuotaError."""
    encoded = encode(proposal)
    if len(encoded) > _MOST_KEPT:
        raise TooLargeError(message("Báo cáo quá dài để xác nhận trên trang: chép các số liệu vào biểu mẫu."))
    now = context.clock.real()
    examined = [examine_bounded(raw, context.settings.authorities, now) for _name, raw in files]
    period, agency = form_state.terms.period.code, form_state.agency.code
    with context.transaction(caller) as tx:
        require_room(context, tx.session, agency, sum(len(raw) for _name, raw in files))
        first: ReportFileRow | None = None
        for (name, raw), found in zip(files, examined, strict=True):
            file = add_file(
                tx.session, period, agency, one_line(name)[-255:], raw, caller.name, tx.now, is_read=True,
                examined=found, read_with=first.id if first else None,
            )  # fmt: skip
            first = first or file
        assert first is not None
        add_reading(tx.session, first, account, encoded, choices)


def open_confirmation(context: Context, caller: Caller, period: str, agency: str) -> Confirmation:
    """What the caller has to confirm; raises NotFoundError where there is nothing."""
    account = _require_writer(caller)
    form_state = open_draft(context, caller, period, agency)
    with context.database.reading() as session:
        found = find_reading(session, period, agency, account)
    if found is None:
        raise NotFoundError(_NOTHING)
    return Confirmation(form_state, found.file, found.proposal, found.choices)


def has_reading(context: Context, caller: Caller, period: str, agency: str) -> bool:
    """Whether the caller has a report to confirm."""
    caller.require_unit(agency)
    if caller.account is None:
        return False
    with context.database.reading() as session:
        return reading_waits(session, period, agency, caller.account)


def keep_choices(context: Context, caller: Caller, number: int, choices: Choices) -> None:
    """Keep what was decided so far of a file's reading; raises ConflictError where that waits no more."""
    account = _require_writer(caller)
    with context.transaction(caller) as tx:
        if not store_choices(tx.session, number, account, choices):
            raise ConflictError(_OTHER_FILE)


def take_confirmed(
    context: Context, caller: Caller, confirmation: Confirmation, choices: Choices, seen: int, *, is_own: bool
) -> Taken:
    """Write the confirmed values, over what the caller had `seen`, into the draft, with which the file then lies.

    `is_own` says that the caller stands by a report that looks like another's. Raises UnreadableError where nobody
    does, and ConflictError where it was taken already.
    """
    account = _require_writer(caller)
    if confirmation.proposal.misfits and not is_own:
        raise UnreadableError(confirmation.proposal.misfits[0])
    confirmed = replace(confirmation, choices=choices)
    edits = choices.edits(confirmation.texts, seen)
    number = confirmation.file.id

    def end(tx: Transaction) -> None:
        if not end_reading(tx.session, number, account):
            raise ConflictError(_OTHER_FILE)
        remember_columns(tx, confirmation.form_state, confirmation.proposal, choices)

    terms = confirmation.form_state.terms
    saved = save_draft(context, caller, terms.period.code, terms.agency.code, edits, end)
    figures = sum(edit.path.startswith("indicators.") for edit in edits)
    return Taken(figures, len(edits) - figures, len(confirmed.undecided), saved)


def drop_reading(context: Context, caller: Caller, period: str, agency: str) -> None:
    """Let the caller's unconfirmed reading go, with its file."""
    caller.require_unit(agency)
    account = _require_writer(caller)
    with context.transaction(caller) as tx:
        drop_readings(tx.session, period, agency, account)


def _of_another_kind(reading: ReportReading, form_state: FormState) -> list[Message]:
    """That the report is of another template or by another kind of unit, where it says so."""
    said, identity, terms = [], reading.identity, form_state.terms
    if (reading.template.code, reading.template.version) != (terms.template.code, terms.template.version):
        said.append(
            message(
                "Văn bản này theo biểu mẫu «{found}», không phải «{wanted}».",
                found=f"{reading.template.code} {reading.template.version}",
                wanted=f"{terms.template.code} {terms.template.version}",
            )
        )
    if not identity.agency and identity.kind is not None and identity.kind is not form_state.agency.kind:
        said.append(
            message(
                "Văn bản này là báo cáo của loại đơn vị «{found}», còn {agency} là «{wanted}».",
                found=identity.kind.label,
                agency=form_state.agency.name,
                wanted=form_state.agency.kind.label,
            )
        )
    return said


def _require_writer(caller: Caller) -> int:
    """The number of the caller's account; raises ForbiddenError where they write no reports on the web."""
    require_writer(caller)
    if caller.account is None:
        raise ForbiddenError(NOT_A_WRITER)
    return caller.account
