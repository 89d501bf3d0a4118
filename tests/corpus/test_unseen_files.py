"""The reports kept out of sight at first can be read, and say what is expected of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.domain.notation.numbers import format_vietnamese
from service.readers.document import read_document
from tests.support.corpus import reports_of, score

HERE = Path(__file__).resolve().parent / "unseen"
EXPECTED = sorted(HERE.glob("*.expected.json"))


def said(name: str) -> str:
    """All that a report says."""
    path = next(path for path in HERE.glob(f"{name}.*") if path.suffix != ".json")
    document = read_document(path.name, path.read_bytes())
    return "\n".join(f"{block.label} {block.text}" for block in document.blocks)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.partition(".")[0])
def test_the_text_holds_what_is_expected(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    text = said(path.name.partition(".")[0])
    numbers = [one["number"] for one in expected["documents_own"] + expected["documents_cited"]]
    assert [number for number in numbers if number not in text] == []
    large = [value for value in expected["indicators"].values() if isinstance(value, int) and value >= 1000]
    plain = text.replace(" ", ".")
    assert [value for value in large if format_vietnamese(value) not in plain] == []


def test_what_is_called_sure_is_right() -> None:
    found = score(reports_of(HERE))
    assert found.precision >= 0.99, found.wrong
    assert found.recall >= 0.95, found.missed
    assert all(is_right for _, is_right in found.refused)


def test_there_are_enough_of_them() -> None:
    assert len(EXPECTED) >= 36
