"""The list of agencies as the CSV that a Vietnamese Excel opens by a double click, and that can be imported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from service.domain.organization.agency import Agency
from service.writers.figures_csv import BOM, SEPARATOR, csv_cell

HEADINGS = ("Mã", "Tên", "Tên viết tắt", "Cấp", "Trực thuộc", "Hiệu lực từ", "Hiệu lực đến", "Kế thừa bởi")


def agencies_csv(agencies: Iterable[Agency]) -> bytes:
    """The agencies in their order; days as 31/12/2025, several successors with `|` between them."""
    target = io.StringIO(newline="")
    target.write(BOM)
    writer = csv.writer(target, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([csv_cell(text) for text in _texts(agency)] for agency in agencies)
    return target.getvalue().encode()


def _texts(agency: Agency) -> tuple[str, ...]:
    first, last = _day(agency.valid_from), "" if agency.valid_to is None else _day(agency.valid_to)
    kind, successors = str(agency.kind.label), "|".join(agency.successors)
    return (agency.code, agency.name, agency.abbreviation, kind, agency.parent or "", first, last, successors)


def _day(day: date) -> str:
    return f"{day:%d/%m}/{day.year:04d}"
