"""The workbook that a unit fills in, made without a database."""

from __future__ import annotations

import io
from pathlib import Path

from service.actions.context import Context
from service.actions.offline.read import read_file, reader_config
from service.domain.errors import ConflictError, NotFoundError, TonghopError, message
from service.domain.notation.numbers import shorten
from service.domain.notation.text import clean
from service.domain.organization.agency import Agency, AgencyKind, is_agency_code
from service.domain.reporting.earlier import NO_EARLIER
from service.storage.periods.periods import ObligationOverride
from service.writers.blank_workbook import write_blank


def make_blank_form_offline(context: Context, period_code: str, agency: Agency) -> bytes:
    """The blank workbook without a database, so without previous figures."""
    template, period = context.catalogue.for_period(period_code)
    target = io.BytesIO()
    write_blank(template, period, agency, NO_EARLIER, target, exempt=ObligationOverride().exempt)
    return target.getvalue()


def require_replaceable(context: Context, path: Path) -> None:
    """Raises ConflictError where there is a file already and it is anything but a form that is still empty."""
    if path.is_file() and not _is_blank(context, path):
        raise ConflictError(
            message("«{path}» đã có và không phải biểu mẫu còn trống: chọn tên khác cho tệp ghi ra.", path=path)
        )


def _is_blank(context: Context, path: Path) -> bool:
    try:
        found = read_file(reader_config(context), path).payload
    except TonghopError:
        return False
    # A cell that cannot be understood was filled in, too.
    return not (
        found.findings or found.indicators or found.narratives or found.documents or found.notes or found.explanations
    )


def unknown_agency(context: Context, code: str, period_code: str) -> Agency:
    """A unit of which only the code is known, taken for a department valid through the period; raises NotFoundError."""
    _, period = context.catalogue.for_period(period_code)
    if not is_agency_code(code):
        raise NotFoundError(
            message("«{code}» không thể là mã đơn vị: mã gồm chữ cái không dấu, chữ số, «-» và «_».",
                    code=shorten(" ".join(clean(code)[0].split())))
        )  # fmt: skip
    return Agency(code=code, name=code, kind=AgencyKind.SO, valid_from=period.window.first)
