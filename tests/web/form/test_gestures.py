"""Random gestures: whatever one does in whatever order, what cells show is what the state says and the server holds."""

from __future__ import annotations

import pytest

from tests.support.browser import Person as Account
from tests.support.form_gestures import Gestures
from tests.support.web import Web
from tests.web.form.conftest import Opening

SEQUENCES, SHARED, LONGEST = 30, 6, 8  # of one window, of two, and gestures of each


@pytest.mark.parametrize("seed", range(2))
def test_after_any_gestures_the_cells_the_state_and_the_server_agree(
    web: Web, opening: Opening, officer: Account, seed: int
) -> None:
    Gestures(web, [opening(officer)], seed).run_sequences(SEQUENCES, LONGEST)


@pytest.mark.parametrize("seed", [100])
def test_so_they_do_while_a_colleague_writes_into_the_same_cells(
    web: Web, opening: Opening, officer: Account, seed: int
) -> None:
    Gestures(web, [opening(officer)], seed, is_interrupted=True).run_sequences(SEQUENCES, LONGEST)


def test_so_they_do_in_two_windows_of_one_person(web: Web, opening: Opening, officer: Account) -> None:
    window = opening(officer)
    Gestures(web, [window, window.second()], 200).run_sequences(SHARED, LONGEST)


def test_so_they_do_in_the_windows_of_two_people(
    web: Web, opening: Opening, officer: Account, colleague: Account
) -> None:
    Gestures(web, [opening(officer), opening(colleague)], 300).run_sequences(SHARED, LONGEST)
