"""Whatever somebody changes in a workbook is found and told in words; who only saves it again is not accused."""

from __future__ import annotations

import io
import random
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest

from service.domain.consolidation.copy_check import CellChangeKind, Differences
from service.readers.workbook_cells import CellBook
from service.readers.workbook_differences import compare_workbooks
from service.writers.consolidated_workbook import write_consolidated
from tests.support.consolidations import FEW, dated_consolidation, rich_consolidation
from tests.support.forging import FORGERIES, again, styles_in_another_order
from tests.support.office import resaved
from tests.support.sorting import heads, require_units_kept_together
from tests.support.workbooks import edited


@pytest.fixture(scope="module")
def raw() -> bytes:
    """A workbook with both earlier periods, so that every kind of cell and format is in it."""
    target = io.BytesIO()
    write_consolidated(dated_consolidation(rich_consolidation(FEW)), target, verify_at="https://x.vn/xac-minh-bang")
    return target.getvalue()


# What copies are compared with is read once.
_original = lru_cache(maxsize=2)(CellBook)


def compared(raw: bytes, copy: bytes) -> Differences:
    return compare_workbooks(_original(raw), CellBook(copy))


def words(found: Differences) -> list[str]:
    return [str(change.said) for change in found.cells]


@pytest.mark.parametrize("seed", range(64))
def test_a_forgery_is_found_and_named(raw: bytes, seed: int) -> None:
    name = list(FORGERIES)[seed % len(FORGERIES)]
    found = compared(raw, FORGERIES[name](raw, random.Random(f"{name} {seed}")))
    assert not found.is_same, name
    assert words(found) or found.missing or found.added or found.renamed
    for change in found.cells:
        assert change.sheet or change.cell
        # Nobody is told that something became what it was.
        assert change.stored != change.found or change.words or change.kind is CellChangeKind.UNSEEN, change


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a row deleted", "một dòng bị xóa"),
        ("a row inserted", "một dòng được thêm"),
        ("a column deleted", "một cột bị xóa"),
        ("a formula made a number", "bị thay bằng giá trị"),
        ("a number made a formula", "bị thay bằng công thức"),
        ("a figure disguised", "bị thay bằng công thức"),
        ("a formula made another", "bị sửa thành"),
        ("a format that shows another number", "dạng hiện số"),
        ("white letters", "không nhìn thấy"),
    ],
)
def test_one_deed_is_told_as_one(raw: bytes, name: str, said: str) -> None:
    found = compared(raw, FORGERIES[name](raw, random.Random(7)))
    assert found.count == 1, words(found)
    assert said in words(found)[0]


def test_a_renamed_sheet_is_one_renamed_sheet(raw: bytes) -> None:
    found = compared(raw, FORGERIES["a sheet renamed"](raw, random.Random(3)))
    ((_, new),) = found.renamed
    assert new == "Bản của tôi" and not (found.missing or found.added or found.cells)


def test_saved_again_by_an_office_program_nothing_is_accused(raw: bytes, tmp_path: Path) -> None:
    saved = resaved(raw, tmp_path)
    through_ods = resaved(resaved(raw, tmp_path, kind="ods"), tmp_path, of="ods")
    for copy in (saved, resaved(saved, tmp_path), again(saved), through_ods):
        found = compared(raw, copy)
        assert found.is_same, words(found)[:5]


@pytest.mark.parametrize("save", [again, styles_in_another_order, lambda raw: again(again(raw))])
def test_saved_again_with_texts_shared_and_styles_in_another_order_nothing_is_accused(raw: bytes, save: object) -> None:
    assert callable(save)
    found = compared(raw, save(raw))
    assert found.is_same, words(found)[:5]


def test_rows_that_a_person_sorted_are_told_as_sorted_and_intact(raw: bytes, tmp_path: Path) -> None:
    chosen = [head for head in heads(raw) if head[0] in {"II.2", "Quy tắc"} and head[3] in {2, 3}]
    after = require_units_kept_together(raw, chosen, tmp_path)
    found = compared(raw, after)
    assert found.is_same, words(found)[:5]
    assert set(found.sorted) == {"II.2", "Quy tắc"}


def test_a_figure_changed_among_sorted_rows_is_one_change(raw: bytes, tmp_path: Path) -> None:
    chosen = [head for head in heads(raw) if head[0] == "II.2" and head[3] == 2]
    after = require_units_kept_together(raw, chosen, tmp_path)
    found = compared(raw, edited(after, lambda book: book["II.2"].cell(20, 6, 123_456)))
    assert (found.count, found.sorted) == (1, ("II.2",)), words(found)
    # Sorted downwards, so that the place in the copy is another one than in the original: both are named, and the unit.
    change, unit = found.cells[0], openpyxl.load_workbook(io.BytesIO(after))["II.2"]["B20"].value
    before = openpyxl.load_workbook(io.BytesIO(raw))["II.2"]
    assert (change.cell, change.row) == ("F20", unit)
    stood = next(cell.row for cell in before["B"] if cell.value == unit)
    assert change.stored_cell == ("" if stood == 20 else f"F{stood}")
    assert f"ở dòng «{unit}»" in str(change.said)
