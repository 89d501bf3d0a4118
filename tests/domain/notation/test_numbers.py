"""Numbers as they are written in Vietnam."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.notation.numbers import (
    NumberNotationError,
    digits_of,
    format_vietnamese,
    parse_vietnamese,
    round_half_up,
    shown_in_words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7266", "7266"), ("7.266", "7266"), ("268763", "268763"), ("4.135,9", "4135.9"), ("28,4%", "28.4"),
        ("3,45 %", "3.45"), ("09", "9"), ("0", "0"), ("1.234.567", "1234567"), ("1.174,0", "1174.0"),
        ("-5", "-5"), ("\u22125,5", "-5.5"), (" 12 ", "12"), ("1\u00a0", "1"), ("9" * 40, "9" * 40),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(text: str, expected: str) -> None:
    assert parse_vietnamese(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "guess"), [("8.5", "8,5"), ("1.23", "1,23"), ("1234.567", "1234,567"), ("0.5", "0,5")]
)
def test_a_dot_that_may_be_a_comma_is_asked_about_and_not_guessed(text: str, guess: str) -> None:
    with pytest.raises(NumberNotationError, match=f"có phải là {guess}\\?"):
        parse_vietnamese(text)


@pytest.mark.parametrize(
    "text",
    ["hơn 2.040", "1.456/1.625", "bảy nghìn", "7.2a6", "1,2,3", "1.23.456", "1,234.5", "1e5", "NaN", "0x10", "٣", "½",
     "=1+1", "--5", "%", "12O", "5 -", "Không"],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_the_notation(text: str) -> None:
    with pytest.raises(NumberNotationError) as refused:
        parse_vietnamese(text)
    assert "1.174 hoặc 4.135,9" in str(refused.value)


@pytest.mark.parametrize(("text", "guess"), [("1 000", "1.000"), ("1174 hồ sơ", "1174"), ("8.5", "8,5")])
def test_what_was_probably_meant_is_asked(text: str, guess: str) -> None:
    with pytest.raises(NumberNotationError, match=f"có phải là {guess}"):
        parse_vietnamese(text)


@pytest.mark.parametrize("text", ["9" * 5000, "0," + "0" * 61 + "1", "-1" + ".000" * 30])
def test_a_number_beyond_all_measure_is_refused_in_a_short_sentence(text: str) -> None:
    with pytest.raises(NumberNotationError, match="vượt xa mọi số liệu có thể có") as refused:
        parse_vietnamese(text)
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize("text", ["Không", "không có", "KHÔNG PHÁT SINH", "Không phát sinh hồ sơ."])
def test_none_is_zero_where_a_count_is_asked_for(text: str) -> None:
    assert parse_vietnamese(text, count=True) == 0


@given(st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=4))
def test_what_is_written_can_be_read_back(value: Decimal) -> None:
    assert parse_vietnamese(format_vietnamese(value)) == value


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("4135.9", None, "4.135,9"), ("1174", None, "1.174"), ("0.50", None, "0,5"), ("28.395", 2, "28,40"),
     ("-0.005", 2, "-0,01"), ("999.995", 2, "1.000,00"), ("1E+3", None, "1.000")],
)  # fmt: skip
def test_numbers_are_written_with_dots_and_a_comma(value: str, decimals: int | None, text: str) -> None:
    assert format_vietnamese(Decimal(value), decimals) == text


@pytest.mark.parametrize(
    ("value", "digits"),
    [("0", (1, 0)), ("120", (3, 0)), ("1.50", (2, 1)), ("0.001", (3, 3)), ("1E+20", (21, 0)),
     ("140." + "0" * 40 + "1", (44, 41))],
)  # fmt: skip
def test_digits_are_counted_before_and_after_the_comma(value: str, digits: tuple[int, int]) -> None:
    assert digits_of(Decimal(value)) == digits


def test_an_endless_number_is_cut_in_a_sentence() -> None:
    assert shown_in_words(Decimal("4135.9")) == "4.135,9"
    assert shown_in_words(Decimal("9" * 60)) == "999.999.999.999.999.999.999.999.999.999…"


def test_halves_are_rounded_up_as_people_do() -> None:
    assert round_half_up(Decimal("2.345"), 2) == Decimal("2.35")
    assert round_half_up(Decimal("-2.345"), 2) == Decimal("-2.35")


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        ("1,174", "1.174"), ("1,174,000", "1.174.000"), ("1 174", "1.174"), ("1174.", "1174"), ("1.174.", "1.174"),
        ("1174 hồ sơ", "1174"), ("12%", "12"), ("12 %", "12"), ("-1 174", "-1.174"), ("8.5", "8,5"),
    ],
)  # fmt: skip
def test_a_count_in_another_notation_is_asked_about_with_what_was_probably_meant(typed: str, guess: str) -> None:
    with pytest.raises(NumberNotationError, match=rf"Chưa rõ số «{typed}»: có phải là {re.escape(guess)}\?"):
        parse_vietnamese(typed, count=True)


@pytest.mark.parametrize("typed", ["1 17", "từ 5 đến 7", "5-7", "1174 hồ sơ 5", "hồ sơ 1174"])
def test_where_nothing_is_likely_nothing_is_guessed(typed: str) -> None:
    with pytest.raises(NumberNotationError, match="không phải là số"):
        parse_vietnamese(typed, count=True)


def test_a_rate_keeps_its_sign_of_percent_and_an_amount_its_three_decimals() -> None:
    assert parse_vietnamese("57%") == 57
    assert parse_vietnamese("1,174") == Decimal("1.174")
