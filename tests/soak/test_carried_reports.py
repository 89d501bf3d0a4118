"""Reports that carry their own values, by the hundred as Word files and by the dozen as PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.soak.budget import rounds
from tests.support import carried_reports as made

ROUND = 10
FIRST_PAGES = 100_000  # no report is tried both ways
Tell = Callable[[str, object], None]


def test_generated_reports_survive_word_and_one_changed_figure_is_found_in_each(record_property: Tell) -> None:
    for number in rounds("carried as Word"):
        for seed in made.seeds(ROUND, number * ROUND):
            made.require_survival(made.generate(seed))
    record_property("carried_as_word", (number + 1) * ROUND)


def test_generated_reports_survive_pdf_and_one_changed_figure_is_found_in_each(
    tmp_path: Path, record_property: Tell
) -> None:
    for number in rounds("carried as PDF"):
        seeds = made.seeds(ROUND, FIRST_PAGES + number * ROUND)
        folder = tmp_path / str(number)
        folder.mkdir()
        made.require_survival_as_pdf([made.generate(seed) for seed in seeds], folder)
    record_property("carried_as_pdf", (number + 1) * ROUND)
