"""Many and longer sequences of random gestures in the form."""

from __future__ import annotations

import os

import pytest

from tests.support.browser import Person as Account
from tests.support.form_gestures import Gestures
from tests.support.web import Web
from tests.web.form.conftest import Opening

SEQUENCES = int(os.environ.get("SEQUENCES", "200"))
FIRST = 1000


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEQUENCES))
def test_after_many_gestures_the_cells_the_state_and_the_server_agree(
    web: Web, opening: Opening, officer: Account, seed: int
) -> None:
    gestures = Gestures(web, opening(officer), seed)
    gestures.run(25)
    gestures.require_agreement()
