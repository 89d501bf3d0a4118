"""What an office programmer would write: read every form with pandas, add up, write one workbook with openpyxl."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

SHEETS = ("I", "II.1", "II.2", "II.3", "II.4", "II.5", "II.6")
FIRST_LINE = 6


def read_form(path: Path) -> dict[str, object]:
    """One form as a flat row: number of the indicator to its figure."""
    sheets = pd.read_excel(path, sheet_name=[*SHEETS, "Nội dung báo cáo", "Văn bản"], header=None, skiprows=FIRST_LINE)
    row: dict[str, object] = {"Đơn vị": path.stem}
    for name in SHEETS:
        for number, value in zip(sheets[name][0], sheets[name][4], strict=True):
            if isinstance(number, str) and number[:1] == "I":
                row[number] = value
    row["Nội dung báo cáo"] = "\n".join(sheets["Nội dung báo cáo"][2].dropna().astype(str))
    row["Văn bản"] = "\n".join(sheets["Văn bản"][2].dropna().astype(str))
    return row


def write_rows(rows: list[dict[str, object]], output: Path) -> None:
    """One sheet of all rows with a total."""
    frame = pd.DataFrame(rows)
    numbers = frame.apply(pd.to_numeric, errors="coerce").sum(numeric_only=True)
    total = {**numbers.to_dict(), "Đơn vị": "Toàn tỉnh", "Nội dung báo cáo": "", "Văn bản": ""}
    pd.concat([frame, pd.DataFrame([total])]).to_excel(output, index=False, engine="openpyxl")


def consolidate(folder: Path, output: Path) -> None:
    """A folder of forms to one workbook."""
    write_rows([read_form(path) for path in sorted(folder.glob("*.xlsx"))], output)
