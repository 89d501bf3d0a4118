"""Text in TCVN3 or VNI is known by its font or by its words, and every letter has its place."""

from __future__ import annotations

import pytest

from service.readers.document.legacy_encodings import (
    _TCVN3,
    Encoding,
    convert,
    detect,
    encoding_of_font,
    is_vietnamese,
    recover,
)
from service.readers.document.syllables import is_syllable

ALL = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
VNI = (
    "aê aâ ñ eâ oâ ô ö aø aû aõ aù aï aè aú aü aé aë aà aå aã aá aä eø eû eõ eù eï eà eå eã eá eä ì æ ó í ò oø oû oõ "
    "où oï oà oå oã oá oä ôø ôû ôõ ôù ôï uø uû uõ uù uï öø öû öõ öù öï yø yû yõ yù î"
)


def test_every_letter_of_vni_has_its_place_in_both_cases() -> None:
    assert convert(VNI.replace(" ", ""), Encoding.VNI) == ALL
    assert convert(VNI.replace(" ", "").upper(), Encoding.VNI) == ALL.upper()


def test_every_letter_of_tcvn3_has_its_place() -> None:
    assert sorted(set(_TCVN3.values())) == sorted(ALL + "ĂÂÊÔƠƯĐ")
    assert convert("".join(map(chr, _TCVN3)), Encoding.TCVN3) == "".join(_TCVN3.values())


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", Encoding.TCVN3), ("ABCDEF+.VnTime", Encoding.TCVN3), (".VnTimeH", Encoding.TCVN3_CAPITALS),
        (".VnArialH-Bold", Encoding.TCVN3_CAPITALS), (".VnTime,Bold", Encoding.TCVN3), ("VNI-Times", Encoding.VNI),
        ("VNI-Helve-Condense", Encoding.VNI), ("Times New Roman", None), ("Vnarial", None), ("", None),
    ],
)  # fmt: skip
def test_fonts_tell_the_code(font: str, encoding: Encoding | None) -> None:
    assert encoding_of_font(font) is encoding


@pytest.mark.parametrize(
    ("texts", "encoding"),
    [
        (["C«ng t¸c c¶i c¸ch hµnh chÝnh n¨m 2023"], Encoding.TCVN3),
        (["Caûi caùch haønh chính nhaø nöôùc"], Encoding.VNI),
        (["Cải cách hành chính nhà nước năm 2023"], None),
        (["Hồ sơ «đúng hạn» đạt 5 m² ở café São Paulo"], None),
        (["Nha nuoc, khong dau"], None),
        ([], None),
    ],
)
def test_words_tell_the_code(texts: list[str], encoding: Encoding | None) -> None:
    assert detect(texts) is encoding


def test_a_word_in_capitals_is_so_all_through() -> None:
    assert recover("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", Encoding.TCVN3) == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert recover("Së Néi vô tØnh H­ng Yªn", Encoding.TCVN3) == "Sở Nội vụ tỉnh Hưng Yên"


def test_syllables_are_told_from_other_words() -> None:
    assert all(map(is_syllable, ["nghiêng", "khuỷu", "Quyết", "giữa", "hoà", "hòa", "uỷ", "ủy", "thuở", "gì"]))
    assert not any(map(is_syllable, ["caûi", "c¶i", "ngh", "haønh", "thừaf", "Отчёт", "chínhh", ""]))


def test_letters_of_a_font_without_signs_do_not_look_vietnamese() -> None:
    assert is_vietnamese(["Công tác cải cách hành chính được quan tâm "] * 20)
    assert not is_vietnamese(["Dpoh ubd dbj dbdi iboi dijoi evpd rvbo ubn "] * 20)
