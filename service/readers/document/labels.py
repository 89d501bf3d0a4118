"""Numbers and bullets that people type before a paragraph: «I.», «1.2», «a)», «-»."""

from __future__ import annotations

import re
from enum import Enum


class LabelKind(Enum):
    """What a label is, from the outermost in."""

    ROMAN = 1
    NUMBER = 2
    LETTER = 3
    BULLET = 4


# What follows a label is never a digit right away, or it is a date, a fraction or a figure.
_ROMAN = re.compile(r"([IVX]{1,5})(?: ?([.)/:]) ?(?=[^\W\d])| ?([-–]) (?=[^\W\d]))")
_PART = re.compile(
    r"(?:phần|chương) (?:thứ )?([ivx]{1,4}|nhất|hai|ba|tư|năm)(?: ?[.:–-] ?| )(?=[^\W\d])", re.IGNORECASE
)
_ORDINALS = {"nhất": "I", "hai": "II", "ba": "III", "tư": "IV", "năm": "V"}
_OUTLINE = re.compile(r"([IVX]{1,5}(?:\.(?:\d{1,2}|[a-zđ])){1,3})([.)/]?) (?=[^\W\d])")
# «15/KH-UBND» at the beginning of a line is a document's number.
_NUMBER = re.compile(
    r"(\d{1,2}(?:\.(?:\d{1,2}|[a-zđ])){0,3})(?:([.)])(?: |(?=[^\W\d]))|(/)(?![A-ZĐ]{1,9}[-–]) ?(?=[^\W\d])"
    r"| ?([-–]) (?=[^\W\d]))"
)
_BARE = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3}) (?=[^\W\d_a-zà-ỹđ])")
_LETTER = re.compile(r"([a-zđA-ZĐ])(?:([.)]) |([)/]) ?(?=\w)|(-) (?=[^\W\d]))")
_BRACKETED = re.compile(r"\( ?(\d{1,2}|[a-zđ]|[ivx]{1,4}) ?\) ?(?=\w)")
_BULLET = re.compile(r"([-–—−+*])(?: |(?=[^\W\d]))|([•●○◦▪■□►➢✓✔❖⁃∙·\uf000-\uf0ff])")
_DASHES = str.maketrans("–—−⁃", "----")
# No label is longer.
_LONGEST = 20


def split_label(text: str) -> tuple[str, str]:
    """The label before a text and the rest of it; the label is empty where there is none."""
    head = text[:_LONGEST]
    if found := _PART.match(head):
        return f"{_ORDINALS.get(found[1].lower(), found[1].upper())}.", text[found.end() :].lstrip()
    for pattern in (_ROMAN, _OUTLINE, _NUMBER, _BARE, _LETTER):
        if found := pattern.match(head):
            ending = next((mark for mark in found.groups()[1:] if mark), "")
            return found[1] + ending.translate(_DASHES), text[found.end() :].lstrip()
    if found := _BRACKETED.match(head):
        return f"({found[1]})", text[found.end() :].lstrip()
    if found := _BULLET.match(head):
        sign = found[1].translate(_DASHES) if found[1] else "•"
        rest = text[found.end() :].lstrip()
        return (sign, rest) if rest else ("", text)
    return "", text


def kind_of(label: str) -> LabelKind | None:
    """What kind of label it is; None where there is none."""
    bare = label.strip("().:/- ")
    if not label:
        return None
    if not bare or not bare[0].isalnum():
        return LabelKind.BULLET
    if bare[0].isdigit() or "." in bare:
        return LabelKind.NUMBER
    return LabelKind.ROMAN if set(bare) <= set("IVX") else LabelKind.LETTER


def depth_of(label: str) -> int:
    """How deep a heading with such a label stands where nothing else says so; 0 where there is none."""
    kind, bare = kind_of(label), label.strip("().:/- ")
    if kind is None:
        return 0
    starts_at_top = kind is LabelKind.NUMBER and not bare[0].isdigit()
    return kind.value - starts_at_top + (bare.count(".") if kind is LabelKind.NUMBER else 0)
