"""Vietnamese in codes from before Unicode: TCVN3 (fonts «.VnTime») and VNI (fonts «VNI-Times»), read as Latin letters.

A font's name tells the code for certain; where there is none, the words tell: only one reading makes syllables of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import Enum
from itertools import pairwise

from service.readers.document.syllables import is_syllable


class Encoding(Enum):
    """A code; capitals of TCVN3 have fonts of their own, in which small letters look large."""

    TCVN3 = "TCVN3"
    TCVN3_CAPITALS = "TCVN3 (chữ hoa)"
    VNI = "VNI"


_TCVN3 = dict(
    zip(
        map(ord, "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"),
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {
    "ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
}  # fmt: skip
_VNI_SIGN = re.compile(r"([aeouyöôAEOUYÖÔ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])|[ñöôæóòîÑÖÔÆÓÒÎ]")
_VNI_SINGLE = {
    ord(old): new
    for lower, upper in _VNI_LETTERS.items()
    for old, new in ((lower, upper), (lower.upper(), upper.upper()))
}
_BLANKS = re.compile(r"(\s+)")
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~–—…“”‘’]+")
# Letters that only Unicode has: text with one of them is not in an older code, whatever its font.
_UNICODE = re.compile(r"[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9]")
_BLANKS = re.compile(r"(\s+)")
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~–—…“”‘’]+")
# Fonts of symbols put their signs where no letters are; some programs write old letters there too.
_SYMBOLS = {code: code - 0xF000 for code in range(0xF020, 0xF100)}
# So many words more have to become syllables of a document for its code to be believed.
_FEW = 3
# Of so many words of any text at least this share look like syllables of Vietnamese.
_MANY, _LEAST_SYLLABLES = 60, 0.15


def encoding_of_font(name: str) -> Encoding | None:
    """The code of a font's letters by its name; a PDF's font may have a mark of six letters before its name."""
    bare = name.rpartition("+")[2].lower().lstrip(" '\"")
    if bare.startswith(".vn"):
        return Encoding.TCVN3_CAPITALS if _stem(bare).endswith("h") else Encoding.TCVN3
    if bare.startswith(("vni-", "vni ", "vni_")):
        return Encoding.VNI
    return None


def _stem(font: str) -> str:
    """The family's name: without what stands after a comma, a hyphen or a blank, such as `-Bold`."""
    return re.split(r"[,\- ]", font.strip("'\""), maxsplit=1)[0]


def convert(text: str, encoding: Encoding) -> str:
    """The text in Unicode; text that has letters which only Unicode has comes back as it is."""
    if _UNICODE.search(text):
        return text
    plain = text.translate(_SYMBOLS)
    if encoding is Encoding.VNI:
        return _VNI_SIGN.sub(_vni_letter, plain)
    found = plain.translate(_TCVN3)
    return found.upper() if encoding is Encoding.TCVN3_CAPITALS else found


def _vni_letter(found: re.Match[str]) -> str:
    if not found[1]:
        return found[0].translate(_VNI_SINGLE)
    letter, mark = found[1].translate(_VNI_SINGLE), _VNI_MARKS[found[2].lower()]
    composed = unicodedata.normalize("NFC", letter + mark)
    # A sign may also stand for itself after a letter that does not take it.
    return composed if len(composed) == 1 else letter + found[2].translate(_VNI_SINGLE)


def recover(text: str, encoding: Encoding) -> str:
    """The text as converted by its words alone, in which capitals of TCVN3 are not marked by their font."""
    found = convert(text, encoding)
    return raised(found) if encoding is Encoding.TCVN3 and found != text else found


def raised(text: str) -> str:
    """The text with words in capitals all through: such as «CảI CáCH», whose letters with marks look small in TCVN3."""
    words = _BLANKS.split(text)
    capital = [_is_capital(word) for word in words]
    most = 2 * sum(found is True for found in capital) > sum(found is not None for found in capital)
    return "".join(
        word.upper() if is_one or (is_one is None and most) else word
        for word, is_one in zip(words, capital, strict=True)
    )


def _is_capital(word: str) -> bool | None:
    """Whether a word is in capitals by its plain letters; None where too few of them say so."""
    plain = [sign for sign in word if sign.isascii() and sign.isalpha()]
    if any(small.islower() and large.isupper() for small, large in pairwise(word)):
        return True
    if any(sign.islower() for sign in plain):
        return False
    return True if len(plain) > 1 else None


def detect(texts: Iterable[str]) -> Encoding | None:
    """The old code that the texts of one document are in, judged by their words; None where they are in none."""
    words = [word for text in texts for word in _WORD.findall(text)]
    marked = [word for word in words if not word.isascii() and not _UNICODE.search(word)]
    as_it_is = _score(marked, str)
    gains = {
        encoding: _score(marked, _converter(encoding)) - as_it_is for encoding in (Encoding.TCVN3, Encoding.VNI)
    }  # fmt: skip
    best = max(gains, key=lambda encoding: gains[encoding])
    return best if gains[best] >= _FEW and gains[best] * 2 > len(marked) else None


def gains_by(text: str, encoding: Encoding) -> bool:
    """Whether more of the text's words are syllables once it is converted."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return bool(words) and _score(words, _converter(encoding)) > _score(words, str)


def _converter(encoding: Encoding) -> Callable[[str], str]:
    return lambda word: convert(word, encoding)


def _score(words: list[str], change: Callable[[str], str]) -> int:
    """How many of the words are syllables once changed, less those that are none."""
    good = sum(is_syllable(change(word).strip("«»\u00ad")) for word in words)
    return 2 * good - len(words)


def share_of_words(text: str) -> float:
    """Of the text's words with marks, the share that are syllables of Vietnamese; all where there are none."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


def is_vietnamese(texts: Iterable[str]) -> bool:
    """Whether enough of many words are syllables; letters of a font without a table of signs make none."""
    words = [word for text in texts for word in _WORD.findall(text) if word.isalpha()]
    return len(words) < _MANY or sum(map(is_syllable, words)) >= _LEAST_SYLLABLES * len(words)
