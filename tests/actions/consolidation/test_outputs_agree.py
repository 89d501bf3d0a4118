"""Page, opened totals, API, workbook and letter say the same of three periods, and what follows by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.actions.context import Context
from tests.support.office import resaved
from tests.support.oracle import World, random_world
from tests.support.outputs import require_agreement, require_workbook, settle


@pytest.mark.parametrize("seed", range(20))
def test_all_outputs_say_of_a_random_province_what_follows_by_hand(sqlite_context: Context, seed: int) -> None:
    world = random_world(seed)
    require_agreement(settle(sqlite_context, world), world)


def test_an_office_program_computes_the_same_percentages(sqlite_context: Context, tmp_path: Path) -> None:
    world: World = random_world(3)
    raw = require_agreement(settle(sqlite_context, world), world)
    require_workbook(world, resaved(raw, tmp_path / "profile"))
