"""`review.csv` beside a report template: at which limits figures deserve a look, and beside what."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from service.catalogue.table import CsvRow, read_rows
from service.domain.notation.numbers import NumberNotationError, parse_vietnamese
from service.domain.notation.text import without_diacritics
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.figures_at_limits import LimitCheck

CHECKS = "review.csv"
COLUMNS = ("indicator", "limit", "beside", "words")


def load_limit_checks(folder: Path, template: ReportTemplate) -> tuple[LimitCheck, ...]:
    """The checks of a template, none where it has no such file; raises CatalogueError naming row and column."""
    if not (folder / CHECKS).exists():
        return ()
    return tuple(_check(row, template) for row in read_rows(folder, CHECKS, COLUMNS))


def _check(row: CsvRow, template: ReportTemplate) -> LimitCheck:
    known = tuple(template.by_code)
    beside = row.some_of("beside", known) if row.optional("beside") else ()
    words = tuple(without_diacritics(word).strip() for word in row.optional("words").split("|"))
    check = LimitCheck(row.one_of("indicator", known), _limit(row), beside, tuple(word for word in words if word))
    if not (check.beside or check.words):
        raise row.fault("beside", "cần ít nhất một chỉ tiêu ở cột «beside» hoặc một cụm từ ở cột «words»")
    return check


def _limit(row: CsvRow) -> Decimal:
    try:
        return parse_vietnamese(row.text("limit"))
    except NumberNotationError as error:
        raise row.fault("limit", f"«{row.text('limit')}» không hợp lệ, cần một số, như 100") from error
