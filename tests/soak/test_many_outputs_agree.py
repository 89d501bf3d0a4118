"""The same law as in the tests of every day, for many times as many provinces of both versions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.soak.budget import rounds
from tests.support.databases import copied_file
from tests.support.installation import standing
from tests.support.oracle import random_world
from tests.support.oracle_forms import FORM_2022, FORM_2025
from tests.support.outputs import require_agreement, settle

FIRST = 1000


def test_all_outputs_say_of_a_random_province_what_follows_by_hand(
    prepared_file: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    for number in rounds("provinces"):
        form = FORM_2025 if number % 2 else FORM_2022
        world, folder = random_world(FIRST + number, form), tmp_path / str(number)
        folder.mkdir()
        context = standing(folder, copied_file(prepared_file, folder))
        require_agreement(settle(context, world), world)
        context.database.dispose()
    record_property("provinces", number + 1)
