"""Vietnamese text: one normal form, the order of the dictionary, signs of old encodings."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Letters and signs of Vietnamese and its neighbours, none of which is a mark put over another.
_UNUSUAL = re.compile(r"[^\x00-\u02ff\u1e00-\u206f]")
# Texts of nothing but these are as they should be: they can be printed, and stand alone in every normal form.
_ORDINARY = re.compile(r"[\n -~\xa1-\xac\xae-\u02ff\u1ea0-\u1ef9\u2010-\u2027\u2030-\u205e]*+")
# Unicode's own bound for texts that are worked on piece by piece; no language writes so many marks over one letter.
_MOST_MARKS = 30
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: index for index, letter in enumerate(_LETTERS)}
# The dictionary orders the tones: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# TCVN3 text shows accented letters as Latin-1 signs inside words («C«ng t¸c»); correct text never does.
_TCVN3 = re.compile(r"(?<=[A-Za-z])[¡-©«-¿](?=[A-Za-z])|(?<![\w«\"])[®§](?=[A-Za-zµ-ÿ])|[A-Za-z][¸µ¶·¹¾»¼½](?!\w)")
# VNI text carries letters that Vietnamese does not have («Caûi caùch haønh chính»).
_VNI = re.compile(r"[öåäïøûÖÅÄÏØÛ]|[aeAE][âáàùéèÂÁÀÙÉÈ]")
_FEW = 3
# Unicode's kinds of signs that are not seen: control, format, half letters, ends of lines and paragraphs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean(text: str) -> tuple[str, bool]:
    """Normalise to NFC with Unix line ends and printable characters only; also whether anything was removed."""
    if _is_clean(text):
        return text, False
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    bare = _without_piles(_CONTROL.sub("", unified))
    normal = unicodedata.normalize("NFC", bare)
    return "\n".join(line.rstrip() for line in normal.split("\n")).strip(), bare != unified


def one_line(text: str) -> str:
    """The text on one line: whatever ends a line, steers a printer or turns the reading direction becomes a blank."""
    normal = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in normal).split())


def _is_clean(text: str) -> bool:
    """Fast path: true if `clean` would return the text unchanged."""
    is_plain = _ORDINARY.fullmatch(text) is not None or (
        text.replace("\n", "").isprintable() and _without_piles(text) == text and unicodedata.is_normalized("NFC", text)
    )
    # Looking for one sign takes a tenth of the time of looking for two.
    return is_plain and text == text.strip() and not ("\n" in text and " \n" in text)


def _without_piles(text: str) -> str:
    """Cap stacked combining marks at thirty a letter; ordering them is quadratic (UAX #15, stream-safe text)."""
    return _piled().sub("", text) if _UNUSUAL.search(text) else text


@cache
def _piled() -> re.Pattern[str]:
    """A combining mark preceded by thirty others."""
    marks = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}](?<=[{marks}]{{{_MOST_MARKS + 1}}})")


def has_old_encoding(text: str) -> bool:
    """Whether the text looks like TCVN3 or VNI read as if it were Unicode."""
    return len(_TCVN3.findall(text)) >= _FEW or len(_VNI.findall(text)) >= _FEW


def without_diacritics(text: str) -> str:
    """Lower-case ASCII letters for searching: «Sở Nội vụ» becomes «so noi vu»."""
    decomposed = unicodedata.normalize("NFD", _without_piles(text.lower().replace("đ", "d")))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=20_000)
def sort_key(text: str) -> tuple[object, ...]:
    """A key that sorts as a Vietnamese dictionary does: by letters word by word, then by tones."""
    letters: list[tuple[int, int | str]] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text.lower()):
        tone = 0
        base = char
        decomposed = unicodedata.normalize("NFD", char)
        if len(decomposed) > 1 and any(mark in _TONES for mark in decomposed):
            tone = next(_TONES[mark] for mark in decomposed if mark in _TONES)
            base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
        letters.append((1, _RANK[base]) if base in _RANK else (0, base))
        tones.append(tone)
    return (tuple((group, str(value).rjust(3, "0")) for group, value in letters), tuple(tones), text)
