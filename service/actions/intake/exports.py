"""Exports of one-stop systems: read, held against unit and period, and kept as figures to confirm."""

from __future__ import annotations

from collections.abc import Sequence

from service.actions.context import Context
from service.actions.intake.confirmation import keep_proposal, require_open_writer
from service.actions.intake.export_memory import confirmed_exports
from service.actions.intake.form_state import FormState
from service.actions.work.bounded import read_exports_bounded
from service.actions.work.sizes import require_size
from service.domain.errors import ConflictError, UnreadableError, message
from service.domain.organization.access import Caller
from service.domain.reading.export_identity import Wanted
from service.domain.reading.proposal import Choices, Proposal
from service.domain.reporting.export_guide import ExportGuide
from service.storage.organization.agencies import all_agencies

MOST_FILES = 2
_NO_GUIDE = message("Biểu mẫu của kỳ này không lấy số liệu từ tệp xuất của hệ thống một cửa.")


def takes_exports(context: Context, form_state: FormState) -> bool:
    """Whether figures of the form are taken from exports."""
    return _guide(context, form_state) is not None


def bring_exports(
    context: Context, caller: Caller, period: str, agency: str, files: Sequence[tuple[str, bytes]]
) -> None:
    """Read an export, or two whose dossiers are different ones, and keep the figures for their bringer to confirm.

    What the unit confirmed of such exports before is chosen already, where it overwrites nothing. Raises
    UnreadableError where a file is no export, or of another unit or other days, WrongTypeError, TooLargeError,
    QuotaError, ConflictError in a closed period, ForbiddenError.
    """
    account, form_state = require_open_writer(context, caller, period, agency)
    guide = _guide(context, form_state)
    if guide is None:
        raise ConflictError(_NO_GUIDE)
    _require_distinct(files)
    advice = message("xuất bảng tổng hợp, không kèm danh sách hồ sơ")
    for _name, raw in files:
        require_size(message("Tệp xuất"), len(raw), context.settings.max_upload, advice)
    proposal = read_exports_bounded(files, guide, _wanted(context, form_state), confirmed_exports(context, form_state))
    keep_proposal(context, caller, form_state, account, files, proposal, _chosen_before(form_state, proposal))


def _guide(context: Context, form_state: FormState) -> ExportGuide | None:
    template = form_state.terms.template
    return context.catalogue.export_guides.get((template.code, template.version))


def _require_distinct(files: Sequence[tuple[str, bytes]]) -> None:
    if len(files) > MOST_FILES:
        raise UnreadableError(
            message("Có {count} tệp: mỗi lần nhận tối đa {limit} tệp, của hai hệ thống.", count=len(files),
                    limit=MOST_FILES)
        )  # fmt: skip
    if len({raw for _name, raw in files}) < len(files):
        raise UnreadableError(
            message("Hai tệp giống hệt nhau, cộng lại sẽ tính hai lần: chọn tệp của từng hệ thống, hoặc chỉ một tệp.")
        )


def _wanted(context: Context, form_state: FormState) -> Wanted:
    terms = form_state.terms
    with context.database.reading() as session:
        others = tuple(item for item in all_agencies(session) if item.is_valid_on(terms.period.window.last))
    return Wanted(terms.agency, tuple(item for item in others if item.code != terms.agency.code), terms.period)


def _chosen_before(form_state: FormState, proposal: Proposal) -> Choices:
    """The figures from columns that were confirmed before, unless they speak against the file itself or the draft."""
    values = form_state.draft.values
    chosen = {
        code: figure.values[0].value
        for code, figure in proposal.figures.items()
        if figure.known and figure.sure and values.get(f"indicators.{code}", "") in {"", figure.values[0].value}
    }
    return Choices(figures=chosen)
