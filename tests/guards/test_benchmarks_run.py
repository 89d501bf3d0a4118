"""The benchmarks work, though their figures are asked for seldom: each is run once with very little."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks import bench_folder, bench_pages, bench_workbook


def test_a_folder_of_forms_is_merged_without_one_refused(tmp_path: Path) -> None:
    assert bench_folder.merge(tmp_path, 2) > 0


def test_the_pages_are_there() -> None:
    assert set(bench_pages.run(units=3, rounds=1)) == {"empty", "form", "board"}


def test_the_workbook_is_written_beside_earlier_periods() -> None:
    assert {"ours", "floor", "memory"} <= set(bench_workbook.run(3, with_past=True))
