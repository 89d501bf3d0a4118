"""Words in one spelling, numbers as people write them, references and dates that are no figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.notation.tokens import Lexicon, TokenKind, tokenize
from service.domain.reading.number_words import number_at


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.174", "1174"), ("4.135,9", "4135.9"), ("7 266", "7266"), ("7266", "7266"), ("09", "9"), ("28,4%", "28.4"),
        ("97,2 %", "97.2"), ("14 777", "14777"), ("1 250,6", "1250.6"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_written(written: str, value: str) -> None:
    (token,) = tokenize(written)
    assert token.value == Decimal(value)
    assert token.percent is ("%" in written)


def test_a_fraction_is_one_number_with_its_whole() -> None:
    (token,) = tokenize("1.083/1.085")
    assert (token.value, token.whole) == (Decimal(1083), Decimal(1085))


def test_a_dot_before_one_digit_is_doubted() -> None:
    assert tokenize("8.5")[0].doubtful


@pytest.mark.parametrize(
    "written", ["74/QĐ-SGTVT", "39/2022/QĐ-UBND", "540-QĐ/TU", "72/2025/QH15", "512/SNV-CCHCVTLT", "/BC-SGTVT"]
)
def test_document_numbers_are_no_figures(written: str) -> None:
    (token,) = tokenize(written)
    assert token.kind is TokenKind.REFERENCE


@pytest.mark.parametrize(("one", "other"), [("hoà", "hòa"), ("Uỷ", "ủy"), ("Tỉ lệ", "tỷ lệ"), ("thuỷ", "thủy")])
def test_two_spellings_of_a_word_are_one(one: str, other: str) -> None:
    assert [token.text for token in tokenize(one)] == [token.text for token in tokenize(other)]


def test_runs_of_words_that_mean_the_same_become_one() -> None:
    lexicon = Lexicon([("tthc", ["thủ tục hành chính", "thủ tục"])])
    found = lexicon.canonical(tokenize("12 thủ tục hành chính và 3 thủ tục"))
    assert [token.text for token in found] == ["12", "tthc", "và", "3", "tthc"]
    assert (found[1].start, found[1].end) == (3, 21)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("mười hai", 12),
        ("hai mươi mốt", 21),
        ("năm mươi bảy", 57),
        ("một trăm linh năm", 105),
        ("ba", 3),
        ("bốn mươi", 40),
    ],
)
def test_numbers_in_words(words: str, value: int) -> None:
    tokens = tokenize(words)
    assert number_at(tokens, 0) == (value, len(tokens))


def test_a_year_is_no_five() -> None:
    assert number_at(tokenize("năm nhiệm vụ"), 0)[0] is None
