"""`tonghop catalogue`: what is wrong with templates, and what changed rules would say to what was filed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Run
from tests.support.templates import own_copy, replace


def test_check_names_every_fault_and_exits_with_one(run: Run, tmp_path: Path) -> None:
    folder = own_copy(tmp_path / "own")
    good = run("catalogue", "check", tmp_path / "own")
    assert (good.exit_code, good.stdout) == (0, "Không có chỗ sai.\n")
    replace(folder, "rules.csv", "R01,error", "R01,sai")
    replace(folder, "rules.csv", "R03,error", "R03,sai")
    bad = run("catalogue", "check", tmp_path / "own")
    assert bad.exit_code == 1
    assert [line.partition(":")[0] for line in bad.stdout.splitlines()] == [
        "bcdn/1/rules.csv, dòng 2, cột «level»", "bcdn/1/rules.csv, dòng 4, cột «level»", "2 chỗ sai.",
    ]  # fmt: skip


def test_the_start_is_stopped_with_a_line_for_each_fault(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own_copy(tmp_path / "own")
    replace(folder, "rules.csv", "R01,error", "R01,sai")
    replace(folder, "rules.csv", "R03,error", "R03,sai")
    monkeypatch.setenv("TONGHOP_TEMPLATES", str(tmp_path / "own"))
    stopped = run("db", "upgrade")
    assert stopped.exit_code == 2
    assert [line.partition(",")[0] for line in stopped.stderr.splitlines()] == ["Lỗi: rules.csv", "  rules.csv"]


def test_try_says_how_many_agencies_a_rule_would_name(run: Run, tmp_path: Path) -> None:
    assert run("db", "upgrade").exit_code == 0
    assert run("demo", "load").exit_code == 0
    folder = own_copy(tmp_path / "own")
    with (folder / "rules.csv").open("a", encoding="utf-8") as rules:
        rules.write("R90,warning,report,tthc.cong_bo_moi < 0,Công bố mới {tthc.cong_bo_moi}\n")
    tried = run("catalogue", "try", folder, "--period", "2023-H1")
    assert tried.exit_code == 0
    # Twenty-eight agencies filed; the Office and the Inspectorate report no procedures, and districts announce none.
    assert tried.stdout.startswith("R90 (cảnh báo, quy tắc mới): sẽ báo 16/28 đơn vị ở 2023-H1: ")
    missing = run("catalogue", "try", tmp_path, "--period", "2023-H1")
    assert (missing.exit_code, "không có tệp rules.csv" in missing.stderr) == (2, True)
