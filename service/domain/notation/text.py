"""Vietnamese text: one normal form, the order of the dictionary, signs of old encodings."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Word and PDF end lines and pages with these.
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Soft hyphens, blanks of no width, marks of the reading direction: nobody sees them, and they say nothing.
_INVISIBLE = re.compile(r"[\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
# What joins letters of other scripts and parts of pictures is invisible everywhere else.
_STRAY_JOINER = re.compile(r"(?<![\u0600-\u0dff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
# Letters and signs of Vietnamese and its neighbours, none of which is a mark put over another.
_UNUSUAL = re.compile(r"[^\x00-\u02ff\u1e00-\u206f]")
# Texts of nothing but these are as they should be: they can be printed, and stand alone in every normal form.
_ORDINARY = re.compile(r"[\n -~\xa1-\xac\xae-\u02ff\u1ea0-\u1ef9\u2010-\u2027\u2030-\u205e]*+")
# Unicode's own bound for texts that are worked on piece by piece; no language writes so many marks over one letter.
_MOST_MARKS = 30
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Signs for them that stand in this order behind all others, for keys that are compared and kept as text.
_RANK = {letter: chr(0x10FF00 + index) for index, letter in enumerate(_LETTERS)}
# The dictionary orders the tones: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# TCVN3 text shows accented letters as Latin-1 signs inside words («C«ng t¸c»); correct text never does.
_TCVN3 = re.compile(r"(?<=[A-Za-z])[¡-©«-¿](?=[A-Za-z])|(?<![\w«\"])[®§](?=[A-Za-zµ-ÿ])|[A-Za-z][¸µ¶·¹¾»¼½](?!\w)")
# VNI text carries letters that Vietnamese does not have («Caûi caùch haønh chính»).
_VNI = re.compile(r"[öåäïøûÖÅÄÏØÛ]|[aeAE][âáàùéèÂÁÀÙÉÈ]")
# Letters that only text in Unicode has, and signs that good text has between letters too («A·B», «a»b).
_VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_INNOCENT = frozenset("«»·")
_FEW = 3
_SPAN, _SHARE = 12, 3  # words looked at together, and of how many one has to look wrong
CUT = " […]"  # stands for what was left out of a text
# Unicode's kinds of signs that are not seen: control, format, half letters, ends of lines and paragraphs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean(text: str) -> tuple[str, bool]:
    """Normalise to NFC with Unix line ends and printable characters only; also whether control characters were removed.

    What nobody sees, such as soft hyphens, is left out without a word.
    """
    if _is_clean(text):
        return text, False
    unified = _STRAY_JOINER.sub("", _INVISIBLE.sub("", _LINE_END.sub("\n", text)))
    bare = _without_piles(_CONTROL.sub("", unified))
    normal = unicodedata.normalize("NFC", bare)
    return "\n".join(line.rstrip() for line in normal.split("\n")).strip(), bare != unified


def one_line(text: str) -> str:
    """The text on one line: whatever ends a line, steers a printer or turns the reading direction becomes a blank."""
    normal = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in normal).split())


def first_sentences(text: str, longest: int) -> str:
    """A text of at most so many characters as it is, or its first whole sentences or words with CUT for the rest."""
    if len(text) <= longest:
        return text
    head = text[:longest]
    end = max(head.rfind(mark) for mark in (". ", "; ", ".\n"))
    return f"{head[: end + 1] if end > longest // 3 else head.rpartition(' ')[0] or head}{CUT}"


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


def find_old_encoding(text: str) -> str:
    """The first words that look like TCVN3 or VNI read as if they were Unicode; empty where none do.

    Such text has a wrong sign in nearly every word and none of Unicode's Vietnamese letters: a few odd signs in a long
    text are no sign of it.
    """
    if len(_TCVN3.findall(text)) < _FEW and len(_VNI.findall(text)) < _FEW:
        return ""
    for line in text.split("\n"):
        words = line.split()
        for start in range(0, max(1, len(words) - _SPAN // 2), _SPAN // 2):
            some = words[start : start + _SPAN]
            if _is_old_spelling(some):
                return " ".join(some)
    return ""


def _is_old_spelling(words: list[str]) -> bool:
    if any(_VIETNAMESE.search(word) for word in words):
        return False
    least = max(_FEW, -(-len(words) // _SHARE))
    vni = [word for word in words if _VNI.search(word)]
    tcvn3 = [word for word in words if _TCVN3.search(word)]
    signs = {sign for word in tcvn3 for sign in word if "\xa1" <= sign <= "\xff"} - _INNOCENT
    return len(vni) >= least or (len(tcvn3) >= least and len(signs) > 1)


def without_diacritics(text: str) -> str:
    """Lower-case ASCII letters for searching: «Sở Nội vụ» becomes «so noi vu»."""
    decomposed = unicodedata.normalize("NFD", _without_piles(text.lower().replace("đ", "d")))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=20_000)
def sort_key(text: str) -> tuple[object, ...]:
    """A key that sorts as a Vietnamese dictionary does: by letters word by word, then by tones."""
    letters: list[str] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text.lower()):
        tone = 0
        base = char
        decomposed = unicodedata.normalize("NFD", char)
        if len(decomposed) > 1 and any(mark in _TONES for mark in decomposed):
            tone = next(_TONES[mark] for mark in decomposed if mark in _TONES)
            base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
        letters.append(_RANK.get(base, base))
        tones.append(tone)
    return ("".join(letters), bytes(tones), text)
