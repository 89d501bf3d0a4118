"""Reports that whoever writes the phrases may look at: nearly all of them is read, and nothing wrong beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.corpus import CORPUS, read_file, reports_of, score

REPORTS = reports_of(CORPUS)


def test_there_are_enough_hands() -> None:
    assert len(REPORTS) >= 83


def test_what_is_called_sure_is_right_and_nearly_all_is_found() -> None:
    found = score(REPORTS)
    assert found.precision >= 0.99, found.wrong
    assert found.recall >= 0.95, found.missed


@pytest.mark.parametrize(("path", "said"), REPORTS, ids=[path.name for path, _ in REPORTS])
def test_every_figure_has_the_sentence_that_it_stands_in(path: Path, said: dict[str, object]) -> None:
    reading = read_file(path, str(said["period"]))
    blocks = {block.place.number: block for block in reading.document.blocks}
    for figure in reading.figures.values():
        assert figure.candidates[0].value == figure.value
        block = blocks[figure.place.number]
        if figure.place.row is None:
            assert figure.sentence in block.text
            assert block.text[slice(*figure.span)] in figure.sentence
