"""Report files in a folder, good ones and bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.filings import of_agency, raw

BAD = {
    "hong.json": b"{",
    "ky-khac.json": raw({**of_agency("STP"), "period": "2023-H1"}),
    "loi-quy-tac.json": raw(of_agency("SXD", tthc__tong=141)),
    "khong-phai.xlsx": b"PK\x03\x04 khong phai Excel",
}


def write(path: Path, report: dict[str, Any]) -> Path:
    """The report as a JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    return path


def good_folder(folder: Path) -> Path:
    """A folder with reports of two departments, one deeper than the other, and what is no report."""
    write(folder / "SGTVT.json", of_agency("SGTVT"))
    write(folder / "khac" / "STC.JSON", of_agency("STC"))
    (folder / "ghi-chu.txt").write_text("không phải báo cáo", encoding="utf-8")
    (folder / "~$SGTVT.xlsx").write_bytes(b"lock")
    (folder / ".an.json").write_bytes(b"hidden")
    return folder


def mixed_folder(folder: Path) -> Path:
    """The same with faulty files beside them."""
    good_folder(folder)
    for name, content in BAD.items():
        (folder / name).write_bytes(content)
    return folder
