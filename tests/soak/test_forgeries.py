"""Three hundred forgeries, and sixty honest savings, of one workbook."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from service.readers.workbook_cells import CellBook
from service.readers.workbook_differences import compare_workbooks
from service.writers.consolidated_workbook import write_consolidated
from tests.support.consolidations import dated_consolidation, rich_consolidation
from tests.support.forging import FORGERIES, again, styles_in_another_order
from tests.support.office import resaved


@pytest.fixture(scope="module")
def raw() -> bytes:
    target = io.BytesIO()
    write_consolidated(dated_consolidation(rich_consolidation()), target)
    return target.getvalue()


@pytest.mark.parametrize("seed", range(300))
def test_a_forgery_is_found(raw: bytes, seed: int) -> None:
    name = list(FORGERIES)[seed % len(FORGERIES)]
    copy = FORGERIES[name](raw, random.Random(f"soak {seed}"))
    assert not compare_workbooks(CellBook(raw), CellBook(copy)).is_same, name


@pytest.mark.parametrize("seed", range(60))
def test_an_honest_saving_is_not_accused(raw: bytes, seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    ways = (again, styles_in_another_order, lambda book: resaved(book, tmp_path))
    copy = raw
    for _ in range(chance.randrange(1, 4)):
        copy = chance.choice(ways)(copy)
    found = compare_workbooks(CellBook(raw), CellBook(copy))
    assert found.is_same, [str(change.said) for change in found.cells[:5]]
