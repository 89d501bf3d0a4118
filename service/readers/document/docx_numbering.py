"""The numbers and bullets that Word counts by itself and shows before paragraphs, as they are seen."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from service.readers.document.docx_styles import attribute, child, local, number_of, value_of

_GAP = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_COUNTED = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
# Nobody counts further, and a number of Roman digits or letters grows with what it counts.
_MOST = 4000
DEPTHS = 9


@dataclass(frozen=True)
class NumberingLevel:
    """How one depth of a list is numbered: what is shown, in which digits, from where, and whether it is a bullet."""

    shown: str
    digits: str
    start: int
    is_legal: bool = False


@dataclass(frozen=True)
class ListForm:
    """A list's depths, the counters that it shares with lists of the same form, and where it starts them anew."""

    shares: str
    levels: dict[int, NumberingLevel]
    starts: dict[int, int]
    depths_of_styles: dict[str, int]


class Lists:
    """The lists of a document while its paragraphs are gone through from first to last."""

    def __init__(self, root: etree._Element | None) -> None:
        elements = list(root) if root is not None else []
        self._abstract = {attribute(one, "abstractNumId") or "": one for one in elements if local(one) == "abstractNum"}
        self._lists = {attribute(one, "numId") or "": one for one in elements if local(one) == "num"}
        self._forms: dict[str, ListForm | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, list_id: str | None, depth: int | None, style: str) -> tuple[str, int] | None:
        """The next label of a list and its depth from 0; None where the paragraph is in no list."""
        form = self._form(list_id) if list_id and list_id != "0" else None
        if form is None:
            return None
        depth = min(form.depths_of_styles.get(style, 0) if depth is None else max(depth, 0), DEPTHS - 1)
        level = form.levels.get(depth)
        if level is None:
            return None
        counts = self._counted(list_id or "", form, depth)
        if level.digits == "bullet":
            return _bullet(level.shown), depth
        return _GAP.sub(lambda gap: self._number(form, counts, int(gap[1]) - 1, level), level.shown).strip(), depth

    def _counted(self, list_id: str, form: ListForm, depth: int) -> list[int | None]:
        """The counters after one more paragraph at a depth."""
        counts = self._counts.setdefault(form.shares, [None] * DEPTHS)
        for upper in range(depth):
            if counts[upper] is None and upper in form.levels:
                counts[upper] = form.levels[upper].start
        before = counts[depth]
        if depth in form.starts and (list_id, depth) not in self._begun:
            self._begun.add((list_id, depth))
            counts[depth] = form.starts[depth]
        else:
            counts[depth] = form.levels[depth].start if before is None else min(before + 1, _MOST)
        counts[depth + 1 :] = [None] * (DEPTHS - depth - 1)
        return counts

    def _number(self, form: ListForm, counts: list[int | None], depth: int, shown_at: NumberingLevel) -> str:
        level, count = form.levels.get(depth), counts[depth]
        if level is None or count is None:
            return ""
        return written(count, "decimal" if shown_at.is_legal else level.digits)

    def _form(self, list_id: str) -> ListForm | None:
        if list_id not in self._forms:
            self._forms[list_id] = self._read(list_id)
        return self._forms[list_id]

    def _read(self, list_id: str) -> ListForm | None:
        element = self._lists.get(list_id)
        shares = value_of(element, "abstractNumId") or ""
        abstract = self._linked(self._abstract.get(shares))
        if element is None or abstract is None:
            return None
        levels, styles, starts = {}, {}, {}
        for level in (one for one in abstract if local(one) == "lvl"):
            depth = _depth(level)
            levels[depth] = _level(level)
            if style := value_of(level, "pStyle"):
                styles[style] = depth
        for override in (one for one in element if local(one) == "lvlOverride"):
            depth, own, start = _depth(override), child(override, "lvl"), number_of(override, "startOverride")
            if own is not None:
                levels[depth] = _level(own)
            if start is not None:
                starts[depth] = start
                if depth in levels:
                    levels[depth] = replace(levels[depth], start=start)
        return ListForm(shares, levels, starts, styles)

    def _linked(self, abstract: etree._Element | None) -> etree._Element | None:
        """A form that only names a style is that of the list whose style it is."""
        link = value_of(abstract, "numStyleLink")
        if link is None:
            return abstract
        return next((one for one in self._abstract.values() if value_of(one, "styleLink") == link), abstract)


def _depth(element: etree._Element) -> int:
    value = attribute(element, "ilvl") or "0"
    return int(value) if value.isdecimal() and len(value) == 1 else 0


def _level(element: etree._Element) -> NumberingLevel:
    start = number_of(element, "start")
    return NumberingLevel(
        shown=value_of(element, "lvlText") or "",
        digits=_digits(element),
        start=1 if start is None else min(max(start, 0), _MOST),
        is_legal=child(element, "isLgl") is not None,
    )


def _digits(element: etree._Element) -> str:
    """The form of a level's digits; newer ones stand in a choice beside an older one."""
    if found := value_of(element, "numFmt"):
        return found
    return value_of(element, "AlternateContent", "Choice", "numFmt") or "decimal"


def _bullet(shown: str) -> str:
    sign = shown.strip()[:1]
    return {"–": "-", "—": "-", "−": "-"}.get(sign, sign) if sign and sign in "-–—−+*" else "•"


def written(count: int, digits: str) -> str:
    """A count in the digits of Word's name for them; other scripts' digits become ours."""
    if digits in {"upperRoman", "lowerRoman"}:
        found = _roman(count)
        return found if digits == "upperRoman" else found.lower()
    if digits in {"upperLetter", "lowerLetter"}:
        found = _letters(count)
        return found if digits == "upperLetter" else found.lower()
    if digits == "decimalZero":
        return f"{count:02}"
    if digits == "vietnameseCounting" and count < len(_COUNTED):
        return _COUNTED[count]
    return "" if digits == "none" else str(count)


def _roman(count: int) -> str:
    found = ""
    for value, sign in _ROMAN:
        times, count = divmod(count, value)
        found += sign * times
    return found


def _letters(count: int) -> str:
    """After «Z» Word goes on with «AA», «BB»."""
    if count < 1:
        return ""
    times, letter = divmod(count - 1, 26)
    return chr(ord("A") + letter) * min(times + 1, 10)
