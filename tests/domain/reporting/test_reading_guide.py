"""The phrase language, and looking phrases up in a time that follows the length of the text."""

from __future__ import annotations

import time

import pytest

from service.domain.reporting.reading_guide import forms_of
from tests.support.sentences import GUIDE, said


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("đã (giải quyết|trả) [xong]", {"đã giải quyết", "đã giải quyết xong", "đã trả", "đã trả xong"}),
        ("một", {"một"}),
        ("a [b (c|d)]", {"a", "a b c", "a b d"}),
    ],
)  # fmt: skip
def test_a_phrase_says_all_its_forms(phrase: str, forms: set[str]) -> None:
    assert set(forms_of(phrase)) == forms


@pytest.mark.parametrize("phrase", ["(a", "a)", "a|b", "[a]", "", "[a] [b]"])
def test_a_phrase_that_is_not_well_formed_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        forms_of(phrase)


def test_twice_the_text_takes_twice_the_time() -> None:
    text = "đã giải quyết trước hạn và đúng hạn , văn bản của các cơ quan trao đổi điện tử " * 400

    def spent(times: int) -> float:
        begun = time.process_time()
        list(GUIDE.tree.hits(GUIDE.canonical(text * times)))
        return time.process_time() - begun

    spent(1)
    assert spent(4) < 12 * spent(1) + 0.05


def test_many_numbers_in_one_sentence_take_no_endless_time() -> None:
    begun = time.process_time()
    said("đúng hạn 5 hồ sơ, " * 600, "ho_so")
    assert time.process_time() - begun < 20
