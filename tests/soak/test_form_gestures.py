"""Thousands of sequences of random gestures in the form: alone, interrupted, in two windows, by two people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.soak.budget import rounds
from tests.support.browser import Person as Account
from tests.support.form_gestures import Gestures
from tests.support.form_window import Window
from tests.support.web import Web
from tests.web.form.conftest import Opening

BATCH, FIRST, LONGEST = 25, 1000, 20
ALONE, INTERRUPTED, TWO_WINDOWS, TWO_PEOPLE = KINDS = range(4)


@pytest.mark.parametrize("kind", KINDS)
def test_after_many_gestures_the_cells_the_state_and_the_server_agree(
    web: Web,
    opening: Opening,
    officer: Account,
    colleague: Account,
    record_property: Callable[[str, object], None],
    kind: int,
) -> None:
    window = opening(officer).paint_less()
    others: dict[int, Callable[[], Window]] = {
        TWO_WINDOWS: window.second,
        TWO_PEOPLE: lambda: opening(colleague).paint_less(),
    }
    windows = [window, *(other() for of, other in others.items() if of == kind)]
    for number in rounds("gestures", 1 / len(KINDS)):
        seed = FIRST + len(KINDS) * number + kind
        Gestures(web, windows, seed, is_interrupted=kind == INTERRUPTED).run_sequences(BATCH, LONGEST)
    record_property("sequences", BATCH * (number + 1))
