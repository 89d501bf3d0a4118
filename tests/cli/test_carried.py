"""`tonghop report` writes a report that carries its figures; `read` and `consolidate` take them back out of it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from tests.support import carried_reports as made
from tests.support.command import Run
from tests.support.consolidations import real_payload

CODE = "ho_so.tiep_nhan"


def report(folder: Path) -> bytes:
    word = made.write(real_payload(), next(item for item in made.AGENCIES if item.code == "SGTVT"))
    (folder / "own.docx").write_bytes(word)
    return word


def test_read_gives_back_what_the_report_was_made_of(run: Run, tmp_path: Path) -> None:
    word = report(tmp_path)
    result = run("read", tmp_path / "own.docx", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)["payload"]
    wanted = real_payload()
    assert {code: float(value) for code, value in found["indicators"].items()} == {
        code: float(value) for code, value in wanted.indicators.items() if value is not made.NA
    }
    assert (found["agency"], found["period"], found["narratives"]) == ("SGTVT", "2023-Q3", wanted.narratives)
    (tmp_path / "own.docx").write_bytes(made.with_visible_number(word, CODE, "7.267"))
    said = run("read", tmp_path / "own.docx").stdout
    assert f"{CODE}: chưa chắc (7267 hoặc 7266)" in said and "xem cả hai số và chọn" in said


def test_consolidate_uses_what_the_report_shows_and_carries(run: Run, tmp_path: Path) -> None:
    word = report(tmp_path)
    command = ("consolidate", tmp_path / "own.docx", "--period", "2023-Q3", "-o", tmp_path / "all.xlsx", "--json")
    assert run(*command, tmp_path / "all.json").exit_code == 0
    merged = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert merged["indicators"][CODE] == 7266 or merged["indicators"][CODE]["value"] == 7266
    (tmp_path / "own.docx").write_bytes(made.with_visible_number(word, CODE, "7.267"))
    assert run(*command, tmp_path / "changed.json").exit_code == 0
    changed = json.loads((tmp_path / "changed.json").read_text(encoding="utf-8"))["indicators"]
    assert "726" not in json.dumps(changed[CODE]), "neither of the two is taken"
    assert openpyxl.load_workbook(tmp_path / "all.xlsx", read_only=True).sheetnames
