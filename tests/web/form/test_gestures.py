"""Random gestures: whatever one does in whatever order, what cells show is what the state says and the server holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.browser import Person as Account
from tests.support.form_gestures import Gestures
from tests.support.web import Web
from tests.web.form.conftest import Opening

ALONE, INTERRUPTED, SHARED, LONGEST = 100, 60, 20, 8  # sequences of each test, 300 in all, and gestures of each
Count = Callable[[str, object], None]


@pytest.mark.parametrize("seed", range(2))
def test_after_any_gestures_the_cells_the_state_and_the_server_agree(
    web: Web, opening: Opening, officer: Account, record_property: Count, seed: int
) -> None:
    Gestures(web, [opening(officer).paint_less()], seed).run_sequences(ALONE, LONGEST)
    record_property("sequences", ALONE)


def test_so_they_do_while_a_colleague_writes_into_the_same_cells(
    web: Web, opening: Opening, officer: Account, record_property: Count
) -> None:
    Gestures(web, [opening(officer).paint_less()], 100, is_interrupted=True).run_sequences(INTERRUPTED, LONGEST)
    record_property("sequences", INTERRUPTED)


def test_so_they_do_in_two_windows_of_one_person(
    web: Web, opening: Opening, officer: Account, record_property: Count
) -> None:
    window = opening(officer).paint_less()
    Gestures(web, [window, window.second()], 200).run_sequences(SHARED, LONGEST)
    record_property("sequences", SHARED)


def test_so_they_do_in_the_windows_of_two_people(
    web: Web, opening: Opening, officer: Account, colleague: Account, record_property: Count
) -> None:
    windows = [opening(officer).paint_less(), opening(colleague).paint_less()]
    Gestures(web, windows, 300).run_sequences(SHARED, LONGEST)
    record_property("sequences", SHARED)
