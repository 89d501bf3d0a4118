"""Random gestures: whatever one does in whatever order, what cells show is what the state says and the server holds."""

from __future__ import annotations

import pytest

from tests.support.browser import Person as Account
from tests.support.form_gestures import Gestures
from tests.support.form_window import Window
from tests.support.web import Web
from tests.web.form.conftest import Opening

SEQUENCES = 20


@pytest.mark.parametrize("first", range(0, SEQUENCES, 5))
def test_after_any_gestures_the_cells_the_state_and_the_server_agree(
    web: Web, opening: Opening, officer: Account, first: int
) -> None:
    window: Window = opening(officer)
    for seed in range(first, first + 5):
        gestures = Gestures(web, window, seed)
        gestures.run(8)
        gestures.require_agreement()
