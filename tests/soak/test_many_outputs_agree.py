"""The same law as in the tests of every day, for ten times as many provinces."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from tests.support.oracle import random_world
from tests.support.outputs import require_agreement, settle


@pytest.mark.parametrize("seed", range(1000, 1200))
def test_all_outputs_say_of_a_random_province_what_follows_by_hand(sqlite_context: Context, seed: int) -> None:
    world = random_world(seed)
    require_agreement(settle(sqlite_context, world), world)
