"""LibreOffice sorting by the buttons of a sheet's filter: a macro sorts the range that the buttons stand on."""

from __future__ import annotations

import html
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

LIMIT = 300
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:{kind} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{kind}.dtd">
"""
_SCRIPT = (
    _LIBRARY.format(kind="libraries")
    + """<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
  library:link="false"/></library:libraries>"""
)
_MODULES = (
    _LIBRARY.format(kind="library")
    + """<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Gestures"/></library:library>"""
)
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Gestures"
 script:language="StarBasic">{code}</script:module>"""
# The tasks are lines of sheet, range, column and direction; after each the sheet's cells are told, behind a `#`.
# Without a direction nothing is sorted.
_CODE = """
Function Quiet(name As String, value As Variant)
  Dim it As New com.sun.star.beans.PropertyValue
  it.Name = name
  it.Value = value
  Quiet = it
End Function

Sub SortAll
  On Error GoTo Failed
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  tasks = createUnoService("com.sun.star.io.TextInputStream")
  tasks.setInputStream(files.openFileRead("{tasks}"))
  tasks.setEncoding("UTF-8")
  told = createUnoService("com.sun.star.io.TextOutputStream")
  told.setOutputStream(files.openFileWrite("{told}"))
  told.setEncoding("UTF-8")
  book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, Array(Quiet("Hidden", True)))
  Dim field As New com.sun.star.table.TableSortField
  Do While Not tasks.isEOF()
    task = Split(tasks.readLine(), Chr(9))
    If UBound(task) = 3 Then
      sheet = book.Sheets.getByName(task(0))
      If task(3) <> "" Then
        field.Field = CLng(task(2)) - 1
        field.IsAscending = (task(3) = "up")
        order = Array(Quiet("SortFields", Array(field)), Quiet("ContainsHeader", True))
        sheet.getCellRangeByName(task(1)).sort(order)
      End If
      book.calculateAll()
      told.writeString("#" & Chr(10))
      cursor = sheet.createCursor()
      cursor.gotoEndOfUsedArea(False)
      ending = cursor.RangeAddress
      table = sheet.getCellRangeByPosition(0, 0, ending.EndColumn, ending.EndRow).getDataArray()
      For Each cells In table
        told.writeString(Replace(Join(cells, Chr(9)), Chr(10), " ") & Chr(10))
      Next
    End If
  Loop
  told.closeOutput()
  book.storeToURL("{target}", Array(Quiet("FilterName", "Calc MS Excel 2007 XML")))
  book.close(True)
  Exit Sub
Failed:
  told.writeString("!" & Error$ & " " & Erl & Chr(10))
  told.closeOutput()
  If Not IsNull(book) Then book.close(True)
End Sub
"""


class Sort(NamedTuple):
    """A range with its head, sorted by one of its columns `up` or `down`; with an empty direction it is not."""

    sheet: str
    cells: str
    column: int
    direction: str


def sort_all(raw: bytes, sorts: Sequence[Sort], folder: Path) -> tuple[list[list[list[str]]], bytes]:
    """The sheet's cells after each sort, one after the other in the same file, and the file saved at last."""
    (folder / "book.xlsx").write_bytes(raw)
    (folder / "tasks").write_text("".join("\t".join(map(str, sort)) + "\n" for sort in sorts), encoding="utf-8")
    places = {name: (folder / name).as_uri() for name in ("tasks", "told")}
    code = _CODE.format(**places, source=(folder / "book.xlsx").as_uri(), target=(folder / "after.xlsx").as_uri())
    # The first run makes the profile, its own list of macros included, and reads no other.
    for _ in range(2):
        _put_macro(folder / "profile" / "user" / "basic", code)
        _run(folder)
        if (folder / "told").exists():
            break
    return list(_told(folder / "told")), (folder / "after.xlsx").read_bytes()


def _put_macro(basic: Path, code: str) -> None:
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    (basic / "script.xlc").write_text(_SCRIPT)
    (basic / "Standard" / "script.xlb").write_text(_MODULES)
    (basic / "Standard" / "Gestures.xba").write_text(_MODULE.format(code=html.escape(code)), encoding="utf-8")


def _run(folder: Path) -> None:
    profile = (folder / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}", "macro:///Standard.Gestures.SortAll"],
        check=True, capture_output=True, timeout=LIMIT,
    )  # fmt: skip


def _told(path: Path) -> Iterator[list[list[str]]]:
    sheet: list[list[str]] | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        assert not line.startswith("!"), json.dumps(line)
        if line == "#":
            if sheet is not None:
                yield sheet
            sheet = []
        else:
            assert sheet is not None
            sheet.append(line.split("\t"))
    if sheet is not None:
        yield sheet
