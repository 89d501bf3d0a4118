"""Commands of what Home Affairs decides about single units, over a folder with one report that counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.actions.consolidation.totals import total_by_agency
from service.actions.context import Context, build_context
from service.actions.periods.administration import agency_decisions
from service.settings import Settings
from tests.support.command import Run
from tests.support.installation import PERIOD
from tests.support.province import put_valid

CODE = "sang_kien.so_luong"
WHY = ("--reason", "Theo CV số 12/STC")


@pytest.fixture
def context(installed: Run, tmp_path: Path) -> Iterator[Context]:
    """An installation in which two units have filed 7 and 5."""
    data = tmp_path / "data"
    made = build_context(Settings(data, f"sqlite:///{data / 'tonghop.sqlite3'}"))
    put_valid(made, ["STC"], sang_kien__so_luong=7)
    put_valid(made, ["SXD"], sang_kien__so_luong=5)
    yield made
    made.database.dispose()


def test_figures_are_left_out_adjusted_and_put_back_by_command(run: Run, context: Context) -> None:
    def do(*words: str) -> tuple[int, object]:
        return run("period", *words).exit_code, total_by_agency(context, PERIOD, CODE).row.figure

    assert do("exclude", PERIOD, "STC", *WHY) == (0, 5)
    assert "không cộng: Theo CV số 12/STC" in run("period", "decisions", PERIOD, "STC").stdout
    assert do("exclude", PERIOD, "STC", *WHY, "--end") == (0, 12)
    assert do("adjust", PERIOD, "STC", CODE, "1.009", "--reference", "CV số 12/STC", *WHY) == (0, 1014)
    assert do("end-adjustment", PERIOD, "STC", CODE, *WHY) == (0, 12)
    refused = run("period", "end-adjustment", PERIOD, "STC", CODE, *WHY)
    assert (refused.exit_code, "Không có điều chỉnh này" in refused.stderr) == (2, True)
    for value, said in (("chín", "«chín»"), ("7", "đã là số này")):
        refused = run("period", "adjust", PERIOD, "STC", CODE, value, "--reference", "CV số 12/STC", *WHY)
        assert (refused.exit_code, said in refused.stderr) == (2, True), refused.stderr
    refused = run("period", "adjust", PERIOD, "SYT", CODE, "7", "--reference", "CV số 12/STC", *WHY)
    assert "Sở Y tế chưa có báo cáo hợp lệ" in refused.stderr


def test_a_unit_is_let_in_late_until_a_moment_as_people_write_it(run: Run, context: Context) -> None:
    late = ("period", "let-in", PERIOD, "SYT", *WHY)
    assert "đang mở" in run(*late, "--until", "17h00 ngày 25/9/2093").stderr
    assert run("period", "close", PERIOD).exit_code == 0
    assert "--until" in run(*late).stderr and "--end" in run(*late, "--end", "--until", "25/9/2093").stderr
    assert "đến 17:00 25/09/2093" in run(*late, "--until", "25/9/2093").stdout
    found = agency_decisions(context, PERIOD, "SYT")
    assert found.late is not None and found.late.reason == WHY[1]
    old = run(*late, "--end", "--seen", str(found.seen - 1))
    assert (old.exit_code, "cho nộp muộn" in old.stderr) == (2, True)
    assert run(*late, "--end", "--seen", str(found.seen)).exit_code == 0
    assert run(*late, "--end").exit_code == 2


def test_figures_that_two_units_tell_are_declared_listed_replaced_and_ended_by_command(
    run: Run, context: Context
) -> None:
    def do(*words: str) -> tuple[int, object]:
        return run("period", *words).exit_code, total_by_agency(context, PERIOD, CODE).row.figure

    assert do("overlap", PERIOD, CODE, "STC", "SXD", *WHY) == (0, 7)
    listed = run("period", "overlaps", PERIOD).stdout
    assert listed.startswith("1: I.5.1. ") and "tính theo Sở Tài chính 7; Sở Xây dựng báo 5, không cộng" in listed
    refused = run("period", "overlap", PERIOD, CODE, "STC", "SXD", *WHY)
    assert (refused.exit_code, "cặp số 1" in refused.stderr) == (2, True)
    assert do("overlap", PERIOD, CODE, "SXD", "STC", *WHY, "--replaces", "1") == (0, 5)
    assert do("end-overlap", PERIOD, "2", *WHY, "--seen", "0")[0] == 2
    assert do("end-overlap", PERIOD, "2", *WHY) == (0, 12)
    assert do("overlap", PERIOD, CODE, "so", "huyen", "--kinds", *WHY) == (0, 12)
