"""Reports that carry their own values: a thousand as Word files and sixty as PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import carried_reports as made

WORDS, PAGES, ROUND = 1000, 60, 20


@pytest.mark.parametrize("first", range(0, WORDS, ROUND))
def test_generated_reports_survive_word_and_one_changed_figure_is_found_in_each(first: int) -> None:
    for seed in made.seeds(ROUND, first):
        made.require_survival(made.generate(seed))


@pytest.mark.parametrize("first", range(0, PAGES, ROUND))
def test_generated_reports_survive_pdf_and_one_changed_figure_is_found_in_each(first: int, tmp_path: Path) -> None:
    made.require_survival_as_pdf([made.generate(seed) for seed in made.seeds(ROUND, 2000 + first)], tmp_path)
