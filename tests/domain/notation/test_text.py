"""Vietnamese text: one form, the order of the dictionary, old encodings told from good text."""

from __future__ import annotations

import json
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.demo import SGTVT_REPORT
from service.domain.notation.text import clean, find_old_encoding, sort_key, without_diacritics

PILE = "\u0301\u0323"
TCVN3 = "C«ng t¸c c¶i c¸ch hµnh chÝnh n¨m 2023 ®­îc triÓn khai, c¸c ®¬n vÞ b¸o c¸o kÕt qu¶"
VNI = "Coâng taùc caûi caùch haønh chính naêm 2023 ñöôïc trieån khai, caùc ñôn vò baùo caùo keát quaû"


def real_texts() -> list[str]:
    """Everything that the real report says in words."""
    report = json.loads(SGTVT_REPORT)
    return [*report["narratives"].values(), *(item["title"] for item in report["documents"])]


@pytest.mark.parametrize("text", [TCVN3, VNI])
def test_old_encodings_are_seen(text: str) -> None:
    assert find_old_encoding(text)


def test_the_real_report_is_never_taken_for_an_old_encoding() -> None:
    texts = real_texts()
    assert len(texts) > 20
    assert [text[:40] for text in texts if find_old_encoding(text)] == []
    assert not find_old_encoding(" ".join(texts))


@pytest.mark.parametrize(
    "text",
    ["Café, naïve, façade", "Nhiệt độ 5°C ± 1°C, § 3 điều 7, «trích dẫn»", "100 m² – 50 m³; ½ ngày; 3×4", "A®, B©"],
)
def test_signs_that_good_text_has_are_no_old_encoding(text: str) -> None:
    assert not find_old_encoding(text)


@pytest.mark.parametrize(
    "text",
    [
        "A·B·C·D là bốn nhóm",
        "A·B·C·D",
        "Theo «Kế hoạch»số 1, «Đề án»số 2 và «Chương trình»số 3 của tỉnh",
        "Đơn vị làm việc với Götz, Jörg và Düsseldorf về thủ tục hành chính trong năm 2023",
        "Công tác cải cách hành chính được triển khai đồng bộ. " * 500 + "Mã x¸y, c¸d và t¶u.",
    ],
)
def test_a_few_odd_signs_in_good_text_are_no_old_encoding(text: str) -> None:
    assert find_old_encoding(text) == ""


@pytest.mark.parametrize("old", [TCVN3, VNI])
def test_an_old_paragraph_in_a_long_good_text_is_found_and_its_words_are_named(old: str) -> None:
    good = "Công tác cải cách hành chính được triển khai đồng bộ.\n" * 300
    found = find_old_encoding(f"{good}{old}\n{good}")
    assert found and found in old
    assert find_old_encoding(f"{good.replace(chr(10), ' ')}{old} {good}")


@pytest.mark.parametrize(
    ("raw", "expected", "had_control"),
    [
        ("Sở Nội vụ", "Sở Nội vụ", False),
        (unicodedata.normalize("NFD", "Sở Nội vụ"), "Sở Nội vụ", False),
        ("a\x00b", "ab", True),
        ("a\x0bb\x7f", "a\nb", True),
        ("một\x0bhai\x0cba\u2028bốn", "một\nhai\nba\nbốn", False),
        ("báo\xad cáo\u200b \ufeffsố\u2060 1", "báo cáo số 1", False),
        ("\U0001f468\u200d\U0001f469 và m\u200dinh", "\U0001f468\u200d\U0001f469 và minh", False),
        ("một\r\nhai\rba", "một\nhai\nba", False),
        ("  đầu và cuối \n dòng  \n\n", "đầu và cuối\n dòng", False),
        ("cột\tcột", "cột\tcột", False),
        ("\ud800x", "x", True),
        ("", "", False),
    ],
)
def test_text_gets_one_form(raw: str, expected: str, had_control: bool) -> None:
    assert clean(raw) == (expected, had_control)


@pytest.mark.parametrize("frame", ["{}", "a{}b", "{} b", "a {}", "a\n{}\nb", "Sở {} vụ"])
def test_a_quick_look_at_a_letter_says_what_a_long_one_would(frame: str) -> None:
    removed = {*range(0x09), *range(0x0E, 0x20), 0x7F}
    unseen = {0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)}
    unseen |= set(range(0x2066, 0x2070))
    ends = {0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029}
    for code in range(0x3400):
        bare = frame.format("" if code in removed | unseen else "\n" if code in ends else chr(code))
        if code == 0x0D:  # before the end of a line it is part of it
            bare = frame.format("\r").replace("\r\n", "\n").replace("\r", "\n")
        lines = unicodedata.normalize("NFC", bare).split("\n")
        expected = "\n".join(line.rstrip() for line in lines).strip()
        assert clean(frame.format(chr(code))) == (expected, code in removed), hex(code)


@given(st.text(max_size=80))
def test_clean_text_is_clean_for_good(text: str) -> None:
    once, _ = clean(text)
    assert clean(once) == (once, False)
    assert unicodedata.is_normalized("NFC", once)


def test_words_sort_as_in_a_vietnamese_dictionary() -> None:
    words = ["đa", "da", "dạ", "dà", "dá", "dả", "dã", "dă", "dâ", "ê", "e", "ơ", "ô", "o", "ư", "u", "Z", "y"]
    expected = ["da", "dà", "dả", "dã", "dá", "dạ", "dă", "dâ", "đa", "e", "ê", "o", "ô", "ơ", "u", "ư", "y", "Z"]
    assert sorted(words, key=sort_key) == expected


def test_words_are_found_without_diacritics() -> None:
    assert without_diacritics("Sở Giao thông vận tải – ĐẶNG ƯỚC") == "so giao thong van tai – dang uoc"


@pytest.mark.parametrize("letter", ["a", "Đã số hóa a", ""])
def test_a_pile_of_marks_costs_little_and_is_cut_and_told(letter: str) -> None:
    begun = time.process_time()
    cleaned, had_control = clean(letter + PILE * 500_000)
    assert without_diacritics(letter + PILE * 500_000) == without_diacritics(letter)
    assert time.process_time() - begun < 5
    assert had_control
    assert len(cleaned) <= len(letter) + 30


@pytest.mark.parametrize(
    "text", ["ạ\u0301" + PILE * 14, "ע\u05b4\u05bc\u05d5", "\u0e01\u0e34\u0e48", "नि\u094d", "Z\u0351\u036b"]
)
def test_marks_as_languages_have_them_stay(text: str) -> None:
    assert clean(text) == (unicodedata.normalize("NFC", text), False)


def test_every_mark_is_counted() -> None:
    marks = [sign for sign in map(chr, range(sys.maxunicode)) if unicodedata.combining(sign)]
    assert len(marks) > 800
    # Some are two marks in one sign.
    assert [hex(ord(mark)) for mark in marks if len(clean(f"a{mark * 100}")[0]) > 61] == []
