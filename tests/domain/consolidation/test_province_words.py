"""How much of what agencies wrote is printed: less of it the more there is, and always by whom."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.province_words import MOST_LINES, ROOMS, ProvinceWords
from tests.support.consolidations import TEMPLATE, rich_consolidation

STOCK = re.findall(r"\w+", "kế hoạch rà soát thủ tục hồ sơ đào tạo công chức số hóa phần mềm kinh phí biên chế hạ tầng")
SECTIONS = [section.code for section in TEMPLATE.sections]
Texts = Mapping[str, str]


@pytest.fixture(scope="module")
def item() -> Consolidation:
    return rich_consolidation()


def writing(item: Consolidation, write: Callable[[random.Random, int], Texts]) -> ProvinceWords:
    """The words where each agency writes what `write` says of it by its place."""
    draw = random.Random(3)
    filings = {
        code: replace(filing, narratives=write(draw, place))
        for place, (code, filing) in enumerate(sorted(item.report.filings.items()))
    }
    return ProvinceWords(replace(item, report=replace(item.report, filings=filings)))


def sentence(draw: random.Random, words: int) -> str:
    return " ".join(draw.choices(STOCK, k=words)).capitalize() + "."


def differently(draw: random.Random, _place: int) -> Texts:
    return {code: "\n".join(sentence(draw, 80) for _ in range(5)) for code in SECTIONS}


def in_pairs(_draw: random.Random, place: int) -> Texts:
    draw = random.Random(place // 2)
    return {code: sentence(draw, 60) for code in SECTIONS}


def half_of_them(draw: random.Random, place: int) -> Texts:
    return differently(draw, place) if place % 2 else {}


def little(_draw: random.Random, _place: int) -> Texts:
    return {"I": "Đã ban hành kế hoạch.", "V": "Không có kiến nghị, đề xuất."}


@pytest.mark.parametrize("write", [differently, in_pairs, half_of_them, little])
def test_what_is_printed_fits_however_much_was_written(
    item: Consolidation, write: Callable[[random.Random, int], Texts]
) -> None:
    words = writing(item, write)
    room = words.room
    every = [text for section in SECTIONS for text in words.printed(section)]
    lines = sum(min(len(text.text), room.longest) / 84 + 1.4 for text in every)
    assert every and lines <= MOST_LINES
    assert all(text.agencies for text in every)
    # Every section in which something was told has a text, and every subject of the proposals.
    for section in SECTIONS:
        assert bool(words.printed(section)) == bool(words.sections[section].shared), section
    told = {title for title, _ in words.by_subject(TEMPLATE.guide.proposals)}
    assert len(words.printed(TEMPLATE.guide.proposals)) >= len(told)


def test_where_little_was_written_nothing_is_shortened(item: Consolidation) -> None:
    assert writing(item, little).room == ROOMS[0]


def test_texts_of_most_agencies_go_first(item: Consolidation) -> None:
    common = "Đã rà soát thủ tục hành chính theo kế hoạch năm."
    words = writing(item, lambda draw, place: {**differently(draw, place), **({"I": common} if place % 3 else {})})
    (first, *_) = words.printed("I")
    assert first.text == common and first.count > len(item.report.filings) / 2
