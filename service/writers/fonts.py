"""The letters of every workbook: those that Decree 30/2020 asks for."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Times New Roman"
SIZE = 11
_FOOT = f"{FONT},Regular"


def new_workbook() -> Workbook:
    """A workbook without sheets whose columns are measured by these letters, so that they hold the same in any program.

    Otherwise a program that lacks openpyxl's font takes another one, and makes every column a fifth wider.
    """
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    plain = Font(name=FONT, size=SIZE, family=1)
    workbook._fonts.clear()  # type: ignore[attr-defined]
    workbook._fonts.add(plain)  # type: ignore[attr-defined]
    workbook._named_styles["Normal"].font = plain  # type: ignore[attr-defined]
    return workbook


def foot(sheet: Worksheet, name: str) -> None:
    """What stands below every printed page: a name, and which page it is."""
    assert sheet.oddFooter is not None
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = name, "&P/&N"
    for part in (sheet.oddFooter.left, sheet.oddFooter.right):
        part.font, part.size = _FOOT, 9
