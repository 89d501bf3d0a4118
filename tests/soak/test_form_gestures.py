"""Thousands of sequences of random gestures in the form."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.support.browser import Person as Account
from tests.support.form_gestures import Gestures
from tests.support.web import Web
from tests.web.form.conftest import Opening

SEQUENCES = int(os.environ.get("SEQUENCES", "5000"))
BATCH, FIRST, LONGEST = 50, 1000, 20
SEEDS = range(FIRST, FIRST + SEQUENCES // BATCH)


@pytest.mark.parametrize("seed", SEEDS)
def test_after_many_gestures_the_cells_the_state_and_the_server_agree(
    web: Web,
    opening: Opening,
    officer: Account,
    colleague: Account,
    record_property: Callable[[str, object], None],
    seed: int,
) -> None:
    window = opening(officer).paint_less()
    others = {
        2: window.second,
        3: lambda: opening(colleague).paint_less(),
    }  # alone, interrupted, two windows, two people
    windows = [window, *(other() for kind, other in others.items() if kind == seed % 4)]
    Gestures(web, windows, seed, is_interrupted=seed % 4 == 1).run_sequences(BATCH, LONGEST)
    record_property("sequences", BATCH)
