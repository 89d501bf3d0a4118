"""The workbook in which an administrator fills in people who are to sign in."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from service.domain.organization.access import Role
from service.readers.accounts import HEADS
from service.writers.excel_style import BOX, HEAD_FILL, font, set_value

_WIDTHS = {"name": 30, "email": 34, "role": 22, "agency": 60}
# Lines in which a role can be chosen, beyond those that there are.
_SPARE = 500


def write_account_form(agencies: Sequence[str]) -> bytes:
    """The heads, and a line for an officer of each of these agencies."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Người dùng"
    for number, (column, head) in enumerate(HEADS.items(), 1):
        cell = set_value(sheet.cell(1, number), head)
        cell.font, cell.fill, cell.border = font(bold=True), HEAD_FILL, BOX
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS[column]
    for line, agency in enumerate(agencies, 2):
        set_value(sheet.cell(line, 3), str(Role.OFFICER.label))
        set_value(sheet.cell(line, 4), agency)
    roles = DataValidation(type="list", formula1='"' + ",".join(str(role.label) for role in Role) + '"')
    sheet.add_data_validation(roles)
    roles.add(f"C2:C{len(agencies) + _SPARE}")
    sheet.freeze_panes = "A2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
