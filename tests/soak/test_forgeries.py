"""Hundreds of forgeries, and of honest savings, of one workbook."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from service.readers.workbook_cells import CellBook
from service.readers.workbook_differences import compare_workbooks
from service.writers.consolidated_workbook import write_consolidated
from tests.soak.budget import rounds
from tests.support.consolidations import dated_consolidation, rich_consolidation
from tests.support.forging import FORGERIES, again, styles_in_another_order
from tests.support.office import resaved

Tell = Callable[[str, object], None]


@pytest.fixture(scope="module")
def raw() -> bytes:
    target = io.BytesIO()
    write_consolidated(dated_consolidation(rich_consolidation()), target)
    return target.getvalue()


def test_forgeries_are_found(raw: bytes, record_property: Tell) -> None:
    for seed in rounds("forgeries"):
        name = list(FORGERIES)[seed % len(FORGERIES)]
        copy = FORGERIES[name](raw, random.Random(f"soak {seed}"))
        assert not compare_workbooks(CellBook(raw), CellBook(copy)).is_same, (name, seed)
    record_property("forgeries", seed + 1)


def test_honest_savings_are_not_accused(raw: bytes, record_property: Tell, tmp_path: Path) -> None:
    for seed in rounds("savings"):
        chance = random.Random(seed)
        ways = (again, styles_in_another_order, lambda book: resaved(book, tmp_path))
        copy = raw
        for _ in range(chance.randrange(1, 4)):
            copy = chance.choice(ways)(copy)
        found = compare_workbooks(CellBook(raw), CellBook(copy))
        assert found.is_same, (seed, [str(change.said) for change in found.cells[:5]])
    record_property("savings", seed + 1)
